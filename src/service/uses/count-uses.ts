import type { Clock } from '../../base/clock.js';
import type { Answer } from '../check/answer.js';
import type { BatchAnswer } from '../check/check-batch.js';
import type { Checks } from '../check/gate.js';
import type { UseCounters } from './use-counters.js';

/** The same checks, whose answers are counted. */
export function countUses(checks: Checks, counters: UseCounters, clock: Clock): Checks {
  const counted = (answer: Answer): Answer => {
    counters.count(answer, clock());
    return answer;
  };
  const countedBatch = (batch: BatchAnswer): BatchAnswer => {
    const nowMs = clock();
    for (const result of batch.results) if (!('error' in result)) counters.count(result, nowMs);
    return batch;
  };
  return {
    check(request) {
      const answer = checks.check(request);
      return answer instanceof Promise ? answer.then(counted) : counted(answer);
    },
    checkBatch(batch) {
      const answer = checks.checkBatch(batch);
      return answer instanceof Promise ? answer.then(countedBatch) : countedBatch(answer);
    },
  };
}
