import type { Clock } from '../../../base/clock.js';

/**
 * Failed sign-ins by source address, to slow down guessing. A success in between forgives none: whoever has one credential
 * would go on guessing at others.
 */
export interface Attempts {
  /** 0 when another attempt may be made, else the seconds until then. */
  waitSeconds(source: string): number;
  fail(source: string): void;
}

export interface AttemptLimits {
  readonly maxFailures: number;
  readonly windowMs: number;
  /** Beyond it the address whose window began first is forgotten. */
  readonly maxSources: number;
}

export function makeAttempts(limits: AttemptLimits, clock: Clock): Attempts {
  const sources = new Map<string, { failures: number; readonly endsAtMs: number }>();
  return {
    waitSeconds(source) {
      const entry = sources.get(source);
      if (entry === undefined || entry.failures < limits.maxFailures) return 0;
      return Math.max(0, Math.ceil((entry.endsAtMs - clock()) / 1000));
    },
    fail(source) {
      const entry = sources.get(source);
      if (entry !== undefined && clock() < entry.endsAtMs) {
        entry.failures += 1;
        return;
      }
      sources.delete(source);
      sources.set(source, { failures: 1, endsAtMs: clock() + limits.windowMs });
      const oldest = sources.keys().next().value;
      if (sources.size > limits.maxSources && oldest !== undefined) sources.delete(oldest);
    },
  };
}
