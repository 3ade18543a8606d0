import type { Counter } from 'prom-client';
import type { Clock } from '../base/clock.js';
import type { Log } from '../base/log.js';
import type { OnRefusedQuestion, QuestionFault } from '../service/decision/refused-question.js';
import { makePacedLines } from './paced-lines.js';

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

const WRONG_ADDRESS: readonly QuestionFault[] = ['unknown_entry_point', 'wrong_address'];

/**
 * Counts every refused question, and logs one line a minute for each pair of fault and entry point: a gateway that asks
 * wrongly does so for every request.
 */
export function makeRefusedQuestions({ counter, log, clock }: RefusedQuestionsDeps): RefusedQuestions {
  const paced = makePacedLines(clock);
  return {
    onRefused({ fault, entryPoint, detail, peer }) {
      counter.inc({ fault, entry_point: entryPoint });
      paced(`${fault} ${entryPoint}`, (questions) => {
        log.warn({ fault, entryPoint, problem: detail, peer, questions }, 'refused a question of a gateway');
      });
    },
    expect(entryPoints) {
      for (const fault of WRONG_ADDRESS) {
        for (const entryPoint of entryPoints) counter.inc({ fault, entry_point: entryPoint }, 0);
      }
    },
  };
}
