import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { startManageWorld } from '../../../support/manage-world.js';
import type { Body, ManageWorld, Reply } from '../../../support/manage-world.js';
import { forEachPostgres } from '../../../support/postgres.js';
import type { TestDatabase } from '../../../support/postgres.js';
import { AUDIENCE, startTokenIssuer } from '../../../support/token-issuer.js';
import type { TokenIssuer } from '../../../support/token-issuer.js';

const ANY = { 'if-match': '*' };

forEachPostgres('OAuth issuers and clients over the Management API', (server) => {
  let database: TestDatabase;
  let world: ManageWorld;
  let tokens: TokenIssuer;
  let directory: string;
  /** Manages issuers, and holds voice:call beside. */
  let caller: string;
  let issuers = 0;
  before(async () => {
    database = await server.createDatabase();
    tokens = await startTokenIssuer();
    directory = mkdtempSync(join(tmpdir(), 'scopegate-issuers-'));
    const secrets = join(directory, 'secrets.json');
    writeFileSync(
      secrets,
      JSON.stringify({ login: { uri: 'https://login.example.com/introspect', secret: 's' }, old: 'text' }),
    );
    world = await startManageWorld(database, { SCOPEGATE_OAUTH_SECRETS_FILE: secrets });
    caller = (await world.createKey(['oauth-issuers:manage', 'voice:call'])).secret;
  });
  after(async () => {
    await world.stop();
    await tokens.stop();
    await database.drop();
    rmSync(directory, { recursive: true });
  });
  const good = async (method: string, path: string, body?: object, headers = ANY): Promise<Reply> => {
    const reply = await world.call(method, path, { ...(body === undefined ? {} : { body }), headers });
    expect(reply.status, JSON.stringify(reply.body)).to.be.oneOf([200, 201]);
    return reply;
  };
  /** Name of an issuer with one client; nobody fetches its keys. */
  const makeIssuer = async (settings: object, client: object | null): Promise<string> => {
    issuers += 1;
    const name = `issuer ${String(issuers)}`;
    const issuer = `https://${String(issuers)}.example.com`;
    await good('POST', '/v1/oauth-issuers', { name, issuer, audience: 'a', jwksUri: `${issuer}/jwks`, ...settings });
    if (client !== null) await good('POST', '/v1/oauth-clients', { issuer: name, clientId: 'a', ...client });
    return name;
  };
  const at = (name: string): string => `/v1/oauth-issuers/${encodeURIComponent(name)}`;

  it('decide about its tokens at once: made, granted, translated, disabled, removed', async () => {
    const path = at('tokens');
    const token = await tokens.token({ scope: 'voice:call sms' });
    const ask = ({ body }: Reply, to = '/calls'): Promise<string> =>
      world.replica.outcome({
        ...{ authorization: `Bearer ${token}`, method: 'POST', path: to },
        minRevision: Number(body['revision']),
      });
    const body = { name: 'tokens', issuer: tokens.url, audience: AUDIENCE, jwksUri: `${tokens.url}/jwks` };
    const made = await good('POST', '/v1/oauth-issuers', body);
    expect(await ask(made)).to.equal('unknown_credential');

    const client = await good('POST', '/v1/oauth-clients', { issuer: 'tokens', clientId: 'a', scopes: ['voice:call'] });
    expect(await ask(client)).to.equal('scope_held');
    expect(await ask(client, '/sms')).to.equal('missing_scope');

    const id = client.body['client']?.['id'] as unknown as string;
    const edited = await good('PATCH', `/v1/oauth-clients/${id}`, { scopes: ['voice:call', 'sms:send'] });
    expect(await ask(edited, '/sms')).to.equal('missing_scope');
    const map = [{ theirs: 'sms', ours: 'sms:send' }];
    const mapped = await good('PATCH', path, { scopeMap: map });
    expect(await ask(mapped, '/sms')).to.equal('scope_held');
    expect(await ask(mapped)).to.equal('missing_scope');
    const read = await world.call('GET', path);
    expect(read.body).to.deep.include({ scopesFrom: 'both', scopeMap: map, clientCount: 1, enabled: true });
    expect(read.headers.get('etag')).to.equal(read.body['etag']).and.to.equal(mapped.headers.get('etag'));

    expect(await ask(await good('PATCH', path, { enabled: false }), '/sms')).to.equal('unknown_credential');
    expect(await ask(await good('PATCH', path, { enabled: true }), '/sms')).to.equal('scope_held');
    const paused = await good('PATCH', `/v1/oauth-clients/${id}`, { enabled: false });
    expect(await ask(paused, '/sms')).to.equal('disabled_credential');
    expect(await ask(await good('DELETE', `/v1/oauth-clients/${id}`), '/sms')).to.equal('unknown_credential');
    expect(await ask(await good('DELETE', path), '/sms')).to.equal('unknown_credential');
  });

  it('are listed, found, and paged', async () => {
    for (let count = 0; count < 3; count++) await makeIssuer({}, { name: 'found by this', scopes: ['sms:send'] });
    const first = (await world.call('GET', '/v1/oauth-issuers?limit=2')).body;
    expect(first['items']).to.have.length(2);
    const rest = await world.call('GET', `/v1/oauth-issuers?cursor=${encodeURIComponent(String(first['nextCursor']))}`);
    const names = [first, rest.body].flatMap(({ items }) => (items as unknown as Body[]).map(({ name }) => name));
    expect(names)
      .to.have.length(Number(first['total']))
      .and.deep.equal([...new Set(names)].sort());
    const found = await world.call('GET', '/v1/oauth-clients?q=FOUND%20BY&limit=1');
    expect(found.body).to.deep.include({ total: 3 });
    const [item] = found.body['items'] as unknown as Body[];
    expect(item).to.deep.include({ clientId: 'a', state: 'active', heldScopes: ['sms:send'] });
  });

  it('are in the audit trail with who changed them, and no secret is', async () => {
    const name = await makeIssuer({}, { scopes: ['sms:send'] });
    await good('PATCH', at(name), { audience: 'b' });
    const trail = await world.call('GET', `/v1/audit?table=oauth_issuer&subject=${encodeURIComponent(name)}`);
    const actions = (trail.body['items'] as unknown as Body[]).map(({ action }) => action);
    expect(actions).to.deep.equal(['update', 'insert']);
  });

  it('are made once for each idempotency key', async () => {
    const body = {
      name: 'once',
      issuer: 'https://once.example.com',
      audience: 'a',
      jwksUri: 'https://once.example.com/k',
    };
    const headers = { ...ANY, 'idempotency-key': 'once' };
    const [first, second] = [
      await good('POST', '/v1/oauth-issuers', body, headers),
      await good('POST', '/v1/oauth-issuers', body, headers),
    ];
    expect([first.status, second.status]).to.deep.equal([201, 200]);
    expect(second.headers.get('idempotency-replayed')).to.equal('true');
  });

  it('take opaque tokens under a prefix that no other has begun, also of an issuer that is disabled', async () => {
    const asked = (prefix: string) => ({
      uri: 'https://login.example.com/introspect',
      ...{ client: 'c', secretName: 'login', prefix },
    });
    await makeIssuer({ introspection: asked('leg_'), enabled: false }, null);
    for (const prefix of ['leg_', 'leg_a', 'leg', 'l', '']) {
      const body = { name: 'evil', issuer: 'https://evil.example.com', audience: 'a', introspection: asked(prefix) };
      const reply = await world.call('POST', '/v1/oauth-issuers', { body });
      expect([prefix, reply.status]).to.deep.equal([prefix, 409]);
      expect(JSON.stringify(reply.body)).to.include('overlaps with');
    }
    await makeIssuer({ introspection: asked('lem_') }, null);
  });

  const refused: [title: string, body: object, status: number, says: string][] = [
    ['neither keys nor introspection', { jwksUri: null }, 409, 'neither jwks_uri nor introspection_uri'],
    ['keys over plain http', { jwksUri: 'http://login.example.com/jwks' }, 400, 'jwksUri must be an https URL'],
    ['keys at the metadata of a cloud', { jwksUri: 'https://169.254.169.254/latest' }, 400, 'is an internal address'],
    ['keys at another port', { jwksUri: 'https://login.example.com:6443/jwks' }, 400, 'another port'],
    ['a lifetime of a second', { maxTokenLifetimeSeconds: 1 }, 400, ''],
    [
      'a secret that may be sent elsewhere only',
      { introspection: { uri: 'https://evil.example.com', client: 'c', secretName: 'login', prefix: 'evil_' } },
      400,
      'there is no secret \\"login\\" that may be sent to',
    ],
    [
      'a secret that there is not, told alike',
      { introspection: { uri: 'https://evil.example.com', client: 'c', secretName: 'nothing', prefix: 'evil_' } },
      400,
      'there is no secret \\"nothing\\" that may be sent to',
    ],
    [
      'a secret that the file does not bind to a place',
      { introspection: { uri: 'https://evil.example.com', client: 'c', secretName: 'old', prefix: 'evil_' } },
      400,
      'does not say where the secret may be sent',
    ],
    [
      'introspection inside',
      { introspection: { uri: 'https://10.0.0.1/', client: 'c', secretName: 'login', prefix: 'evil_' } },
      400,
      'is an internal address',
    ],
    ['a symmetric algorithm', { algorithms: ['HS256'] }, 400, ''],
    ['no algorithm', { algorithms: ['none'] }, 400, ''],
    ['no algorithms', { algorithms: [] }, 400, ''],
    ['an unknown claim', { clientClaim: 'scope' }, 400, ''],
    ['an unknown scope of ours', { scopeMap: [{ theirs: 'a', ours: 'nothing' }] }, 409, 'unknown scope'],
    [
      'a scope of theirs with a space',
      { scopeMap: [{ theirs: 'a b', ours: 'sms:send' }] },
      400,
      'scopeMap.theirs must be a scope',
    ],
    [
      'a secret in place of its name',
      { introspection: { uri: 'https://x.example.com', client: 'c', secretName: 'p@ss word', prefix: '' } },
      400,
      'introspection.secretName must be the name of a secret',
    ],
    ['an address with a NUL', { issuer: 'https://\u0000.example.com' }, 400, ''],
    ['a name with a line break', { name: 'a\nb' }, 400, 'control characters'],
  ];
  for (const [title, change, status, says] of refused) {
    it(`are refused with ${title}: ${String(status)}`, async () => {
      const body = {
        name: 'bad',
        issuer: 'https://bad.example.com',
        audience: 'a',
        jwksUri: 'https://bad.example.com/k',
      };
      const reply = await world.call('POST', '/v1/oauth-issuers', { body: { ...body, ...change } });
      expect(reply.status, JSON.stringify(reply.body)).to.equal(status);
      expect(JSON.stringify(reply.body)).to.include(says);
    });
  }

  const TOKEN = { scopesFrom: 'token' };
  const map = (...ours: string[]) => ours.map((each) => ({ theirs: each, ours: each }));
  /** What a caller may do who manages issuers and holds voice:call, to an issuer whose client holds sms:send. */
  const edits: [title: string, before: object, change: object, status: number][] = [
    ['disable it', {}, { enabled: false }, 403],
    ['take an algorithm away', {}, { algorithms: ['ES256'] }, 403],
    ['take a translation away', { scopeMap: map('sms:send', 'voice:call') }, { scopeMap: map('sms:send') }, 403],
    ['let only what was granted count too', { ...TOKEN, scopeMap: map('sms:send') }, { scopesFrom: 'both' }, 403],
    ['enable it', { enabled: false }, { enabled: true }, 403],
    ['point to keys of his own', {}, { jwksUri: 'https://evil.example.com/jwks' }, 403],
    ['accept another audience', {}, { audience: 'another' }, 403],
    ['accept another algorithm', { algorithms: ['ES256'] }, { algorithms: ['ES256', 'RS256'] }, 403],
    ['name clients by another claim', {}, { clientClaim: 'sub' }, 403],
    ['let tokens say what they open', {}, { scopesFrom: 'token' }, 403],
    ['translate anew', { scopeMap: map('sms:send') }, { scopeMap: map('voice:call') }, 403],
    ['drop all translations', { scopeMap: map('sms:send') }, { scopeMap: [] }, 403],
    ['disable it and point elsewhere', {}, { enabled: false, jwksUri: 'https://evil.example.com/jwks' }, 403],
  ];
  for (const [title, before, change, status] of edits) {
    it(`who does not hold what clients hold may not ${title}`, async () => {
      const name = await makeIssuer(before, { scopes: ['sms:send'] });
      const reply = await world.call('PATCH', at(name), { key: caller, body: change, headers: ANY });
      expect(reply.status, JSON.stringify(reply.body)).to.equal(status);
      if (status === 403) await good('PATCH', at(name), change);
    });
  }

  const creations: [title: string, settings: object, client: object, status: number][] = [
    ['with what he holds', {}, { scopes: ['voice:call'] }, 201],
    ['with nothing', {}, {}, 201],
    ['with what he does not hold', {}, { scopes: ['sms:send'] }, 403],
    ['of an issuer whose tokens say themselves what they open', TOKEN, {}, 403],
    ['of one whose tokens open what he holds', { ...TOKEN, scopeMap: map('voice:call') }, {}, 201],
    ['of one whose tokens open more', { ...TOKEN, scopeMap: map('voice:call', 'sms:send') }, {}, 403],
  ];
  for (const [title, settings, client, status] of creations) {
    it(`a client is made ${title}: ${String(status)}`, async () => {
      const issuer = await makeIssuer(settings, null);
      const reply = await world.call('POST', '/v1/oauth-clients', {
        key: caller,
        body: { issuer, clientId: 'b', ...client },
      });
      expect(reply.status, JSON.stringify(reply.body)).to.equal(status);
      const { total } = (await world.call('GET', `/v1/oauth-clients?issuer=${encodeURIComponent(issuer)}`)).body;
      expect(total).to.equal(status === 201 ? 1 : 0);
    });
  }

  it('a client is changed only by somebody who holds what it holds, before and after', async () => {
    const issuer = await makeIssuer({}, null);
    const made = await good('POST', '/v1/oauth-clients', {
      ...{ issuer, clientId: 'c', scopes: ['sms:send'], allowedAddresses: ['192.0.2.1'] },
    });
    const path = `/v1/oauth-clients/${String(made.body['client']?.['id'])}`;
    const changes: [object, number][] = [
      [{ allowedAddresses: [] }, 403],
      [{ scopes: ['sms:send', 'message:send'] }, 403],
      [{ scopes: ['sms:send', 'voice:call'] }, 403],
      [{ name: 'another' }, 403],
      [{ expiresAt: '2090-01-01T00:00:00.000Z' }, 403],
      [{ enabled: false }, 403],
      [{ scopes: [] }, 403],
    ];
    for (const [body, status] of changes) {
      const reply = await world.call('PATCH', path, { key: caller, body, headers: ANY });
      expect(reply.status, JSON.stringify([body, reply.body])).to.equal(status);
    }
    await good('PATCH', path, { scopes: ['voice:call'], enabled: false });
    for (const [body, status] of [
      [{ scopes: ['voice:call', 'sms:send'] }, 403],
      [{ enabled: true }, 200],
      [{ allowedAddresses: [] }, 200],
    ] as const) {
      const reply = await world.call('PATCH', path, { key: caller, body, headers: ANY });
      expect(reply.status, JSON.stringify([body, reply.body])).to.equal(status);
    }
  });

  it('a client gets no row that hides what all others hold, and loses none, by somebody who does not hold that', async () => {
    const issuer = await makeIssuer({}, { clientId: null, scopes: ['sms:send'] });
    const body = { issuer, clientId: 'own', scopes: [] };
    expect((await world.call('POST', '/v1/oauth-clients', { key: caller, body })).status).to.equal(403);
    const made = await good('POST', '/v1/oauth-clients', body);
    const path = `/v1/oauth-clients/${String(made.body['client']?.['id'])}`;
    expect((await world.call('DELETE', path, { key: caller, headers: ANY })).status).to.equal(403);
    await good('DELETE', path);
  });
});
