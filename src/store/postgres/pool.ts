import pg from 'pg';
import type { Log } from '../../base/log.js';
import { isScopegateError, messageOf } from '../../base/errors.js';
import type { ScopegateError } from '../../base/errors.js';
import { watchBlocked } from './blocked-watch.js';
import type { BlockedWatch } from './blocked-watch.js';
import { makeLookout } from './blockers.js';
import { describeDatabaseUrl } from './database-url.js';
import { connectionSurvives, isRetryable, storeError } from './store-errors.js';

/** Runs one statement; answers with its rows. Values are bound as $1, $2, ... */
export type Query = <Row extends object>(text: string, values?: readonly unknown[]) => Promise<readonly Row[]>;

/** Connections to one database. Every failure is a `ScopegateError`; `unavailable` when the database gave no answer. */
export interface Pool {
  readonly query: Query;
  /**
   * Runs statements in one READ COMMITTED transaction and commits it, or rolls it back when `run` rejects. `run` is
   * called again when another transaction went first, so it must have no effect outside the database.
   */
  transaction<Result>(run: (query: Query) => Promise<Result>): Promise<Result>;
  /** Runs reads that all see the same instant: REPEATABLE READ, and READ ONLY, so on a standby too. Not repeated. */
  snapshot<Result>(run: (query: Query) => Promise<Result>): Promise<Result>;
  /** Waits for statements under way, then closes all connections. */
  close(): Promise<void>;
}

export interface PoolOptions {
  readonly log: Log;
  readonly maxConnections?: number;
  /** Also how long a transaction may wait for a lock, or sit idle. */
  readonly statementTimeoutMs?: number;
  /** For a new connection, and for a free one when all are taken. */
  readonly connectTimeoutMs?: number;
  /** Called when a change failed because it waited too long for another session. */
  readonly onBlocked?: () => void;
}

/**
 * Shares of the time for a statement. The database gives up waiting for a lock first, so that the connection survives
 * and the error is its own; before that a lookout has looked twice for who is waited for.
 */
const LOOK_SHARE = 0.35;
const LOCK_SHARE = 0.8;

const MAX_ATTEMPTS = 4;

/**
 * No setting is sent with the connection and none outlives a transaction, so that it works through a pooler in
 * transaction mode too. Time limits are therefore kept here, where they also catch a link that went silent: a
 * statement that is late loses its connection.
 *
 * @throws ScopegateError `config` when `url` is no PostgreSQL URL
 */
export function makePool(url: string, options: PoolOptions): Pool {
  const target = describeDatabaseUrl(url);
  const statementTimeoutMs = options.statementTimeoutMs ?? 10_000;
  const connections = new pg.Pool({
    connectionString: url,
    max: options.maxConnections ?? 10,
    query_timeout: statementTimeoutMs,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    fallback_application_name: 'scopegate',
  });
  // Without listeners Node takes the death of a connection for a fatal error: of an idle one, and of one in use.
  connections.on('error', (error) => {
    options.log.warn({ database: target, problem: messageOf(error) }, 'an idle database connection was lost');
  });
  connections.on('connect', (client) => {
    client.on('error', () => undefined);
  });

  const lookout = makeLookout(url);
  const query: Query = async (text, values) => {
    try {
      return await withClient(connections, (client) => rowsOf(client, text, values));
    } catch (error) {
      throw storeError(error, target);
    }
  };
  return {
    query,
    async transaction(run) {
      const begin = beginText(statementTimeoutMs, 'READ COMMITTED READ WRITE');
      for (let attempt = 1; ; attempt += 1) {
        const watch = watchBlocked(lookout, statementTimeoutMs * LOOK_SHARE);
        try {
          return await withClient(connections, (client) => runTransaction(client, begin, run, watch));
        } catch (error) {
          if (attempt === MAX_ATTEMPTS || !isRetryable(error))
            throw noteBlocked(storeError(watch.explain(error), target), options);
        } finally {
          watch.end();
        }
      }
    },
    async snapshot(run) {
      try {
        const begin = beginText(statementTimeoutMs, 'REPEATABLE READ READ ONLY');
        return await withClient(connections, (client) => runTransaction(client, begin, run));
      } catch (error) {
        throw storeError(error, target);
      }
    },
    async close() {
      await Promise.all([connections.end(), lookout.close()]);
    },
  };
}

async function withClient<Result>(
  connections: pg.Pool,
  use: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await connections.connect();
  let broken = false;
  try {
    return await use(client);
  } catch (error) {
    broken = !leavesConnectionUsable(error);
    throw error;
  } finally {
    client.release(broken);
  }
}

async function runTransaction<Result>(
  client: pg.PoolClient,
  begin: string,
  run: (query: Query) => Promise<Result>,
  watch?: BlockedWatch,
): Promise<Result> {
  const pid = await beginWith(client, begin);
  if (watch !== undefined) watch.pid = pid;
  try {
    const result = await run((text, values) => rowsOf(client, text, values));
    await client.query('COMMIT');
    return result;
  } catch (error) {
    if (leavesConnectionUsable(error)) await client.query('ROLLBACK');
    throw error;
  }
}

/** Answers with the process of the database that runs the transaction: a pooler chooses another one each time. */
async function beginWith(client: pg.PoolClient, begin: string): Promise<number> {
  const results: unknown = await client.query(`${begin}; SELECT pg_backend_pid() AS pid`);
  const last = (results as readonly pg.QueryResult<{ pid: number }>[]).at(-1);
  return last?.rows[0]?.pid ?? 0;
}

function noteBlocked(error: ScopegateError, { onBlocked }: PoolOptions): ScopegateError {
  if (error.code === 'blocked') onBlocked?.();
  return error;
}

/** A refusal by the database, or by our own code between two statements. */
function leavesConnectionUsable(error: unknown): boolean {
  return isScopegateError(error) || connectionSurvives(error);
}

function beginText(timeoutMs: number, mode: string): string {
  const limits = {
    statement_timeout: timeoutMs,
    lock_timeout: Math.ceil(timeoutMs * LOCK_SHARE),
    idle_in_transaction_session_timeout: timeoutMs,
  };
  const settings = Object.entries(limits).map(([limit, ms]) => `SET LOCAL ${limit} = ${String(ms)}`);
  return `BEGIN ISOLATION LEVEL ${mode}; ${settings.join('; ')}`;
}

async function rowsOf<Row extends object>(
  client: pg.PoolClient,
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  const { rows } = await client.query<Row>(text, [...values]);
  return rows;
}
