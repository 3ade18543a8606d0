import { basename } from 'node:path';
import type { MigrationBuilder, RunnerOption } from 'node-pg-migrate';
import type pg from 'pg';
import { ScopegateError, isScopegateError } from '../../../base/errors.js';
import type { Log } from '../../../base/log.js';
import { connectionSurvives } from '../store-errors.js';
import { checkedStatements } from './check-statements.js';
import type { MigrationSet } from './compare.js';
import { migrationTable } from './ledger.js';
import type { MigrationFile } from './migration-files.js';
import { migrationFailure, runFile } from './run-file.js';
import type { SqlStatement } from './sql-statements.js';

export interface ApplyOptions {
  readonly client: pg.Client;
  readonly set: MigrationSet;
  readonly dir: string;
  readonly files: readonly MigrationFile[];
  readonly lockId: number;
  readonly log: Log;
  readonly onProgress: (step: string) => void;
}

interface Prepared {
  readonly file: MigrationFile;
  readonly statements: readonly SqlStatement[];
}

/**
 * Applies the pending ones of `files` in one transaction: all of them or none. Answers with their names. The caller
 * holds the lock and has compared files and database.
 *
 * @throws ScopegateError `migration` that names file, line and what the database said
 */
export async function applyMigrations(options: ApplyOptions, pending: readonly MigrationFile[]): Promise<string[]> {
  const prepared = new Map(
    options.files.map((file) => [
      file.name,
      { file, statements: pending.includes(file) ? checkedStatements(file) : [] },
    ]),
  );
  // Loading it takes longer than finding nothing to do, which is what happens at nearly every start.
  const { runner } = await import('node-pg-migrate');
  try {
    const applied = await runner(runnerOptions(options, prepared));
    return applied.map(({ name }) => name);
  } catch (error) {
    if (isScopegateError(error) || !connectionSurvives(error)) throw error;
    const names = pending.map(({ name }) => name).join(', ');
    throw migrationFailure(`migrations ${names}`, error);
  }
}

function runnerOptions(options: ApplyOptions, prepared: ReadonlyMap<string, Prepared>): RunnerOption {
  const { client, set, dir, lockId, log } = options;
  const quiet = (message: string): void => {
    log.debug({ set, message }, 'node-pg-migrate');
  };
  return {
    dbClient: client,
    dir,
    // Everything but .sql files.
    ignorePattern: '(?:\\..*|.*(?<!\\.sql))',
    direction: 'up',
    migrationsSchema: 'scopegate',
    migrationsTable: migrationTable(set),
    singleTransaction: true,
    // Held already; taking it again in one session costs nothing.
    advisoryLockMode: 'wait',
    lockValue: lockId,
    logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    // The statements that were checked are the ones that run, also when a file changes meanwhile.
    migrationLoaderStrategies: [
      {
        extensions: ['.sql'],
        loader: (paths) =>
          Promise.resolve(
            paths.map((path) => ({
              id: path,
              filePaths: [path],
              actions: {
                up: (builder: MigrationBuilder) => run(builder, prepared.get(basename(path, '.sql')), options),
                down: false,
              },
            })),
          ),
      },
    ],
  };
}

async function run(builder: MigrationBuilder, one: Prepared | undefined, options: ApplyOptions): Promise<void> {
  if (one === undefined) throw new ScopegateError('migration', `${options.dir} changed while it was read`);
  const { file, statements } = one;
  options.onProgress(`applying ${file.name}`);
  await runFile((text) => builder.db.query(text), file, statements);
  try {
    // What is checked at commit is checked now, while it is known which file did it.
    if (options.set !== 'schema') await builder.db.query('SELECT scopegate.check_now()');
    await builder.db.query('INSERT INTO scopegate.migration_checksum (set, name, sha256) VALUES ($1, $2, $3)', [
      options.set,
      file.name,
      file.sha256,
    ]);
  } catch (error) {
    throw migrationFailure(file.path, error);
  }
}
