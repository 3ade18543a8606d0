import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../../base/log.js';
import { messageOf } from '../../../base/errors.js';

export interface Supervised {
  isAlive(): boolean;
  /** Brings it back; may find that somebody else did. */
  revive(): Promise<void>;
}

export interface SuperviseOptions {
  readonly log: Log;
  /** How often to look. */
  readonly everyMs: number;
  /** Wait before the second attempt; doubled for each further one. */
  readonly firstBackOffMs: number;
  readonly maxBackOffMs: number;
  /** After so long a life the next death counts as a first one. */
  readonly settledMs: number;
}

export const usualPace = { everyMs: 100, firstBackOffMs: 100, maxBackOffMs: 10_000, settledMs: 30_000 };

/**
 * Looks after a server until stopped: when it is dead it is revived at once, and with growing pauses when that fails or
 * does not last. Never keeps the process alive by itself. The returned function stops watching and resolves when no
 * attempt is under way any more.
 */
export function supervise(target: Supervised, options: SuperviseOptions): () => Promise<void> {
  const end = new AbortController();
  const watching = watch(target, options, end.signal);
  return async () => {
    end.abort();
    await watching;
  };
}

async function watch(target: Supervised, options: SuperviseOptions, end: AbortSignal): Promise<void> {
  const { log, everyMs, firstBackOffMs, maxBackOffMs, settledMs } = options;
  let attempt = 0;
  let revivedAt = -Infinity;
  while (await pause(everyMs, end)) {
    if (target.isAlive()) continue;
    if (Date.now() - revivedAt > settledMs) attempt = 0;
    const backOffMs = attempt === 0 ? 0 : Math.min(maxBackOffMs, firstBackOffMs * 2 ** (attempt - 1));
    attempt += 1;
    log.warn({ attempt, backOffMs }, 'the embedded PostgreSQL died; restarting it');
    if (backOffMs > 0 && !(await pause(backOffMs, end))) return;
    try {
      await target.revive();
      revivedAt = Date.now();
      log.info({ attempt }, 'the embedded PostgreSQL is back');
    } catch (error) {
      revivedAt = Date.now();
      log.error({ attempt, reason: messageOf(error) }, 'the embedded PostgreSQL could not be restarted');
    }
  }
}

/** False when ended meanwhile. */
async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, undefined, { signal, ref: false });
    return true;
  } catch {
    return false;
  }
}
