import { makeClosers } from '../base/closers.js';
import { makeLog } from '../base/log.js';
import type { Log } from '../base/log.js';
import { readConfig } from '../config.js';
import type { Config } from '../config.js';
import { openDatabase } from '../app/database.js';
import type { Database } from '../app/database.js';
import type { Pool } from '../store/postgres/pool.js';
import type { Output } from './output.js';
import type { Progress } from './progress.js';

export interface OpenedDatabase {
  readonly config: Config;
  readonly log: Log;
  /** Of the primary, for the owner of the schema. */
  readonly url: string;
  /** Of the primary. */
  readonly pool: Pool;
  readonly database: Database;
  /** For a person who waits; cleared when the command is done. */
  readonly progress: Progress;
}

const CLOSE_DEADLINE_MS = 10_000;
/** A command is run once, and nothing tries again after it: a busy member of a list gets time to answer. */
const PATIENT = { purpose: 'command', patienceMs: 10_000, reviewTimeoutMs: 3_000 } as const;

/**
 * Runs a command on the configured database. The embedded PostgreSQL of a running server is used as it is; where none
 * runs it is started for the command and stopped after it.
 */
export async function withDatabase<Result>(
  output: Output,
  run: (opened: OpenedDatabase) => Promise<Result>,
): Promise<Result> {
  const config = readConfig();
  // A command says what it does by itself; the log speaks up only when something is wrong.
  const log = makeLog(config.logLevel === 'info' ? 'warn' : config.logLevel);
  const closers = makeClosers(log);
  const progress = output.progress();
  const deps = {
    config,
    closers,
    log,
    progress: (step: string) => {
      progress.step(step);
    },
  };
  try {
    const database = await openDatabase(deps, PATIENT);
    return await run({ config, log, url: await database.ownerUrl(), pool: database.writes, database, progress });
  } finally {
    progress.done();
    await closers.closeAll(CLOSE_DEADLINE_MS);
  }
}
