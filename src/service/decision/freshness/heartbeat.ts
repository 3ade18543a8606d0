import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../../base/errors.js';
import type { Log } from '../../../base/log.js';
import type { ReplicaRegistry, ReplicaState } from '../../../store/ports/replicas.js';

/** Tells the others that this replica lives, and how far it is. */
export interface Heartbeat {
  /**
   * Says so now, and from then on by itself. A database that is away is no reason to fail. May be called again.
   */
  start(): Promise<void>;
  /** A new revision was applied: says so soon. Costs the caller nothing. */
  noteApplied(): void;
  /** Says goodbye. */
  stop(): Promise<void>;
}

export interface HeartbeatDeps {
  readonly registry: ReplicaRegistry;
  readonly replica: Omit<ReplicaState, 'appliedRevision'>;
  readonly appliedRevision: () => number;
  /** From its last word on the replica counts as live for so long. */
  readonly livesForMs: number;
  readonly everyMs?: number;
  readonly log: Log;
}

/** Many revisions in a row are told of at most so often. */
const MIN_PAUSE_MS = 25;

export function makeHeartbeat(deps: HeartbeatDeps): Heartbeat {
  return new Beating(deps);
}

class Beating implements Heartbeat {
  private readonly deps: HeartbeatDeps;
  private readonly stopping = new AbortController();
  private beating: Promise<void> | null = null;
  private told = -1;
  private failing = false;
  private wakeEarly: (() => void) | null = null;

  constructor(deps: HeartbeatDeps) {
    this.deps = deps;
  }

  /** Before anything is loaded: who waits for a revision from then on knows of this replica, and waits for it too. */
  async start(): Promise<void> {
    await this.beat();
    this.beating ??= this.run();
  }

  noteApplied(): void {
    this.wakeEarly?.();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.wakeEarly?.();
    await this.beating;
    await this.deps.registry.remove(this.deps.replica.id).catch(() => undefined);
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.pause();
      if (isOver(signal)) return;
      await this.beat();
      await sleep(MIN_PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  private async pause(): Promise<void> {
    if (this.told !== this.deps.appliedRevision() && !this.failing) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.deps.everyMs ?? 1000);
      this.wakeEarly = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wakeEarly = null;
  }

  private async beat(): Promise<void> {
    const { registry, replica, livesForMs, log } = this.deps;
    const appliedRevision = this.deps.appliedRevision();
    try {
      await registry.announce({ ...replica, appliedRevision }, livesForMs);
      this.told = appliedRevision;
      this.failing = false;
    } catch (error) {
      const problem = messageOf(error);
      if (!this.failing) log.warn({ problem }, 'cannot tell the other replicas how far this one is');
      this.failing = true;
    }
  }
}

/** A function, because the value changes during an `await`. */
function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}
