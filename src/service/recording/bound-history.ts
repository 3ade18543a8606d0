import { messageOf } from '../../base/errors.js';
import type { Log } from '../../base/log.js';

const EVERY_MS = 3_600_000;
/** Not in the middle of a start, and not all replicas at once. */
const FIRST_AFTER_MS = 60_000;

export interface BoundHistoryDeps {
  /** Removes what is too old or too much; answers with the number of transactions. */
  readonly prune: () => Promise<number>;
  readonly log: Log;
}

/** Keeps the audit trail, and with it the history of policy, within its bounds; answers with what ends that. */
export function boundHistory({ prune, log }: BoundHistoryDeps): () => void {
  const pruneNow = async (): Promise<void> => {
    try {
      const removed = await prune();
      if (removed > 0) log.info({ transactions: removed }, 'the oldest part of the audit trail was removed');
    } catch (error) {
      log.warn({ problem: messageOf(error) }, 'the audit trail could not be bounded; it is tried again');
    }
  };
  const first = setTimeout(() => void pruneNow(), FIRST_AFTER_MS + Math.random() * FIRST_AFTER_MS);
  const timer = setInterval(() => void pruneNow(), EVERY_MS);
  first.unref();
  timer.unref();
  return () => {
    clearTimeout(first);
    clearInterval(timer);
  };
}
