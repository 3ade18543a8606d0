import type { Counter } from 'prom-client';
import type { Clock } from '../base/clock.js';
import type { Log } from '../base/log.js';
import { REJECTIONS } from '../service/decision/rejected-request.js';
import type { OnRejected } from '../service/decision/rejected-request.js';
import { makePacedLines } from './paced-lines.js';

export interface RejectedRequestsDeps {
  readonly counter: Counter<'listener' | 'rejection'>;
  readonly log: Log;
  readonly clock: Clock;
}

/** Counts what the listeners end by themselves, and logs one line a minute for each listener and bound. */
export function makeRejectedRequests({ counter, log, clock }: RejectedRequestsDeps): OnRejected {
  // With 0, so that an alert sees the first, too.
  for (const listener of ['grpc', 'http']) for (const rejection of REJECTIONS) counter.inc({ listener, rejection }, 0);
  const paced = makePacedLines(clock);
  return ({ listener, rejection, detail, peer }) => {
    counter.inc({ listener, rejection });
    paced(`${listener} ${rejection}`, (times) => {
      log.warn({ listener, rejection, problem: detail, peer, times }, 'a bound of a listener was passed');
    });
  };
}
