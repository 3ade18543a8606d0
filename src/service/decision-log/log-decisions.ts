import type { Clock } from '../../base/clock.js';
import { messageOf } from '../../base/errors.js';
import type { Answer, CheckRequest } from '../check/answer.js';
import type { BatchAnswer, BatchRequest } from '../check/check-batch.js';
import type { Checks } from '../check/gate.js';
import { makeEntry } from './entry.js';
import type { LogEntry } from './entry.js';
import type { Sampler } from './sampler.js';

export interface DecisionLogging {
  readonly sampler: Sampler;
  /** Takes what was chosen; never waits, never throws. */
  readonly offer: (entry: LogEntry) => void;
  /** Told of a decision that could not even be looked at; a defect, and never one of the check. */
  readonly lose: (problem: string) => void;
  /** Of the day. */
  readonly clock: Clock;
  /** In milliseconds, never set back. */
  readonly steadyClock: Clock;
}

/** The same checks, whose decisions are logged; synchronous where they are. Of a batch each item has the time of all. */
export function logDecisions(checks: Checks, logging: DecisionLogging): Checks {
  const noter = makeNoter(logging);
  const { steadyClock } = logging;
  return {
    check(request) {
      const startedAt = steadyClock();
      let answer: Answer | Promise<Answer>;
      try {
        answer = checks.check(request);
      } catch (error) {
        noter.failed(request, error, startedAt);
        throw error;
      }
      if (!(answer instanceof Promise)) return noter.answered(request, answer, startedAt);
      return answer.then(
        (late) => noter.answered(request, late, startedAt),
        (error: unknown) => {
          noter.failed(request, error, startedAt);
          throw error;
        },
      );
    },
    checkBatch(batch) {
      const startedAt = steadyClock();
      const fail = (error: unknown): never => {
        for (const item of batch.items) noter.failed(item, error, startedAt);
        throw error;
      };
      let answer: BatchAnswer | Promise<BatchAnswer>;
      try {
        answer = checks.checkBatch(batch);
      } catch (error) {
        return fail(error);
      }
      if (!(answer instanceof Promise)) return noteBatch(batch, answer, { noter, startedAt });
      return answer.then((late) => noteBatch(batch, late, { noter, startedAt }), fail);
    },
  };
}

/** Chooses and hands on; a defect of it is none of the check. */
interface Noter {
  answered(request: CheckRequest, answer: Answer, startedAt: number): Answer;
  failed(request: CheckRequest, error: unknown, startedAt: number): void;
}

function makeNoter(logging: DecisionLogging): Noter {
  const { sampler } = logging;
  return {
    answered(request, answer, startedAt) {
      try {
        const rate = sampler.ofAnswer(request, answer);
        if (rate > 0) offer(logging, request, answer, { rate, startedAt });
      } catch (problem) {
        logging.lose(messageOf(problem));
      }
      return answer;
    },
    failed(request, error, startedAt) {
      try {
        const rate = sampler.ofFailure(request, error);
        if (rate > 0) offer(logging, request, { error }, { rate, startedAt });
      } catch (problem) {
        logging.lose(messageOf(problem));
      }
    },
  };
}

function noteBatch(
  { items }: BatchRequest,
  batch: BatchAnswer,
  { noter, startedAt }: { readonly noter: Noter; readonly startedAt: number },
): BatchAnswer {
  for (const [index, result] of batch.results.entries()) {
    const item = items[index];
    if (item === undefined) continue;
    if ('error' in result) noter.failed(item, result.error, startedAt);
    else noter.answered(item, result, startedAt);
  }
  return batch;
}

function offer(
  { offer: take, clock, steadyClock }: DecisionLogging,
  request: CheckRequest,
  result: LogEntry['result'],
  { rate, startedAt }: { readonly rate: number; readonly startedAt: number },
): void {
  const latencyUs = Math.round((steadyClock() - startedAt) * 1000);
  take(makeEntry(request, result, rate, { atMs: clock(), latencyUs }));
}
