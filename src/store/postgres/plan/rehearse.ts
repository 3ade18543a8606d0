import { stat } from 'node:fs/promises';
import pg from 'pg';
import { ScopegateError, messageOf } from '../../../base/errors.js';
import type { PolicyState, Rehearsal } from '../../ports/planning.js';
import { describeDatabaseUrl } from '../database-url.js';
import { checkedStatements } from '../migrations/check-statements.js';
import { pendingFiles } from '../migrations/compare.js';
import type { MigrationSet } from '../migrations/compare.js';
import { readApplied } from '../migrations/ledger.js';
import { readMigrationFiles, readSqlFile } from '../migrations/migration-files.js';
import type { SqlFile } from '../migrations/migration-files.js';
import { migrationFailure, runFile } from '../migrations/run-file.js';
import type { Query } from '../pool.js';
import { isRetryable, storeError } from '../store-errors.js';
import { readPolicyState } from './state-reader.js';

export interface RehearseOptions {
  /** A direct connection to the primary. */
  readonly url: string;
  /** One SQL file, which runs as it is; or a folder, of which those run that are not applied yet. */
  readonly path: string;
  readonly set: MigrationSet;
  /** Longest wait for one statement; the whole transaction has five times as long. */
  readonly statementTimeoutMs: number;
  /** Longest wait for what somebody else has locked. */
  readonly lockTimeoutMs: number;
  readonly onProgress: (step: string) => void;
}

/**
 * Makes the commit of this transaction fail, in the database, which is why it may change grants in an old snapshot. The
 * files themselves may make the schema, so it is tried before each of them.
 */
const MARK = `DO $$ BEGIN
  IF to_regclass('scopegate.rehearsal') IS NOT NULL THEN
    INSERT INTO scopegate.rehearsal SELECT WHERE NOT EXISTS (SELECT FROM scopegate.rehearsal);
  END IF;
END $$`;

const CONNECT_TIMEOUT_MS = 10_000;
const MAX_ATTEMPTS = 3;

/**
 * Runs migrations in a transaction that is always rolled back, and reads policy and credentials in it before and after.
 * Nothing of it can be seen by anybody else: no row, no change in the feed, no notification. What the files touch stays
 * locked until then, which is why both waits are bounded.
 *
 * @throws ScopegateError `migration` for files that cannot be applied, `unavailable`, `config` for a URL that is none
 */
export async function rehearse(options: RehearseOptions): Promise<Rehearsal> {
  const target = describeDatabaseUrl(options.url);
  for (let attempt = 1; ; attempt += 1) {
    const client = new pg.Client({
      connectionString: options.url,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
      fallback_application_name: 'scopegate plan',
    });
    // A connection that dies is reported by the statement that needed it.
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await rehearseOn(client, options);
    } catch (error) {
      // Somebody else changed in between what the files change.
      if (attempt === MAX_ATTEMPTS || !isRetryable(causeOf(error))) throw storeError(error, target);
    } finally {
      // Ends the transaction, too, whatever state it is in.
      await client.end().catch(() => undefined);
    }
  }
}

async function rehearseOn(client: pg.Client, options: RehearseOptions): Promise<Rehearsal> {
  const files = await filesToRun(client, options);
  const prepared = files.map((file) => ({ file, statements: checkedStatements(file) }));
  const query: Query = async <Row extends object>(text: string, values: readonly unknown[] = []) =>
    (await client.query<Row>(text, [...values])).rows;
  await begin(client, options);
  const before = await readPolicyState(query, options.onProgress);
  if (files.length === 0) return { files: [], before, after: before };
  for (const { file, statements } of prepared) {
    options.onProgress(`trying ${file.name}`);
    await client.query(MARK);
    await runFile((text) => client.query(oneStatement(text)), file, statements);
    await checkNow(client, file);
  }
  const after = await readAfter(query, options, files);
  await client.query('ROLLBACK');
  return { files: files.map(({ name }) => name), before, after };
}

/**
 * The protocol with parsing apart takes one statement at a time: should the file have been split where the database
 * would not, a COMMIT that hides behind another statement is refused there.
 */
function oneStatement(text: string): { text: string; queryMode: 'extended' } {
  return { text, queryMode: 'extended' };
}

/** One snapshot for both reads: what others commit meanwhile is not taken for a change of these files. */
async function begin(client: pg.Client, { statementTimeoutMs, lockTimeoutMs }: RehearseOptions): Promise<void> {
  await client.query(`BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE;
    SET LOCAL statement_timeout = ${String(statementTimeoutMs)}; SET LOCAL lock_timeout = ${String(lockTimeoutMs)};
    SET LOCAL idle_in_transaction_session_timeout = ${String(statementTimeoutMs)};
    SELECT set_config(s.name, '${String(5 * statementTimeoutMs)}', true) FROM pg_settings s WHERE s.name = 'transaction_timeout'`);
}

async function checkNow(client: pg.Client, file: SqlFile): Promise<void> {
  try {
    await client.query('SELECT scopegate.check_now()');
  } catch (error) {
    throw migrationFailure(file.path, error);
  }
}

async function readAfter(query: Query, options: RehearseOptions, files: readonly SqlFile[]): Promise<PolicyState> {
  try {
    return await readPolicyState(query, options.onProgress);
  } catch (error) {
    // A migration may have taken away what is read.
    throw migrationFailure(`after ${files.map(({ name }) => name).join(', ')}`, error);
  }
}

async function filesToRun(client: pg.Client, { path, set }: RehearseOptions): Promise<readonly SqlFile[]> {
  const applied = await readApplied(client, set);
  if (await isFolder(path)) {
    return pendingFiles({ set, dir: path, files: await readMigrationFiles(path), applied });
  }
  const file = await readSqlFile(path);
  return applied.some(({ name, sha256 }) => name === file.name && sha256 === file.sha256) ? [] : [file];
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw new ScopegateError('migration', `cannot read ${path}: ${messageOf(error)}`, { cause: error });
  }
}

function causeOf(error: unknown): unknown {
  return error instanceof ScopegateError ? error.cause : error;
}
