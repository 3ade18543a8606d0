import { fileURLToPath } from 'node:url';
import type { Closers } from '../base/closers.js';
import { ScopegateError } from '../base/errors.js';
import type { Log } from '../base/log.js';
import type { Config } from '../config.js';
import type { AppliedState } from '../service/decision/freshness/applied-state.js';
import { degradedAfter } from '../service/decision/staleness.js';
import { makePepper } from '../service/identity/pepper.js';
import type { Pepper } from '../service/identity/pepper.js';
import { readOrCreatePepperFile } from '../store/pepper-file.js';
import type { Purpose } from '../store/postgres/embedded/lock.js';
import { startEmbedded } from '../store/postgres/embedded/start.js';
import { claimPepperFingerprint } from '../store/postgres/pepper-fingerprint.js';
import { migrate } from '../store/postgres/migrations.js';
import { openCluster } from '../store/postgres/cluster/cluster.js';
import type { Cluster, ClusterOptions } from '../store/postgres/cluster/cluster.js';
import { makePool } from '../store/postgres/pool.js';
import type { Pool } from '../store/postgres/pool.js';
import { EMBEDDED_SERVER_ROLE, ensureEmbeddedLogin } from '../store/postgres/roles/embedded-login.js';
import { renewServerGrants } from '../store/postgres/roles/renew-grants.js';
import type { Metrics } from '../telemetry/metrics.js';

/** Says what is going on while somebody waits. */
export type OnProgress = (step: string) => void;

export interface DatabaseDeps {
  readonly config: Config;
  readonly closers: Closers;
  readonly log: Log;
  readonly progress: OnProgress;
}

/** The schema of Scopegate, and the policy that a newcomer meets. */
const SCHEMA_DIR = fileURLToPath(new URL('../../migrations', import.meta.url));
export const DEMO_POLICY_DIR = fileURLToPath(new URL('../../policies/demo', import.meta.url));

/** The database that everything is read from and written to, and the way in for changes of its schema and policy. */
export interface Database extends Cluster {
  /** URL of the primary for the owner of the schema. The embedded PostgreSQL has a role of its own for that. */
  ownerUrl(): Promise<string>;
}

/** Where the database is, for the server and for the owner of the schema. */
interface Place {
  readonly urls: readonly string[];
  /** Null: the server connects as the owner, or the operator keeps the two apart by their own configuration. */
  readonly ownerUrl: string | null;
}

async function findDatabase(deps: DatabaseDeps, purpose: Purpose): Promise<Place> {
  const { config, closers, log, progress } = deps;
  if (config.databaseUrls !== null) return { urls: config.databaseUrls, ownerUrl: null };
  const server = await startEmbedded({ dataDir: config.dataDir, purpose, log, onProgress: progress });
  closers.pushLasting('embedded PostgreSQL', () => server.stop());
  const url = await asOwner(server.url, log, (owner) => ensureEmbeddedLogin(owner, server.url));
  return { urls: [url], ownerUrl: server.url };
}

async function asOwner<Result>(url: string, log: Log, use: (owner: Pool) => Promise<Result>): Promise<Result> {
  const owner = makePool(url, { log, maxConnections: 1 });
  try {
    return await use(owner);
  } finally {
    await owner.close();
  }
}

export interface ServingParts extends DatabaseDeps {
  readonly state: Pick<AppliedState, 'revision'>;
  readonly metrics: Pick<Metrics, 'blockedChanges'>;
}

/**
 * The database of a replica: standbys behind what is applied here, or so far behind that answers would be degraded, are
 * passed over.
 */
export function openServingDatabase({ state, metrics, ...deps }: ServingParts): Promise<Database> {
  return openDatabase(deps, {
    purpose: 'serve',
    floor: () => state.revision,
    maxLagMs: degradedAfter(deps.config.pollIntervalMs),
    onBlocked: () => {
      metrics.blockedChanges.inc();
    },
  });
}

/** How databases of a list are chosen among; see `ClusterOptions`. */
export type Choosing = Partial<
  Pick<ClusterOptions, 'floor' | 'maxLagMs' | 'patienceMs' | 'reviewTimeoutMs' | 'onBlocked'>
>;

export async function openDatabase(
  deps: DatabaseDeps,
  { purpose, ...choosing }: Choosing & { readonly purpose: Purpose },
): Promise<Database> {
  const { config, closers, log } = deps;
  const { urls, ownerUrl } = await findDatabase(deps, purpose);
  const cluster = openCluster(urls, {
    maxConnections: config.databaseConnections,
    statementTimeoutMs: config.databaseTimeoutMs,
    connectTimeoutMs: config.databaseTimeoutMs,
    floor: () => 0,
    ...choosing,
    log,
  });
  closers.push('database connections', () => cluster.close());
  return Object.assign(cluster, {
    ownerUrl: () => (ownerUrl === null ? cluster.primaryUrl() : Promise.resolve(ownerUrl)),
  });
}

/**
 * Brings the schema to the state that this version needs, and the rights of the server's roles with it. Answers with the
 * names of the migrations that it applied.
 */
export async function migrateSchema(
  database: Pick<Database, 'ownerUrl'>,
  { config, log, progress }: Pick<DatabaseDeps, 'config' | 'log' | 'progress'>,
): Promise<readonly string[]> {
  const url = await database.ownerUrl();
  const applied = await migrate({ url, dir: SCHEMA_DIR, set: 'schema', log, onProgress: progress });
  const embedded = config.databaseUrls === null ? [EMBEDDED_SERVER_ROLE] : [];
  if (applied.length > 0 || embedded.length > 0) await asOwner(url, log, (owner) => renewServerGrants(owner, embedded));
  return applied;
}

/** The pepper of the configuration, or of the pepper file; checked against the database. */
export async function openPepper(
  database: Pick<Cluster, 'reads' | 'writes'>,
  deps: Pick<DatabaseDeps, 'config' | 'log'>,
): Promise<Pepper> {
  const pepper = await findPepper(deps);
  await claimPepper(database, pepper);
  return pepper;
}

/**
 * The same, not yet checked.
 *
 * @throws ScopegateError `config`
 */
export async function findPepper({ config, log }: Pick<DatabaseDeps, 'config' | 'log'>): Promise<Pepper> {
  let key = config.pepper;
  if (key === null) {
    const file = await readOrCreatePepperFile(config.dataDir);
    key = file.key;
    if (file.created)
      log.warn({ file: file.path }, 'made a new pepper; keep the file: without it no key can be verified');
  }
  return makePepper(key, config.otherPeppers ?? []);
}

/**
 * A database remembers which peppers its digests were made with; whoever does not know all of them would call keys
 * unknown, and is refused instead.
 *
 * @throws ScopegateError `config`
 */
export async function claimPepper(database: Pick<Cluster, 'reads' | 'writes'>, pepper: Pepper): Promise<void> {
  const isStrange = (fingerprint: string): boolean => !pepper.knows(fingerprint);
  const claimed = await claimPepperFingerprint(database, pepper.fingerprint, isStrange);
  const strange = claimed.filter(isStrange);
  if (strange.length === 0) return;
  const fingerprints = strange.join(', ');
  throw new ScopegateError(
    'config',
    `keys of this database were made with another pepper (fingerprint ${fingerprints})`,
    {
      hint: 'Set SCOPEGATE_PEPPER to that of the other replicas, or bring back the pepper file; SCOPEGATE_OTHER_PEPPERS takes more.',
    },
  );
}
