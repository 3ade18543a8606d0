import { steadyClock, systemClock } from './base/clock.js';
import { makeClosers } from './base/closers.js';
import type { CloseFailure, Closers } from './base/closers.js';
import type { Log } from './base/log.js';
import type { Config } from './config.js';
import { makeApplication } from './app/application.js';
import type { Application } from './app/application.js';
import { claimPepper, migrateSchema } from './app/database.js';
import type { DatabaseDeps, OnProgress } from './app/database.js';
import { loadDemo } from './app/demo.js';
import type { Demo } from './app/demo.js';
import { startFollowers } from './app/followers.js';
import { makeHandOver } from './app/hand-over.js';
import { openListeners, openProtection } from './app/listeners.js';
import { makeAdministrator, openManagement } from './app/management.js';
import type { AdministratorKey } from './app/management.js';
import { openObservation } from './app/observers.js';
import { readSnapshot } from './app/policy.js';
import { makeAppliedState } from './service/decision/freshness/applied-state.js';
import { makeInvalidationFeed } from './service/decision/freshness/feed.js';
import { loadOrRestore } from './service/decision/freshness/load-or-restore.js';
import { watchReadiness } from './service/decision/freshness/readiness.js';
import type { Readings } from './telemetry/metrics.js';

export interface AppOptions {
  readonly config: Config;
  readonly log: Log;
  readonly progress: OnProgress;
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

const CLOSE_MARGIN_MS = 5_000;

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

/**
 * The way of a start: bind the ports, make the application from values in the order of what they are made of, load, hand over, and
 * follow. What is opened last is closed first.
 */
async function assemble(assembly: Assembly): Promise<Omit<App, 'stop'>> {
  const { config, closers, log } = assembly;
  const handOver = makeHandOver();
  const feed = makeInvalidationFeed();
  const protection = await openProtection(assembly);
  const readings = (): Readings => ({
    ...handOver.entry.readings(),
    certificateExpiresAtMs: protection.certificates?.expiresAtMs ?? null,
    watchers: feed.watchers,
  });
  const observation = await openObservation(assembly, readings);
  // The ports are bound before anything else is touched: a taken one is found out at once, and gateways get an answer.
  const { entry } = handOver;
  const listeners = await openListeners({ ...assembly, entry, feed, observation, protection });

  const state = makeAppliedState(systemClock, steadyClock);
  const application = await makeApplication({ ...assembly, state, feed, observation, grpcPort: listeners.grpcPort });
  const { serving } = application;
  // Also what is started later, after a start from the snapshot, is closed after the calls under way.
  const followers = closers.nest();
  const beginning = await loadOrRestore({
    load: async () => {
      const demo = await load(assembly, application);
      const parts = { ...application, ...observation, config, log, closers: followers, readings };
      const management = await openManagement({
        ...parts,
        check: serving.check,
        counters: application.recording.counters,
      });
      startFollowers(parts);
      handOver.to({ ...serving, management });
      return demo;
    },
    restore: async () => {
      const snapshot = await readSnapshot(config, log);
      if (snapshot === null) return false;
      application.restore(snapshot);
      handOver.to(serving);
      return true;
    },
    retryEveryMs: config.pollIntervalMs,
    log,
  });
  closers.push('attempts to load the policy', () => beginning.stop());
  const { pool, pepper } = application;
  // After a start from a snapshot there is a first administrator already.
  const administratorKey = state.isFollowing ? await makeAdministrator({ ...assembly, pool, pepper }) : null;

  closers.push('calls under way', () => listeners.drain());
  closers.push('watchers', () => {
    feed.close();
  });
  closers.push('readiness', () => {
    handOver.leave();
  });
  closers.push('watch over readiness', watchReadiness(entry.notReadyBecause, listeners.setServing));
  const { grpcPort, httpPort } = listeners;
  return { grpcPort, httpPort, demo: beginning.result, administratorKey };
}

/** Prepares the database, and loads the policy from it. May be tried again. */
async function load(assembly: Assembly, application: Application): Promise<Demo | null> {
  const { config, log, progress } = assembly;
  const { database, pepper, heartbeat, freshness } = application;
  if (assembly.schema === 'apply') await migrateSchema(database, assembly);
  await claimPepper(database, pepper);
  const demo =
    assembly.demo === 'load'
      ? await loadDemo({ database, pepper, config, log, progress, keyGoes: assembly.administratorKey })
      : null;
  // Before anything is loaded: who waits for a revision from then on knows of this replica, and waits for it too.
  await heartbeat.start();
  progress('loading the policy');
  await freshness.start();
  return demo;
}
