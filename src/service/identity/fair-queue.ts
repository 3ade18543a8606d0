import type { Clock } from '../../base/clock.js';
import { ScopegateError } from '../../base/errors.js';

/** Who waits for a turn. */
export interface Waiter {
  /** Those of one group take turns with all other groups. */
  readonly group: string;
  /** Goes before all that are not: it has been right before. */
  readonly isKnown: boolean;
  /** When nobody waits for it any more, in ms of the clock; may grow while it waits. */
  deadlineMs: number;
}

export interface FairQueueLimits {
  /** At once. */
  readonly maxRunning: number;
  readonly maxWaiting: number;
}

export interface FairQueue {
  /**
   * Runs work when its turn comes. Rejects with `unavailable` when too many wait, and with `deadline_exceeded` where it
   * would be done too late: neither has run then.
   */
  take<T>(turn: Waiter, work: () => Promise<T>): Promise<T>;
  readonly waiting: number;
}

interface Waiting {
  readonly turn: Waiter;
  readonly begin: () => void;
  readonly refuse: (error: ScopegateError) => void;
}

/** How much the newest measurement of several counts. */
const NEWEST_SHARE = 0.2;

/** A bounded queue. Where it is full, the group that waits with most gives way to one that waits with fewer. */
export function makeFairQueue(limits: FairQueueLimits, clock: Clock): FairQueue {
  return new FairTurns(limits, clock);
}

class FairTurns implements FairQueue {
  private readonly limits: FairQueueLimits;
  private readonly clock: Clock;
  private running = 0;
  /** How long work takes lately. Whoever does not have to wait runs in any case, so it is never out of date for long. */
  private workMs = 0;
  private readonly known = new Lane();
  private readonly others = new Lane();

  constructor(limits: FairQueueLimits, clock: Clock) {
    this.limits = limits;
    this.clock = clock;
  }

  get waiting(): number {
    return this.known.size + this.others.size;
  }

  async take<T>(turn: Waiter, work: () => Promise<T>): Promise<T> {
    if (this.running < this.limits.maxRunning) this.running++;
    else await this.wait(turn);
    const begunAtMs = this.clock();
    try {
      return await work();
    } finally {
      this.workMs += (this.clock() - begunAtMs - this.workMs) * NEWEST_SHARE;
      this.handOn();
    }
  }

  private wait(turn: Waiter): Promise<void> {
    this.dropLate();
    if (this.waiting >= this.limits.maxWaiting && !this.makeRoom(turn)) return Promise.reject(tooMany());
    return new Promise((begin, refuse) => {
      (turn.isKnown ? this.known : this.others).add({ turn, begin, refuse });
    });
  }

  /** Known ones displace others; among equals a group displaces one that waits with at least two more. */
  private makeRoom(turn: Waiter): boolean {
    const own = turn.isKnown ? this.known : this.others;
    const displaced =
      turn.isKnown && this.others.size > 0 ? this.others.takeLast(0) : own.takeLast(own.sizeOf(turn.group) + 1);
    displaced?.refuse(tooMany());
    return displaced !== null;
  }

  /** Whoever is done hands their place on. */
  private handOn(): void {
    this.dropLate();
    const next = this.known.takeNext() ?? this.others.takeNext();
    if (next === null) this.running--;
    else next.begin();
  }

  private dropLate(): void {
    const nowMs = this.clock();
    for (const lane of [this.known, this.others]) {
      for (const late of lane.takeAll(({ turn }) => nowMs + this.workMs >= turn.deadlineMs)) late.refuse(tooLate());
    }
  }
}

/** Groups take turns; within a group the first comes first. */
class Lane {
  private readonly groups = new Map<string, Waiting[]>();
  size = 0;

  sizeOf(group: string): number {
    return this.groups.get(group)?.length ?? 0;
  }

  add(waiting: Waiting): void {
    const group = this.groups.get(waiting.turn.group);
    if (group === undefined) this.groups.set(waiting.turn.group, [waiting]);
    else group.push(waiting);
    this.size++;
  }

  takeNext(): Waiting | null {
    for (const [name, group] of this.groups) {
      const next = group.shift();
      // To the end of the row of groups.
      this.groups.delete(name);
      if (group.length > 0) this.groups.set(name, group);
      if (next === undefined) continue;
      this.size--;
      return next;
    }
    return null;
  }

  /** The last one of the largest group; null where no group has more than so many. */
  takeLast(moreThan: number): Waiting | null {
    let largest: Waiting[] = [];
    for (const group of this.groups.values()) if (group.length > largest.length) largest = group;
    if (largest.length <= moreThan) return null;
    const last = largest.pop() ?? null;
    if (last !== null) this.size--;
    if (last !== null && largest.length === 0) this.groups.delete(last.turn.group);
    return last;
  }

  takeAll(isTaken: (waiting: Waiting) => boolean): readonly Waiting[] {
    const taken: Waiting[] = [];
    for (const [name, group] of this.groups) {
      const left = group.filter((waiting) => !isTaken(waiting));
      if (left.length === group.length) continue;
      taken.push(...group.filter(isTaken));
      if (left.length > 0) this.groups.set(name, left);
      else this.groups.delete(name);
    }
    this.size -= taken.length;
    return taken;
  }
}

function tooMany(): ScopegateError {
  return new ScopegateError('unavailable', 'too many passwords are being checked');
}

function tooLate(): ScopegateError {
  return new ScopegateError('deadline_exceeded', 'nobody waits for this password any more');
}
