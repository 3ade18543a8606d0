import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { systemClock } from '../base/clock.js';
import { noAnswer } from '../base/errors.js';
import type { Log } from '../base/log.js';
import type { Config } from '../config.js';
import { makeInvalidationFeed } from '../service/decision/freshness/feed.js';
import type { InvalidationFeed } from '../service/decision/freshness/feed.js';
import { makeHeartbeat } from '../service/decision/freshness/heartbeat.js';
import type { Heartbeat } from '../service/decision/freshness/heartbeat.js';
import { makeWaitApplied } from '../service/decision/freshness/wait-applied.js';
import type { WaitApplied } from '../service/decision/freshness/wait-applied.js';
import type { Cluster } from '../store/postgres/cluster/cluster.js';
import { makeReplicaRegistry } from '../store/postgres/replica-registry.js';
import type { FreshnessCalls } from '../transports/grpc/server.js';

/** How this replica tells others how far it is, and what has changed. */
export interface Replication {
  /** Of the service `Freshness`; can be served before the database is open. */
  readonly calls: FreshnessCalls;
  readonly feed: InvalidationFeed;
  /** To be called once; the heart does not beat before it is started. */
  join(member: Member): Heartbeat;
}

export interface Member {
  readonly database: Pick<Cluster, 'writes'>;
  readonly grpcPort: number;
  readonly appliedRevision: () => number;
  readonly stateAgeMs: () => number;
}

export function makeReplication(config: Config, log: Log): Replication {
  const feed = makeInvalidationFeed();
  let waitApplied: WaitApplied = () => Promise.reject(noAnswer('the database is not open yet'));
  let stateAgeMs = (): number => Infinity;
  return {
    feed,
    calls: { feed, waitApplied: (request) => waitApplied(request), stateAgeMs: () => stateAgeMs() },
    join(member) {
      const registry = makeReplicaRegistry(member.database.writes);
      waitApplied = makeWaitApplied({ registry, clock: systemClock });
      stateAgeMs = member.stateAgeMs;
      return makeHeartbeat({
        registry,
        replica: {
          id: randomUUID(),
          name: hostname().slice(0, 255),
          address: `${config.grpcListen.host}:${String(member.grpcPort)}`,
          startedAtMs: systemClock(),
        },
        appliedRevision: member.appliedRevision,
        livesForMs: config.replicaExpiryMs,
        log,
      });
    },
  };
}
