import { createLocalJWKSet } from 'jose';
import type { JSONWebKeySet, JWK } from 'jose';
import type { Clock } from '../../../base/clock.js';
import { ScopegateError } from '../../../base/errors.js';
import { isJsonObject } from './small-json.js';
import type { JsonObject } from './small-json.js';

/** Picks the key that a header names; rejects where there is not exactly one. */
export type KeyFinder = ReturnType<typeof createLocalJWKSet>;

export interface KeySetTimes {
  /** How often the keys are fetched anew. */
  readonly refreshMs: number;
  /** For how long they go on being used when that fails. */
  readonly graceMs: number;
  /** An unknown `kid` makes them be fetched at most once in this time; failed fetches are repeated after it. */
  readonly cooldownMs: number;
}

export interface KeySetEvents {
  fetched(): void;
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
  private fetchedAtMs = 0;
  private triedAtMs = -Infinity;
  private underWay: Promise<boolean> | null = null;
  private timer: NodeJS.Timeout | null = null;
  private isClosed = false;

  constructor(deps: KeySetDeps) {
    this.deps = deps;
  }

  current(): KeyFinder | Promise<KeyFinder> {
    const { refreshMs, graceMs } = this.deps.times;
    if (this.keys !== null && this.deps.clock() - this.fetchedAtMs <= refreshMs + graceMs) return this.keys;
    return this.wait();
  }

  async newerThan(keys: KeyFinder): Promise<KeyFinder | null> {
    if (this.underWay === null && this.keys === keys && !this.mayTry()) return null;
    if (this.keys === keys) await this.refresh();
    return this.keys === keys ? null : this.keys;
  }

  close(): void {
    this.isClosed = true;
    if (this.timer !== null) clearTimeout(this.timer);
  }

  private async wait(): Promise<KeyFinder> {
    if (this.underWay !== null || this.mayTry()) await this.refresh();
    const { refreshMs, graceMs } = this.deps.times;
    if (this.keys !== null && this.deps.clock() - this.fetchedAtMs <= refreshMs + graceMs) return this.keys;
    throw new ScopegateError('unavailable', 'the keys of an OAuth issuer are out of reach');
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
      this.keys = readKeys(await fetchKeys());
      this.fetchedAtMs = clock();
      isFetched = true;
      events.fetched();
    } catch (error) {
      events.failed(error);
    }
    this.schedule(isFetched ? times.refreshMs : Math.min(times.cooldownMs, times.refreshMs));
    return isFetched;
  }

  private schedule(afterMs: number): void {
    if (this.timer !== null) clearTimeout(this.timer);
    if (this.isClosed) return;
    this.timer = setTimeout(() => void this.refresh(), afterMs);
    this.timer.unref();
  }
}

/** Public keys for signatures only: a secret or a private key in a key set is a leak, and no key to trust. */
function readKeys({ keys }: JsonObject): KeyFinder {
  if (!Array.isArray(keys) || keys.length > MAX_KEYS) {
    throw new ScopegateError('unavailable', 'an OAuth issuer has no key set where its row says');
  }
  const usable = keys.filter(isPublicKey);
  if (usable.length === 0) throw new ScopegateError('unavailable', 'the key set of an OAuth issuer has no usable key');
  return createLocalJWKSet({ keys: usable } satisfies JSONWebKeySet);
}

function isPublicKey(key: unknown): key is JWK {
  return isJsonObject(key) && ['RSA', 'EC', 'OKP'].includes(String(key['kty'])) && !Object.hasOwn(key, 'd');
}
