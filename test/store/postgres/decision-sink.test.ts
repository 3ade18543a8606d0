import { expect } from 'chai';
import { silentLog } from '../../../src/base/log.js';
import { makePool } from '../../../src/store/postgres/pool.js';
import type { Pool } from '../../../src/store/postgres/pool.js';
import { makeDatabaseSink } from '../../../src/store/postgres/records/decision-sink.js';
import { forEachPostgres } from '../../support/postgres.js';
import type { TestDatabase } from '../../support/postgres.js';
import { query } from '../../support/query.js';
import { rejection } from '../../support/rejection.js';

const DAY_MS = 24 * 3_600_000;
const FOR_EVER = { maxAgeMs: 36_500 * DAY_MS, maxRows: 1_000_000 };

function line(n: number, atMs = Date.now()): string {
  const principal = n % 2 === 0 ? { id: `key${String(n)}` } : null;
  const at = new Date(atMs).toISOString();
  return JSON.stringify({
    v: 1,
    at,
    decision: 'deny',
    reason: 'missing_scope',
    api: 'a',
    endpoint: 'GET /a',
    principal,
    n,
  });
}

forEachPostgres('The decision log in the database', (server) => {
  let database: TestDatabase;
  let pool: Pool;
  beforeEach(async () => {
    database = await server.createDatabase();
    pool = makePool(database.url, { log: silentLog });
  });
  afterEach(async () => {
    await pool.close();
    await database.drop();
  });
  const kept = async (): Promise<unknown[]> =>
    (await query(database.url, `SELECT record -> 'n' AS n FROM scopegate.decision_log ORDER BY id`)).map(({ n }) => n);

  it('keeps records whole, in order, with what they are searched by', async () => {
    const sink = makeDatabaseSink(pool, FOR_EVER);
    const lines = [2, 3].map((n) => line(n));
    await sink.write(lines);
    const rows = await query(
      database.url,
      'SELECT decision, reason, api, endpoint, credential, record, at FROM scopegate.decision_log ORDER BY id',
    );
    expect(rows.map(({ record }) => record)).to.deep.equal(lines.map((each) => JSON.parse(each) as unknown));
    expect(rows.map(({ credential }) => credential)).to.deep.equal(['key2', null]);
    expect(rows[0]).to.deep.include({ decision: 'deny', reason: 'missing_scope', api: 'a', endpoint: 'GET /a' });
  });

  it('keeps at most so many rows', async () => {
    const sink = makeDatabaseSink(pool, { ...FOR_EVER, maxRows: 30 });
    // It looks once in twenty batches.
    for (let n = 0; n < 41; n++) await sink.write([line(2 * n), line(2 * n + 1)]);
    expect(await kept()).to.deep.equal(Array.from({ length: 30 }, (_each, n) => 52 + n));
  });

  it('keeps nothing for longer than so long', async () => {
    const nowMs = Date.now();
    const sink = makeDatabaseSink(pool, { maxAgeMs: DAY_MS, maxRows: 1000 });
    await sink.write([line(1, nowMs - 2 * DAY_MS), line(2, nowMs - DAY_MS - 5000), line(3, nowMs - DAY_MS + 60_000)]);
    expect(await kept()).to.deep.equal([3]);
  });

  it('removes more than one statement may, without waiting for who else does', async () => {
    const many = Array.from({ length: 12_000 }, (_each, n) => line(n));
    await makeDatabaseSink(pool, FOR_EVER).write(many);
    const sinks = [1, 2, 3].map(() => makeDatabaseSink(pool, { ...FOR_EVER, maxRows: 100 }));
    await Promise.all(sinks.map((sink) => sink.write([line(1)])));
    await makeDatabaseSink(pool, { ...FOR_EVER, maxRows: 100 }).write([line(2)]);
    expect(await kept()).to.have.length(100);
  });

  it('is no change of policy', async () => {
    const revision = 'SELECT scopegate.current_revision() AS revision';
    const before = await query(database.url, revision);
    await makeDatabaseSink(pool, FOR_EVER).write([line(1)]);
    expect(await query(database.url, revision)).to.deep.equal(before);
  });

  it('says of what it will never take that it is not to come again', async () => {
    const error = await rejection(makeDatabaseSink(pool, FOR_EVER).write([line(1).replace('"a"', '"\\u0000"')]));
    expect(error).to.have.property('code', 'invalid_argument');
    const nothing = await rejection(makeDatabaseSink(pool, FOR_EVER).write(['{"v":1}']));
    expect(nothing).to.have.property('code', 'invalid_argument');
    expect(await kept()).to.deep.equal([]);
  });
});
