import { fileURLToPath } from 'node:url';
import type { Closers } from '../base/closers.js';
import { ScopegateError } from '../base/errors.js';
import type { Log } from '../base/log.js';
import type { Config } from '../config.js';
import { makePepper } from '../service/credentials/pepper.js';
import type { Pepper } from '../service/credentials/pepper.js';
import { readOrCreatePepperFile } from '../store/pepper-file.js';
import { startEmbedded } from '../store/postgres/embedded/start.js';
import { claimPepperFingerprint } from '../store/postgres/pepper-fingerprint.js';
import { migrate } from '../store/postgres/migrations.js';
import { openCluster } from '../store/postgres/cluster/cluster.js';
import type { Cluster } from '../store/postgres/cluster/cluster.js';

/** Says what is going on while somebody waits. */
export type Progress = (step: string) => void;

export interface DatabaseDeps {
  readonly config: Config;
  readonly closers: Closers;
  readonly log: Log;
  readonly progress: Progress;
}

/** The schema of Scopegate, and the policy that a newcomer meets. */
const SCHEMA_DIR = fileURLToPath(new URL('../../migrations', import.meta.url));
export const DEMO_POLICY_DIR = fileURLToPath(new URL('../../policies/demo', import.meta.url));

/** The URLs of the database to use; starts the embedded PostgreSQL where none is configured. */
async function findDatabaseUrls(deps: DatabaseDeps): Promise<readonly string[]> {
  const { config, closers, log, progress } = deps;
  if (config.databaseUrls !== null) return config.databaseUrls;
  const server = await startEmbedded({ dataDir: config.dataDir, log, onProgress: progress });
  closers.push('embedded PostgreSQL', () => server.stop());
  return [server.url];
}

/** @param floor the revision that is applied here, below which nothing is read */
export async function openDatabase(deps: DatabaseDeps, floor: () => number = () => 0): Promise<Cluster> {
  const { config, closers, log } = deps;
  const cluster = openCluster(await findDatabaseUrls(deps), {
    maxConnections: config.databaseConnections,
    statementTimeoutMs: config.databaseTimeoutMs,
    connectTimeoutMs: config.databaseTimeoutMs,
    floor,
    log,
  });
  closers.push('database connections', () => cluster.close());
  return cluster;
}

/** Brings the schema to the state that this version needs; answers with what was applied. */
export function migrateSchema(url: string, deps: Pick<DatabaseDeps, 'log' | 'progress'>): Promise<readonly string[]> {
  return migrate({ url, dir: SCHEMA_DIR, set: 'schema', log: deps.log, onProgress: deps.progress });
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
