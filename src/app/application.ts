import { steadyClock, systemClock } from '../base/clock.js';
import type { Closers } from '../base/closers.js';
import type { Log } from '../base/log.js';
import type { Config } from '../config.js';
import { makeCheckBatch } from '../service/decision/check-batch.js';
import { makeCheck } from '../service/decision/check.js';
import type { CheckDeps } from '../service/decision/check.js';
import type { AppliedState } from '../service/decision/freshness/applied-state.js';
import { makeCommitOrderWatch } from '../service/decision/freshness/commit-order-watch.js';
import type { CommitOrderWatch } from '../service/decision/freshness/commit-order-watch.js';
import type { InvalidationFeed } from '../service/decision/freshness/feed.js';
import type { Freshness } from '../service/decision/freshness/freshness.js';
import type { Heartbeat } from '../service/decision/freshness/heartbeat.js';
import { notReadyBecause } from '../service/decision/freshness/readiness.js';
import { makeWaitApplied } from '../service/decision/freshness/wait-applied.js';
import type { SnapshotKeeper } from '../service/decision/snapshot-keeper.js';
import { makeCredentialCaches } from '../service/identity/credential-caches.js';
import type { CredentialCaches } from '../service/identity/credential-caches.js';
import { makeIssuerSnapshot } from '../service/identity/oauth/issuer-snapshot.js';
import type { Pepper } from '../service/identity/pepper.js';
import type { PolicySnapshot } from '../store/ports/policy-snapshot.js';
import { makeCommitOrderReader } from '../store/postgres/commit-order-reader.js';
import { makeIssuerReader } from '../store/postgres/issuer-reader.js';
import type { Pool } from '../store/postgres/pool.js';
import { makeReplicaRegistry } from '../store/postgres/replica-registry.js';
import { findPepper, openServingDatabase } from './database.js';
import type { Database, OnProgress } from './database.js';
import { decideBy, makeLookups } from './decision.js';
import { makeOwnHeartbeat } from './followers.js';
import type { PolicyReadings, Serving } from './hand-over.js';
import { makeIdentity, whileFollowing } from './identity.js';
import { openRecording } from './observers.js';
import type { Observation, Recording } from './observers.js';
import { makePipeline } from './pipeline.js';
import { openPolicy, openSnapshotKeeper } from './policy.js';
import type { Policy } from './policy.js';

export interface ApplicationParts {
  readonly config: Config;
  readonly closers: Closers;
  readonly log: Log;
  readonly progress: OnProgress;
  readonly state: AppliedState;
  readonly feed: InvalidationFeed;
  readonly observation: Observation;
  readonly grpcPort: number;
}

/** Everything that serves, with nothing loaded into it yet, and with nothing that acts by itself. */
export interface Application {
  readonly database: Database;
  readonly pepper: Pepper;
  readonly recording: Recording;
  readonly freshness: Freshness;
  readonly heartbeat: Heartbeat;
  readonly commitOrder: CommitOrderWatch;
  readonly keeper: SnapshotKeeper | null;
  readonly credentials: CredentialCaches;
  readonly checking: CheckDeps;
  readonly serving: Serving;
  /** Of the primary. */
  readonly pool: Pool;
  /** Begins with the policy snapshot, in place of a load. */
  readonly restore: (snapshot: PolicySnapshot) => void;
}

export async function makeApplication(parts: ApplicationParts): Promise<Application> {
  const { config, log, state, observation } = parts;
  const { store, metrics } = observation;
  const database = await openServingDatabase({ ...parts, metrics });
  const { reads, writes } = database;
  const pepper = await findPepper(parts);
  const recording = openRecording({ ...parts, writes, pepper, metrics });
  const credentials = makeCredentialCaches(cacheLimits(config), systemClock);
  const credentialReads = whileFollowing(reads, state);
  const keeper = openSnapshotKeeper({ ...parts, credentialReads });
  const issuers = makeIssuerSnapshot(store(makeIssuerReader(credentialReads)));
  const { lastUses } = recording;
  const identity = makeIdentity({ ...parts, credentials, credentialReads, issuers, pepper, lastUses });
  const { policy, freshness } = openPolicy({ ...parts, database, credentials, credentialReads, keeper });
  const registry = makeReplicaRegistry(writes);
  const heartbeat = makeOwnHeartbeat({ ...parts, registry });
  parts.closers.push('word to the other replicas', () => heartbeat.stop());
  parts.closers.push('change feed', () => freshness.stop());
  const commitOrder = makeCommitOrderWatch({ reader: makeCommitOrderReader(writes), steadyClock, log });
  const checking = decideBy({ config, policy, freshness, identity });
  const core = { check: makeCheck(checking), checkBatch: makeCheckBatch(checking) };
  const serving: Serving = {
    ...makePipeline(core, { ...observation, config, recording, log }),
    lookups: makeLookups({ checking, credentials, reads, observation }),
    waitApplied: makeWaitApplied({ registry, clock: systemClock }),
    stateAgeMs: () => state.since(state.confirmed),
    notReadyBecause: () => notReadyBecause({ state, maxStalenessMs: config.maxStalenessMs, follower: freshness }),
    readings: () => readingsOf({ policy, credentials, database, commitOrder, state }),
    management: null,
  };
  return {
    ...{ database, pepper, recording, freshness, heartbeat, commitOrder, keeper, credentials, checking, serving },
    pool: writes,
    restore(snapshot) {
      policy.restore(snapshot);
      issuers.restore(snapshot.oauth);
      state.resume(snapshot.revision, snapshot.confirmedAtMs);
    },
  };
}

function cacheLimits(config: Config) {
  return {
    maxEntries: config.credentialCacheEntries,
    maxBytes: config.credentialCacheBytes,
    maxRefusedEntries: config.refusedCacheEntries,
    refusedTtlMs: config.refusedTtlMs,
  };
}

interface Read {
  readonly policy: Policy['policy'];
  readonly credentials: CredentialCaches;
  readonly database: Pick<Database, 'lagging'>;
  readonly commitOrder: Pick<CommitOrderWatch, 'heldMs'>;
  readonly state: AppliedState;
}

/** What the metrics show at the moment of a scrape. */
function readingsOf({ policy, credentials, database, commitOrder, state }: Read): PolicyReadings {
  const { live, refused } = credentials.cache.stats();
  return {
    caches: { policy: policy.compiledApis.stats(), credential: live, refusal: refused },
    revision: state.revision,
    policyAgeMs: state.since(state.confirmed),
    rejectedApis: policy.compiledApis.rejected.length,
    overlaps: policy.overlapWatch.overlaps,
    laggingStandbys: database.lagging(),
    commitOrderHeldMs: commitOrder.heldMs(),
  };
}
