import { steadyClock } from '../base/clock.js';
import { isScopegateError } from '../base/errors.js';
import type { Log } from '../base/log.js';
import type { Reason } from '../engine/index.js';
import type { Answer } from '../service/decision/answer.js';
import type { BatchResult } from '../service/decision/check-batch.js';
import type { CheckObserver } from '../service/decision/observe.js';
import type { Metrics } from './metrics.js';
import type { Clock } from '../base/clock.js';
import type { ScopegateError } from '../base/errors.js';

/** Counts checks by what they came to, and observes how long they took. */
export function makeMetricsObserver(metrics: Metrics, log: Log): CheckObserver {
  const tally = makeTally(metrics, log);
  return {
    name: 'metrics',
    answered(_request, answer, _atMs, durationMs) {
      metrics.decisionSeconds.observe(durationMs / 1000);
      tally.count(answer, 1);
    },
    failed(_request, error) {
      tally.countFailure(error);
    },
    answeredBatch(_batch, { results }, _atMs, durationMs) {
      metrics.batchSeconds.observe(durationMs / 1000);
      metrics.batchItems.observe(results.length);
      countResults(results, tally);
    },
    failedBatch(_batch, error) {
      tally.countFailure(error);
    },
  };
}

interface Tally {
  count(answer: Answer, times: number): void;
  countFailure(error: unknown): void;
}

function makeTally(metrics: Metrics, log: Log): Tally {
  const hidden = makeHiddenReport(log, steadyClock);
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
      else if (isScopegateError(error) && error.audience === 'operator') hidden.note(error);
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

/** Tells the log what callers are not told; seldom, because in an outage every check fails in the same way. */
interface HiddenReport {
  note(error: ScopegateError): void;
}

const EVERY_MS = 10_000;

function makeHiddenReport(log: Log, steadyClock: Clock): HiddenReport {
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
