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
  const { sampler, steadyClock } = logging;
  const note = (request: CheckRequest, answer: Answer, startedAt: number): Answer => {
    try {
      const rate = sampler.ofAnswer(answer);
      if (rate > 0) offer(logging, request, answer, { rate, startedAt });
    } catch (problem) {
      logging.lose(messageOf(problem));
    }
    return answer;
  };
  const noteFailure = (request: CheckRequest, error: unknown, startedAt: number): void => {
    try {
      const rate = sampler.ofFailure(error);
      if (rate > 0) offer(logging, request, { error }, { rate, startedAt });
    } catch (problem) {
      logging.lose(messageOf(problem));
    }
  };
  const noteBatch = ({ items }: BatchRequest, batch: BatchAnswer, startedAt: number): BatchAnswer => {
    batch.results.forEach((result, index) => {
      const item = items[index];
      if (item === undefined) return;
      if ('error' in result) noteFailure(item, result.error, startedAt);
      else note(item, result, startedAt);
    });
    return batch;
  };
  const failBatch = ({ items }: BatchRequest, error: unknown, startedAt: number): void => {
    for (const item of items) noteFailure(item, error, startedAt);
  };
  return {
    check: (request) =>
      observe(() => checks.check(request), {
        startedAt: steadyClock(),
        succeed: (answer, startedAt) => note(request, answer, startedAt),
        fail: (error, startedAt) => noteFailure(request, error, startedAt),
      }),
    checkBatch: (batch) =>
      observe(() => checks.checkBatch(batch), {
        startedAt: steadyClock(),
        succeed: (answer, startedAt) => noteBatch(batch, answer, startedAt),
        fail: (error, startedAt) => failBatch(batch, error, startedAt),
      }),
  };
}

interface Observer<Result> {
  readonly startedAt: number;
  readonly succeed: (result: Result, startedAt: number) => Result;
  readonly fail: (error: unknown, startedAt: number) => void;
}

function observe<Result>(
  ask: () => Result | Promise<Result>,
  { startedAt, succeed, fail }: Observer<Result>,
): Result | Promise<Result> {
  let result: Result | Promise<Result>;
  try {
    result = ask();
  } catch (error) {
    fail(error, startedAt);
    throw error;
  }
  if (!(result instanceof Promise)) return succeed(result, startedAt);
  return result.then(
    (late) => succeed(late, startedAt),
    (error: unknown) => {
      fail(error, startedAt);
      throw error;
    },
  );
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
