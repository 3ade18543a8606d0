import type { Clock } from '../../../base/clock.js';

/** An instant on both clocks. */
export interface ClockReading {
  readonly wallMs: number;
  readonly steadyMs: number;
}

/**
 * What decisions rest on: up to which revision, and when the database last confirmed that nothing newer was committed. It is
 * made first; whoever follows the database writes it, and everybody else reads it.
 */
export interface AppliedState {
  /** Decisions rest on every change up to here. */
  readonly revision: number;
  /** The last confirmation; null before the first. */
  readonly confirmed: ClockReading | null;
  /** True from the first full load on: every change is followed. False while decisions rest on nothing, or on a snapshot. */
  readonly isFollowing: boolean;
  now(): ClockReading;
  /** The time since a confirmation, never negative; without end for none. */
  since(confirmed: ClockReading | null): number;
  reach(revision: number): void;
  /** What decisions rest on was complete at `instant`. */
  confirm(instant: ClockReading): void;
  /** Begins with what is known from elsewhere, until the first load. */
  resume(revision: number, confirmedAtMs: number): void;
  follow(): void;
  /** Calls `listener` each time that another revision is reached. */
  onReached(listener: () => void): void;
}

export function makeAppliedState(wallClock: Clock, steadyClock: Clock): AppliedState {
  return new State(wallClock, steadyClock);
}

class State implements AppliedState {
  revision = 0;
  confirmed: ClockReading | null = null;
  isFollowing = false;
  private readonly wallClock: Clock;
  private readonly steadyClock: Clock;
  private readonly listeners: (() => void)[] = [];

  constructor(wallClock: Clock, steadyClock: Clock) {
    this.wallClock = wallClock;
    this.steadyClock = steadyClock;
  }

  now(): ClockReading {
    return { wallMs: this.wallClock(), steadyMs: this.steadyClock() };
  }

  /**
   * The longer of what two clocks say: the wall clock can be set back, and the steady one stands still while a machine is
   * suspended. Either alone would take old state for fresh.
   */
  since(instant: ClockReading | null): number {
    if (instant === null) return Number.POSITIVE_INFINITY;
    return Math.max(0, this.wallClock() - instant.wallMs, this.steadyClock() - instant.steadyMs);
  }

  reach(revision: number): void {
    if (revision === this.revision) return;
    this.revision = revision;
    for (const listener of this.listeners) listener();
  }

  confirm(instant: ClockReading): void {
    this.confirmed = instant;
  }

  resume(revision: number, confirmedAtMs: number): void {
    this.revision = revision;
    this.confirm(before(this.now(), this.wallClock() - confirmedAtMs));
  }

  follow(): void {
    this.isFollowing = true;
  }

  onReached(listener: () => void): void {
    this.listeners.push(listener);
  }
}

/** The instant `lagMs` earlier. */
export function before(instant: ClockReading, lagMs: number): ClockReading {
  return { wallMs: instant.wallMs - lagMs, steadyMs: instant.steadyMs - lagMs };
}
