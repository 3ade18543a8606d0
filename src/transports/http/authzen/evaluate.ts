import type { Clock } from '../../../base/clock.js';
import { ScopegateError } from '../../../base/errors.js';
import type { Check } from '../../../service/decision/answer.js';
import { decisionOf, denied } from './decision.js';
import type { AuthzenDecision } from './decision.js';
import type { Evaluation } from './entities.js';
import { ROUTE, authzenQuestion } from './question.js';

export interface EvaluateDeps {
  readonly check: Check;
  readonly clock: Clock;
  readonly timeoutMs: number;
}

/** Decides one evaluation; rejects as `Check` does, and with `AuthzenProblem` 400. */
export type Evaluate = (evaluation: Evaluation) => Promise<AuthzenDecision>;

/** @param traceParent of the request that they came in; empty for none */
export function makeEvaluate({ check, clock, timeoutMs }: EvaluateDeps): (traceParent: string) => Evaluate {
  return (traceParent) => async (evaluation) => {
    const question = { ...authzenQuestion(evaluation, clock() + timeoutMs), traceParent };
    if (evaluation.resource.type !== ROUTE) {
      return denied('unknown_resource_type', `resources are of the type "${ROUTE}"`);
    }
    const answer = check(question);
    const settled = answer instanceof Promise ? await inTime(answer, timeoutMs) : answer;
    return decisionOf(settled, evaluation.subject);
  };
}

/** An answer that comes too late is none. */
export async function inTime<T>(answer: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new ScopegateError('deadline_exceeded', 'the time for an answer ran out'));
    }, timeoutMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
