import { expect } from 'chai';
import { readDocumented } from '../../../support/documented.js';
import { startManageWorld } from '../../../support/manage-world.js';
import type { ManageWorld } from '../../../support/manage-world.js';
import { observe } from '../../../support/observed.js';
import type { Asked } from '../../../support/observed.js';
import { forEachPostgres } from '../../../support/postgres.js';
import type { TestDatabase } from '../../../support/postgres.js';
import { query } from '../../../support/query.js';

/** A request for each error, from the decision, from the schema, from the use-case and from the framework. */
const REQUESTS: readonly (readonly [status: number, id: string, asked: Asked])[] = [
  [400, 'listApiKeys', { query: 'limit=0' }],
  [400, 'createApiKey', { body: '{' }],
  [401, 'listApiKeys', { key: null }],
  [403, 'createApiKey', { headers: { origin: 'https://evil.example' }, body: {} }],
  [404, 'getApiKey', { of: 'nothing' }],
  [409, 'createApiKey', { body: { name: 'n', scopes: ['nothing'] } }],
  [413, 'createApiKey', { body: `"${'a'.repeat(300 * 1024)}"` }],
  [415, 'createApiKey', { body: 'a', headers: { 'content-type': 'text/plain' } }],
  [428, 'editApiKey', { of: 'nothing', body: { name: 'n' } }],
];

forEachPostgres('Errors of the Management API', (server) => {
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
  const useFamily = async (family: string): Promise<void> => {
    await query(database.url, `UPDATE scopegate.api SET error_family = '${family}' WHERE name = 'scopegate'`);
    const [row] = await query(database.url, 'SELECT scopegate.current_revision()::float8 AS revision');
    await world.replica.outcome({ method: 'GET', path: '/status', minRevision: Number(row?.['revision']) });
    // Bodies of the API itself follow with the directory of APIs, which is read again within a poll.
    for (;;) {
      const { body } = await world.call('GET', '/v1/nothing');
      if (Object.keys(body)[0] === family) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  for (const family of ['requestError', 'errorCode']) {
    it(`are all of the family ${family} when the policy says so`, async () => {
      await useFamily(family);
      const { ask } = observe(world, await readDocumented(world));
      for (const [status, id, asked] of REQUESTS) {
        const reply = await ask(id, asked);
        expect([reply.status, Object.keys(reply.body)[0]], id).to.deep.equal([status, family]);
        expect(reply.headers.get('content-type')).to.match(/^application\/json/);
      }
      const challenge = await world.call('GET', '/v1/scopes', { key: null });
      expect(challenge.headers.get('www-authenticate')).to.be.a('string');
    });
  }
});
