import { expect } from 'chai';
import pg from 'pg';
import { startManageWorld } from '../../../support/manage-world.js';
import type { ManageWorld } from '../../../support/manage-world.js';
import { forEachPostgres } from '../../../support/postgres.js';
import type { TestDatabase } from '../../../support/postgres.js';

forEachPostgres('A change over the Management API that waits for another session', (server) => {
  let database: TestDatabase;
  let world: ManageWorld;
  before(async () => {
    database = await server.createDatabase();
    world = await startManageWorld(database);
  });
  after(async () => {
    await world.stop();
    await database.drop();
  });

  it('is answered with 503 that names the session, also to a server that connects as its own role', async () => {
    const holder = new pg.Client({ connectionString: database.url, application_name: 'psql by hand' });
    holder.on('error', () => undefined);
    await holder.connect();
    await holder.query(`BEGIN; SELECT scopegate.define_category('Held', 99); SELECT scopegate.publish_changes()`);
    const pid = (await holder.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid;
    const reply = await world.call('POST', '/v1/api-keys', {
      body: { name: 'k', account: 'acme', scopes: ['sms:send'] },
    });
    await holder.query('ROLLBACK');
    await holder.end();
    expect(reply.status, JSON.stringify(reply.body)).to.equal(503);
    expect(reply.headers.get('retry-after')).to.equal('1');
    const text = JSON.stringify(reply.body);
    expect(text).to.contain(`session ${String(pid)} (user `);
    expect(text).to.match(/application \\?"psql by hand\\?", idle in transaction, in its transaction for \d+ s\)/);
    expect(text).to.contain(`pg_terminate_backend(${String(pid)})`);
    const page = await (await fetch(`${world.replica.httpUrl}/metrics`)).text();
    expect(page).to.match(/^scopegate_blocked_changes_total 1$/m);
  });
});
