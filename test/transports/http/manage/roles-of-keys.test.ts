import { expect } from 'chai';
import { startManageWorld } from '../../../support/manage-world.js';
import type { Body, ManageWorld } from '../../../support/manage-world.js';
import { forEachPostgres } from '../../../support/postgres.js';
import type { TestDatabase } from '../../../support/postgres.js';
import { query } from '../../../support/query.js';

forEachPostgres('What a key holds by its roles, over the Management API', (server) => {
  let database: TestDatabase;
  let world: ManageWorld;
  let caller: string;
  before(async () => {
    database = await server.createDatabase();
    world = await startManageWorld(database);
    await query(database.url, `SELECT scopegate.define_role('callers', 'Calls', 'voice:call')`);
    caller = (await world.createKey(['api-keys:manage', 'sms:send'])).secret;
  });
  after(async () => {
    await world.stop();
    await database.drop();
  });
  const keyWithRole = async (): Promise<{ id: string; path: string; etag: string }> => {
    const { id } = await world.createKey(['sms:send']);
    await query(database.url, `SELECT scopegate.grant_role('${id}', 'callers')`);
    const path = `/v1/api-keys/${id}`;
    return { id, path, etag: String((await world.call('GET', path)).body['etag']) };
  };

  it('is shown, counts as reach, and finds the key', async () => {
    const { id, path } = await keyWithRole();
    const key = (await world.call('GET', path)).body;
    expect([key['scopes'], key['roles'], key['heldScopes']]).to.deep.equal([
      ['sms:send'],
      ['callers'],
      ['sms:send', 'voice:call'],
    ]);
    const reach = await world.call('GET', `${path}/endpoints?product=voice`);
    expect(reach.body['total']).to.equal(1);
    const found = await world.call('GET', `/v1/api-keys?scope=voice:call&q=${id}`);
    expect(found.body['total']).to.equal(1);
    const [endpoint] = (await world.call('GET', '/v1/endpoints?product=voice')).body['items'] as unknown as Body[];
    const callers = await world.call('GET', `/v1/endpoints/${String(endpoint?.['id'])}/callers?q=${id}`);
    expect(callers.body['items']).to.deep.include.members([
      { id, kind: 'api_key', name: 'a key', account: 'administrators', matchedScopes: ['voice:call'] },
    ]);
  });

  it('says who can call an endpoint now: neither who holds other scopes nor who is disabled', async () => {
    const makers = [['voice:call'], ['sms:send'], ['message:send'], ['sms:manage'], ['voice:call']];
    const ids: string[] = [];
    for (const scopes of makers) ids.push((await world.createKey(scopes, 'who can call')).id);
    await world.call('POST', `/v1/api-keys/${String(ids[4])}/disable`);
    const listed = await world.call('GET', '/v1/endpoints?api=platform');
    const endpoints = listed.body['items'] as unknown as { readonly id: string; readonly template: string }[];
    const callers = async (template: string): Promise<unknown> => {
      const { id } = endpoints.find((each) => each.template === template) ?? { id: '' };
      const { body } = await world.call('GET', `/v1/endpoints/${id}/callers?q=who%20can%20call`);
      return (body['items'] as unknown as { readonly id: string }[]).map((each) => ids.indexOf(each.id)).sort();
    };
    expect(await callers('/calls')).to.deep.equal([0]);
    expect(await callers('/sms')).to.deep.equal([1, 2, 3]);
    expect(await callers('/status')).to.deep.equal([0, 1, 2, 3]);
  });

  it('cannot be handed out by whoever does not hold it: not by enabling, rotating or lengthening', async () => {
    const { path, etag } = await keyWithRole();
    const rotated = await world.call('POST', `${path}/rotate`, { key: caller, body: { overlapSeconds: 0 } });
    expect(rotated.status).to.equal(403);
    const disabled = await world.call('POST', `${path}/disable`, { key: caller });
    expect(disabled.status).to.equal(403);
    expect((await world.call('POST', `${path}/disable`)).status).to.equal(200);
    expect((await world.call('POST', `${path}/enable`, { key: caller })).status).to.equal(403);
    const headers = { 'if-match': etag };
    const granted = await world.call('PATCH', path, { key: caller, headers, body: { scopes: ['voice:call'] } });
    expect(granted.status).to.be.oneOf([403, 412]);
  });

  it('goes along when the key is rotated', async () => {
    const { path } = await keyWithRole();
    const rotated = await world.call('POST', `${path}/rotate`, { body: { overlapSeconds: 0 } });
    expect(rotated.body['key']).to.deep.include({ roles: ['callers'], heldScopes: ['sms:send', 'voice:call'] });
  });

  it('is set when the key is made, and changed by an edit', async () => {
    const body = { name: 'with a role', scopes: ['sms:send'], roles: ['callers'] };
    const made = await world.call('POST', '/v1/api-keys', { body });
    expect(made.status, JSON.stringify(made.body)).to.equal(201);
    expect(made.body['key']).to.deep.include({ roles: ['callers'], heldScopes: ['sms:send', 'voice:call'] });
    const { id } = made.body['key'] as unknown as { id: string };
    const authorization = `App ${made.body['secret'] as unknown as string}`;
    const calls = (minRevision: number): Promise<string> =>
      world.replica.outcome({ authorization, method: 'POST', path: '/calls', minRevision });
    expect(await calls(Number(made.body['revision']))).to.equal('scope_held');
    const edit = (change: object) =>
      world.call('PATCH', `/v1/api-keys/${id}`, { headers: { 'if-match': '*' }, body: change });
    const without = await edit({ roles: [] });
    expect(without.body['key']).to.deep.include({ roles: [], heldScopes: ['sms:send'] });
    expect(await calls(Number(without.body['revision']))).to.equal('missing_scope');
    expect((await edit({ roles: ['nothing'] })).status).to.equal(409);
    expect(await calls(Number((await edit({ roles: ['callers'] })).body['revision']))).to.equal('scope_held');
  });

  it('can be given and kept only by whoever holds what the role grants, and taken only by them', async () => {
    const body = { name: 'n', scopes: ['sms:send'], roles: ['callers'] };
    expect((await world.call('POST', '/v1/api-keys', { key: caller, body })).status).to.equal(403);
    const { id } = await world.createKey(['sms:send']);
    const edit = async (key: string | undefined, change: object): Promise<number> => {
      const call = { headers: { 'if-match': '*' }, body: change, ...(key === undefined ? {} : { key }) };
      return (await world.call('PATCH', `/v1/api-keys/${id}`, call)).status;
    };
    expect(await edit(caller, { roles: ['callers'] })).to.equal(403);
    expect(await edit(undefined, { roles: ['callers'] })).to.equal(200);
    expect(await edit(caller, { name: 'another' })).to.equal(403);
    expect(await edit(caller, { roles: [] })).to.equal(403);
    expect(await edit(undefined, { roles: [] })).to.equal(200);
    expect(await edit(caller, { name: 'another' })).to.equal(200);
  });
});
