import { ScopegateError } from '../../base/errors.js';
import type { Checks } from './check-batch.js';

/**
 * The same checks, with a bound on how many wait for the database at once; a batch counts by its items. More get
 * `resource_exhausted` at once, before memory grows. What is answered from memory never waits, and is never refused.
 */
export function shedLoad(checks: Checks, { maxPending }: { readonly maxPending: number }): Checks {
  let pending = 0;
  function admit<T>(answer: T | Promise<T>, weight: number): T | Promise<T> {
    if (!(answer instanceof Promise)) return answer;
    if (pending > 0 && pending + weight > maxPending) {
      // Nobody waits for it any more.
      answer.catch(() => undefined);
      throw new ScopegateError('resource_exhausted', `${String(pending)} checks wait for the database already`, {
        hint: 'Try again a little later; the bound is SCOPEGATE_MAX_PENDING_CHECKS.',
      });
    }
    pending += weight;
    const settled = (): void => {
      pending -= weight;
    };
    answer.then(settled, settled);
    return answer;
  }
  return {
    check: (request) => admit(checks.check(request), 1),
    checkBatch: (batch) => admit(checks.checkBatch(batch), batch.items.length),
  };
}
