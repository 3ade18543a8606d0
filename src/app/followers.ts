import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { systemClock } from '../base/clock.js';
import type { Closers } from '../base/closers.js';
import type { Log } from '../base/log.js';
import type { Config } from '../config.js';
import type { AppliedState } from '../service/decision/freshness/applied-state.js';
import type { CommitOrderWatch } from '../service/decision/freshness/commit-order-watch.js';
import { makeHeartbeat } from '../service/decision/freshness/heartbeat.js';
import type { Heartbeat } from '../service/decision/freshness/heartbeat.js';
import type { SnapshotKeeper } from '../service/decision/snapshot-keeper.js';
import { boundHistory } from '../service/recording/bound-history.js';
import { startUseFlusher } from '../service/recording/uses/flush-uses.js';
import { followCandidate } from '../service/rehearsal/shadow/follow-candidate.js';
import type { ReplicaRegistry } from '../store/ports/replicas.js';
import { pruneHistory } from '../store/postgres/history/prune-history.js';
import { makeUseStore } from '../store/postgres/manage/use-store.js';
import type { Pool } from '../store/postgres/pool.js';
import { makeShadowStore } from '../store/postgres/shadow/shadow-store.js';
import type { Recording } from './observers.js';

export interface FollowerParts {
  readonly config: Config;
  readonly closers: Pick<Closers, 'push'>;
  readonly log: Log;
  /** Of the primary. */
  readonly pool: Pool;
  readonly recording: Recording;
  readonly commitOrder: CommitOrderWatch;
  readonly keeper: SnapshotKeeper | null;
}

const DAY_MS = 24 * 3_600_000;
/** How soon a candidate is taken up. */
const LOOK_EVERY_MS = 2_000;

/** What looks into the database by itself, now and then. To be started when the schema is there. */
export function startFollowers(parts: FollowerParts): void {
  const { config, closers, log, pool, recording, commitOrder, keeper } = parts;
  const { shadow, counters, lastUses } = recording;
  const retention = { maxAgeMs: config.historyDays * DAY_MS, maxEntries: config.historyEntries };
  closers.push('bounds of history', boundHistory({ prune: () => pruneHistory(pool, retention), log }));
  const follower = followCandidate({ store: makeShadowStore(pool), shadow, log, everyMs: LOOK_EVERY_MS });
  closers.push('shadow policy', () => follower.stop());
  const timer = setInterval(() => void lastUses.flush(), config.useFlushIntervalMs);
  timer.unref();
  closers.push('last uses of credentials', () => {
    clearInterval(timer);
    return lastUses.flush();
  });
  commitOrder.start();
  closers.push('watch over the order of commits', () => commitOrder.stop());
  keeper?.start();
  closers.push('policy snapshot', () => keeper?.stop());
  const writer = makeUseStore(pool);
  const flusher = startUseFlusher({ counters, writer, log, intervalMs: config.useFlushIntervalMs });
  closers.push('use of scopes', () => flusher.stop());
}

export interface HeartbeatParts {
  readonly config: Config;
  readonly log: Log;
  readonly registry: ReplicaRegistry;
  readonly state: AppliedState;
  readonly grpcPort: number;
}

/** How this replica tells the others how far it is. It says nothing before it is started. */
export function makeOwnHeartbeat({ config, log, registry, state, grpcPort }: HeartbeatParts): Heartbeat {
  const heartbeat = makeHeartbeat({
    registry,
    replica: {
      id: randomUUID(),
      name: hostname().slice(0, 255),
      address: `${config.grpcListen.host}:${String(grpcPort)}`,
      startedAtMs: systemClock(),
    },
    appliedRevision: () => state.revision,
    livesForMs: config.replicaExpiryMs,
    log,
  });
  state.onReached(() => {
    heartbeat.noteApplied();
  });
  return heartbeat;
}
