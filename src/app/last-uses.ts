import { systemClock } from '../base/clock.js';
import type { Closers } from '../base/closers.js';
import type { Log } from '../base/log.js';
import type { Config } from '../config.js';
import { makeLastUses } from '../service/recording/uses/last-uses.js';
import type { LastUses } from '../service/recording/uses/last-uses.js';
import type { Pool } from '../store/postgres/pool.js';
import { makeUseRecorder } from '../store/postgres/use-recorder.js';

export interface LastUsesParts {
  readonly config: Config;
  readonly closers: Closers;
  readonly log: Log;
}

/** Credentials of which the use waits to be written: a few megabytes. */
const MAX_PENDING = 100_000;

/** Writes when credentials were last used, until the end and once more then. */
export function startLastUses(writes: Pool, { config, closers, log }: LastUsesParts): LastUses {
  const uses = makeLastUses({ recorder: makeUseRecorder(writes), log, clock: systemClock, maxPending: MAX_PENDING });
  const timer = setInterval(() => void uses.flush(), config.useFlushIntervalMs);
  timer.unref();
  closers.push('last uses of credentials', () => {
    clearInterval(timer);
    return uses.flush();
  });
  return uses;
}
