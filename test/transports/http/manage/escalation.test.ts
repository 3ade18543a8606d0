import { expect } from 'chai';
import { readDocumented } from '../../../support/documented.js';
import type { Documented } from '../../../support/documented.js';
import { PASSWORD, makeMaker, newIssuer } from '../../../support/maker.js';
import type { Maker } from '../../../support/maker.js';
import { startManageWorld } from '../../../support/manage-world.js';
import type { ManageWorld } from '../../../support/manage-world.js';
import { observe } from '../../../support/observed.js';
import type { Asked, Observed } from '../../../support/observed.js';
import { forEachPostgres } from '../../../support/postgres.js';
import type { TestDatabase } from '../../../support/postgres.js';

interface Attempt {
  /** What it answers somebody who holds every scope of the management and none of `sms:send`, which the thing holds. */
  readonly expected: number;
  readonly ask: (make: Maker) => Promise<Asked>;
}

const ANY = { 'if-match': '*' };
const TIMES = { idleSeconds: 60, lifetimeSeconds: 60 };
const BEYOND = { scopes: ['sms:send'] };
const none = (): Promise<Asked> => Promise.resolve({});

/** By operation. Hands something out, or takes something from who holds more: 403. Only reads: done. */
const ATTEMPTS: Readonly<Record<string, Attempt>> = {
  createApiKey: { expected: 403, ask: () => Promise.resolve({ body: { name: 'n', ...BEYOND } }) },
  editApiKey: {
    expected: 403,
    ask: async (make) => ({ of: await make.key(), body: { scopes: ['sms:send', 'message:send'] }, headers: ANY }),
  },
  enableApiKey: { expected: 403, ask: async (make) => ({ of: await make.key('disable') }) },
  rotateApiKey: { expected: 403, ask: async (make) => ({ of: await make.key(), body: { overlapSeconds: 0 } }) },
  disableApiKey: { expected: 403, ask: async (make) => ({ of: await make.key() }) },
  revokeApiKey: { expected: 403, ask: async (make) => ({ of: await make.key() }) },
  createUser: {
    expected: 403,
    ask: (make) => Promise.resolve({ body: { login: make.fresh(), password: PASSWORD, ...BEYOND } }),
  },
  editUser: {
    expected: 403,
    ask: async (make) => ({ of: await make.user('disable'), body: { enabled: true }, headers: ANY }),
  },
  setUserPassword: { expected: 403, ask: async (make) => ({ of: await make.user(), body: { password: PASSWORD } }) },
  beginUserSession: { expected: 403, ask: async (make) => ({ of: await make.user(), body: TIMES }) },
  endUserSession: { expected: 403, ask: async (make) => ({ of: await make.session() }) },
  defineRole: { expected: 403, ask: (make) => Promise.resolve({ of: make.fresh(), body: BEYOND }) },
  removeRole: { expected: 403, ask: async (make) => ({ of: await make.role() }) },
  removeUser: { expected: 403, ask: async (make) => ({ of: await make.user() }) },
  createOAuthIssuer: {
    expected: 403,
    ask: (make) => Promise.resolve({ body: { ...newIssuer(make.fresh()), scopesFrom: 'token' } }),
  },
  editOAuthIssuer: {
    expected: 403,
    ask: async (make) => ({
      of: await make.issuer('with a client'),
      body: { jwksUri: 'https://evil.example.com/jwks' },
      headers: ANY,
    }),
  },
  removeOAuthIssuer: { expected: 200, ask: async (make) => ({ of: await make.issuer() }) },
  createOAuthClient: {
    expected: 403,
    ask: async (make) => ({ body: { issuer: await make.issuer(), clientId: 'shop', ...BEYOND } }),
  },
  editOAuthClient: {
    expected: 403,
    ask: async (make) => ({ of: await make.client('disable'), body: { enabled: true }, headers: ANY }),
  },
  removeOAuthClient: { expected: 403, ask: async (make) => ({ of: await make.client() }) },
  previewScopes: { expected: 200, ask: () => Promise.resolve({ body: BEYOND }) },
  explainCheck: {
    expected: 200,
    ask: async (make) => ({ body: { keyId: await make.key(), method: 'POST', path: '/sms' } }),
  },
  signIn: { expected: 400, ask: () => Promise.resolve({ body: {} }) },
  signOut: { expected: 204, ask: none },
};

forEachPostgres('Raising oneself through the Management API', (server) => {
  let database: TestDatabase;
  let world: ManageWorld;
  let operations: readonly Documented[];
  let observed: Observed;
  let maker: Maker;
  let secret: string;
  before(async () => {
    database = await server.createDatabase();
    world = await startManageWorld(database);
    operations = await readDocumented(world);
    observed = observe(world, operations);
    maker = makeMaker(observed);
    secret = (await world.createKey(['scopegate:manage'])).secret;
  });
  after(async () => {
    await world.stop();
    await database.drop();
  });

  it('is tried for every operation of the document that is no GET', () => {
    const writing = operations.filter(({ method }) => method !== 'GET').map(({ id }) => id);
    expect(Object.keys(ATTEMPTS)).to.have.members(writing);
  });

  for (const [id, { expected, ask }] of Object.entries(ATTEMPTS)) {
    it(`${id}: ${String(expected)} for who manages everything and holds nothing else`, async () => {
      const asked = await ask(maker);
      const reply = await observed.ask(id, { ...asked, key: secret });
      expect(reply.status, JSON.stringify(reply.body)).to.equal(expected);
      const granted = expected === 403 ? await observed.ask(id, asked) : { status: 200 };
      expect(granted.status, 'for who may grant any').to.be.oneOf([200, 201]);
    });
  }

  /** Each would be 409 or 412 to somebody who may change it: what it is stays hidden from everybody else. */
  const UNTOLD: readonly [title: string, method: string, path: string, more: object][] = [
    ['disabled', 'POST', '/disable', {}],
    ['revoked', 'POST', '/revoke', {}],
    [
      'ended soon',
      'PATCH',
      '',
      { headers: ANY, body: { expiresAt: new Date(Date.now() + 12 * 3_600_000).toISOString() } },
    ],
    ['left with other scopes', 'PATCH', '', { headers: ANY, body: { scopes: ['scopegate:manage'] } }],
    ['changed by an old etag', 'PATCH', '', { headers: { 'if-match': '"old"' }, body: { name: 'n' } }],
  ];
  for (const [title, method, action, more] of UNTOLD) {
    it(`the last administrator, ${title}: 403 for who holds less`, async () => {
      const path = `/v1/api-keys/${world.administratorKey.split('_')[1] ?? ''}${action}`;
      const reply = await world.call(method, path, { key: secret, ...more });
      expect(reply.status, JSON.stringify(reply.body)).to.equal(403);
      expect((await world.call(method, path, more)).status).to.be.oneOf([409, 412]);
    });
  }
});
