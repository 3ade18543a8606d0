import { LRUCache } from 'lru-cache';
import type { Clock } from '../../base/clock.js';
import { noAnswer } from '../../base/errors.js';
import type { CredentialRow } from '../../store/ports/credentials.js';
import type { NamedReader } from '../../store/ports/named.js';
import { makeBatchLoader } from './batch-loader.js';
import type { CachedCredential } from './credential-cache.js';
import { holdCredential } from './api-keys.js';
import type { CredentialCaches } from './credential-caches.js';
import type { AssertedSubject } from '../check-request.js';
import { UNKNOWN } from './schemes.js';
import type { Resolution } from './schemes.js';

/**
 * The named credential, or that there is none; synchronous when it is held. Rejects with `unavailable` when the store
 * cannot say, and with `resource_exhausted` when too many lookups wait.
 */
export type ResolveSubject = (name: AssertedSubject) => Resolution | Promise<Resolution>;

export interface SubjectResolverDeps extends Pick<CredentialCaches, 'invalidations' | 'scopes'> {
  readonly reader: NamedReader;
  readonly clock: Clock;
  readonly maxEntries: number;
}

interface ReadName {
  readonly row: CredentialRow | null;
  readonly revision: number;
}

interface Entry {
  readonly held: CachedCredential;
  readonly revision: number;
}

const READS = { maxKeysPerRead: 1_000, maxReadsInFlight: 2, maxWaiting: 20_000 };
const MAX_READ_ATTEMPTS = 5;
/** A session lives on by its use, which no change tells of: what is held of one is looked at again after this. */
const MAX_HELD_MS = 10_000;

/** What is held is judged by when it was read: a change after that makes it be read again. */
export function makeSubjectResolver({
  reader,
  invalidations,
  scopes,
  clock,
  maxEntries,
}: SubjectResolverDeps): ResolveSubject {
  const entries = new LRUCache<string, Entry>({ max: maxEntries, ttl: MAX_HELD_MS, perf: { now: clock } });
  const loader = makeBatchLoader<ReadName>({
    ...READS,
    async read(publicIds) {
      const { revision, credentials } = await reader.findNamed(publicIds);
      const rows = new Map(credentials.map((row) => [row.publicId, row]));
      return new Map(publicIds.map((publicId) => [publicId, { row: rows.get(publicId) ?? null, revision }]));
    },
  });
  const isStale = ({ id, issuerId }: CredentialRow, revision: number): boolean =>
    invalidations.isStale(id, revision) || (issuerId !== undefined && invalidations.isStale(issuerId, revision));

  async function load(publicId: string): Promise<CachedCredential | null> {
    for (let attempt = 1; attempt <= MAX_READ_ATTEMPTS; attempt++) {
      const { row, revision } = await loader.load(publicId);
      if (row === null ? invalidations.isAnyStale(revision) : isStale(row, revision)) continue;
      if (row === null) return null;
      const held = holdCredential(row, scopes);
      entries.set(publicId, { held, revision });
      return held;
    }
    throw noAnswer('the database lags behind the changes already seen');
  }

  return ({ kinds, publicId }) => {
    // A kind that nobody has needs no look at the database.
    if (kinds.length === 0) return UNKNOWN;
    const judge = (held: CachedCredential | null): Resolution =>
      held !== null && kinds.includes(held.row.kind) ? held : UNKNOWN;
    const entry = entries.get(publicId);
    const isHeld = entry !== undefined && !isStale(entry.held.row, entry.revision);
    return isHeld ? judge(entry.held) : load(publicId).then(judge);
  };
}
