import { join } from 'node:path';
import { systemClock } from '../base/clock.js';
import type { Log } from '../base/log.js';
import type { Config } from '../config.js';
import type { AppliedState } from '../service/decision/freshness/applied-state.js';
import type { InvalidationFeed } from '../service/decision/freshness/feed.js';
import { makeFreshness } from '../service/decision/freshness/freshness.js';
import type { Freshness } from '../service/decision/freshness/freshness.js';
import { makeLivePolicy } from '../service/decision/live-policy.js';
import type { LivePolicy } from '../service/decision/live-policy.js';
import { makeSnapshotKeeper } from '../service/decision/snapshot-keeper.js';
import type { SnapshotKeeper } from '../service/decision/snapshot-keeper.js';
import { degradedAfter } from '../service/decision/staleness.js';
import { findUsableSnapshot } from '../service/decision/usable-snapshot.js';
import type { CredentialCaches } from '../service/identity/credential-caches.js';
import type { PolicySnapshot } from '../store/ports/policy-snapshot.js';
import { makeChangeListener } from '../store/postgres/change-listener.js';
import { makeChangeReader } from '../store/postgres/change-reader.js';
import type { Cluster } from '../store/postgres/cluster/cluster.js';
import { makeOauthKeepingReader } from '../store/postgres/issuer-reader.js';
import { makePolicyReader } from '../store/postgres/policy-reader.js';
import type { Pool } from '../store/postgres/pool.js';
import { readSnapshotFile, writeSnapshotFile } from '../store/snapshot/file.js';
import { snapshotEncoder } from '../store/snapshot/format.js';
import type { Observation } from './observers.js';

/** Some 3 MB of the policy snapshot before it is compressed; about the clients beyond it there is no answer. */
const MAX_KEPT_CLIENTS = 10_000;
/** Often enough that a file is never too old by the time that it is needed. */
const RENEWALS_PER_STALENESS = 10;
const MAX_RENEW_AFTER_MS = 30_000;

/** Null where none is kept: the embedded database is started by ourselves, and is there whenever we are. */
function snapshotPath(config: Config): string | null {
  if (config.databaseUrls === null || config.snapshotFile === 'off') return null;
  return config.snapshotFile ?? join(config.dataDir, 'policy-snapshot');
}

export interface SnapshotParts {
  readonly config: Config;
  readonly log: Log;
  readonly state: AppliedState;
  readonly credentialReads: Pool;
}

/** Null where no snapshot is kept. It writes nothing before it is started. */
export function openSnapshotKeeper({ config, log, state, credentialReads }: SnapshotParts): SnapshotKeeper | null {
  const file = snapshotPath(config);
  if (file === null) return null;
  const keeping = makeOauthKeepingReader(credentialReads);
  return makeSnapshotKeeper({
    confirmed: () => (state.confirmed === null ? null : { revision: state.revision, atMs: state.confirmed.wallMs }),
    readOauth: () => keeping.readOauth(MAX_KEPT_CLIENTS),
    encoder: snapshotEncoder,
    write: (bytes) => writeSnapshotFile(file, bytes),
    maxBytes: config.policyCacheBytes,
    renewAfterMs: Math.min(MAX_RENEW_AFTER_MS, config.maxStalenessMs / RENEWALS_PER_STALENESS),
    log,
  });
}

/** The last good policy from the disk; null where there is none that can be used. */
export async function readSnapshot(config: Config, log: Log): Promise<PolicySnapshot | null> {
  const file = snapshotPath(config);
  if (file === null) return null;
  const limits = { nowMs: systemClock(), maxStalenessMs: config.maxStalenessMs };
  return findUsableSnapshot({ file, read: () => readSnapshotFile(file) }, limits, log);
}

export interface PolicyParts extends SnapshotParts {
  readonly database: Pick<Cluster, 'reads' | 'feed' | 'pulse' | 'primaryUrl'>;
  readonly credentials: CredentialCaches;
  readonly keeper: SnapshotKeeper | null;
  readonly feed: InvalidationFeed;
  readonly observation: Observation;
}

export interface Policy {
  readonly policy: LivePolicy;
  /** What follows the database, once it is started. */
  readonly freshness: Freshness;
}

/** The policy in memory, empty, and what will fill it and keep it up to date. */
export function openPolicy(parts: PolicyParts): Policy {
  const { config, log, state, database, credentials, keeper, feed, observation } = parts;
  const policy = makeLivePolicy({
    policyReader: observation.store(makePolicyReader(database.reads)),
    credentials,
    log,
    ...(keeper === null ? {} : { keeper }),
    onChanged: (read) => {
      feed.publish(read);
    },
    policyCacheBytes: config.policyCacheBytes,
  });
  const freshness = makeFreshness({
    state,
    reader: observation.store(makeChangeReader(database.feed, database.pulse)),
    listener: config.notify === 'on' ? makeChangeListener(() => database.primaryUrl(), log) : null,
    loadAll: () => policy.loadAll(),
    apply: (read, since) => policy.apply(read, since),
    forget: (read) => policy.forget(read),
    pollIntervalMs: config.pollIntervalMs,
    degradedAfterMs: degradedAfter(config.pollIntervalMs),
    clock: systemClock,
    log,
  });
  return { policy, freshness };
}
