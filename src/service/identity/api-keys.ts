import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../base/clock.js';
import { noAnswer } from '../../base/errors.js';
import { inOrder } from '../../engine/index.js';
import type { ScopeTable } from '../../engine/index.js';
import type { ApiKeyReader, ApiKeyRow, CredentialRow } from '../../store/ports/credentials.js';
import { makeBatchLoader } from './batch-loader.js';
import type { MissBudget } from './miss-budget.js';
import type { CacheEntry, CachedCredential } from './credential-cache.js';
import type { CredentialCaches } from './credential-caches.js';
import { compileAddressRule } from './addresses.js';
import type { AddressRule } from './addresses.js';
import type { Pepper } from './pepper.js';

/** Null: no such key, or its secret is wrong; the two are not told apart. */
export type FoundCredential = CachedCredential | null;

export interface ApiKeys {
  /** The credential, where it is held and this very secret was verified before; null says nothing about it. */
  recognise(publicId: string, secret: string): FoundCredential;
  /**
   * The credential of a well-formed key; synchronous when it is held. Rejects with `unavailable` when the store
   * cannot say, and with `resource_exhausted` when too many lookups wait.
   */
  find(publicId: string, secret: string): FoundCredential | Promise<FoundCredential>;
}

export interface ApiKeysDeps extends CredentialCaches {
  readonly reader: ApiKeyReader;
  /** What is kept of one kind in the cache begins with this; public ids themselves have no space. */
  readonly cacheNamespace: string;
  readonly pepper: Pepper;
  readonly clock: Clock;
  /** Left out: lookups of unknown keys are bounded by the reads in flight alone. */
  readonly misses?: MissBudget;
}

interface ReadKey {
  readonly row: ApiKeyRow | null;
  readonly revision: number;
}

/** A whole batch of checks fits into one read. */
const READS = { maxKeysPerRead: 1_000, maxReadsInFlight: 2, maxWaiting: 20_000 };
/** A standby may lag behind the change feed; a few reads catch up with it or the answer is "unavailable". */
const MAX_READ_ATTEMPTS = 5;

/**
 * Credentials that are proved by a secret of their own, API keys and sessions, kept as HMAC-SHA-256 (RFC 2104) under the
 * pepper and compared in constant time. An unknown key costs the same comparison as a wrong secret.
 */
export function makeApiKeys(deps: ApiKeysDeps): ApiKeys {
  const cacheKey = (publicId: string): string => deps.cacheNamespace + publicId;
  const loader = makeBatchLoader<ReadKey>({
    ...READS,
    ...(deps.misses === undefined ? {} : putOffBy(deps.misses)),
    async read(publicIds) {
      const { revision, keys } = await deps.reader.findApiKeys(publicIds);
      const rows = new Map(keys.map((row) => [row.publicId, row]));
      deps.misses?.charge(publicIds.length - rows.size);
      return new Map(publicIds.map((publicId) => [publicId, { row: rows.get(publicId) ?? null, revision }]));
    },
  });

  async function load(publicId: string, secret: string): Promise<FoundCredential> {
    for (let attempt = 1; attempt <= MAX_READ_ATTEMPTS; attempt++) {
      const { row, revision } = await loader.load(publicId);
      // From here to the end nothing waits: what is judged fresh is stored before a change can be noted.
      const { invalidations } = deps;
      const stale = row === null ? invalidations.isAnyStale(revision) : invalidations.isStale(row.id, revision);
      if (!stale) return admit(publicId, secret, deps.cache.peek(cacheKey(publicId)) ?? makeEntry(row, deps.scopes));
    }
    throw noAnswer('the database lags behind the changes already seen');
  }

  function admit(publicId: string, secret: string, entry: CacheEntry): FoundCredential {
    const wasVerified = entry.verified !== null;
    const found = verify(entry, secret, deps.pepper);
    if (found !== null && isUsable(found.row, deps.clock())) {
      if (!wasVerified) deps.cache.keepLive(cacheKey(publicId), entry);
    } else if (!wasVerified) {
      deps.cache.keepRefused(cacheKey(publicId), entry);
    }
    return found;
  }

  return {
    recognise(publicId, secret) {
      const entry = deps.cache.peek(cacheKey(publicId));
      if (entry === undefined || entry.verified === null) return null;
      if (!timingSafeEqual(entry.verified, fingerprintOf(secret))) return null;
      // Counts, and keeps it among those that are used.
      deps.cache.get(cacheKey(publicId));
      return entry.credential;
    },
    find(publicId, secret) {
      const entry = deps.cache.get(cacheKey(publicId));
      return entry === undefined ? load(publicId, secret) : admit(publicId, secret, entry);
    },
  };
}

/** While guesses are put off, as many wait as are looked up within a second; one whole batch in any case. */
function putOffBy(misses: MissBudget) {
  return { waitMs: () => misses.waitMs(), maxWaitingPutOff: Math.max(misses.perSecond, READS.maxKeysPerRead) };
}

/** Only what can let a request through now, or may later without a change of its row, belongs among the live ones. */
export function isUsable(row: CredentialRow, nowMs: number): boolean {
  return row.enabled && (row.expiresAtMs === null || nowMs < row.expiresAtMs);
}

function makeEntry(row: ApiKeyRow | null, scopes: ScopeTable): CacheEntry {
  if (row === null) return { credential: null, digest: randomBytes(32), verified: null };
  return { credential: holdCredential(row, scopes), digest: row.digest, verified: null };
}

function fingerprintOf(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}

/** The pepper's HMAC is paid once per entry and secret; after that an unkeyed hash recognises the same secret. */
function verify(entry: CacheEntry, secret: string, pepper: Pepper): FoundCredential {
  const fingerprint = fingerprintOf(secret);
  if (entry.verified !== null && timingSafeEqual(entry.verified, fingerprint)) return entry.credential;
  if (!pepper.matches(secret, entry.digest)) return null;
  // A copy takes its place among other small buffers; of its own it would cost some 250 bytes more.
  entry.verified = Buffer.from(fingerprint);
  return entry.credential;
}

/** A row as decisions need it, its scopes in order. */
export function holdCredential(row: CredentialRow, scopes: ScopeTable): CachedCredential {
  const scopeIndexes = inOrder(row.scopes).map((scope) => scopes.intern(scope));
  return {
    // Names that all share, in a list no longer than it has to be: a parsed one has room for more.
    row: { ...row, scopes: scopeIndexes.map((index) => scopes.nameOf(index)) },
    subject: {
      kind: row.kind,
      enabled: row.enabled,
      notBeforeMs: row.notBeforeMs,
      expiresAtMs: row.expiresAtMs,
      scopeIndexes,
    },
    addresses: addressRuleOf(row),
  };
}

const NOWHERE: AddressRule = { allows: () => false };

/** A rule that cannot be read allows no address: it was meant to restrict. */
function addressRuleOf(row: CredentialRow): AddressRule | null {
  try {
    return compileAddressRule(row.allowedAddresses);
  } catch {
    return NOWHERE;
  }
}
