import pg from 'pg';
import { eventually } from './query.js';

export type Row = Record<string, unknown>;

/** One connection that a test drives by hand, to interleave transactions. */
export interface Session {
  readonly client: pg.Client;
  /** One or more statements; the rows of the last. */
  run(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  /** The first column of the first row. */
  value(sql: string, values?: readonly unknown[]): Promise<unknown>;
  /** Resolves once this session waits for a lock. */
  waitsForLock(): Promise<void>;
  end(): Promise<void>;
}

export async function openSession(url: string): Promise<Session> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  const pid = (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]!.pid;
  const run = async (sql: string, values: readonly unknown[] = []): Promise<Row[]> => {
    const result: unknown = await client.query<Row>(values.length === 0 ? sql : { text: sql, values: [...values] });
    const last = (Array.isArray(result) ? result.at(-1) : result) as pg.QueryResult<Row>;
    return last.rows;
  };
  return {
    client,
    run,
    value: async (sql, values) => Object.values((await run(sql, values))[0] ?? {})[0],
    waitsForLock: () => eventually(() => expectLockWait(url, pid)),
    end: () => client.end(),
  };
}

async function expectLockWait(url: string, pid: number): Promise<void> {
  const observer = new pg.Client({ connectionString: url });
  await observer.connect();
  try {
    const { rows } = await observer.query<{ kind: string | null }>(
      'SELECT wait_event_type AS kind FROM pg_stat_activity WHERE pid = $1',
      [pid],
    );
    if (rows[0]?.kind !== 'Lock') throw new Error(`backend ${pid} does not wait for a lock`);
  } finally {
    await observer.end();
  }
}
