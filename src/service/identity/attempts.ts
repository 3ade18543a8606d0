import { LRUCache } from 'lru-cache';
import type { Clock } from '../../base/clock.js';
import { networkOf, wideNetworkOf } from './addresses.js';
import { makeAttemptWindows } from './attempt-windows.js';
import type { AttemptWindows, TakeBack } from './attempt-windows.js';

export interface AttemptLimits {
  /** Wrong passwords of one user from all sources where they were never right; half of it from any one source. */
  readonly perUser: number;
  /** Wrong passwords from one source, of any users. */
  readonly perSource: number;
  /** Wrong passwords from one network of sources, of any users. */
  readonly perNetwork: number;
  readonly windowMs: number;
  /** Users, sources, networks and pairs that are counted at once, each. Beyond it only proven pairs may guess. */
  readonly maxRemembered: number;
}

/**
 * Limits how often passwords are guessed, whether or not there is the user. Where a user was right before, the guesses of others
 * elsewhere do not count against them, so nobody can lock them out from afar; and one source alone cannot use up what a user has
 * for new places.
 *
 * A source is an address, of IPv6 its /64, because a host is given all of it. A network is what one customer may have: a /24, of
 * IPv6 a /48. An empty source is unknown: it is not limited as a source, as it would stand for everybody.
 */
export interface Attempts {
  /** Whether no password of this user that comes from there is looked at: not even a right one, which would say so. */
  isStopped(login: string, source: string): boolean;
  /**
   * Counts an attempt, also while it is under way, so that many at once are no way around the limit. Null when stopped;
   * else what takes it back because it was no guess.
   */
  begin(login: string, source: string): TakeBack | null;
  /** A right password came from there. */
  prove(login: string, source: string): void;
  /** Whether a right password came from there before. */
  isProven(login: string, source: string): boolean;
}

/** Of one user; a user with one password cannot push the places of others out of memory. */
const MAX_PLACES = 32;

/** Counts in memory, for this process alone; times by `clock`, in ms. */
export function makeAttempts(limits: AttemptLimits, clock: Clock): Attempts {
  return new CountedAttempts(limits, clock);
}

interface Limiting {
  readonly windows: AttemptWindows;
  readonly key: string;
  readonly limit: number;
  readonly room: 'ordinary' | 'reserved';
}

class CountedAttempts implements Attempts {
  private readonly limits: AttemptLimits;
  private readonly users: AttemptWindows;
  private readonly sources: AttemptWindows;
  private readonly networks: AttemptWindows;
  private readonly pairs: AttemptWindows;
  /** By user, the sources of right passwords, the last one last. What is evicted here is only less trusted. */
  private readonly proven: LRUCache<string, Set<string>>;

  constructor(limits: AttemptLimits, clock: Clock) {
    this.limits = limits;
    const make = (): AttemptWindows =>
      makeAttemptWindows({ windowMs: limits.windowMs, maxWindows: limits.maxRemembered }, clock);
    this.users = make();
    this.sources = make();
    this.networks = make();
    this.pairs = make();
    this.proven = new LRUCache({ max: limits.maxRemembered });
  }

  isStopped(login: string, source: string): boolean {
    return this.limiting(login, networkOf(source)).some(isFull);
  }

  begin(login: string, source: string): TakeBack | null {
    const place = networkOf(source);
    const limiting = this.limiting(login, place);
    if (limiting.some(isFull)) return null;
    const begun: TakeBack[] = [];
    const takeBack = (): void => {
      for (const one of begun) one();
    };
    for (const { windows, key, room } of limiting) {
      const one = windows.begin(key, room);
      if (one === null) {
        takeBack();
        return null;
      }
      begun.push(one);
    }
    // A proven pair is not limited by what others do from its source, but what it does counts for them.
    if (this.isProven(login, place)) {
      for (const { windows, key } of this.placesOf(place)) begun.push(windows.begin(key) ?? NOTHING);
    }
    return takeBack;
  }

  prove(login: string, source: string): void {
    const place = networkOf(source);
    const places = this.proven.get(login) ?? new Set();
    places.delete(place);
    places.add(place);
    const [oldest] = places;
    if (places.size > MAX_PLACES && oldest !== undefined) places.delete(oldest);
    this.proven.set(login, places);
  }

  isProven(login: string, source: string): boolean {
    return this.proven.get(login)?.has(networkOf(source)) === true;
  }

  private limiting(login: string, place: string): readonly Limiting[] {
    const { perUser } = this.limits;
    const isProven = this.isProven(login, place);
    // No address has a space. Alike for both, so that nobody learns who else uses their address.
    const pair = { windows: this.pairs, key: `${place} ${login}`, limit: Math.ceil(perUser / 2) };
    if (isProven) return [{ ...pair, room: 'reserved' }];
    const user: Limiting = { windows: this.users, key: login, limit: perUser, room: 'ordinary' };
    if (place === '') return [user];
    return [...this.placesOf(place), { ...pair, room: 'ordinary' }, user];
  }

  private placesOf(place: string): readonly Limiting[] {
    const { perSource, perNetwork } = this.limits;
    if (place === '') return [];
    const source: Limiting = { windows: this.sources, key: place, limit: perSource, room: 'ordinary' };
    const network = wideNetworkOf(place);
    if (network === '') return [source];
    return [source, { windows: this.networks, key: network, limit: perNetwork, room: 'ordinary' }];
  }
}

const NOTHING: TakeBack = () => undefined;

function isFull({ windows, key, limit }: Limiting): boolean {
  return windows.count(key) >= limit;
}
