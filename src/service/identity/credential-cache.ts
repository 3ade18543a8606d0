import { LRUCache } from 'lru-cache';
import type { Clock } from '../../base/clock.js';
import type { Subject } from '../../engine/index.js';
import type { CredentialRow } from '../../store/ports/credentials.js';
import type { AddressRule } from './addresses.js';
import type { CacheStats } from './cache-stats.js';

/** A credential as decisions need it: its row, what the engine reads of it, and its compiled address rule. */
export interface CachedCredential {
  /** Its scopes are sorted by code unit. */
  readonly row: CredentialRow;
  readonly subject: Subject;
  /** Null: any address. */
  readonly addresses: AddressRule | null;
  /** Answers are not to be reused after this, whatever the row says; absent for no such limit. */
  readonly reusableUntilMs?: number;
}

/** What was read for one public id. `credential` is null where there is no such row. */
export interface CacheEntry {
  readonly credential: CachedCredential | null;
  /** The stored digest; of random bytes where there is no row, so that both take the same work. */
  readonly digest: Buffer;
  /** SHA-256 of the secret that was verified against `digest`; null before the first success. */
  verified: Buffer | null;
}

export interface CredentialCacheLimits {
  readonly maxEntries: number;
  readonly maxBytes: number;
  /** For entries that let nobody through: unknown, disabled, expired, or never presented with the right secret. */
  readonly maxRefusedEntries: number;
  readonly refusedTtlMs: number;
}

export interface CredentialCache {
  get(publicId: string): CacheEntry | undefined;
  /** Like `get`, without counting. */
  peek(publicId: string): CacheEntry | undefined;
  /** Keeps an entry that a right secret was presented for. */
  keepLive(publicId: string, entry: CacheEntry): void;
  /** Keeps an entry that let nobody through, apart from the live ones: guesses cannot push those out. */
  keepRefused(publicId: string, entry: CacheEntry): void;
  /** Forgets the credential of that row; a row that is not held may be a new one, so refusals are forgotten too. */
  forget(credentialId: number): void;
  clear(): void;
  stats(): { readonly live: CacheStats; readonly refused: CacheStats };
}

/** An LRU cache of credentials, and a second one of those that were refused; both bounded by `limits`. */
export function makeCredentialCache(limits: CredentialCacheLimits, clock: Clock): CredentialCache {
  return new TwoPartCache(limits, clock);
}

class TwoPartCache implements CredentialCache {
  private readonly clock: Clock;
  private readonly live: LRUCache<string, CacheEntry>;
  private readonly refused: LRUCache<string, CacheEntry>;
  /** Row id to public id, of what is live. */
  private readonly publicIds = new Map<number, string>();
  private readonly counts = {
    live: { hits: 0, misses: 0, evictions: 0 },
    refused: { hits: 0, misses: 0, evictions: 0 },
  };

  constructor(limits: CredentialCacheLimits, clock: Clock) {
    this.clock = clock;
    this.live = new LRUCache<string, CacheEntry>({
      max: limits.maxEntries,
      maxSize: limits.maxBytes,
      sizeCalculation: entryBytes,
      dispose: (entry, _publicId, why) => {
        if (why === 'evict') this.counts.live.evictions++;
        if (why !== 'set' && entry.credential !== null) this.publicIds.delete(entry.credential.row.id);
      },
    });
    this.refused = new LRUCache<string, CacheEntry>({
      max: limits.maxRefusedEntries,
      ttl: limits.refusedTtlMs,
      dispose: (_entry, _publicId, why) => {
        if (why === 'evict') this.counts.refused.evictions++;
      },
    });
  }

  get(publicId: string): CacheEntry | undefined {
    const entry = this.live.get(publicId);
    if (entry !== undefined) {
      this.counts.live.hits++;
      return entry;
    }
    this.counts.live.misses++;
    const refusal = this.refused.get(publicId);
    if (refusal === undefined) this.counts.refused.misses++;
    else this.counts.refused.hits++;
    return refusal;
  }

  peek(publicId: string): CacheEntry | undefined {
    return this.live.get(publicId) ?? this.refused.get(publicId);
  }

  keepLive(publicId: string, entry: CacheEntry): void {
    this.refused.delete(publicId);
    const row = entry.credential?.row;
    if (row === undefined) return;
    const ttl = row.expiresAtMs === null ? 0 : Math.max(1, row.expiresAtMs - this.clock());
    this.live.set(publicId, entry, { ttl });
    if (this.live.has(publicId)) this.publicIds.set(row.id, publicId);
  }

  keepRefused(publicId: string, entry: CacheEntry): void {
    this.refused.set(publicId, entry);
  }

  forget(credentialId: number): void {
    const publicId = this.publicIds.get(credentialId);
    if (publicId !== undefined) this.live.delete(publicId);
    this.refused.clear();
  }

  clear(): void {
    this.live.clear();
    this.refused.clear();
  }

  stats(): { readonly live: CacheStats; readonly refused: CacheStats } {
    const { live, refused } = this;
    return {
      live: { ...this.counts.live, entries: live.size, sizeBytes: live.calculatedSize },
      refused: { ...this.counts.refused, entries: refused.size, sizeBytes: refused.size * REFUSED_ENTRY_BYTES },
    };
  }
}

const ENTRY_BYTES = 950;
const REFUSED_ENTRY_BYTES = 700;
const SCOPE_BYTES = 16;
const ADDRESS_BYTES = 200;

/**
 * What an entry costs on the heap, from measurements of many entries on Node 20; scope names are shared strings
 * of the scope table in the main, so a scope costs its place in two arrays.
 */
function entryBytes(entry: CacheEntry): number {
  const row = entry.credential?.row;
  if (row === undefined) return ENTRY_BYTES;
  const text = row.name.length + row.account.length;
  return ENTRY_BYTES + text * 2 + row.scopes.length * SCOPE_BYTES + row.allowedAddresses.length * ADDRESS_BYTES;
}
