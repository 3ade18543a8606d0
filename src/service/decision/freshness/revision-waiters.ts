import type { Clock } from '../../../base/clock.js';
import { noAnswer } from '../../../base/errors.js';

/** Those who wait for a revision to be applied. */
export interface RevisionWaiters {
  readonly size: number;
  /** Resolves once `reach` was called with that or more; rejects with `unavailable` shortly before the deadline. */
  wait(revision: number, deadlineMs: number): Promise<void>;
  reach(revision: number): void;
}

interface Waiter {
  readonly revision: number;
  readonly resolve: () => void;
}

/** Answered at the last moment, the caller would hear of nothing but its own deadline. */
const MAX_MARGIN_MS = 50;
const MISSING_HINT = 'Ask again with a later deadline, or another replica; no allow may be taken from an older answer.';

/** @param applied what is applied now, for the message */
export function makeRevisionWaiters(clock: Clock, applied: () => number): RevisionWaiters {
  const waiters = new Set<Waiter>();
  return {
    get size() {
      return waiters.size;
    },
    async wait(revision, deadlineMs) {
      const leftMs = Math.max(0, deadlineMs - clock());
      const timeoutMs = leftMs - Math.min(MAX_MARGIN_MS, leftMs / 10);
      const { promise, resolve, reject } = makeDeferred();
      const waiter = { revision, resolve };
      waiters.add(waiter);
      const timer = setTimeout(() => {
        reject(noAnswer(describeMissing(revision, applied()), { hint: MISSING_HINT }));
      }, timeoutMs);
      try {
        await promise;
      } finally {
        clearTimeout(timer);
        waiters.delete(waiter);
      }
    },
    reach(revision) {
      for (const waiter of waiters) if (waiter.revision <= revision) waiter.resolve();
    },
  };
}

function describeMissing(revision: number, applied: number): string {
  return `min_revision ${String(revision)} was not reached in time: this replica is at revision ${String(applied)}`;
}

function makeDeferred(): { promise: Promise<void>; resolve: () => void; reject: (error: Error) => void } {
  let resolve: () => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
