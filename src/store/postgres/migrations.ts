import pg from 'pg';
import { ScopegateError, isScopegateError } from '../../base/errors.js';
import type { Log } from '../../base/log.js';
import { watchBlocked } from './blocked-watch.js';
import type { BlockedWatch } from './blocked-watch.js';
import { makeLookout } from './blockers.js';
import { describeDatabaseUrl } from './database-url.js';
import { applyMigrations } from './migrations/apply.js';
import { checkedStatements } from './migrations/check-statements.js';
import { pendingFiles } from './migrations/compare.js';
import type { MigrationSet } from './migrations/compare.js';
import { createChecksums, readApplied, readStrangeTables } from './migrations/ledger.js';
import { readMigrationFiles } from './migrations/migration-files.js';
import type { MigrationFile } from './migrations/migration-files.js';
import { storeError } from './store-errors.js';

export type { MigrationSet } from './migrations/compare.js';

export interface MigrateOptions {
  /** A direct connection to the primary: locks of a session do not hold through a pooler in transaction mode. */
  readonly url: string;
  /** Folder of numbered `.sql` files. */
  readonly dir: string;
  readonly set: MigrationSet;
  readonly log: Log;
  readonly onProgress?: (step: string) => void;
}

/** `scopeg` in ASCII; one lock for all sets, because policy needs a schema that stays as it is. */
const LOCK_ID = 0x73_63_6f_70_65_67;
const CONNECT_TIMEOUT_MS = 10_000;
/** A table that somebody holds must not make everybody queue up behind a migration. */
const LOCK_TIMEOUT_MS = 10_000;
const LOOK_EVERY_MS = 2_000;

/**
 * Applies the files of a folder that the database does not have yet, in one transaction, and answers with their names;
 * nothing to do costs one query. Of several processes at once one applies and the others find it done.
 *
 * @throws ScopegateError `migration` (nothing was kept), `unavailable`, `config` for a URL that is none
 */
export async function migrate(options: MigrateOptions): Promise<readonly string[]> {
  const target = describeDatabaseUrl(options.url);
  const files = await readMigrationFiles(options.dir);
  const client = new pg.Client({
    connectionString: options.url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    fallback_application_name: 'scopegate migrate',
  });
  // A connection that dies is reported by the statement that needed it.
  client.on('error', () => undefined);
  const lookout = makeLookout(options.url);
  const watch = watchBlocked(lookout, LOOK_EVERY_MS);
  try {
    await client.connect();
    watch.pid = await backendOf(client);
    return await migrateOn(client, options, files);
  } catch (error) {
    throw nameBlocker(storeError(error, target), watch);
  } finally {
    watch.end();
    await client.end().catch(() => undefined);
    await lookout.close();
  }
}

async function backendOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return rows[0]?.pid ?? 0;
}

/** A migration that waited in vain says, beside its file and line, for whom. */
function nameBlocker(failure: ScopegateError, watch: BlockedWatch): ScopegateError {
  const blocked = watch.explain(failure.cause);
  if (!isScopegateError(blocked) || blocked.code !== 'blocked') return failure;
  const { message, hint } = blocked;
  return new ScopegateError(failure.code, `${failure.message}: ${message}`, {
    cause: failure,
    ...(hint === undefined ? {} : { hint }),
  });
}

async function migrateOn(
  client: pg.Client,
  options: MigrateOptions,
  files: readonly MigrationFile[],
): Promise<readonly string[]> {
  const { set, dir, log, onProgress = () => undefined } = options;
  const findPending = async (): Promise<readonly MigrationFile[]> =>
    pendingFiles({ set, dir, files, applied: await readApplied(client, set) });

  const pending = await findPending();
  if (pending.length === 0) return [];
  // Refused before anything waits or runs.
  for (const file of pending) checkedStatements(file);
  await takeLock(client, onProgress);
  const stillPending = await findPending();
  if (stillPending.length === 0) return [];
  await refuseStrangeDatabase(client, set, { isFresh: stillPending.length === files.length });
  await createChecksums(client);
  return await applyMigrations({ client, set, dir, files, lockId: LOCK_ID, log, onProgress }, stillPending);
}

/** Held until the connection ends. */
async function takeLock(client: pg.Client, onProgress: (step: string) => void): Promise<void> {
  const { rows } = await client.query<{ free: boolean }>('SELECT pg_try_advisory_lock($1::bigint) AS free', [LOCK_ID]);
  if (rows[0]?.free !== true) {
    onProgress(`waiting for another migration to end${await lockHolder(client)}`);
    await client.query('SELECT pg_advisory_lock($1::bigint)', [LOCK_ID]);
  }
  await client.query(
    `SET lock_timeout = ${String(LOCK_TIMEOUT_MS)}; SET default_transaction_isolation = 'read committed'`,
  );
}

/** Empty where it has ended meanwhile. */
async function lockHolder(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ who: string }>(
    `SELECT format('session %s (user %s, application %s)', a.pid, a.usename, quote_literal(a.application_name)) AS who
     FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
     JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()
     WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
       AND (l.classid::bigint << 32) | l.objid::bigint = $1::bigint`,
    [LOCK_ID],
  );
  return rows[0] === undefined ? '' : `: it is ${rows[0].who}`;
}

async function refuseStrangeDatabase(
  client: pg.Client,
  set: MigrationSet,
  { isFresh }: { isFresh: boolean },
): Promise<void> {
  if (set !== 'schema' && (await readApplied(client, 'schema')).length === 0) {
    throw new ScopegateError('migration', 'the database has no schema yet, and policy needs one', {
      hint: 'Run `scopegate migrate` first.',
    });
  }
  if (set !== 'schema' || !isFresh) return;
  const strange = await readStrangeTables(client);
  if (strange.length === 0) return;
  throw new ScopegateError(
    'migration',
    `the schema scopegate already has tables that no migration is remembered for: ${strange.slice(0, 5).join(', ')}`,
    { hint: 'Something else than `scopegate migrate` made them. Restore a backup, or start with an empty database.' },
  );
}
