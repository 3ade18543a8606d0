import { messageOf } from '../../../base/errors.js';
import type { Clock } from '../../../base/clock.js';
import type { Log } from '../../../base/log.js';
import type { ChangeListener, ChangeReader, ChangesRead } from '../../../store/ports/changes.js';
import { makePollPace } from './poll-pace.js';
import type { PollPace } from './poll-pace.js';
import { makeRevisionWaiters } from './revision-waiters.js';
import type { RevisionWaiters } from './revision-waiters.js';
import { before } from './applied-state.js';
import type { AppliedState, ClockReading } from './applied-state.js';

/** Keeps this replica at the newest revision: polling is the base, a notification only makes the next poll sooner. */
export interface Freshness {
  /** Decisions rest on every change up to here. */
  readonly applied: number;
  /** When the database last confirmed that nothing newer was committed: the start of that poll; null for never. */
  readonly confirmed: ClockReading | null;
  /** The database that is read from answers, and lags behind its primary for longer than answers go unflagged. */
  readonly isLagging: boolean;
  /** The time since a confirmation. */
  ageSince(confirmed: ClockReading | null): number;
  /** Loads everything once, then keeps following. Rejects with what the first load rejected with, and may be tried again. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Resolves once `revision` is applied; rejects with `unavailable` at the deadline. */
  waitFor(revision: number, deadlineMs: number): Promise<void>;
}

export interface FreshnessDeps {
  /** Written here alone. */
  readonly state: AppliedState;
  readonly reader: ChangeReader;
  readonly listener: ChangeListener | null;
  /** Loads everything; answers with the revision that it rests on. */
  readonly loadAll: () => Promise<number>;
  /**
   * Takes the changes after `since` into the caches: answers, when decisions rest on all of them, with the revision that
   * they then rest on. A promise where policy has to be read for it.
   */
  readonly apply: (read: ChangesRead, since: number) => number | Promise<number>;
  /** Forgets the credentials that these changes name. They come again, to be applied. */
  readonly forget: (read: ChangesRead) => void;
  readonly pollIntervalMs: number;
  /** Past this lag the log says so; answers are flagged from there on. */
  readonly degradedAfterMs?: number;
  readonly clock: Clock;
  readonly log: Log;
}

export function makeFreshness(deps: FreshnessDeps): Freshness {
  return new Follower(deps);
}

class Follower implements Freshness {
  isLagging = false;
  private readonly deps: FreshnessDeps;
  private readonly state: AppliedState;
  private readonly pace: PollPace;
  private readonly waiters: RevisionWaiters;
  private readonly stopping = new AbortController();
  private following: Promise<void> = Promise.resolve();
  private stopListening: (() => Promise<void>) | null = null;
  private failing = false;
  /** The highest revision that a notification has named. */
  private notified = 0;

  constructor(deps: FreshnessDeps) {
    this.deps = deps;
    this.state = deps.state;
    this.pace = makePollPace(deps.pollIntervalMs);
    this.waiters = makeRevisionWaiters(deps.clock, () => this.applied);
  }

  get applied(): number {
    return this.state.revision;
  }

  get confirmed(): ClockReading | null {
    return this.state.confirmed;
  }

  ageSince(confirmed: ClockReading | null): number {
    return this.state.since(confirmed);
  }

  async start(): Promise<void> {
    this.stopListening ??= await listenIfPossible(this.deps, (revision) => {
      this.notified = revision;
      this.pace.wake();
    });
    this.reach(await this.deps.loadAll());
    // Only a poll says how old that is: what was read from may be a standby.
    await this.pollOrReport();
    this.state.follow();
    this.following = this.follow();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.pace.wake();
    await this.following;
    await this.stopListening?.();
  }

  async waitFor(revision: number, deadlineMs: number): Promise<void> {
    if (revision <= this.applied) return;
    this.pace.wake();
    await this.waiters.wait(revision, deadlineMs);
  }

  private reach(revision: number): void {
    this.state.reach(revision);
    this.waiters.reach(revision);
  }

  private async follow(): Promise<void> {
    const { signal } = this.stopping;
    for (;;) {
      await this.pause();
      if (signal.aborted) return;
      await this.pollOrReport();
    }
  }

  private pause(): Promise<void> {
    return this.pace.pause(this.failing || this.applied < this.notified || this.waiters.size > 0);
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
      this.isLagging = false;
    }
  }

  private async poll(): Promise<void> {
    const startedAt = this.state.now();
    const read = await this.deps.reader.readChanges(this.applied);
    if (read.revision < this.applied) {
      const revisions = { applied: this.applied, now: read.revision };
      this.deps.log.error(revisions, 'the database has lost commits; everything is read again');
    }
    this.reach(read.changes.length > 0 ? await this.apply(read) : read.revision);
    this.state.confirm(before(startedAt, read.lagMs ?? 0));
    this.noteLag(read.lagMs ?? 0);
  }

  private noteLag(lagMs: number): void {
    const isLagging = lagMs > (this.deps.degradedAfterMs ?? Infinity);
    if (isLagging === this.isLagging) return;
    this.isLagging = isLagging;
    if (isLagging) this.deps.log.warn({ lagMs: Math.round(lagMs) }, LAGS);
    else this.deps.log.info({ revision: this.applied }, 'the database that is read from follows closely again');
  }

  /** Policy takes its time to be read and compiled. A key that is revoked meanwhile does not live on for that long. */
  private async apply(read: ChangesRead): Promise<number> {
    const applying = this.deps.apply(read, this.applied);
    if (typeof applying === 'number') return applying;
    const refresh = { isOver: false };
    const end = (): void => {
      refresh.isOver = true;
      this.pace.wake();
    };
    applying.then(end, end);
    let seen = read.revision;
    for (;;) {
      await this.pause();
      if (refresh.isOver || this.stopping.signal.aborted) break;
      seen = await this.forgetAfter(seen);
    }
    const revision = await applying;
    if (seen > revision) this.pace.wake();
    return revision;
  }

  /** Answers with the revision up to which credentials are forgotten. */
  private async forgetAfter(seen: number): Promise<number> {
    try {
      const read = await this.deps.reader.readChanges(seen);
      if (read.changes.length > 0) this.deps.forget(read);
      return read.revision;
    } catch {
      // The next regular poll fails too, and says so.
      return seen;
    }
  }
}

const LAGS = 'the database that is read from lags behind its primary; answers are flagged as degraded';

/** A standby or a pooler refuses to listen: polling does without. */
async function listenIfPossible(
  deps: FreshnessDeps,
  wake: (revision: number) => void,
): Promise<(() => Promise<void>) | null> {
  if (deps.listener === null) return null;
  try {
    return await deps.listener.listen(wake);
  } catch (error) {
    deps.log.info({ problem: messageOf(error) }, 'the database does not notify; changes are found by polling alone');
    return null;
  }
}
