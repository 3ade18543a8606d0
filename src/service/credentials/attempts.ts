import { LRUCache } from 'lru-cache';
import type { Clock } from '../../base/clock.js';
import { networkOf } from './addresses.js';

export interface AttemptLimits {
  /** Wrong passwords of one user from all sources where he was never right; half of it from any one source. */
  readonly perUser: number;
  /** Wrong passwords from one source, whosoever. */
  readonly perSource: number;
  readonly windowMs: number;
  /** Users, sources and pairs of them that are remembered; the one without an attempt for longest is forgotten first. */
  readonly maxRemembered: number;
}

/**
 * Limits how often passwords are guessed, whether or not there is the user. Where a user was right before, the guesses of
 * others elsewhere do not count against him, so nobody can lock him out from afar; and one source alone cannot use up what a
 * user has for new places.
 *
 * A source is an address, of IPv6 its /64, because whoever has one has all of them. An empty one is unknown: it is not
 * limited as a source, as it would stand for everybody.
 */
export interface Attempts {
  /** Whether no password of this user that comes from there is looked at: not even a right one, which would say so. */
  isStopped(login: string, source: string): boolean;
  /**
   * Counts an attempt, also while it is under way, so that many at once are no way around the limit. Null when stopped;
   * else what takes it back because it was no guess.
   */
  begin(login: string, source: string): (() => void) | null;
  /** A right password came from there. */
  prove(login: string, source: string): void;
}

interface Window {
  readonly startedAtMs: number;
  count: number;
}

interface Counted {
  readonly window: Window;
  readonly limit: number;
}

/** Counts in memory, for this process alone; times by `clock`, in ms. */
export function makeAttempts(limits: AttemptLimits, clock: Clock): Attempts {
  return new CountedAttempts(limits, clock);
}

class CountedAttempts implements Attempts {
  private readonly limits: AttemptLimits;
  private readonly clock: Clock;
  private readonly users;
  private readonly sources;
  private readonly pairs;
  private readonly proven;

  constructor(limits: AttemptLimits, clock: Clock) {
    this.limits = limits;
    this.clock = clock;
    const max = limits.maxRemembered;
    this.users = new LRUCache<string, Window>({ max });
    this.sources = new LRUCache<string, Window>({ max });
    this.pairs = new LRUCache<string, Window>({ max });
    this.proven = new LRUCache<string, true>({ max });
  }

  isStopped(login: string, source: string): boolean {
    return this.limiting(login, networkOf(source)).some(isFull);
  }

  begin(login: string, source: string): (() => void) | null {
    const network = networkOf(source);
    const limiting = this.limiting(login, network);
    if (limiting.some(isFull)) return null;
    // A proven pair is not limited by what others do from its source, but what it does counts for them.
    const counting = limiting.map(({ window }) => window);
    if (network !== '' && this.proven.has(pairOf(login, network))) counting.push(this.open(this.sources, network));
    for (const window of counting) window.count++;
    return () => {
      for (const window of counting) window.count--;
    };
  }

  prove(login: string, source: string): void {
    this.proven.set(pairOf(login, networkOf(source)), true);
  }

  private limiting(login: string, network: string): readonly Counted[] {
    const { perUser, perSource } = this.limits;
    const pair = pairOf(login, network);
    // Alike for both, so that nobody learns who else uses his address.
    const ofPair = (): Counted => ({ window: this.open(this.pairs, pair), limit: Math.ceil(perUser / 2) });
    if (this.proven.get(pair) !== undefined) return [ofPair()];
    if (network === '') return [{ window: this.open(this.users, login), limit: perUser }];
    const ofSource = { window: this.open(this.sources, network), limit: perSource };
    // One that is stopped cannot push others out of memory by naming many users.
    if (isFull(ofSource)) return [ofSource];
    return [ofSource, ofPair(), { window: this.open(this.users, login), limit: perUser }];
  }

  private open(windows: LRUCache<string, Window>, key: string): Window {
    const nowMs = this.clock();
    const held = windows.get(key);
    if (held !== undefined && nowMs - held.startedAtMs < this.limits.windowMs) return held;
    const fresh = { startedAtMs: nowMs, count: 0 };
    windows.set(key, fresh);
    return fresh;
  }
}

function isFull({ window, limit }: Counted): boolean {
  return window.count >= limit;
}

/** No address has a space. */
function pairOf(login: string, network: string): string {
  return `${network} ${login}`;
}
