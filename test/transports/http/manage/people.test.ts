import { expect } from 'chai';
import { startManageWorld } from '../../../support/manage-world.js';
import type { Body, Call, ManageWorld, Reply } from '../../../support/manage-world.js';
import { PASSWORD } from '../../../support/maker.js';
import { forEachPostgres } from '../../../support/postgres.js';
import type { TestDatabase } from '../../../support/postgres.js';
import { query } from '../../../support/query.js';

const ANY = { 'if-match': '*' };

forEachPostgres('Users, roles and sessions over the Management API', (server) => {
  let database: TestDatabase;
  let world: ManageWorld;
  let users = 0;
  before(async () => {
    database = await server.createDatabase();
    world = await startManageWorld(database);
  });
  after(async () => {
    await world.stop();
    await database.drop();
  });
  const createUser = async (grants: object): Promise<string> => {
    users += 1;
    const login = `user ${String(users)}`;
    const { status, body } = await world.call('POST', '/v1/users', { body: { login, password: PASSWORD, ...grants } });
    expect(status, JSON.stringify(body)).to.equal(201);
    return login;
  };
  const at = (login: string, rest = ''): string => `/v1/users/${encodeURIComponent(login)}${rest}`;
  const basic = (login: string, password = PASSWORD): string =>
    `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;
  const outcome = (authorization: string, { body }: { body: Body }, path = '/sms'): Promise<string> =>
    world.replica.outcome({ authorization, method: 'POST', path, minRevision: Number(body['revision']) });

  it('a user calls with the password; what a role grants and loses follows; disabled, nothing goes', async () => {
    const defined = await world.call('PUT', '/v1/roles/senders', { body: { scopes: ['sms:send'] } });
    expect(defined.status).to.equal(201);
    const login = await createUser({ roles: ['senders'] });
    expect(await outcome(basic(login), defined)).to.equal('scope_held');
    const role = await world.call('PUT', '/v1/roles/senders', { body: { scopes: ['voice:call'] }, headers: ANY });
    expect(await outcome(basic(login), role)).to.equal('missing_scope');
    expect(await outcome(basic(login), role, '/calls')).to.equal('scope_held');
    const read = await world.call('GET', at(login));
    expect(read.body).to.deep.include({ login, scopes: [], roles: ['senders'], heldScopes: ['voice:call'] });
    const disabled = await world.call('PATCH', at(login), { body: { enabled: false }, headers: ANY });
    expect(await outcome(basic(login), disabled, '/calls')).to.equal('disabled_credential');
    const listed = await world.call('GET', '/v1/users?role=senders');
    expect(listed.body['total']).to.equal(1);
  });

  it('a role that several define at once is made once, and overwritten by none of the others', async () => {
    const wanted = ['sms:send', 'voice:call', 'message:send', 'sms:manage'];
    const replies = await Promise.all(
      wanted.map((scope) => world.call('PUT', '/v1/roles/raced', { body: { scopes: [scope] } })),
    );
    expect(replies.map(({ status }) => status).sort()).to.deep.equal([201, 428, 428, 428]);
    const winner = replies.findIndex(({ status }) => status === 201);
    const { body } = await world.call('GET', '/v1/roles/raced');
    expect(body['scopes']).to.deep.equal([wanted[winner]]);
  });

  it('a session does what its user may, is listed, and ends; a new password ends all of them', async () => {
    const login = await createUser({ scopes: ['sms:send'] });
    const times = { idleSeconds: 60, lifetimeSeconds: 600 };
    const begin = (): Promise<Reply> => world.call('POST', at(login, '/sessions'), { body: times });
    const list = (): Promise<Reply> => world.call('GET', `/v1/sessions?login=${encodeURIComponent(login)}`);
    const [first, second] = [await begin(), await begin()];
    const token = (reply: Reply): string => `IBSSO ${reply.body['token'] as unknown as string}`;
    expect(await outcome(token(first), first)).to.equal('scope_held');
    const listed = (await list()).body;
    expect(listed['total']).to.equal(2);
    expect(JSON.stringify(listed)).not.to.contain(first.body['token']);
    const ended = await world.call('DELETE', `/v1/sessions/${first.body['id'] as unknown as string}`);
    expect(await outcome(token(first), ended)).not.to.equal('scope_held');
    expect((await list()).body['total']).to.equal(1);
    const changed = await world.call('POST', at(login, '/password'), { body: { password: `${PASSWORD}!` } });
    expect(await outcome(token(second), changed)).not.to.equal('scope_held');
    expect(await outcome(basic(login, `${PASSWORD}!`), changed)).to.equal('scope_held');
    expect(await outcome(basic(login), changed)).not.to.equal('scope_held');
  });

  it('a user signs a browser in with name and password, and is out when the password changes', async () => {
    const login = await createUser({ scopes: ['policy:read'] });
    const begun = await world.call('POST', '/v1/session', { key: null, body: { username: login, password: PASSWORD } });
    expect(begun.status).to.equal(201);
    const headers = { cookie: begun.headers.get('set-cookie')?.split(';', 1)[0] ?? '' };
    expect((await world.call('GET', '/v1/scopes', { key: null, headers })).status).to.equal(200);
    const changed = await world.call('POST', at(login, '/password'), { body: { password: `${PASSWORD}!` } });
    await outcome(basic(login), changed);
    expect((await world.call('GET', '/v1/scopes', { key: null, headers })).status).to.equal(401);
  });

  describe('nobody hands out more than he has', () => {
    const attempts: Readonly<Record<string, (login: string) => readonly [string, string, Call]>> = {
      'a user that holds it': () => [
        'POST',
        '/v1/users',
        { body: { login: 'x', password: PASSWORD, scopes: ['sms:send'] } },
      ],
      'a user with a role that grants it': () => [
        ...(['POST', '/v1/users'] as const),
        { body: { login: 'x', password: PASSWORD, roles: ['texters'] } },
      ],
      'one scope more': (login) => [
        'PATCH',
        at(login),
        { body: { scopes: ['sms:send', 'message:send'] }, headers: ANY },
      ],
      'a role more': (login) => ['PATCH', at(login), { body: { roles: ['texters', 'callers'] }, headers: ANY }],
      'any address': (login) => ['PATCH', at(login), { body: { allowedAddresses: [] }, headers: ANY }],
      'a password that he knows': (login) => ['POST', at(login, '/password'), { body: { password: PASSWORD } }],
      'a session': (login) => ['POST', at(login, '/sessions'), { body: { idleSeconds: 60, lifetimeSeconds: 60 } }],
      'a role that grants it': () => ['PUT', '/v1/roles/new', { body: { scopes: ['sms:send'] } }],
      'a role that grants one scope more': () => [
        'PUT',
        '/v1/roles/callers',
        { body: { scopes: ['voice:call', 'sms:send'] }, headers: ANY },
      ],
      'everything in the management': () => [
        'PUT',
        '/v1/roles/callers',
        { body: { scopes: ['scopegate:manage'] }, headers: ANY },
      ],
    };
    const RIGHTS = ['users:manage', 'roles:manage', 'sessions:manage', 'api-keys:manage', 'voice:call'];

    before(async () => {
      await world.call('PUT', '/v1/roles/texters', { body: { scopes: ['message:send'] } });
      await world.call('PUT', '/v1/roles/callers', { body: { scopes: ['voice:call'] } });
    });

    for (const [title, attempt] of Object.entries(attempts)) {
      it(`${title}: 403 and no trace for who lacks the scope`, async () => {
        const login = await createUser({ scopes: ['sms:send'], allowedAddresses: ['192.0.2.1'] });
        const { secret } = await world.createKey(RIGHTS);
        const everything = async (): Promise<unknown> => [
          (await world.call('GET', '/v1/users?limit=200')).body,
          (await world.call('GET', '/v1/roles')).body,
          (await world.call('GET', '/v1/sessions')).body,
        ];
        const before = await everything();
        const [method, path, call] = attempt(login);
        const refused = await world.call(method, path, { ...call, key: secret });
        expect(refused.status, JSON.stringify(refused.body)).to.equal(403);
        expect(await everything()).to.deep.equal(before);
      });
    }

    it('a user who holds more is not touched, and one who holds as much is', async () => {
      const login = await createUser({ scopes: ['sms:send', 'voice:call'] });
      const { secret } = await world.createKey(RIGHTS);
      const edit = (body: object) => world.call('PATCH', at(login), { body, headers: ANY, key: secret });
      expect((await edit({ scopes: ['sms:send'] })).status).to.equal(403);
      expect((await edit({ enabled: false })).status).to.equal(403);
      await world.call('PATCH', at(login), { body: { scopes: [] }, headers: ANY });
      expect((await edit({ enabled: false })).status).to.equal(200);
      expect((await edit({ enabled: true, scopes: ['voice:call'] })).status).to.equal(200);
    });
  });

  it('the audit trail says who, and shows neither password nor hash nor token', async () => {
    const login = await createUser({ scopes: ['sms:send'] });
    const begun = await world.call('POST', at(login, '/sessions'), { body: { idleSeconds: 60, lifetimeSeconds: 60 } });
    await world.call('POST', at(login, '/password'), { body: { password: `${PASSWORD}?` } });
    const audit = await world.call('GET', '/v1/audit?limit=200');
    const text = JSON.stringify(audit.body);
    expect(text).not.to.contain(PASSWORD).and.not.to.contain('argon2').and.not.to.contain(begun.body['token']);
    const entries = audit.body['items'] as unknown as {
      readonly subject: string;
      readonly actor: { readonly name: string };
    }[];
    const about = entries.filter(({ subject }) => subject === login);
    expect(about.length).to.be.greaterThan(0);
    for (const { actor } of about) expect(actor.name).to.equal('First administrator');
    const [kept] = await query(database.url, `SELECT string_agg(i::text, '') AS made FROM scopegate.idempotency_key i`);
    expect(String(kept?.['made'])).not.to.contain(PASSWORD);
  });

  it('a removed user is gone for good: password, sessions and grants; its name and history stay', async () => {
    await world.call('PUT', '/v1/roles/leavers', { body: { scopes: ['sms:send'] } });
    const login = await createUser({ roles: ['leavers'], scopes: ['voice:call'] });
    const times = { idleSeconds: 60, lifetimeSeconds: 600 };
    const begun = await world.call('POST', at(login, '/sessions'), { body: times });
    const session = `IBSSO ${begun.body['token'] as unknown as string}`;
    expect([await outcome(basic(login), begun), await outcome(session, begun)]).to.deep.equal([
      'scope_held',
      'scope_held',
    ]);
    const removed = await world.call('DELETE', at(login));
    expect(removed.status, JSON.stringify(removed.body)).to.equal(200);
    expect(removed.body['user']).to.deep.include({ enabled: false, scopes: [], roles: [], heldScopes: [] });
    expect(removed.body['user']?.['removedAt']).to.match(/^20/);
    expect(await outcome(basic(login), removed)).to.be.oneOf(['unknown_credential', 'disabled_credential']);
    expect(await outcome(session, removed)).to.be.oneOf(['unknown_credential', 'disabled_credential']);

    const edited = await world.call('PATCH', at(login), { body: { enabled: true }, headers: ANY });
    expect(edited.status).to.equal(409);
    expect((await world.call('POST', at(login, '/password'), { body: { password: PASSWORD } })).status).to.equal(409);
    expect((await world.call('POST', at(login, '/sessions'), { body: times })).status).to.equal(409);
    const again = await world.call('POST', '/v1/users', { body: { login, password: PASSWORD } });
    expect(again.status, 'the name stays taken').to.equal(409);
    expect((await world.call('DELETE', at(login))).status).to.equal(200);
    expect((await world.call('DELETE', '/v1/roles/leavers')).status, 'it holds no role').to.equal(200);
    const trail = await world.call('GET', `/v1/audit?subject=${encodeURIComponent(login)}&table=credential`);
    expect(trail.body['total']).to.be.greaterThan(1);
  });
});
