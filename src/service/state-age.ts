import type { Clock } from '../base/clock.js';

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
  /** When that was, on the wall clock; 0 for never. */
  readonly confirmedAtMs: number;
  /** Never negative; without end before the first confirmation. */
  readonly ms: number;
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
    get confirmedAtMs() {
      return confirmed?.wallMs ?? 0;
    },
    get ms() {
      if (confirmed === null) return Number.POSITIVE_INFINITY;
      return Math.max(0, wallClock() - confirmed.wallMs, steadyClock() - confirmed.steadyMs);
    },
  };
}
