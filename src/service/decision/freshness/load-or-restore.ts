import { setTimeout as sleep } from 'node:timers/promises';
import { isScopegateError, messageOf } from '../../../base/errors.js';
import type { Log } from '../../../base/log.js';

export interface LoadOrRestoreDeps<Result> {
  /** Reads everything from the database. May be tried again after a failure. */
  readonly load: () => Promise<Result>;
  /** Begins with the policy snapshot on disk; false where there is none that can be used. */
  readonly restore: () => Promise<boolean>;
  readonly retryEveryMs: number;
  readonly log: Log;
}

/** How a replica came to its policy. */
export interface Beginning<Result> {
  /** What `load` answered with; null after a start from the snapshot. */
  readonly result: Result | null;
  /** Ends the attempts to load that go on after a start from the snapshot. */
  stop(): Promise<void>;
}

/**
 * Loads, or begins with the snapshot when the database gives no answer, and then goes on trying to load. Rejects with the
 * failure of the load where the database did answer, or where there is no snapshot.
 */
export async function loadOrRestore<Result>(deps: LoadOrRestoreDeps<Result>): Promise<Beginning<Result>> {
  try {
    return { result: await deps.load(), stop: () => Promise.resolve() };
  } catch (error) {
    if (!isUnavailable(error) || !(await deps.restore())) throw error;
    deps.log.warn(
      { problem: messageOf(error) },
      'the database gives no answer: serving the last good policy from disk',
    );
  }
  const stopping = new AbortController();
  const trying = keepTrying(deps, stopping.signal);
  return {
    result: null,
    async stop() {
      stopping.abort();
      await trying;
    },
  };
}

async function keepTrying(deps: LoadOrRestoreDeps<unknown>, stop: AbortSignal): Promise<void> {
  let reported = '';
  for (;;) {
    await sleep(deps.retryEveryMs, undefined, { signal: stop }).catch(() => undefined);
    if (stop.aborted) return;
    try {
      await deps.load();
      deps.log.info({}, 'the database is back, and the policy was loaded from it');
      return;
    } catch (error) {
      const problem = messageOf(error);
      // Any other problem is for an operator to fix: a wrong pepper, a schema that is too old.
      if (!isUnavailable(error) && problem !== reported)
        deps.log.error({ problem }, 'the database answers, but not as it should');
      reported = problem;
    }
  }
}

function isUnavailable(error: unknown): boolean {
  return isScopegateError(error) && (error.code === 'unavailable' || error.code === 'blocked');
}
