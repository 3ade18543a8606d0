import { steadyClock, systemClock } from './base/clock.js';
import { makeClosers } from './base/closers.js';
import type { CloseFailure, Closers } from './base/closers.js';
import type { Log } from './base/log.js';
import type { Config } from './config.js';
import { begin } from './app/begin.js';
import { firstKeyOf } from './app/first-key.js';
import type { AdministratorKey } from './app/first-key.js';
import type { Beginning } from './app/begin.js';
import { claimPepper, findPepper, migrateSchema } from './app/database.js';
import type { Database, DatabaseDeps, Progress } from './app/database.js';
import { openServingDatabase, startCommitOrderWatch } from './app/serving-database.js';
import { closeInOrder } from './app/close-in-order.js';
import { openRecords } from './app/records.js';
import { loadDemo } from './app/demo.js';
import { openProtection } from './app/protection.js';
import { makeReplication } from './app/replication.js';
import type { Replication } from './app/replication.js';
import { startServers } from './app/servers.js';
import { startLastUses } from './app/last-uses.js';
import { makeLookups } from './app/lookups.js';
import { openObservation } from './app/observation.js';
import type { Observation } from './app/observation.js';
import { degradedAfter, openGate } from './app/open-gate.js';
import { makeNamed, makeSchemes } from './app/schemes.js';
import { holdBack } from './app/hold-back.js';
import { openSnapshotKeeper, restoreSnapshot } from './app/snapshot.js';
import { makeIssuerSnapshot } from './service/identity/oauth/issuer-snapshot.js';
import type { IssuerSnapshot } from './service/identity/oauth/issuer-snapshot.js';
import { makeIssuerReader, makeOauthKeepingReader } from './store/postgres/issuer-reader.js';
import type { SnapshotKeeper } from './service/decision/snapshot-keeper.js';
import { makeReadiness } from './app/readiness.js';
import { ageOf, confirmationOf, readingsOf } from './app/readings.js';
import type { Demo } from './app/demo.js';
import { openManagement } from './app/management.js';
import { makeGate } from './service/decision/startup-gate.js';
import type { Pepper } from './service/identity/pepper.js';
import type { CommitOrderWatch } from './service/decision/freshness/commit-order-watch.js';
import { makeFreshness } from './service/decision/freshness/freshness.js';
import type { Freshness } from './service/decision/freshness/freshness.js';
import type { Heartbeat } from './service/decision/freshness/heartbeat.js';
import { makeLookupGate } from './service/insight/lookups.js';
import type { LastUses } from './service/recording/uses/last-uses.js';
import { makeLivePolicy } from './service/decision/live-policy.js';
import type { LivePolicy } from './service/decision/live-policy.js';
import { makeChangeListener } from './store/postgres/change-listener.js';
import { makeChangeReader } from './store/postgres/change-reader.js';
import { makePolicyReader } from './store/postgres/policy-reader.js';
import type { Readings } from './telemetry/metrics.js';

export interface AppOptions {
  readonly config: Config;
  readonly log: Log;
  readonly progress: Progress;
  /** `apply`: bring the schema up to date first. `expect`: it must be so already. */
  readonly schema: 'apply' | 'expect';
  /** `load`: give an empty database the demo policy and a key. */
  readonly demo: 'load' | 'none';
  /** Where keys go that the start makes, of the first administrator and of the demo: into the answer, or files of mode 0600. */
  readonly administratorKey: 'answer' | 'file';
  /** Of the caller, who may close at once what would live on; left out: the app's own. */
  readonly closers?: Closers;
}

export interface App {
  readonly grpcPort: number;
  readonly httpPort: number;
  /** What was loaded into an empty database; null when nothing was. */
  readonly demo: Demo | null;
  /** Where the first administrator's key is, if this start made it: to be told once. */
  readonly administratorKey: AdministratorKey | null;
  /** Drains, then closes everything; logs and resolves with what could not be closed. */
  stop(): Promise<readonly CloseFailure[]>;
}

type Assembly = AppOptions & DatabaseDeps;

/** What decisions are made with, once the database is open. */
interface Live {
  readonly database: Database;
  readonly commitOrder: CommitOrderWatch;
  readonly held: LivePolicy;
  readonly freshness: Freshness;
  readonly issuers: IssuerSnapshot;
  readonly keeper: SnapshotKeeper | null;
  readonly heartbeat: Heartbeat;
}

const CLOSE_MARGIN_MS = 5_000;
/** Some 3 MB of the policy snapshot before it is compressed; about the clients beyond it there is no answer. */
const MAX_KEPT_CLIENTS = 10_000;

/** Builds everything, loads the policy, and only then reports ready. Whatever was opened is closed if that fails. */
export async function startApp(options: AppOptions): Promise<App> {
  const closers = options.closers ?? makeClosers(options.log);
  const stop = (): ReturnType<App['stop']> => closers.closeAll(options.config.shutdownTimeoutMs + CLOSE_MARGIN_MS);
  try {
    return { ...(await assemble({ ...options, closers })), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function assemble(assembly: Assembly): Promise<Omit<App, 'stop'>> {
  const { config, closers, log } = assembly;
  const gate = makeGate();
  const lookups = makeLookupGate();
  let live: Live | null = null;
  let beginning: Beginning<Demo | null> | null = null;
  const readiness = makeReadiness({
    isLoaded: () => gate.isOpen && beginning?.isLoaded === true,
    ageMs: () => ageOf(live),
    maxStalenessMs: config.maxStalenessMs,
    isLagging: () => live?.freshness.isLagging === true,
  });
  const replication = makeReplication(config, log);
  const protection = await openProtection(assembly);
  const readings = (): Readings => readingsOf(live, protection.certificates, replication.feed);
  const observation = await openObservation(assembly, readings);
  // The ports are bound before anything else is touched: a taken one is found out at once.
  const servers = await startServers(assembly, {
    gate,
    lookups,
    observation,
    readiness,
    protection,
    freshness: replication.calls,
  });

  const database = await openServingDatabase(assembly, observation, () => live?.freshness.applied ?? 0);
  const pepper = await findPepper(assembly);
  const records = openRecords({ config, writes: database.writes, pepper, closers, log, ...observation });
  const lastUses = startLastUses(database.writes, assembly);
  const isLoaded = (): boolean => beginning?.isLoaded === true;
  const parts = { database, pepper, lastUses, observation, isLoaded, replication, grpcPort: servers.grpc.port };
  live = makeLive(assembly, parts);
  const { held, freshness, issuers, keeper, heartbeat } = live;
  closers.push('word to the other replicas', () => heartbeat.stop());
  closers.push('change feed', () => freshness.stop());
  beginning = await begin({
    load: () => loadEverything(assembly, parts, { freshness, heartbeat }),
    restore: () => restoreSnapshot(assembly, { held, freshness, issuers }),
    retryEveryMs: config.pollIntervalMs,
    log,
  });
  const begun = beginning;
  closers.push('attempts to load the policy', () => begun.stop());
  keeper?.start();
  closers.push('policy snapshot', () => keeper?.stop());
  const checking = openGate(gate, live, { config, ...observation, ...records, lastUses, log });
  lookups.open(makeLookups({ held, checking, reads: database.reads, observation }));
  // Nothing is written before the pepper is known to be that of the database.
  const pool = holdBack(database.writes, parts.isLoaded);
  const administratorKey = await openManagement({
    ...{ config, log, closers, readings, pool, pepper, held, checking, ...observation },
    route: servers.management,
    counters: records.counters,
    check: gate.check,
    firstKey: firstKeyOf(assembly),
  });
  closeInOrder({ closers, servers, gate, readiness, watchers: replication.feed });
  return { grpcPort: servers.grpc.port, httpPort: servers.http.port, demo: begun.result, administratorKey };
}

interface LiveParts {
  readonly database: Database;
  readonly pepper: Pepper;
  readonly lastUses: LastUses;
  readonly observation: Observation;
  /** Before that no credential is looked up: whether the pepper is right is not known, nor what has changed. */
  readonly isLoaded: () => boolean;
  readonly replication: Replication;
  readonly grpcPort: number;
}

async function loadEverything(
  assembly: Assembly,
  { database, pepper }: LiveParts,
  { freshness, heartbeat }: Pick<Live, 'freshness' | 'heartbeat'>,
): Promise<Demo | null> {
  const { config, log, progress } = assembly;
  if (assembly.schema === 'apply') await migrateSchema(database, assembly);
  await claimPepper(database, pepper);
  const demo =
    assembly.demo === 'load'
      ? await loadDemo({ database, pepper, config, log, progress, keyGoes: assembly.administratorKey })
      : null;
  await heartbeat.start();
  progress('loading the policy');
  await freshness.start();
  return demo;
}

function makeLive(assembly: Assembly, parts: LiveParts): Live {
  const { config, closers, log } = assembly;
  const { database, observation, isLoaded, replication, grpcPort } = parts;
  const reads = holdBack(database.reads, isLoaded);
  const keeping = makeOauthKeepingReader(reads);
  const keeper = openSnapshotKeeper(config, {
    confirmed: () => (isLoaded() ? confirmationOf(freshness) : null),
    readOauth: () => keeping.readOauth(MAX_KEPT_CLIENTS),
    log,
  });
  const issuers = makeIssuerSnapshot(observation.store(makeIssuerReader(reads)));
  const held = makeLivePolicy({
    policyReader: observation.store(makePolicyReader(database.reads)),
    makeNamed: (forNames) => makeNamed(forNames, { config, reads, observation }),
    makeSchemes: (forCredentials) => makeSchemes(forCredentials, { ...parts, config, reads, issuers, closers, log }),
    clock: systemClock,
    log,
    ...(keeper === null ? {} : { keeper }),
    onChanged: (read) => {
      replication.feed.publish(read);
    },
    policyCacheBytes: config.policyCacheBytes,
    credentialCache: {
      maxEntries: config.credentialCacheEntries,
      maxBytes: config.credentialCacheBytes,
      maxRefusedEntries: config.refusedCacheEntries,
      refusedTtlMs: config.refusedTtlMs,
    },
  });
  const freshness = makeFreshness({
    reader: observation.store(makeChangeReader(database.feed, database.pulse)),
    listener: config.notify === 'on' ? makeChangeListener(() => database.primaryUrl(), log) : null,
    loadAll: () => held.loadAll(),
    apply: (read, since) => held.apply(read, since),
    forget: held.forget.bind(held),
    onApplied: () => {
      heartbeat.noteApplied();
    },
    pollIntervalMs: config.pollIntervalMs,
    degradedAfterMs: degradedAfter(config.pollIntervalMs),
    clock: systemClock,
    steadyClock,
    log,
  });
  const heartbeat = replication.join({
    database,
    grpcPort,
    appliedRevision: () => freshness.applied,
    stateAgeMs: () => freshness.ageSince(freshness.confirmed),
  });
  const commitOrder = startCommitOrderWatch(database.writes, assembly);
  return { database, commitOrder, held, freshness, issuers, keeper, heartbeat };
}
