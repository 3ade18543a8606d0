import { calculateJwkThumbprint, createLocalJWKSet, exportJWK } from 'jose';
import type { CryptoKey, JSONWebKeySet, JWK, KeyObject } from 'jose';
import type { Clock } from '../../../base/clock.js';
import { ScopegateError, noAnswer } from '../../../base/errors.js';
import { isJsonObject } from '../../../base/strict-json.js';
import type { JsonObject } from '../../../base/strict-json.js';

/** A key that the issuer published. Tokens that it verified keep it, so that they end with it. */
export interface IssuerKey {
  /** What the issuer publishes it for. */
  readonly use: string;
  /** True once a fetch did not bring this key again, or its keys are older than the grace allows. */
  isGone: boolean;
}

/** The keys of one fetch. */
export interface KeyFinder {
  /** Picks the key that a header names; rejects where there is not exactly one. */
  readonly find: ReturnType<typeof createLocalJWKSet>;
  /** The record of a key that was picked. */
  recordOf(key: CryptoKey | KeyObject): Promise<IssuerKey>;
}

export interface KeySetTimes {
  /** How often the keys are fetched anew. */
  readonly refreshMs: number;
  /** For how long they go on being used when that fails. */
  readonly graceMs: number;
  /** An unknown `kid` makes them be fetched at most once in this time; failed fetches are repeated after it. */
  readonly cooldownMs: number;
}

export interface KeySetEvents {
  /** Of so many usable keys; 0 where the issuer has withdrawn them all. */
  fetched(keys: number): void;
  failed(error: unknown): void;
}

export interface KeySetDeps {
  readonly fetchKeys: () => Promise<JsonObject>;
  readonly times: KeySetTimes;
  /** A steady one. */
  readonly clock: Clock;
  readonly events: KeySetEvents;
}

/** The keys of one issuer (RFC 7517, section 5). */
export interface KeySet {
  /** Waits only where there are no keys yet. Rejects with `unavailable` when they are older than the grace allows. */
  current(): KeyFinder | Promise<KeyFinder>;
  /** Newer keys than these, for a `kid` that is not among them; null while the cool-down lasts. */
  newerThan(keys: KeyFinder): Promise<KeyFinder | null>;
  close(): void;
}

const MAX_KEYS = 100;
/** Without any keys nobody gets an answer. */
const FIRST_RETRY_MS = 1_000;

/** Fetches with the first question, and from then on by a timer until it is closed; times in ms of a steady clock. */
export function makeKeySet(deps: KeySetDeps): KeySet {
  return new RefreshedKeySet(deps);
}

class RefreshedKeySet implements KeySet {
  private readonly deps: KeySetDeps;
  private keys: KeyFinder | null = null;
  private records: ReadonlyMap<string, IssuerKey> = new Map();
  private fetchedAtMs = 0;
  private triedAtMs = -Infinity;
  private underWay: Promise<boolean> | null = null;
  private timer: NodeJS.Timeout | null = null;
  private isClosed = false;

  constructor(deps: KeySetDeps) {
    this.deps = deps;
  }

  current(): KeyFinder | Promise<KeyFinder> {
    return this.keys !== null && !this.isTooOld() ? this.keys : this.wait();
  }

  async newerThan(keys: KeyFinder): Promise<KeyFinder | null> {
    if (this.underWay === null && this.keys === keys && !this.mayTry()) return null;
    if (this.keys === keys) await this.refresh();
    return this.keys === keys ? null : this.keys;
  }

  close(): void {
    this.isClosed = true;
    this.endAll();
    if (this.timer !== null) clearTimeout(this.timer);
  }

  private async wait(): Promise<KeyFinder> {
    if (this.underWay !== null || this.mayTry()) await this.refresh();
    if (this.keys !== null && !this.isTooOld()) return this.keys;
    throw noAnswer('the keys of an OAuth issuer are out of reach');
  }

  private isTooOld(): boolean {
    const { refreshMs, graceMs } = this.deps.times;
    return this.deps.clock() - this.fetchedAtMs > refreshMs + graceMs;
  }

  private mayTry(): boolean {
    const waitMs =
      this.keys === null ? Math.min(FIRST_RETRY_MS, this.deps.times.cooldownMs) : this.deps.times.cooldownMs;
    return this.deps.clock() - this.triedAtMs >= waitMs;
  }

  /** Answers whether there are newer keys; one fetch at a time. */
  private refresh(): Promise<boolean> {
    this.underWay ??= this.fetch().finally(() => (this.underWay = null));
    return this.underWay;
  }

  private async fetch(): Promise<boolean> {
    const { clock, events, fetchKeys, times } = this.deps;
    this.triedAtMs = clock();
    let isFetched = false;
    try {
      await this.replace(readKeys(await fetchKeys()));
      this.fetchedAtMs = clock();
      isFetched = true;
      events.fetched(this.records.size);
    } catch (error) {
      if (this.isTooOld()) this.endAll();
      events.failed(error);
    }
    this.schedule(isFetched ? times.refreshMs : this.retryMs());
    return isFetched;
  }

  /** A key that stays keeps its record. One that is gone, or counts for something else now, ends what it verified. */
  private async replace(published: readonly JWK[]): Promise<void> {
    const { keys, uses } = await byThumbprint(published);
    const before = this.records;
    const after = new Map<string, IssuerKey>();
    for (const [thumbprint, use] of uses) {
      const held = before.get(thumbprint);
      after.set(thumbprint, held?.use === use && !held.isGone ? held : { use, isGone: false });
    }
    this.records = after;
    this.keys = makeFinder(keys, after);
    for (const [thumbprint, record] of before) if (after.get(thumbprint) !== record) record.isGone = true;
  }

  private endAll(): void {
    for (const record of this.records.values()) record.isGone = true;
    this.keys = null;
  }

  /** Soon enough that nothing outlives the grace for long. */
  private retryMs(): number {
    const { cooldownMs, refreshMs, graceMs } = this.deps.times;
    const leftMs = this.fetchedAtMs + refreshMs + graceMs + 1 - this.deps.clock();
    const pauseMs = Math.min(cooldownMs, refreshMs);
    return leftMs > 0 && this.keys !== null ? Math.min(pauseMs, leftMs) : pauseMs;
  }

  private schedule(afterMs: number): void {
    if (this.timer !== null) clearTimeout(this.timer);
    if (this.isClosed) return;
    this.timer = setTimeout(() => void this.refresh(), afterMs);
    this.timer.unref();
  }
}

/**
 * Public keys for signatures only: a secret or a private key in a key set is a leak, and no key to trust. A list without any
 * is an answer, too: the issuer has withdrawn its keys.
 */
function readKeys({ keys }: JsonObject): readonly JWK[] {
  if (!Array.isArray(keys) || keys.length > MAX_KEYS) {
    throw noAnswer('an OAuth issuer has no key set where its row says');
  }
  // Extractable, so that the key which verified a token can be named afterwards.
  return keys.filter(isPublicKey).map((key) => ({ ...key, ext: true }));
}

function isPublicKey(key: unknown): key is JWK {
  return isJsonObject(key) && ['RSA', 'EC', 'OKP'].includes(String(key['kty'])) && !Object.hasOwn(key, 'd');
}

/** Usable keys, and by the thumbprint of each (RFC 7638) what it may be used for. A broken key is left out. */
async function byThumbprint(
  published: readonly JWK[],
): Promise<{ readonly keys: readonly JWK[]; readonly uses: ReadonlyMap<string, string> }> {
  const keys: JWK[] = [];
  const uses = new Map<string, string>();
  for (const key of published) {
    const thumbprint = await calculateJwkThumbprint(key).catch(() => null);
    if (thumbprint === null) continue;
    const { kid, alg, use, key_ops: operations } = key;
    keys.push(key);
    uses.set(thumbprint, `${uses.get(thumbprint) ?? ''}${JSON.stringify([kid, alg, use, operations])}`);
  }
  return { keys, uses };
}

function makeFinder(keys: readonly JWK[], records: ReadonlyMap<string, IssuerKey>): KeyFinder {
  const find = createLocalJWKSet({ keys: [...keys] } satisfies JSONWebKeySet);
  return {
    find,
    async recordOf(key) {
      const record = records.get(await calculateJwkThumbprint(await exportJWK(key)));
      if (record === undefined) throw new ScopegateError('internal', 'a key that verified a token is in no key set');
      return record;
    },
  };
}
