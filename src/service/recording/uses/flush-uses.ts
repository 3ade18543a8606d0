import { messageOf } from '../../../base/errors.js';
import type { Log } from '../../../base/log.js';
import type { UseWriter } from '../../../store/ports/scope-use.js';
import type { UseCounters } from './use-counters.js';

export interface UseFlusher {
  /** Writes what is counted now; never rejects. */
  flush(): Promise<void>;
  /** Ends the timer and writes a last time. */
  stop(): Promise<void>;
}

export interface UseFlusherDeps {
  readonly counters: UseCounters;
  readonly writer: UseWriter;
  readonly log: Log;
  /** At most this much counting is lost when the process dies. */
  readonly intervalMs: number;
}

/** Rows of one statement. */
const BATCH = 5_000;
const KEPT_DAYS = 400;
const FLUSHES_BETWEEN_REMOVALS = 1_000;

/** Writes the counters in the background; what cannot be written is tried again with the next. */
export function startUseFlusher(deps: UseFlusherDeps): UseFlusher {
  let flushes = 0;
  let running: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    const uses = deps.counters.take();
    for (let at = 0; at < uses.length; at += BATCH) {
      try {
        await deps.writer.addUses(uses.slice(at, at + BATCH));
      } catch (error) {
        deps.counters.restore(uses.slice(at));
        deps.log.warn({ problem: messageOf(error) }, 'the use of scopes could not be written; it is tried again');
        return;
      }
    }
  }

  async function removeOld(): Promise<void> {
    try {
      await deps.writer.removeOldUses(KEPT_DAYS);
    } catch (error) {
      deps.log.warn({ problem: messageOf(error) }, 'old use of scopes could not be removed');
    }
  }

  function flush(): Promise<void> {
    running = running.then(async () => {
      await write();
      if (flushes % FLUSHES_BETWEEN_REMOVALS === 0) await removeOld();
      flushes += 1;
    });
    return running;
  }

  const timer = setInterval(() => void flush(), deps.intervalMs);
  timer.unref();
  return {
    flush,
    stop() {
      clearInterval(timer);
      return flush();
    },
  };
}
