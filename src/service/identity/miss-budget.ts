import type { Clock } from '../../base/clock.js';

/** Bounds how many lookups that find nothing reach the database: guesses must not become its load. */
export interface MissBudget {
  /** How many misses a second of it is. */
  readonly perSecond: number;
  /** How long the next read should wait; 0 for not at all. */
  waitMs(): number;
  /** A read found nothing for so many of its keys. */
  charge(misses: number): void;
}

/** However few keys a read misses, it costs as much as this share of a second's budget: reads are bounded too. */
const LEAST_SHARE = 1 / 100;
/** Saved up while nothing was missed. */
const MAX_SAVED_SECONDS = 0.5;

/**
 * At most `perSecond` misses and 100 reads with a miss a second, beyond what was saved up in the half second before and
 * what is under way. Reads that find all their keys cost nothing.
 *
 * @param clock a steady one, in ms
 */
export function makeMissBudget(perSecond: number, clock: Clock): MissBudget {
  let left = perSecond * MAX_SAVED_SECONDS;
  let countedAtMs = clock();
  const refill = (): void => {
    const nowMs = clock();
    left = Math.min(perSecond * MAX_SAVED_SECONDS, left + ((nowMs - countedAtMs) / 1000) * perSecond);
    countedAtMs = nowMs;
  };
  return {
    perSecond,
    waitMs() {
      refill();
      return left >= 0 ? 0 : Math.ceil((-left / perSecond) * 1000);
    },
    charge(misses) {
      refill();
      if (misses > 0) left -= Math.max(misses, perSecond * LEAST_SHARE);
    },
  };
}
