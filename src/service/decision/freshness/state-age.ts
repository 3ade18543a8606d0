import type { Clock } from '../../../base/clock.js';

/** An instant on both clocks. */
export interface Instant {
  readonly wallMs: number;
  readonly steadyMs: number;
}

/** How old that is what decisions rest on: the time since the database last confirmed that nothing newer was committed. */
export interface StateAge {
  now(): Instant;
  /** What is held was complete at `instant`. */
  confirm(instant: Instant): void;
  /** The last confirmation; null before the first. */
  readonly confirmed: Instant | null;
  /** The time since a confirmation, never negative; without end for none. */
  since(confirmed: Instant | null): number;
}

/**
 * The longer of what two clocks say: the wall clock can be set back, and the steady one stands still while a machine is
 * suspended. Either alone would take old state for fresh.
 */
export function makeStateAge(wallClock: Clock, steadyClock: Clock): StateAge {
  let confirmed: Instant | null = null;
  return {
    now: () => ({ wallMs: wallClock(), steadyMs: steadyClock() }),
    confirm(instant) {
      confirmed = instant;
    },
    get confirmed() {
      return confirmed;
    },
    since(instant) {
      if (instant === null) return Number.POSITIVE_INFINITY;
      return Math.max(0, wallClock() - instant.wallMs, steadyClock() - instant.steadyMs);
    },
  };
}
