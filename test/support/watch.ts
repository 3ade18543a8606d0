import { expect } from 'chai';
import { observeChecks } from '../../src/service/decision/observe.js';
import type { CheckObserver, Observing } from '../../src/service/decision/observe.js';
import type { Checks } from '../../src/service/decision/check-batch.js';
import { NOW_MS } from './check-world.js';

/** The checks as the service has them, watched by these observers alone. */
export function watched(
  checks: Checks,
  observers: readonly CheckObserver[],
  observing: Partial<Observing> = {},
): Checks {
  return observeChecks({ check: checks.check, checkBatch: checks.checkBatch }, observers, {
    clock: () => NOW_MS,
    steadyClock: () => 0,
    onDefect: (observer, error) => expect.fail(`${observer}: ${String(error)}`),
    ...observing,
  });
}
