import type { Clock } from '../../base/clock.js';
import type { Answer, Check } from '../check/answer.js';
import type { UseCounters } from './use-counters.js';

/** The same `Check`, whose answers are counted. */
export function countUses(check: Check, counters: UseCounters, clock: Clock): Check {
  const counted = (answer: Answer): Answer => {
    counters.count(answer, clock());
    return answer;
  };
  return (request) => {
    const answer = check(request);
    return answer instanceof Promise ? answer.then(counted) : counted(answer);
  };
}
