import { ScopegateError, messageOf } from '../base/errors.js';
import type { Clock } from '../base/clock.js';
import type { Log } from '../base/log.js';
import type { ChangeListener, ChangeReader, ChangesRead } from '../store/ports/changes.js';
import { makeStateAge } from './state-age.js';
import type { Instant, StateAge } from './state-age.js';

/** Keeps this replica at the newest revision: polling is the base, a notification only makes the next poll sooner. */
export interface Freshness {
  /** Decisions rest on every change up to here. */
  readonly applied: number;
  /** When the database last confirmed that nothing newer was committed: the start of that poll; null for never. */
  readonly confirmed: Instant | null;
  /** The time since a confirmation. */
  ageSince(confirmed: Instant | null): number;
  /** Loads everything once, then keeps following. Rejects with what the first load rejected with. */
  start(): Promise<void>;
  /** Begins with what is known from elsewhere, before `start` has succeeded; it may be tried until it does. */
  resume(revision: number, confirmedAtMs: number): void;
  stop(): Promise<void>;
  /** Resolves once `revision` is applied; rejects with `unavailable` at the deadline. */
  waitFor(revision: number, deadlineMs: number): Promise<void>;
}

export interface FreshnessDeps {
  readonly reader: ChangeReader;
  readonly listener: ChangeListener | null;
  /** Loads everything; answers with the revision that it rests on. */
  readonly loadAll: () => Promise<number>;
  /**
   * Takes the changes after `since` into the caches; resolves when decisions rest on all of them, with the revision that
   * they then rest on.
   */
  readonly apply: (read: ChangesRead, since: number) => Promise<number>;
  /** Called when decisions have come to rest on another revision. */
  readonly onApplied?: () => void;
  readonly pollIntervalMs: number;
  readonly clock: Clock;
  readonly steadyClock: Clock;
  readonly log: Log;
}

interface Waiter {
  readonly revision: number;
  readonly resolve: () => void;
}

export function makeFreshness(deps: FreshnessDeps): Freshness {
  return new Follower(deps);
}

class Follower implements Freshness {
  applied = 0;
  private readonly deps: FreshnessDeps;
  private readonly age: StateAge;
  private readonly waiters = new Set<Waiter>();
  private readonly stopping = new AbortController();
  private following: Promise<void> = Promise.resolve();
  private stopListening: (() => Promise<void>) | null = null;
  private failing = false;
  /** Somebody asked for a poll that has not begun yet. */
  private wanted = false;
  private wakeEarly: (() => void) | null = null;

  constructor(deps: FreshnessDeps) {
    this.deps = deps;
    this.age = makeStateAge(deps.clock, deps.steadyClock);
  }

  get confirmed(): Instant | null {
    return this.age.confirmed;
  }

  ageSince(confirmed: Instant | null): number {
    return this.age.since(confirmed);
  }

  async start(): Promise<void> {
    this.stopListening ??= await listenIfPossible(this.deps, () => {
      this.wake();
    });
    this.reach(await this.deps.loadAll());
    // Only a poll says how old that is: what was read from may be a standby.
    await this.pollOrReport();
    this.following = this.follow();
  }

  resume(revision: number, confirmedAtMs: number): void {
    this.applied = revision;
    this.age.confirm(before(this.age.now(), this.deps.clock() - confirmedAtMs));
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await this.following;
    await this.stopListening?.();
  }

  async waitFor(revision: number, deadlineMs: number): Promise<void> {
    if (revision <= this.applied) return;
    this.wake();
    const leftMs = Math.max(0, deadlineMs - this.deps.clock());
    // Answered at the last moment, the caller would hear of nothing but its own deadline.
    const timeoutMs = leftMs - Math.min(MAX_MARGIN_MS, leftMs / 10);
    const { promise, resolve, reject } = makeDeferred();
    const waiter = { revision, resolve };
    this.waiters.add(waiter);
    const timer = setTimeout(() => {
      reject(new ScopegateError('unavailable', describeMissing(revision, this.applied), { hint: MISSING_HINT }));
    }, timeoutMs);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.waiters.delete(waiter);
    }
  }

  private wake(): void {
    this.wanted = true;
    this.wakeEarly?.();
  }

  private reach(revision: number): void {
    const isNew = revision !== this.applied;
    this.applied = revision;
    if (isNew) this.deps.onApplied?.();
    for (const waiter of this.waiters) if (waiter.revision <= this.applied) waiter.resolve();
  }

  private async follow(): Promise<void> {
    const { signal } = this.stopping;
    for (;;) {
      await this.pause();
      if (signal.aborted) return;
      await this.pollOrReport();
    }
  }

  private async pause(): Promise<void> {
    if (!this.wanted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, this.deps.pollIntervalMs);
        this.wakeEarly = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.wakeEarly = null;
    }
    this.wanted = false;
  }

  private async pollOrReport(): Promise<void> {
    try {
      await this.poll();
      if (this.failing) this.deps.log.info({ revision: this.applied }, 'following the database again');
      this.failing = false;
    } catch (error) {
      const problem = messageOf(error);
      if (!this.failing) this.deps.log.warn({ problem }, 'cannot follow the database; answers rest on what is held');
      this.failing = true;
    }
  }

  private async poll(): Promise<void> {
    const startedAt = this.age.now();
    const read = await this.deps.reader.readChanges(this.applied);
    if (read.revision < this.applied) {
      const revisions = { applied: this.applied, now: read.revision };
      this.deps.log.error(revisions, 'the database has lost commits; everything is read again');
    }
    this.reach(read.changes.length > 0 ? await this.deps.apply(read, this.applied) : read.revision);
    this.age.confirm(before(startedAt, read.lagMs ?? 0));
  }
}

const MAX_MARGIN_MS = 50;
const MISSING_HINT = 'Ask again with a later deadline, or another replica; no allow may be taken from an older answer.';

function describeMissing(revision: number, applied: number): string {
  return `min_revision ${String(revision)} was not reached in time: this replica is at revision ${String(applied)}`;
}

function before(instant: Instant, lagMs: number): Instant {
  return { wallMs: instant.wallMs - lagMs, steadyMs: instant.steadyMs - lagMs };
}

/** A standby or a pooler refuses to listen: polling does without. */
async function listenIfPossible(deps: FreshnessDeps, wake: () => void): Promise<(() => Promise<void>) | null> {
  if (deps.listener === null) return null;
  try {
    return await deps.listener.listen(wake);
  } catch (error) {
    deps.log.info({ problem: messageOf(error) }, 'the database does not notify; changes are found by polling alone');
    return null;
  }
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
