import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import pg from 'pg';
import type { PolicyState } from '../../../../src/store/ports/planning.js';
import { rehearse } from '../../../../src/store/postgres/plan/rehearse.js';
import type { RehearseOptions } from '../../../../src/store/postgres/plan/rehearse.js';
import { policySize, smallMigration } from '../../../support/random-migrations.js';
import { smallPolicy } from '../../../support/policy-sql.js';
import type { TestDatabase } from '../../../support/postgres.js';
import { forEachPostgres } from '../../../support/postgres.js';
import { query } from '../../../support/query.js';
import { rejection } from '../../../support/rejection.js';
import { makeTemporaryFolder } from '../../../support/temporary.js';
import { propertyTest } from '../../../support/properties.js';

forEachPostgres('A rehearsal', (server) => {
  let database: TestDatabase;
  let folder: ReturnType<typeof makeTemporaryFolder>;
  beforeEach(async () => {
    database = await server.createDatabase();
    await query(database.url, smallPolicy);
    folder = makeTemporaryFolder();
  });
  afterEach(async () => {
    folder.remove();
    await database.drop();
  });

  function write(name: string, sql: string): string {
    const path = join(folder.path, name);
    writeFileSync(path, sql);
    return path;
  }
  const run = (path: string, more: Partial<RehearseOptions> = {}) =>
    rehearse({
      url: database.url,
      path,
      set: 'policy',
      statementTimeoutMs: 10_000,
      lockTimeoutMs: 500,
      onProgress: () => undefined,
      ...more,
    });
  const templatesOf = ({ sources }: PolicyState): string[] =>
    sources
      .filter(({ name }) => name !== 'scopegate')
      .flatMap(({ endpoints }) => endpoints.map(({ template }) => template));

  it('shows what files would make, and leaves nothing that anybody could see', async () => {
    const listener = new pg.Client({ connectionString: database.url });
    await listener.connect();
    const heard: string[] = [];
    listener.on('notification', ({ channel }) => heard.push(channel));
    await listener.query('LISTEN scopegate_changes; LISTEN mine');
    const before = await policySize(database.url);
    const path = write(
      'new.sql',
      `SELECT scopegate.define_endpoint('calls', 'GET', '/new/{id}', '{voice:call}', 'voice');
       SELECT scopegate.grant_scope('k1', 'voice:call');
       NOTIFY mine;
       SET CONSTRAINTS ALL IMMEDIATE;
       CREATE TABLE scopegate.left_over (a int)`,
    );
    const { files, before: states, after } = await run(path);
    expect(files).to.deep.equal(['new']);
    expect(templatesOf(states)).not.to.include('/new/{id}');
    expect(templatesOf(after)).to.include('/new/{id}');
    expect(after.credentials.find(({ publicId }) => publicId === 'k1')?.scopes).to.deep.equal(['voice:call']);
    expect(await policySize(database.url)).to.deep.equal(before);
    await listener.query('SELECT 1');
    expect(heard).to.deep.equal([]);
    await listener.end();
  });

  const refused = [
    { title: 'COMMIT', sql: 'SELECT 1; COMMIT;' },
    { title: 'COMMIT that a comment hides', sql: 'SELECT 1; /* ; */ COMMIT AND CHAIN;' },
    { title: 'ROLLBACK', sql: 'ROLLBACK;' },
    { title: 'COMMIT in a block', sql: `DO $$ BEGIN PERFORM scopegate.grant_scope('k1', 'sms:send'); COMMIT; END $$;` },
    {
      title: 'COMMIT in a procedure',
      sql: `CREATE PROCEDURE scopegate.p() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$; CALL scopegate.p();`,
    },
    {
      title: 'COMMIT where the database splits otherwise',
      sql: `SET standard_conforming_strings = off; SELECT scopegate.grant_scope('k1', 'sms:send'), 'a\\'; COMMIT; SELECT 'b';`,
    },
    { title: 'PREPARE TRANSACTION', sql: `PREPARE TRANSACTION 'x';` },
    { title: 'a rule that only a commit would check', sql: `DELETE FROM scopegate.endpoint_scope;` },
  ];
  for (const { title, sql } of refused) {
    it(`refuses, and keeps nothing of, ${title}`, async () => {
      const before = await policySize(database.url);
      expect(await rejection(run(write('bad.sql', sql)))).to.have.property('code', 'migration');
      expect(await policySize(database.url)).to.deep.equal(before);
    });
  }

  it('waits for what somebody else has locked only as long as it is told', async () => {
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    await other.query(`BEGIN; UPDATE scopegate.credential SET name = 'Locked' WHERE public_id = 'k1'`);
    const startedAt = Date.now();
    const error = await rejection(run(write('disable.sql', `SELECT scopegate.disable_credential('k1')`)));
    expect(error).to.have.property('code', 'migration');
    expect(Date.now() - startedAt).to.be.lessThan(5_000);
    await other.query('ROLLBACK');
    await other.end();
  });

  it('ends with a statement that takes too long', async () => {
    const error = await rejection(run(write('slow.sql', 'SELECT pg_sleep(20)'), { statementTimeoutMs: 300 }));
    expect(error).to.have.property('code', 'migration');
  });

  it('takes of a folder what is not applied, and of an applied file nothing', async () => {
    write('0001_one.sql', `SELECT scopegate.grant_scope('k1', 'sms:send')`);
    const two = write('0002_two.sql', `SELECT scopegate.grant_scope('k2', 'sms:send')`);
    expect((await run(folder.path)).files).to.deep.equal(['0001_one', '0002_two']);
    await query(
      database.url,
      `CREATE TABLE IF NOT EXISTS scopegate.policy_migration (id int, name text, run_on timestamptz);
       INSERT INTO scopegate.policy_migration VALUES (1, '0001_one', now())`,
    );
    const { createHash } = await import('node:crypto');
    const sha256 = createHash('sha256').update(`SELECT scopegate.grant_scope('k1', 'sms:send')`).digest('hex');
    await query(database.url, 'INSERT INTO scopegate.migration_checksum (set, name, sha256) VALUES ($1, $2, $3)', [
      'policy',
      '0001_one',
      sha256,
    ]);
    expect((await run(folder.path)).files).to.deep.equal(['0002_two']);
    expect((await run(two)).files).to.deep.equal(['0002_two']);
    expect((await run(join(folder.path, '0001_one.sql'))).files).to.deep.equal([]);
  });

  propertyTest('shows exactly what applying then makes (random migrations)', { usual: 5, long: 20 }, async (runs) => {
    await fc.assert(
      fc.asyncProperty(smallMigration, async (statements) => {
        const path = write('random.sql', statements.join(';\n'));
        const { before, after } = await run(path);
        expect(withoutIds(await currentState(path))).to.deep.equal(withoutIds(before));
        await query(database.url, statements.join(';\n'));
        expect(withoutIds(await currentState(path))).to.deep.equal(withoutIds(after));
      }),
      { ...runs, endOnFailure: true },
    );
  });

  /** What a rehearsal of nothing reads. */
  async function currentState(path: string): Promise<PolicyState> {
    writeFileSync(path, 'SELECT 1');
    return (await run(path)).before;
  }
});

/** A number that was given out is not given out again, also when the transaction was rolled back. */
function withoutIds({ apis, sources, credentials, issuers }: PolicyState): unknown {
  return {
    apis: apis.map((api) => ({ ...api, id: 0 })),
    sources: sources.map(({ name, endpoints, manageScopes, implications }) => ({
      name,
      endpoints: endpoints.map((endpoint) => ({ ...endpoint, id: 0 })),
      manageScopes: [...manageScopes],
      implications,
    })),
    credentials: credentials.map((credential) => ({ ...credential, id: 0 })),
    issuers: issuers.map((issuer) => ({ ...issuer, id: 0 })),
  };
}
