import { expect } from 'chai';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { isScopegateError } from '../../../src/base/errors.js';
import { silentLog } from '../../../src/base/log.js';
import { makePool } from '../../../src/store/postgres/pool.js';
import type { Pool } from '../../../src/store/postgres/pool.js';
import { forEachPostgres } from '../../support/postgres.js';
import type { TestDatabase } from '../../support/postgres.js';
import { query } from '../../support/query.js';

const DEFINE = `SELECT scopegate.define_category('General', 1); SELECT scopegate.define_scope('a', 'General', 'A scope');
  SELECT scopegate.define_account('acme')`;

interface Blocking {
  readonly title: string;
  /** What the session that blocks does; it stays in its transaction. */
  readonly blocks: string;
  /** What the writer does; left out: a change of policy. */
  readonly wants?: string;
}

const REVOKE = `SELECT scopegate.define_scope('b', 'General', 'Another scope')`;

forEachPostgres('a writer that waits for another session', (server) => {
  let database: TestDatabase;
  let pool: Pool;
  let blocked = 0;
  let holder: pg.Client;

  before(async () => {
    database = await server.createDatabase();
    await query(database.url, DEFINE);
    const onBlocked = (): void => {
      blocked++;
    };
    pool = makePool(database.url, { log: silentLog, statementTimeoutMs: 1500, onBlocked });
  });
  beforeEach(async () => {
    blocked = 0;
    holder = new pg.Client({ connectionString: database.url, application_name: 'tired operator' });
    holder.on('error', () => undefined);
    await holder.connect();
  });
  afterEach(() => holder.end());
  after(async () => {
    await pool.close();
    await database.drop();
  });

  async function failureOf(wants: string): Promise<{ code: string; message: string; hint: string }> {
    try {
      await pool.transaction(async (run) => {
        await run(wants);
        await run('SELECT scopegate.publish_changes()');
      });
    } catch (error) {
      if (!isScopegateError(error)) throw error;
      return { code: error.code, message: error.message, hint: error.hint ?? '' };
    }
    return { code: 'none', message: 'it did not fail', hint: '' };
  }

  const cases: readonly Blocking[] = [
    {
      title: 'that took the order of commits and does nothing more',
      blocks: `SELECT scopegate.define_category('Held', 2); SELECT scopegate.publish_changes()`,
    },
    {
      title: 'that locked the row of an account',
      blocks: `SELECT FROM scopegate.account FOR UPDATE`,
      wants: `UPDATE scopegate.account SET name = name`,
    },
    {
      title: 'that locked a whole table, as a slow migration does',
      blocks: `LOCK TABLE scopegate.scope IN ACCESS EXCLUSIVE MODE`,
    },
    {
      title: 'that holds an advisory lock',
      blocks: `SELECT pg_advisory_xact_lock(4711)`,
      wants: `SELECT pg_advisory_xact_lock(4711)`,
    },
  ];
  for (const { title, blocks, wants = REVOKE } of cases) {
    it(`${title} says which one, of whom, and what to do`, async () => {
      await holder.query(`BEGIN; ${blocks}`);
      const pid = (await holder.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid;
      const failure = await failureOf(wants);
      await holder.query('ROLLBACK');
      expect(failure.code, failure.message).to.equal('blocked');
      expect(failure.message).to.contain(`session ${String(pid)} (user `);
      expect(failure.message).to.match(
        /application "tired operator", idle in transaction, in its transaction for \d+ s/,
      );
      expect(failure.hint).to.contain(`pg_terminate_backend(${String(pid)})`);
      expect(blocked).to.equal(1);
    });
  }

  it('names the one at the root, not one that waits as well', async () => {
    await holder.query(`BEGIN; SELECT FROM scopegate.account FOR UPDATE`);
    const pid = (await holder.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid;
    const between = new pg.Client({ connectionString: database.url, application_name: 'waits as well' });
    await between.connect();
    const waiting = between.query(`BEGIN; UPDATE scopegate.scope SET description = 'held' WHERE name = 'a';
      UPDATE scopegate.account SET name = name; ROLLBACK`);
    await sleep(100);
    const failure = await failureOf(`UPDATE scopegate.scope SET description = 'wanted' WHERE name = 'a'`);
    await holder.query('ROLLBACK');
    await waiting;
    await between.end();
    expect(failure.code).to.equal('blocked');
    expect(failure.message).to.contain(`session ${String(pid)} `);
    expect(failure.message).not.to.contain('waits as well');
  });

  it('tells psql too who holds the order of commits', async () => {
    await holder.query(`BEGIN; SELECT scopegate.define_category('Held', 2); SELECT scopegate.publish_changes()`);
    const outcome = await query(
      database.url,
      `BEGIN; SET LOCAL lock_timeout = '300ms'; ${REVOKE}; SELECT scopegate.publish_changes(); COMMIT`,
    ).then(
      () => 'it did not wait',
      (error: unknown) => (error as pg.DatabaseError).message,
    );
    await holder.query('ROLLBACK');
    expect(outcome).to.match(/waited too long for session \d+ \(user \w+, application 'tired operator', idle in/);
  });

  it('is not kept for longer than some seconds by a session that idles after publish_changes()', async function () {
    this.timeout(20_000);
    await holder.query(`BEGIN; SELECT scopegate.define_category('Held', 2); SELECT scopegate.publish_changes()`);
    const beganAt = Date.now();
    await query(database.url, `SELECT scopegate.define_scope('c', 'General', 'A third scope')`);
    const waitedMs = Date.now() - beganAt;
    expect(waitedMs).to.be.within(4000, 9000);
    const [kept] = await query(
      database.url,
      `SELECT count(*)::int AS n FROM scopegate.scope_category WHERE name = 'Held'`,
    );
    expect(kept?.['n']).to.equal(0);
  });

  it('names a prepared transaction that was forgotten', async () => {
    await holder.query(`BEGIN; SET LOCAL scopegate.notify = 'off'; SELECT scopegate.define_category('Prepared', 4)`);
    await holder.query(`PREPARE TRANSACTION 'forgotten'`);
    const failure = await failureOf(REVOKE);
    await holder.query(`ROLLBACK PREPARED 'forgotten'`);
    expect(failure.code).to.equal('blocked');
    expect(failure.message).to.match(/the prepared transaction 'forgotten' \(user \w+, prepared \d+ s ago\)/);
    expect(failure.hint).to.contain(`ROLLBACK PREPARED 'forgotten'`);
  });

  it('limits the whole transaction from there on, where PostgreSQL can', async () => {
    const limit = async (): Promise<unknown> =>
      (await holder.query<{ set: string | null }>(`SELECT current_setting('transaction_timeout', true) AS set`)).rows[0]
        ?.set;
    const before = await limit();
    await holder.query(`BEGIN; SELECT scopegate.define_category('H', 3); SELECT scopegate.publish_changes()`);
    expect(await limit()).to.equal(before === null ? null : '15s');
    await holder.query('ROLLBACK');
    expect(await limit()).to.equal(before);
  });

  it('leaves a shorter limit of the session, and none behind the transaction', async () => {
    const limit = async (): Promise<unknown> =>
      (await holder.query<Record<string, unknown>>('SHOW idle_in_transaction_session_timeout')).rows[0]?.[
        'idle_in_transaction_session_timeout'
      ];
    await holder.query(
      `SET idle_in_transaction_session_timeout = '3s'; BEGIN; SELECT scopegate.define_category('H', 3)`,
    );
    await holder.query('SELECT scopegate.publish_changes()');
    expect(await limit()).to.equal('3s');
    await holder.query('ROLLBACK; RESET idle_in_transaction_session_timeout; BEGIN');
    await holder.query(`SELECT scopegate.define_category('H', 3); SELECT scopegate.publish_changes()`);
    expect(await limit()).to.equal('5s');
    await holder.query('ROLLBACK');
    expect(await limit()).to.equal('0');
  });
});
