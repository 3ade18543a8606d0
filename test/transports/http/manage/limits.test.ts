import { expect } from 'chai';
import { PASSWORD, newIssuer } from '../../../support/maker.js';
import { startManageWorld } from '../../../support/manage-world.js';
import type { ManageWorld } from '../../../support/manage-world.js';
import { forEachPostgres } from '../../../support/postgres.js';
import type { TestDatabase } from '../../../support/postgres.js';

const ANY = { 'if-match': '*' };
const MANAGE = ['api-keys:manage', 'users:manage', 'roles:manage', 'sessions:manage', 'oauth-issuers:manage'];
const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();
const OWN = ['127.0.0.1', '10.0.0.0/8'];

interface Attempt {
  readonly title: string;
  readonly ask: (of: Targets) => readonly [method: string, path: string, body?: unknown];
}

/** Made by the administrator; those that are `wide` have no limits, `narrow` ones are within those of the actor. */
interface Targets {
  readonly self: string;
  readonly narrow: string;
  readonly wide: string;
  readonly disabledWide: string;
  readonly otherAccount: string;
  readonly wideUser: string;
  readonly heldRole: string;
}

const key = (more: object) => ({
  name: 'n',
  scopes: ['sms:send'],
  allowedAddresses: ['10.1.0.0/16'],
  expiresAt: inMinutes(5),
  ...more,
});

/** By an actor with an end in ten minutes and two address blocks. Each would outlive or outreach it. */
const BEYOND: readonly Attempt[] = [
  { title: 'its own end taken away', ask: ({ self }) => ['PATCH', `/v1/api-keys/${self}`, { expiresAt: null }] },
  { title: 'its own end put off', ask: ({ self }) => ['PATCH', `/v1/api-keys/${self}`, { expiresAt: inMinutes(60) }] },
  {
    title: 'its own addresses taken away',
    ask: ({ self }) => ['PATCH', `/v1/api-keys/${self}`, { allowedAddresses: [] }],
  },
  {
    title: 'an address more of its own',
    ask: ({ self }) => ['PATCH', `/v1/api-keys/${self}`, { allowedAddresses: [...OWN, '192.0.2.1'] }],
  },
  { title: 'a key without an end', ask: () => ['POST', '/v1/api-keys', key({ expiresAt: null })] },
  { title: 'a key with a later end', ask: () => ['POST', '/v1/api-keys', key({ expiresAt: inMinutes(30) })] },
  { title: 'a key for any address', ask: () => ['POST', '/v1/api-keys', key({ allowedAddresses: [] })] },
  { title: 'a key for a wider block', ask: () => ['POST', '/v1/api-keys', key({ allowedAddresses: ['10.0.0.0/7'] })] },
  { title: 'a key for any IPv6 address', ask: () => ['POST', '/v1/api-keys', key({ allowedAddresses: ['::/0'] })] },
  { title: 'a key of another account', ask: () => ['POST', '/v1/api-keys', key({ account: 'tenant' })] },
  {
    title: 'a longer end of a narrow key',
    ask: ({ narrow }) => ['PATCH', `/v1/api-keys/${narrow}`, { expiresAt: inMinutes(60) }],
  },
  {
    title: 'a new secret of a wide key',
    ask: ({ wide }) => ['POST', `/v1/api-keys/${wide}/rotate`, { overlapSeconds: 0 }],
  },
  {
    title: 'a new scope for a wide key',
    ask: ({ wide }) => ['PATCH', `/v1/api-keys/${wide}`, { scopes: ['sms:send', 'voice:call'] }],
  },
  { title: 'a role for a wide key', ask: ({ wide }) => ['PATCH', `/v1/api-keys/${wide}`, { roles: ['limits-role'] }] },
  { title: 'a wide key enabled', ask: ({ disabledWide }) => ['POST', `/v1/api-keys/${disabledWide}/enable`] },
  {
    title: 'a key of another account rotated',
    ask: ({ otherAccount }) => ['POST', `/v1/api-keys/${otherAccount}/rotate`, { overlapSeconds: 0 }],
  },
  {
    title: 'a key of another account disabled',
    ask: ({ otherAccount }) => ['POST', `/v1/api-keys/${otherAccount}/disable`],
  },
  {
    title: 'a key of another account revoked',
    ask: ({ otherAccount }) => ['POST', `/v1/api-keys/${otherAccount}/revoke`],
  },
  {
    title: 'a user, who has no end',
    ask: () => [
      'POST',
      '/v1/users',
      { login: 'limits-new', password: PASSWORD, scopes: ['sms:send'], allowedAddresses: ['10.0.0.1'] },
    ],
  },
  {
    title: 'a password of a user without limits',
    ask: ({ wideUser }) => ['POST', `/v1/users/${wideUser}/password`, { password: PASSWORD }],
  },
  {
    title: 'a session that outlives it',
    ask: ({ wideUser }) => ['POST', `/v1/users/${wideUser}/sessions`, { idleSeconds: 60, lifetimeSeconds: 3600 }],
  },
  {
    title: 'a session from any address',
    ask: ({ wideUser }) => ['POST', `/v1/users/${wideUser}/sessions`, { idleSeconds: 60, lifetimeSeconds: 60 }],
  },
  {
    title: 'a scope more for a role that a wide key holds',
    ask: ({ heldRole }) => ['PUT', `/v1/roles/${heldRole}`, { scopes: ['sms:send', 'voice:call'] }],
  },
  {
    title: 'an issuer, whose tokens have other ends',
    ask: () => ['POST', '/v1/oauth-issuers', newIssuer('limits-new')],
  },
  {
    title: 'a client of an issuer',
    ask: () => ['POST', '/v1/oauth-clients', { issuer: 'limits-idp', clientId: 'x', scopes: ['sms:send'] }],
  },
];

forEachPostgres('Nobody widens or outlives themselves', (server) => {
  let database: TestDatabase;
  let world: ManageWorld;
  let targets: Omit<Targets, 'self'>;
  before(async () => {
    database = await server.createDatabase();
    world = await startManageWorld(database);
    const make = async (body: object): Promise<string> => {
      const made = await world.call('POST', '/v1/api-keys', { body });
      expect(made.status, JSON.stringify(made.body)).to.equal(201);
      return String(made.body['key']?.['id']);
    };
    const wideKey = { name: 'wide', scopes: ['sms:send'] };
    for (const role of ['limits-role', 'limits-held'])
      await world.call('PUT', `/v1/roles/${role}`, { body: { scopes: ['sms:send'] } });
    await world.call('POST', '/v1/users', { body: { login: 'limits-user', password: PASSWORD, scopes: ['sms:send'] } });
    await world.call('POST', '/v1/oauth-issuers', { body: newIssuer('limits-idp') });
    targets = {
      narrow: await make(key({})),
      wide: await make(wideKey),
      disabledWide: await make(wideKey),
      otherAccount: await make({ ...wideKey, account: 'tenant' }),
      wideUser: 'limits-user',
      heldRole: 'limits-held',
    };
    await world.call('POST', `/v1/api-keys/${targets.disabledWide}/disable`);
    await make({ ...wideKey, roles: ['limits-held'] });
  });
  after(async () => {
    await world.stop();
    await database.drop();
  });

  async function actor(more: readonly string[] = []): Promise<{ id: string; secret: string }> {
    const body = {
      name: 'limited',
      scopes: [...MANAGE, 'sms:send', 'voice:call', ...more],
      allowedAddresses: OWN,
      expiresAt: inMinutes(10),
    };
    const made = await world.call('POST', '/v1/api-keys', { body });
    return { id: String(made.body['key']?.['id']), secret: String(made.body['secret']) };
  }

  for (const { title, ask } of BEYOND) {
    it(`${title}: 403`, async () => {
      const { id, secret } = await actor();
      const [method, path, body] = ask({ ...targets, self: id });
      const reply = await world.call(method, path, {
        key: secret,
        headers: ANY,
        ...(body === undefined ? {} : { body }),
      });
      expect(reply.status, JSON.stringify(reply.body)).to.equal(403);
      expect(reply.body['action']).to.match(/accounts:any|limits:exceed/);
    });
  }

  const WITHIN: readonly Attempt[] = [
    { title: 'a key within both limits', ask: () => ['POST', '/v1/api-keys', key({})] },
    {
      title: 'a key for a part of its addresses in two blocks',
      ask: () => ['POST', '/v1/api-keys', key({ allowedAddresses: ['10.0.0.0/9', '10.128.0.0/9'] })],
    },
    {
      title: 'a mapped form of its own address',
      ask: () => ['POST', '/v1/api-keys', key({ allowedAddresses: ['::ffff:127.0.0.1'] })],
    },
    {
      title: 'an earlier end of its own',
      ask: ({ self }) => ['PATCH', `/v1/api-keys/${self}`, { expiresAt: inMinutes(5) }],
    },
    {
      title: 'fewer addresses of its own',
      ask: ({ self }) => ['PATCH', `/v1/api-keys/${self}`, { allowedAddresses: ['127.0.0.1'] }],
    },
    {
      title: 'a new secret of a narrow key',
      ask: ({ narrow }) => ['POST', `/v1/api-keys/${narrow}/rotate`, { overlapSeconds: 60 }],
    },
    { title: 'a wide key of its account disabled', ask: ({ wide }) => ['POST', `/v1/api-keys/${wide}/disable`] },
    { title: 'itself revoked', ask: ({ self }) => ['POST', `/v1/api-keys/${self}/revoke`] },
  ];
  for (const { title, ask } of WITHIN) {
    it(`${title}: done`, async () => {
      const { id, secret } = await actor();
      const [method, path, body] = ask({ ...targets, self: id });
      const reply = await world.call(method, path, {
        key: secret,
        headers: method === 'PATCH' ? ANY : {},
        ...(body === undefined ? {} : { body }),
      });
      expect(reply.status, JSON.stringify(reply.body)).to.be.oneOf([200, 201]);
    });
  }

  it('who holds limits:exceed makes keys without limits, and of no other account', async () => {
    const { secret } = await actor(['limits:exceed']);
    const unlimited = { allowedAddresses: [], expiresAt: null };
    expect((await world.call('POST', '/v1/api-keys', { key: secret, body: key(unlimited) })).status).to.equal(201);
    const foreign = await world.call('POST', '/v1/api-keys', { key: secret, body: key({ account: 'tenant' }) });
    expect(foreign.status).to.equal(403);
  });

  it('who holds accounts:any makes keys of other accounts, and none that outlive them', async () => {
    const { secret } = await actor(['accounts:any']);
    const made = await world.call('POST', '/v1/api-keys', { key: secret, body: key({ account: 'tenant' }) });
    expect(made.status).to.equal(201);
    const longer = await world.call('POST', '/v1/api-keys', {
      key: secret,
      body: key({ account: 'tenant', expiresAt: null }),
    });
    expect(longer.status).to.equal(403);
  });
});
