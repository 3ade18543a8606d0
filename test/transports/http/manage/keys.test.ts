import { expect } from 'chai';
import { startManageWorld } from '../../../support/manage-world.js';
import type { Body, ManageWorld } from '../../../support/manage-world.js';
import { forEachPostgres } from '../../../support/postgres.js';
import type { TestDatabase } from '../../../support/postgres.js';
import { query } from '../../../support/query.js';

forEachPostgres('API keys over the Management API', (server) => {
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
  const rows = (body: Body): Body[] => body['items'] as unknown as Body[];
  const send = (secret: string): Promise<string> =>
    world.replica.outcome({ authorization: `App ${secret}`, method: 'POST', path: '/sms' });

  it('makes the first administrator once, and shows the key to that start alone', async () => {
    expect(world.administratorKey).to.match(/^sgk_/);
    const again = await world.call('GET', '/v1/session');
    expect(again.body['mayGrantAnyScope']).to.equal(true);
  });

  it('creates a key that Check then knows, and shows its secret in that answer only', async () => {
    const made = await world.call('POST', '/v1/api-keys', {
      body: { name: 'sender', scopes: ['sms:send'], account: 'acme', allowedAddresses: ['127.0.0.0/8'] },
    });
    expect(made.status).to.equal(201);
    const { key, secret } = made.body;
    expect(made.headers.get('location')).to.equal(`/v1/api-keys/${String(key?.['id'])}`);
    expect(made.headers.get('etag')).to.equal(key?.['etag']);
    expect(key).to.include({ name: 'sender', account: 'acme', state: 'active', enabled: true });
    const outcome = await world.replica.outcome({
      ...{ authorization: `App ${String(secret)}`, method: 'POST', path: '/sms' },
      ...{ sourceIp: '127.0.0.1', minRevision: Number(made.body['revision']) },
    });
    expect(outcome).to.equal('scope_held');
    const read = await world.call('GET', made.headers.get('location') ?? '');
    expect(read.body).to.deep.equal(key);
    expect(JSON.stringify(read.body)).not.to.contain(String(secret));
  });

  it('edits with the entity tag that was read, and refuses 428 without and 412 with an old one', async () => {
    const { id, etag } = await world.createKey(['sms:send']);
    const path = `/v1/api-keys/${id}`;
    const body = { name: 'new name', scopes: ['voice:call'] };
    expect((await world.call('PATCH', path, { body })).status).to.equal(428);
    const edited = await world.call('PATCH', path, { body, headers: { 'if-match': etag } });
    expect(edited.status).to.equal(200);
    expect(edited.body['key'])
      .to.include({ name: 'new name' })
      .and.deep.include({ scopes: ['voice:call'] });
    expect((await world.call('PATCH', path, { body, headers: { 'if-match': etag } })).status).to.equal(412);
  });

  it('disables, enables and revokes: the next check follows', async () => {
    const { id, secret } = await world.createKey(['sms:send']);
    const answerAfter = async (change: string): Promise<string> => {
      const changed = await world.call('POST', `/v1/api-keys/${id}/${change}`);
      expect(changed.status, change).to.equal(200);
      return world.replica.outcome({
        ...{ authorization: `App ${secret}`, method: 'POST', path: '/sms' },
        minRevision: Number(changed.body['revision']),
      });
    };
    expect(await send(secret)).to.equal('scope_held');
    expect(await answerAfter('disable')).to.equal('disabled_credential');
    expect(await answerAfter('enable')).to.equal('scope_held');
    expect(await answerAfter('revoke')).to.equal('disabled_credential');
    expect((await world.call('POST', `/v1/api-keys/${id}/enable`)).status).to.equal(409);
  });

  it('rotates: both keys work during the overlap, and the old one has an end', async () => {
    const { id, secret } = await world.createKey(['sms:send'], 'to rotate');
    const rotated = await world.call('POST', `/v1/api-keys/${id}/rotate`, { body: { overlapSeconds: 60 } });
    expect(rotated.status).to.equal(201);
    expect(rotated.body['replaced']?.['expiresAt']).to.be.a('string');
    expect(rotated.body['key']).to.deep.include({ name: 'to rotate', scopes: ['sms:send'] });
    expect(await send(secret)).to.equal('scope_held');
    expect(await send(String(rotated.body['secret']))).to.equal('scope_held');
  });

  it('rotates with no longer an overlap than is configured', async () => {
    const { id } = await world.createKey(['sms:send'], 'overlap');
    const sevenDays = 7 * 24 * 3600;
    const rotate = (overlapSeconds: number) =>
      world.call('POST', `/v1/api-keys/${id}/rotate`, { body: { overlapSeconds } });
    expect((await rotate(sevenDays + 1)).status).to.equal(400);
    expect((await rotate(sevenDays)).status).to.equal(201);
  });

  it('lets nobody prolong the overlap of a rotated key', async () => {
    const { id } = await world.createKey(['sms:send'], 'prolong');
    const rotated = await world.call('POST', `/v1/api-keys/${id}/rotate`, { body: { overlapSeconds: 60 } });
    const end = String(rotated.body['replaced']?.['expiresAt']);
    const headers = { 'if-match': '*' };
    const edit = (expiresAt: string | null) =>
      world.call('PATCH', `/v1/api-keys/${id}`, { body: { expiresAt }, headers });
    expect([(await edit('2099-01-01T00:00:00Z')).status, (await edit(null)).status]).to.deep.equal([409, 409]);
    const { body } = await world.call('GET', `/v1/api-keys/${id}`);
    expect(body['expiresAt']).to.equal(end);
  });

  it('does once what is sent twice with one idempotency key, and refuses that key for something else', async () => {
    const body = { name: 'once', scopes: ['sms:send'] };
    const headers = { 'idempotency-key': 'order-1' };
    const first = await world.call('POST', '/v1/api-keys', { body, headers });
    const second = await world.call('POST', '/v1/api-keys', { body, headers });
    expect([first.status, second.status]).to.deep.equal([201, 200]);
    expect(second.body['key']?.['id']).to.equal(first.body['key']?.['id']);
    expect(second.body['secret']).to.equal(null);
    expect(second.headers.get('idempotency-replayed')).to.equal('true');
    const other = await world.call('POST', '/v1/api-keys', { body: { ...body, name: 'other' }, headers });
    expect(other.status).to.equal(422);
  });

  it('makes one key of requests that come at once with one idempotency key', async () => {
    const body = { name: 'made at once', scopes: ['sms:send'] };
    const headers = { 'idempotency-key': 'at-once' };
    const send = () => world.call('POST', '/v1/api-keys', { body, headers });
    const replies = await Promise.all(Array.from({ length: 8 }, send));
    expect(replies.map(({ status }) => status).sort()).to.deep.equal([200, 200, 200, 200, 200, 200, 200, 201]);
    const listed = await world.call('GET', '/v1/api-keys?q=made%20at%20once');
    expect(listed.body['total']).to.equal(1);
  });

  it('lists by filters, sorted, in pages that hold every key once', async () => {
    const names = ['page a', 'page b', 'page c', 'page d', 'page e'];
    for (const name of names) await world.createKey(['voice:call'], name);
    const seen: unknown[] = [];
    let cursor: string | null = null;
    do {
      const from: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page = await world.call('GET', `/v1/api-keys?q=PAGE%20&sort=name&order=asc&limit=2${from}`);
      expect(page.body['total']).to.equal(5);
      seen.push(...rows(page.body).map((key) => key['name']));
      cursor = page.body['nextCursor'] as unknown as string | null;
    } while (cursor !== null);
    expect(seen).to.deep.equal(names);
  });

  it('says what a key can call, by product and by read or write', async () => {
    const { id } = await world.createKey(['sms:manage']);
    const reach = await world.call('GET', `/v1/api-keys/${id}/endpoints?product=sms`);
    expect(reach.body['summary']?.['products']).to.deep.include.members([
      { product: 'sms', title: 'SMS', read: 1, write: 1, total: 2, outOf: 2 },
    ]);
    expect(rows(reach.body).map((each) => each['through'])).to.deep.equal([['sms:manage'], ['sms:manage']]);
  });

  const holdings: [title: string, kind: string, scopes: string[]][] = [
    ['no scope', 'api_key', []],
    ['one scope', 'api_key', ['sms:send']],
    ['the manage scope of a product', 'api_key', ['sms:manage']],
    ['several scopes', 'api_key', ['sms:send', 'voice:call', 'sms:manage']],
    ['scopes of a token', 'oauth_token', ['sms:send']],
    ['scopes of a user', 'user', ['api-keys:manage', 'policy:read']],
  ];
  for (const [title, kind, scopes] of holdings) {
    it(`says the same of ${title} as the SQL function for operators`, async () => {
      const preview = await world.call('POST', '/v1/previews', { body: { kind, scopes, limit: 200 } });
      expect(preview.status).to.equal(200);
      const found = rows(preview.body).map((each) => [each['id'], each['through']] as unknown as [string, string[]]);
      const expected = await query(
        database.url,
        'SELECT endpoint::text, through FROM scopegate.reachable_endpoints($1::text[], $2::text)',
        [scopes, kind],
      );
      expect(new Map(found)).to.deep.equal(
        new Map(expected.map(({ endpoint, through }) => [String(endpoint), through as string[]])),
      );
      expect(preview.body['summary']?.['total']).to.equal(expected.length);
    });
  }

  it('keeps who changed what, before and after, with the revision', async () => {
    const { id, etag } = await world.createKey(['sms:send'], 'audited');
    const headers = { 'if-match': etag };
    const changed = await world.call('PATCH', `/v1/api-keys/${id}`, { body: { name: 'renamed' }, headers });
    const audit = await world.call('GET', `/v1/audit?subject=${id}&action=update`);
    const [entry] = rows(audit.body);
    expect(entry?.['actor']?.['name']).to.equal('First administrator');
    expect(entry?.['revision']).to.equal(changed.body['revision']);
    expect([entry?.['before']?.['name'], entry?.['after']?.['name']]).to.deep.equal(['audited', 'renamed']);
  });
});
