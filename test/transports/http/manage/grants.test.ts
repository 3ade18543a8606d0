import { expect } from 'chai';
import { startManageWorld } from '../../../support/manage-world.js';
import type { Call, ManageWorld } from '../../../support/manage-world.js';
import { forEachPostgres } from '../../../support/postgres.js';
import type { TestDatabase } from '../../../support/postgres.js';

/** A change of somebody else's key, which holds `sms:send`, that lets it be used more than before. */
interface Widening {
  readonly title: string;
  /** The key before. */
  readonly made?: Readonly<Record<string, unknown>>;
  readonly isDisabled?: true;
  readonly method: string;
  readonly path: (id: string) => string;
  readonly body?: unknown;
}

const LATER = '2099-01-01T00:00:00.000Z';
const SOONER = '2098-01-01T00:00:00.000Z';
const edit = { method: 'PATCH', path: (id: string) => `/v1/api-keys/${id}` };

const WIDENINGS: readonly Widening[] = [
  { title: 'a key of its own', method: 'POST', path: () => '/v1/api-keys', body: { name: 'n', scopes: ['sms:send'] } },
  { title: 'one more scope', made: { scopes: ['voice:call'] }, ...edit, body: { scopes: ['voice:call', 'sms:send'] } },
  { title: 'a scope in place of another', made: { scopes: ['voice:call'] }, ...edit, body: { scopes: ['sms:send'] } },
  { title: 'a scope that implies others', ...edit, body: { scopes: ['message:send'] } },
  { title: 'the manage scope of a product', ...edit, body: { scopes: ['sms:manage'] } },
  { title: 'the right to grant anything', ...edit, body: { scopes: ['scopes:grant-any'] } },
  { title: 'everything in the management', ...edit, body: { scopes: ['scopegate:manage'] } },
  { title: 'a later end', made: { expiresAt: SOONER }, ...edit, body: { expiresAt: LATER } },
  { title: 'no end', made: { expiresAt: SOONER }, ...edit, body: { expiresAt: null } },
  { title: 'an earlier beginning', made: { notBefore: LATER }, ...edit, body: { notBefore: SOONER } },
  { title: 'no beginning', made: { notBefore: LATER }, ...edit, body: { notBefore: null } },
  { title: 'any address', made: { allowedAddresses: ['192.0.2.1'] }, ...edit, body: { allowedAddresses: [] } },
  {
    title: 'one more address',
    made: { allowedAddresses: ['192.0.2.1'] },
    ...edit,
    body: { allowedAddresses: ['192.0.2.1', '192.0.2.2'] },
  },
  { title: 'an enabled key', isDisabled: true, method: 'POST', path: (id) => `/v1/api-keys/${id}/enable` },
  { title: 'a new secret', method: 'POST', path: (id) => `/v1/api-keys/${id}/rotate`, body: { overlapSeconds: 0 } },
];

forEachPostgres('Nobody hands out more than he has', (server) => {
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

  const target = async ({ made = {}, isDisabled }: Widening): Promise<{ id: string; etag: string }> => {
    const { body } = await world.call('POST', '/v1/api-keys', {
      body: { name: 'target', scopes: ['sms:send'], ...made },
    });
    const id = String(body['key']?.['id']);
    const read = isDisabled === true ? (await world.call('POST', `/v1/api-keys/${id}/disable`)).body : body;
    return { id, etag: String(read['key']?.['etag']) };
  };

  for (const widening of WIDENINGS) {
    const { title, method, path, body } = widening;
    it(`${title}: 403 for who lacks the scope, done for who holds it or may grant any`, async () => {
      const { id, etag } = await target(widening);
      const before = (await world.call('GET', `/v1/api-keys/${id}`)).body;
      const headers = method === 'PATCH' ? { 'if-match': etag } : {};
      const call: Call = { headers, ...(body === undefined ? {} : { body }) };
      const lacking = await world.createKey(['api-keys:manage', 'voice:call']);
      const refused = await world.call(method, path(id), { ...call, key: lacking.secret });
      expect(refused.status, JSON.stringify(refused.body)).to.equal(403);
      expect(refused.body['errorCode']).to.equal('E403');
      expect((await world.call('GET', `/v1/api-keys/${id}`)).body).to.deep.equal(before);
      const granter = await world.createKey(['api-keys:manage', 'scopes:grant-any']);
      const done = await world.call(method, path(id), { ...call, key: granter.secret });
      expect(done.status, JSON.stringify(done.body)).to.be.oneOf([200, 201]);
    });
  }

  it('holding a scope by implication is enough to grant it, and what holds more is not touched', async () => {
    const { secret } = await world.createKey(['api-keys:manage', 'message:send']);
    const created = await world.call('POST', '/v1/api-keys', {
      key: secret,
      body: { name: 'n', scopes: ['sms:send'] },
    });
    expect(created.status).to.equal(201);
    const other = await world.createKey(['sms:send', 'voice:call']);
    const headers = { 'if-match': other.etag };
    const path = `/v1/api-keys/${other.id}`;
    const fewer = await world.call('PATCH', path, { key: secret, headers, body: { scopes: ['voice:call'] } });
    expect(fewer.status).to.equal(403);
    for (const change of ['revoke', 'disable']) {
      expect((await world.call('POST', `${path}/${change}`, { key: secret })).status).to.equal(403);
    }
    const own = `/v1/api-keys/${String(created.body['key']?.['id'])}/revoke`;
    expect((await world.call('POST', own, { key: secret })).status).to.equal(200);
  });

  it('a key cannot grant itself anything', async () => {
    const { id, secret, etag } = await world.createKey(['api-keys:manage']);
    const body = { scopes: ['api-keys:manage', 'policy:read'] };
    const refused = await world.call('PATCH', `/v1/api-keys/${id}`, {
      key: secret,
      headers: { 'if-match': etag },
      body,
    });
    expect(refused.status).to.equal(403);
  });
});
