import pg from 'pg';
import { ScopegateError } from '../../base/errors.js';
import { blockedError } from './blockers.js';
import type { Blocker, Lookout } from './blockers.js';
import { messageOfDatabase } from './store-errors.js';

export interface BlockedWatch {
  /** Known once the transaction has begun. */
  pid: number;
  /** The error that names who was waited for; `error` itself where it is about something else. */
  explain(error: unknown): unknown;
  end(): void;
}

/**
 * Looks while a transaction is slow: once it has failed it waits for nothing any more, and nobody can say for whom it
 * waited.
 */
export function watchBlocked(lookout: Lookout, everyMs: number): BlockedWatch {
  let blockers: readonly Blocker[] = [];
  let isOver = false;
  const timer = setInterval(() => {
    if (watch.pid === 0) return;
    void lookout.blockersOf(watch.pid).then((found) => {
      // The last look may have come when the wait was just over: what was seen before it still counts.
      if (!isOver && found.length > 0) blockers = found;
    });
  }, everyMs);
  const watch: BlockedWatch = {
    pid: 0,
    explain(error) {
      if (blockers.length > 0 && isTimeout(error)) return blockedError(blockers, error);
      if (!isLockTimeout(error)) return error;
      const hint = error.hint ?? 'Try again.';
      return new ScopegateError('blocked', messageOfDatabase(error), { cause: error, hint });
    },
    end() {
      isOver = true;
      clearInterval(timer);
    },
  };
  return watch;
}

/** Of a lock or a statement, said by the database (PostgreSQL documentation, appendix A), or by the driver. */
function isTimeout(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return ['55P03', '57014'].includes(error.code ?? '');
  return error instanceof Error && error.message === 'Query read timeout';
}

function isLockTimeout(error: unknown): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError && error.code === '55P03';
}
