import type { Closers } from '../base/closers.js';
import { messageOf } from '../base/errors.js';
import type { Log } from '../base/log.js';
import type { Config } from '../config.js';
import type { Pool } from '../store/postgres/pool.js';
import { pruneHistory } from '../store/postgres/history/prune-history.js';

const DAY_MS = 24 * 3_600_000;
const EVERY_MS = 3_600_000;
/** Not in the middle of a start, and not all replicas at once. */
const FIRST_AFTER_MS = 60_000;

export interface HistoryParts {
  readonly config: Config;
  readonly closers: Closers;
  readonly log: Log;
}

/** Keeps the audit trail, and with it the history of policy, within its bounds. */
export function boundHistory(writes: Pick<Pool, 'query'>, { config, closers, log }: HistoryParts): void {
  const retention = { maxAgeMs: config.historyDays * DAY_MS, maxEntries: config.historyEntries };
  const prune = async (): Promise<void> => {
    try {
      const removed = await pruneHistory(writes, retention);
      if (removed > 0) log.info({ transactions: removed }, 'the oldest part of the audit trail was removed');
    } catch (error) {
      log.warn({ problem: messageOf(error) }, 'the audit trail could not be bounded; it is tried again');
    }
  };
  const first = setTimeout(() => void prune(), FIRST_AFTER_MS + Math.random() * FIRST_AFTER_MS);
  const timer = setInterval(() => void prune(), EVERY_MS);
  first.unref();
  timer.unref();
  closers.push('bounds of history', () => {
    clearTimeout(first);
    clearInterval(timer);
  });
}
