import type { Counter } from 'prom-client';
import type { Clock } from '../base/clock.js';
import type { Log } from '../base/log.js';
import type { OnRefusedQuestion, QuestionFault } from '../service/decision/refused-question.js';

export interface RefusedQuestionsDeps {
  readonly counter: Counter<'fault' | 'entry_point'>;
  readonly log: Log;
  readonly clock: Clock;
}

export interface RefusedQuestions {
  readonly onRefused: OnRefusedQuestion;
  /** Makes the counters of these entry points appear with 0, so that an alert sees the first question, too. */
  expect(entryPoints: readonly string[]): void;
}

const LOG_EVERY_MS = 60_000;
const WRONG_ADDRESS: readonly QuestionFault[] = ['unknown_entry_point', 'wrong_address'];

/**
 * Counts every refused question, and logs one line a minute for each pair of fault and entry point: a gateway that asks
 * wrongly does so for every request. Both come from closed sets, so what is remembered is bounded.
 */
export function makeRefusedQuestions({ counter, log, clock }: RefusedQuestionsDeps): RefusedQuestions {
  const lines = new Map<string, { loggedAtMs: number; unlogged: number }>();
  return {
    onRefused({ fault, entryPoint, detail, peer }) {
      counter.inc({ fault, entry_point: entryPoint });
      const key = `${fault} ${entryPoint}`;
      const now = clock();
      const line = lines.get(key) ?? { loggedAtMs: -Infinity, unlogged: 0 };
      lines.set(key, line);
      line.unlogged += 1;
      if (now - line.loggedAtMs < LOG_EVERY_MS) return;
      log.warn(
        { fault, entryPoint, problem: detail, peer, questions: line.unlogged },
        'refused a question of a gateway',
      );
      line.loggedAtMs = now;
      line.unlogged = 0;
    },
    expect(entryPoints) {
      for (const fault of WRONG_ADDRESS) {
        for (const entryPoint of entryPoints) counter.inc({ fault, entry_point: entryPoint }, 0);
      }
    },
  };
}
