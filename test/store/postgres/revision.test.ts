import { expect } from 'chai';
import { silentLog } from '../../../src/base/log.js';
import { makeChangeReader } from '../../../src/store/postgres/change-reader.js';
import { makePool } from '../../../src/store/postgres/pool.js';
import type { Pool } from '../../../src/store/postgres/pool.js';
import { fillDatabase, makeOperator } from '../../support/outage-world.js';
import type { Operator } from '../../support/outage-world.js';
import type { TestDatabase } from '../../support/postgres.js';
import { forEachPostgres } from '../../support/postgres.js';
import { query } from '../../support/query.js';
import { openSession } from '../../support/session.js';
import { changeAtRandom, makeRandom } from '../../support/random-changes.js';

const WRITERS = 4;
const CHANGES_EACH = 100;

forEachPostgres('the revision', (server) => {
  let database: TestDatabase;
  let operator: Operator;
  let pool: Pool;
  beforeEach(async () => {
    database = await server.createDatabase();
    await fillDatabase(database.url);
    operator = makeOperator(database.url);
    pool = makePool(database.url, { log: silentLog });
  });
  afterEach(async () => {
    await pool.close();
    await operator.close();
    await database.drop();
  });

  it('lets a long migration hold up no creation of keys before its commit', async () => {
    const migration = await openSession(database.url);
    await migration.run(
      `BEGIN; SELECT scopegate.define_scope('late:scope', 'General', 'x');
       SELECT scopegate.define_endpoint('platform', 'GET', '/late', '{late:scope}')`,
    );
    const key = await operator.createKey();
    const revoked = await operator.revokeKey(key.id);
    expect(revoked).to.be.above(key.revision);
    await migration.run('COMMIT');
    const { revision, changes } = await makeChangeReader(pool).readChanges(revoked);
    expect(revision).to.be.above(revoked);
    expect(changes.map(({ kind }) => kind)).to.include('api');
    await migration.end();
  });

  it('loses no change of several writers with aborted transactions and savepoints', async function () {
    this.timeout(60_000);
    const keys = await Promise.all(Array.from({ length: 20 }, () => operator.createKey()));
    const ids = keys.map(({ id }) => id);
    const reader = makeChangeReader(pool);
    const state = async (changed: readonly number[] | 'all'): Promise<[number, string][]> => {
      const rows = await query(
        database.url,
        `SELECT c.id::int AS id, c.enabled, count(s.scope)::int AS scopes FROM scopegate.credential c
         LEFT JOIN scopegate.credential_scope s ON s.credential = c.id
         WHERE $1::bigint[] IS NULL OR c.id = ANY ($1::bigint[]) GROUP BY c.id ORDER BY c.id`,
        [changed === 'all' ? null : changed],
      );
      return rows.map((row) => [Number(row['id']), `${String(row['enabled'])} ${String(row['scopes'])}`]);
    };
    let { revision } = await reader.readChanges(0);
    const held = new Map(await state('all'));
    let isOver = false;
    /** Reads again only what the feed names, as a replica does. */
    const follow = async (): Promise<void> => {
      for (;;) {
        const wasOver = isOver;
        const read = await reader.readChanges(revision);
        expect(read.revision).to.be.least(revision);
        const changed = read.changes.flatMap((one) => (one.kind === 'credential' ? [one.credentialId] : []));
        expect(changed).to.have.length(read.changes.length);
        if (changed.length > 0) for (const [id, value] of await state(changed)) held.set(id, value);
        revision = read.revision;
        if (wasOver) return;
      }
    };
    const following = follow();
    const write = async (seed: number): Promise<void> => {
      const session = await openSession(database.url);
      const random = makeRandom(seed);
      for (let i = 0; i < CHANGES_EACH; i++) await changeAtRandom(session, ids, random);
      await session.end();
    };
    await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer + 1)));
    isOver = true;
    await following;
    expect([...held].sort(([a], [b]) => a - b)).to.deep.equal(await state('all'));
  });
});
