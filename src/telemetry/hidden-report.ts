import type { Clock } from '../base/clock.js';
import type { ScopegateError } from '../base/errors.js';
import type { Log } from '../base/log.js';

/** Tells the log what callers are not told; seldom, because in an outage every check fails in the same way. */
export interface HiddenReport {
  note(error: ScopegateError): void;
}

const EVERY_MS = 10_000;

export function makeHiddenReport(log: Log, steadyClock: Clock): HiddenReport {
  let lastMs = -Infinity;
  let unreported = 0;
  return {
    note({ code, message }) {
      unreported++;
      if (steadyClock() - lastMs < EVERY_MS) return;
      lastMs = steadyClock();
      log.warn({ code, problem: message, checks: unreported }, 'checks got no answer');
      unreported = 0;
    },
  };
}
