import { setTimeout as sleep } from 'node:timers/promises';
import { isScopegateError, messageOf } from '../base/errors.js';
import type { Log } from '../base/log.js';

/** How a replica came to hold policy. */
export interface Beginning<Result> {
  /** False while it goes by what was on disk, and the database has not been read. */
  readonly isLoaded: boolean;
  /** Of the load; null while there was none. */
  readonly result: Result | null;
  stop(): Promise<void>;
}

export interface BeginDeps<Result> {
  /** Reads everything from the database. May be tried again after a failure. */
  readonly load: () => Promise<Result>;
  /** Begins with what is on disk, if anything is; false where there is nothing. */
  readonly restore: () => Promise<boolean>;
  readonly retryEveryMs: number;
  readonly log: Log;
}

/**
 * Loads, or begins with what is on disk when the database gives no answer, and then goes on trying to load.
 * Rejects with the failure of the load where that is another one, or where there is nothing on disk.
 */
export async function begin<Result>(deps: BeginDeps<Result>): Promise<Beginning<Result>> {
  const state = { isLoaded: false, result: null as Result | null };
  const stopping = new AbortController();
  const load = async (): Promise<void> => {
    state.result = await deps.load();
    state.isLoaded = true;
  };
  let trying: Promise<void> = Promise.resolve();
  try {
    await load();
  } catch (error) {
    if (!isUnavailable(error) || !(await deps.restore())) throw error;
    deps.log.warn(
      { problem: messageOf(error) },
      'the database gives no answer: serving the last good policy from disk',
    );
    trying = keepTrying(load, deps, stopping.signal);
  }
  return {
    get isLoaded() {
      return state.isLoaded;
    },
    get result() {
      return state.result;
    },
    async stop() {
      stopping.abort();
      await trying;
    },
  };
}

async function keepTrying(
  load: () => Promise<void>,
  deps: Pick<BeginDeps<unknown>, 'retryEveryMs' | 'log'>,
  stop: AbortSignal,
) {
  let said = '';
  for (;;) {
    await sleep(deps.retryEveryMs, undefined, { signal: stop }).catch(() => undefined);
    if (stop.aborted) return;
    try {
      await load();
      deps.log.info({}, 'the database is back, and the policy was loaded from it');
      return;
    } catch (error) {
      const problem = messageOf(error);
      // Another problem than that it is away is for people to mend: a wrong pepper, a schema that is too old.
      if (!isUnavailable(error) && problem !== said)
        deps.log.error({ problem }, 'the database answers, but not as it should');
      said = problem;
    }
  }
}

function isUnavailable(error: unknown): boolean {
  return isScopegateError(error) && (error.code === 'unavailable' || error.code === 'blocked');
}
