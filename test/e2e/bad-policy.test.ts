import { expect } from 'chai';
import { makeLog } from '../../src/base/log.js';
import type { Log } from '../../src/base/log.js';
import { SEND, fillDatabase, makeOperator } from '../support/outage-world.js';
import type { Operator } from '../support/outage-world.js';
import type { TestDatabase } from '../support/postgres.js';
import { forEachPostgres } from '../support/postgres.js';
import { query } from '../support/query.js';
import { startReplica } from '../support/replica.js';
import type { Replica } from '../support/replica.js';

const OTHER = { method: 'GET', path: '/other', host: 'other.example.com' };

forEachPostgres('A row that cannot be compiled', (server) => {
  let database: TestDatabase;
  let operator: Operator;
  let replica: Replica;
  const errors: string[] = [];
  const log: Log = Object.assign(makeLog('silent'), {
    error: (fields: unknown, text: unknown) => void errors.push(`${JSON.stringify(fields)} ${String(text)}`),
  });
  before(async () => {
    database = await server.createDatabase();
    await fillDatabase(database.url);
    await query(database.url, `SELECT scopegate.define_api('other', '{other.example.com}')`);
    await query(database.url, `SELECT scopegate.define_endpoint('other', 'GET', '/other', access => 'public')`);
    operator = makeOperator(database.url);
    replica = await startReplica({ DATABASE_URL: database.url }, log);
  });
  after(async () => {
    await replica.stop();
    await operator.close();
    await database.drop();
  });

  async function change(sql: string): Promise<number> {
    await query(database.url, sql);
    const [row] = await query(database.url, 'SELECT scopegate.current_revision()::int AS revision');
    return Number(row?.['revision']);
  }

  async function rejected(): Promise<string | undefined> {
    const page = await (await fetch(`${replica.httpUrl}/metrics`)).text();
    return /^scopegate_policy_rejected_apis (\d+)$/m.exec(page)?.[1];
  }

  it('leaves the last good policy of its API in place, touches no other, and is named', async () => {
    const { authorization, revision } = await operator.createKey();
    const ask = (minRevision: number) =>
      replica.outcome({ ...SEND, host: 'api.example.com', authorization, minRevision });
    expect(await ask(revision)).to.equal('scope_held');
    // As after a restore without constraints: what keeps such rows out is gone.
    await query(
      database.url,
      `DO $$ DECLARE c record; BEGIN
         FOR c IN SELECT conname FROM pg_constraint
                  WHERE conrelid = 'scopegate.endpoint'::regclass AND contype = 'c' LOOP
           EXECUTE format('ALTER TABLE scopegate.endpoint DROP CONSTRAINT %I', c.conname);
         END LOOP;
       END $$`,
    );
    const bad = await change(
      `UPDATE scopegate.endpoint SET method = 'not a method' WHERE template = '/sms' AND method = 'POST'`,
    );
    expect(await ask(bad)).to.equal('scope_held');
    expect(await rejected()).to.equal('1');
    const [row] = await query(database.url, `SELECT id::int AS id FROM scopegate.endpoint WHERE template = '/sms'`);
    expect(errors).to.have.length(1);
    expect(errors[0]).to.include(`endpoint ${String(row?.['id'])} (not a method /sms)`);
    const later = await change(`SELECT scopegate.define_endpoint('other', 'GET', '/new', access => 'public')`);
    expect(await replica.outcome({ ...OTHER, minRevision: later })).to.equal('public_endpoint');
    expect(await replica.outcome({ ...OTHER, path: '/new' })).to.equal('public_endpoint');
    const good = await change(`UPDATE scopegate.endpoint SET method = 'POST' WHERE template = '/sms'`);
    expect(await ask(good)).to.equal('scope_held');
    expect(await rejected()).to.equal('0');
  });
});
