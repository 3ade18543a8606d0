import { expect } from 'chai';
import { startManageWorld } from '../../../support/manage-world.js';
import type { ManageWorld } from '../../../support/manage-world.js';
import { forEachPostgres } from '../../../support/postgres.js';
import type { TestDatabase } from '../../../support/postgres.js';
import { query } from '../../../support/query.js';

const ANY = { 'if-match': '*' };
const POLICY = `
  SELECT scopegate.define_category('Web SDK', 6, true);
  SELECT scopegate.define_scope('web-sdk:chat', 'Web SDK', 'Chat from a page in a browser.');
  SELECT scopegate.define_scope('web-sdk:events', 'Web SDK', 'Send events from a page in a browser.');
  SELECT scopegate.define_role('browsers', 'Pages', 'web-sdk:events');
  SELECT scopegate.define_role('senders', 'Sends', 'sms:send');`;

forEachPostgres('Web SDK scopes over the Management API', (server) => {
  let database: TestDatabase;
  let world: ManageWorld;
  before(async () => {
    database = await server.createDatabase();
    world = await startManageWorld(database);
    await query(database.url, POLICY);
  });
  after(async () => {
    await world.stop();
    await database.drop();
  });

  const creations: [title: string, grants: object, status: number][] = [
    ['alone', { scopes: ['web-sdk:chat'] }, 201],
    ['with others of the category', { scopes: ['web-sdk:chat', 'web-sdk:events'] }, 201],
    ['with a role of the category', { scopes: ['web-sdk:chat'], roles: ['browsers'] }, 201],
    ['with another scope', { scopes: ['web-sdk:chat', 'sms:send'] }, 409],
    ['with a role that grants another scope', { scopes: ['web-sdk:chat'], roles: ['senders'] }, 409],
    ['by a role, with another scope', { scopes: ['sms:send'], roles: ['browsers'] }, 409],
    ['not at all', { scopes: ['sms:send', 'voice:call'], roles: ['senders'] }, 201],
  ];
  for (const [title, grants, status] of creations) {
    it(`${title}: ${String(status)}`, async () => {
      const name = `web sdk ${title}`;
      const made = await world.call('POST', '/v1/api-keys', { body: { name, ...grants } });
      expect(made.status, JSON.stringify(made.body)).to.equal(status);
      const found = await world.call('GET', `/v1/api-keys?q=${encodeURIComponent(name)}`);
      expect(found.body['total']).to.equal(status === 201 ? 1 : 0);
      const isMix = status === 409;
      const mix = /would hold scopes of the category "Web SDK" together with others/;
      expect(mix.test(String(made.body['description']))).to.equal(isMix);
      expect(/make two keys/.test(String(made.body['action']))).to.equal(isMix);
    });
  }

  it('cannot be mixed by an edit, and can be exchanged for others', async () => {
    const { id } = await world.createKey(['web-sdk:chat']);
    const edit = async (body: object): Promise<number> =>
      (await world.call('PATCH', `/v1/api-keys/${id}`, { body, headers: ANY })).status;
    expect(await edit({ scopes: ['web-sdk:chat', 'sms:send'] })).to.equal(409);
    expect(await edit({ roles: ['senders'] })).to.equal(409);
    expect(await edit({ scopes: ['sms:send'], roles: ['senders'] })).to.equal(200);
    expect(await edit({ scopes: ['web-sdk:chat'] })).to.equal(409);
    expect(await edit({ scopes: ['web-sdk:chat'], roles: [] })).to.equal(200);
  });

  it('cannot be mixed by a change of a role that a key holds', async () => {
    await world.call('PUT', '/v1/roles/pages', { body: { scopes: ['web-sdk:events'] } });
    const { id } = await world.createKey(['web-sdk:chat']);
    await world.call('PATCH', `/v1/api-keys/${id}`, { body: { roles: ['pages'] }, headers: ANY });
    const edit = { body: { scopes: ['voice:call'] }, headers: ANY };
    const changed = await world.call('PUT', '/v1/roles/pages', edit);
    expect(changed.status).to.equal(409);
    expect(changed.body['description']).to.include(`"${id}"`);
    expect((await world.call('GET', '/v1/roles/pages')).body['scopes']).to.deep.equal(['web-sdk:events']);
    await world.call('POST', `/v1/api-keys/${id}/revoke`);
    expect((await world.call('PUT', '/v1/roles/pages', edit)).status).to.equal(200);
  });

  it('cannot be mixed by a role of both, nor by a user', async () => {
    const both = { scopes: ['sms:send', 'web-sdk:chat'] };
    expect((await world.call('PUT', '/v1/roles/everything', { body: both })).status).to.equal(409);
    const user = { login: 'ada', password: 'correct horse battery', ...both };
    expect((await world.call('POST', '/v1/users', { body: user })).status).to.equal(409);
  });

  it('that were mixed in the database do not stop other edits', async () => {
    const { id } = await world.createKey(['web-sdk:chat']);
    // As it was before the rule stood in the database.
    await query(
      database.url,
      `BEGIN; ALTER TABLE scopegate.credential_scope DISABLE TRIGGER apart_insert;
       SELECT scopegate.grant_scope('${id}', 'sms:send');
       ALTER TABLE scopegate.credential_scope ENABLE TRIGGER apart_insert; COMMIT`,
    );
    const path = `/v1/api-keys/${id}`;
    expect((await world.call('PATCH', path, { body: { name: 'mixed' }, headers: ANY })).status).to.equal(200);
    expect((await world.call('POST', `${path}/disable`)).status).to.equal(200);
  });
});
