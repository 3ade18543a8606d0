import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../../base/clock.js';
import type { LiveReplica, ReplicaRegistry } from '../../../store/ports/replicas.js';

export interface WaitOutcome {
  /** Every live replica decides by the revision. False: the deadline came first. */
  readonly isApplied: boolean;
  /** The live replicas that do. */
  readonly applied: readonly LiveReplica[];
  /** Those that do not, or have not said so. */
  readonly pending: readonly LiveReplica[];
}

export interface WaitRequest {
  readonly revision: number;
  /** When the caller stops waiting, in ms of the clock. */
  readonly deadlineMs: number;
}

/** Resolves when all have applied the revision, or at the deadline. Rejects with `unavailable` without the database. */
export type WaitApplied = (request: WaitRequest) => Promise<WaitOutcome>;

export interface WaitAppliedDeps {
  readonly registry: Pick<ReplicaRegistry, 'listLive'>;
  readonly clock: Clock;
}

/** Replicas speak at once after a change; so often is looked whether they have. */
const LOOK_EVERY_MS = 25;

/** However many wait in one process, they share each look into the database. */
export function makeWaitApplied({ registry, clock }: WaitAppliedDeps): WaitApplied {
  let looking: Promise<readonly LiveReplica[]> | null = null;
  /**
   * The next look at the replicas. A caller joins this one, because a look that has begun may have missed its change.
   */
  let next: Promise<readonly LiveReplica[]> | null = null;

  function look(): Promise<readonly LiveReplica[]> {
    if (looking === null) {
      looking = registry.listLive().finally(() => {
        looking = null;
      });
      return looking;
    }
    next ??= looking
      .catch(() => undefined)
      .then(() => {
        next = null;
        return look();
      });
    return next;
  }

  return async ({ revision, deadlineMs }) => {
    for (;;) {
      const outcome = outcomeOf(await look(), revision);
      const leftMs = deadlineMs - clock();
      if (outcome.isApplied || leftMs <= 0) return outcome;
      await sleep(Math.min(LOOK_EVERY_MS, leftMs));
    }
  };
}

function outcomeOf(replicas: readonly LiveReplica[], revision: number): WaitOutcome {
  const hasApplied = (replica: LiveReplica): boolean => replica.appliedRevision >= revision;
  const pending = replicas.filter((replica) => !hasApplied(replica));
  return { isApplied: pending.length === 0, applied: replicas.filter(hasApplied), pending };
}
