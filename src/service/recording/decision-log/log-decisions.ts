import { messageOf } from '../../../base/errors.js';
import type { CheckRequest } from '../../check-request.js';
import type { CheckObserver } from '../../decision/observe.js';
import { makeEntry } from './entry.js';
import type { LogEntry } from './entry.js';
import type { Sampler } from './sampler.js';

export interface DecisionLogging {
  readonly sampler: Sampler;
  /** Takes what was chosen; never waits, never throws. */
  readonly offer: (entry: LogEntry) => void;
  /** Counts a decision that is lost by a defect of the log itself. */
  readonly lose: (problem: string) => void;
}

/** Chooses decisions and hands them to the writers. Each item of a batch has the time of the whole batch. */
export function makeDecisionObserver({ sampler, offer, lose }: DecisionLogging): CheckObserver {
  const hand = (request: CheckRequest, result: LogEntry['result'], rate: number, times: Times): void => {
    if (rate > 0) offer(makeEntry(request, result, rate, times));
  };
  return {
    name: 'decision log',
    answered(request, answer, atMs, durationMs) {
      try {
        hand(request, answer, sampler.ofAnswer(request, answer), timesOf(atMs, durationMs));
      } catch (problem) {
        lose(messageOf(problem));
      }
    },
    failed(request, error, atMs, durationMs) {
      try {
        hand(request, { error }, sampler.ofFailure(request, error), timesOf(atMs, durationMs));
      } catch (problem) {
        lose(messageOf(problem));
      }
    },
  };
}

interface Times {
  readonly atMs: number;
  readonly latencyUs: number;
}

function timesOf(atMs: number, durationMs: number): Times {
  return { atMs, latencyUs: Math.round(durationMs * 1000) };
}
