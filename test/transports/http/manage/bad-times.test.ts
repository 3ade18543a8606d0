import { expect } from 'chai';
import { startManageWorld } from '../../../support/manage-world.js';
import type { ManageWorld } from '../../../support/manage-world.js';
import { forEachPostgres } from '../../../support/postgres.js';
import type { TestDatabase } from '../../../support/postgres.js';
import { query } from '../../../support/query.js';

const TIMES: readonly [column: string, value: string][] = [
  ['expires_at', `'20000-01-01Z'`],
  ['expires_at', `'infinity'`],
  ['not_before', `'-infinity'`],
  ['not_before', `'0044-03-15 BC'`],
  ['created_at', `'20000-01-01Z'`],
];

forEachPostgres('A row with a time that cannot be written', (server) => {
  let database: TestDatabase;
  let world: ManageWorld;
  before(async () => {
    database = await server.createDatabase();
    world = await startManageWorld(database);
    // As a database that somebody restored without its constraints.
    await query(database.url, 'ALTER TABLE scopegate.credential DROP CONSTRAINT credential_times');
  });
  after(async () => {
    await world.stop();
    await database.drop();
  });

  for (const [column, value] of TIMES) {
    it(`${column} ${value} takes no page with it, and the key is shown, rotated and revoked`, async () => {
      const { id } = await world.createKey(['sms:send']);
      await query(database.url, `UPDATE scopegate.credential SET ${column} = ${value} WHERE public_id = '${id}'`);
      for (const path of ['/v1/api-keys', `/v1/api-keys?sort=expiresAt`, `/v1/api-keys/${id}`]) {
        expect((await world.call('GET', path)).status, path).to.equal(200);
      }
      const rotated = await world.call('POST', `/v1/api-keys/${id}/rotate`, { body: { overlapSeconds: 60 } });
      expect(rotated.status, JSON.stringify(rotated.body)).to.equal(201);
      expect((await world.call('POST', `/v1/api-keys/${id}/revoke`)).status).to.equal(200);
    });
  }
});
