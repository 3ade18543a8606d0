import { isScopegateError } from '../base/errors.js';
import type { Log } from '../base/log.js';
import type { Reason } from '../engine/reason.js';
import type { Answer, Check } from '../service/check/answer.js';
import type { Metrics } from './metrics.js';

/** The same `Check`, counted and timed. */
export function measureCheck(check: Check, metrics: Metrics, log: Log): Check {
  const counts = new Map<Reason, { inc(): void }>();

  function count(answer: Answer, startedAt: bigint): Answer {
    metrics.decisionSeconds.observe(Number(process.hrtime.bigint() - startedAt) / 1e9);
    const { allowed, reason } = answer.decision;
    let counter = counts.get(reason);
    if (counter === undefined) {
      counter = metrics.decisions.labels({ decision: allowed ? 'allow' : 'deny', reason });
      counts.set(reason, counter);
    }
    counter.inc();
    if (answer.isDegraded) metrics.degradedDecisions.inc({ decision: allowed ? 'allow' : 'deny' });
    return answer;
  }

  function fail(error: unknown): never {
    const code = isScopegateError(error) ? error.code : 'internal';
    metrics.noAnswers.inc({ code });
    if (code === 'internal') log.error({ err: error }, 'a check failed unexpectedly');
    throw error;
  }

  return (request) => {
    const startedAt = process.hrtime.bigint();
    try {
      const answer = check(request);
      if (!(answer instanceof Promise)) return count(answer, startedAt);
      return answer.then((settled) => count(settled, startedAt), fail);
    } catch (error) {
      return fail(error);
    }
  };
}
