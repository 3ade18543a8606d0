import { isScopegateError } from '../base/errors.js';
import type { Log } from '../base/log.js';
import type { Reason } from '../engine/reason.js';
import type { Answer, Check } from '../service/check/answer.js';
import type { BatchAnswer, BatchResult, CheckBatch } from '../service/check/check-batch.js';
import type { Checks } from '../service/check/gate.js';
import type { Metrics } from './metrics.js';

/** The same checks, counted and timed. */
export function measureChecks(checks: Checks, metrics: Metrics, log: Log): Checks {
  const tally = makeTally(metrics, log);
  return {
    check: measureCheck(checks.check, metrics, tally),
    checkBatch: measureBatch(checks.checkBatch, metrics, tally),
  };
}

interface Tally {
  count(answer: Answer, times: number): void;
  countFailure(error: unknown): void;
}

function makeTally(metrics: Metrics, log: Log): Tally {
  const counts = new Map<Reason, { inc(value: number): void }>();
  return {
    count({ decision: { allowed, reason }, isDegraded }, times) {
      let counter = counts.get(reason);
      if (counter === undefined) {
        counter = metrics.decisions.labels({ decision: allowed ? 'allow' : 'deny', reason });
        counts.set(reason, counter);
      }
      counter.inc(times);
      if (isDegraded) metrics.degradedDecisions.inc({ decision: allowed ? 'allow' : 'deny' }, times);
    },
    countFailure(error) {
      const code = isScopegateError(error) ? error.code : 'internal';
      metrics.noAnswers.inc({ code });
      if (code === 'internal') log.error({ err: error }, 'a check failed unexpectedly');
    },
  };
}

/** Runs of equal outcomes are counted at once: a counter costs as much as a third of a decision. */
function countResults(results: readonly BatchResult[], tally: Tally): void {
  let run: Answer | null = null;
  let length = 0;
  for (const result of results) {
    if ('error' in result) {
      tally.countFailure(result.error);
    } else if (run?.decision.reason === result.decision.reason && run.isDegraded === result.isDegraded) {
      length++;
    } else {
      if (run !== null) tally.count(run, length);
      run = result;
      length = 1;
    }
  }
  if (run !== null) tally.count(run, length);
}

function measureCheck(check: Check, metrics: Metrics, tally: Tally): Check {
  function count(answer: Answer, startedAt: bigint): Answer {
    metrics.decisionSeconds.observe(secondsSince(startedAt));
    tally.count(answer, 1);
    return answer;
  }

  function fail(error: unknown): never {
    tally.countFailure(error);
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

function measureBatch(checkBatch: CheckBatch, metrics: Metrics, tally: Tally): CheckBatch {
  function count(batch: BatchAnswer, startedAt: bigint): BatchAnswer {
    metrics.batchSeconds.observe(secondsSince(startedAt));
    metrics.batchItems.observe(batch.results.length);
    countResults(batch.results, tally);
    return batch;
  }

  function fail(error: unknown): never {
    tally.countFailure(error);
    throw error;
  }

  return (batch) => {
    const startedAt = process.hrtime.bigint();
    try {
      const answer = checkBatch(batch);
      if (!(answer instanceof Promise)) return count(answer, startedAt);
      return answer.then((settled) => count(settled, startedAt), fail);
    } catch (error) {
      return fail(error);
    }
  };
}

function secondsSince(startedAt: bigint): number {
  return Number(process.hrtime.bigint() - startedAt) / 1e9;
}
