import { expect } from 'chai';
import { startManageWorld } from '../../../support/manage-world.js';
import type { Body, ManageWorld, Reply } from '../../../support/manage-world.js';
import { forEachPostgres } from '../../../support/postgres.js';
import type { TestDatabase } from '../../../support/postgres.js';

const SCRIPT = `"><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}\${7*7}'; DROP TABLE scopegate.credential; --`;
/** What a query may hold that is no page of ours: status 400 each. */
const BAD_QUERIES = [
  ...['limit=0', 'limit=-1', 'limit=201', 'limit=1e9', 'limit=NaN', 'limit=', 'limit=1.5', 'limit=1&limit=2'],
  ...['cursor=', 'cursor=%00', 'cursor=bm90IGpzb24', 'cursor=W10', 'cursor=WzEsMiwzXQ', 'cursor=W251bGwsMV0'],
  ...['cursor=WyJhIiwxXQ', `cursor=${'A'.repeat(1001)}`, 'sort=secret', 'sort=name;--', 'order=up', 'state=gone'],
  ...['unknown=1', '__proto__=1', 'q[]=1', `q=${'a'.repeat(201)}`, 'q=%00'],
];
const WILDCARDS = ['%', '_', '%25', '\\', "'", '"', '$1', '.*', '%_%', "' OR 1=1 --"];

forEachPostgres('Abuse of the Management API', (server) => {
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
  const signIn = async (credential: string, headers: Record<string, string> = {}) => {
    const reply = await world.call('POST', '/v1/session', { key: null, headers, body: { credential } });
    const cookie = (reply.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
    return { reply, cookie, csrf: String(reply.body['csrfToken']) };
  };
  const create = (headers: Record<string, string>): Promise<Reply> =>
    world.call('POST', '/v1/api-keys', { key: null, headers, body: { name: 'n', scopes: ['sms:send'] } });

  describe('from another site', () => {
    it('writes with a cookie need its token, and a foreign page is refused even with it', async () => {
      const { cookie, csrf } = await signIn(world.administratorKey);
      const other = await signIn(world.administratorKey);
      expect((await create({ cookie })).status).to.equal(403);
      expect((await create({ cookie, 'x-csrf-token': 'guess' })).status).to.equal(403);
      expect((await create({ cookie, 'x-csrf-token': other.csrf })).status).to.equal(403);
      const token = { cookie, 'x-csrf-token': csrf };
      expect((await create({ ...token, origin: 'https://evil.example' })).status).to.equal(403);
      expect((await create({ ...token, origin: 'null' })).status).to.equal(403);
      expect((await create({ ...token, 'sec-fetch-site': 'cross-site' })).status).to.equal(403);
      expect((await create({ ...token, 'sec-fetch-site': 'same-site' })).status).to.equal(403);
      expect((await create(token)).status).to.equal(201);
    });

    it('signing somebody in from another site is refused', async () => {
      const { reply } = await signIn(world.administratorKey, { 'sec-fetch-site': 'cross-site' });
      expect(reply.status).to.equal(403);
      expect(reply.headers.get('set-cookie')).to.equal(null);
    });

    it('bodies that a form of another site can send are refused', async () => {
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
        const headers = { 'content-type': type };
        const { status } = await world.call('POST', '/v1/api-keys', {
          headers,
          body: '{"name":"n","scopes":["sms:send"]}',
        });
        expect(status, type).to.equal(415);
      }
    });

    it('nothing of an answer is for other origins, nor for frames', async () => {
      const headers = { origin: 'https://evil.example' };
      for (const path of ['/v1/session', '/v1/nothing', '/openapi.json', '/docs', '/']) {
        const reply = await world.call('GET', path, { headers });
        expect(reply.headers.get('access-control-allow-origin'), path).to.equal(null);
        expect(reply.headers.get('x-frame-options'), path).to.equal('DENY');
        expect(reply.headers.get('x-content-type-options'), path).to.equal('nosniff');
        const policy = reply.headers.get('content-security-policy') ?? '';
        expect(policy, path).to.contain("frame-ancestors 'none'").and.contain("default-src 'none'");
        expect(policy, path).not.to.match(/unsafe-(inline|eval)/);
      }
    });
  });

  describe('of browser sessions', () => {
    it('a cookie that the browser brought along is never taken over, and the earlier one ends', async () => {
      const planted = 'scopegate=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
      const { cookie } = await signIn(world.administratorKey, { cookie: planted });
      expect(cookie).not.to.equal(planted);
      const own = await world.call('GET', '/v1/session', { key: null, headers: { cookie: planted } });
      expect(own.status).to.equal(401);
      const next = await signIn(world.administratorKey, { cookie });
      const status = async (headers: Record<string, string>): Promise<number> =>
        (await world.call('GET', '/v1/session', { key: null, headers })).status;
      expect(next.cookie).not.to.equal(cookie);
      expect([await status({ cookie }), await status({ cookie: next.cookie })]).to.deep.equal([401, 200]);
    });

    it('the cookie is for this site and not for scripts, and is over with the sign-out and with its credential', async () => {
      const { id, secret } = await world.createKey(['policy:read']);
      const { reply, cookie, csrf } = await signIn(secret);
      expect(reply.headers.get('set-cookie'))
        .to.match(/; HttpOnly/)
        .and.match(/; SameSite=Strict/)
        .and.match(/; Path=\//);
      const read = (): Promise<Reply> => world.call('GET', '/v1/scopes', { key: null, headers: { cookie } });
      expect((await read()).status).to.equal(200);
      const { body } = await world.call('POST', `/v1/api-keys/${id}/revoke`);
      await world.replica.outcome({ method: 'GET', path: '/status', minRevision: Number(body['revision']) });
      expect((await read()).status).to.equal(401);
      const paused = await world.createKey(['policy:read']);
      const { cookie: pausedCookie } = await signIn(paused.secret);
      const readPaused = async (turn: string): Promise<number> => {
        const turned = await world.call('POST', `/v1/api-keys/${paused.id}/${turn}`);
        const minRevision = Number(turned.body['revision']);
        await world.replica.outcome({ method: 'GET', path: '/status', minRevision });
        return (await world.call('GET', '/v1/scopes', { key: null, headers: { cookie: pausedCookie } })).status;
      };
      // A session that was refused does not come back with its key.
      expect([await readPaused('disable'), await readPaused('enable')]).to.deep.equal([401, 401]);
      const second = await signIn(world.administratorKey);
      const headers = { cookie: second.cookie, 'x-csrf-token': second.csrf };
      expect((await world.call('DELETE', '/v1/session', { key: null, headers })).status).to.equal(204);
      expect((await world.call('GET', '/v1/session', { key: null, headers })).status).to.equal(401);
      expect(csrf).not.to.equal(second.csrf);
    });
  });

  describe('by text', () => {
    it('script in every text field comes back as the JSON text that it is, or is refused', async () => {
      const fields = { name: SCRIPT, account: SCRIPT };
      const made = await world.call('POST', '/v1/api-keys', { body: { ...fields, scopes: ['sms:send'] } });
      expect(made.status).to.equal(201);
      expect(made.body['key']).to.include(fields);
      const encoded = encodeURIComponent(SCRIPT);
      const answers = [
        await world.call('GET', `/v1/api-keys?q=${encoded}`),
        await world.call('GET', `/v1/api-keys?account=${encoded}`),
        await world.call('GET', `/v1/api-keys?scope=${encoded}`),
        await world.call('GET', `/v1/api-keys/${encodeURIComponent('<script>alert(1)<script>')}`),
        await world.call('GET', `/v1/audit?subject=${String(made.body['key']?.['id'])}`),
        await world.call('GET', `/v1/endpoints?q=${encoded}&product=${encoded}&api=${encoded}`),
        await world.call('POST', '/v1/previews', { body: { scopes: [SCRIPT] } }),
        await world.call('POST', '/v1/checks', {
          body: { method: SCRIPT.slice(0, 64), path: `/${SCRIPT}`, host: SCRIPT },
        }),
        await world.call('POST', '/v1/api-keys', { body: { name: 'n', scopes: [SCRIPT], allowedAddresses: ['::1'] } }),
        await world.call('POST', '/v1/api-keys', {
          body: { name: 'n', scopes: ['sms:send'], allowedAddresses: [SCRIPT.slice(0, 60)] },
        }),
        await world.call('GET', `/v1/${encoded}`),
        await world.call('POST', '/v1/session', { key: null, body: { credential: SCRIPT } }),
        await world.call('POST', '/v1/session', { key: null, body: { username: SCRIPT, password: SCRIPT } }),
        await world.call('POST', '/v1/api-keys', { body: { name: 'n', scopes: ['sms:send'], expiresAt: SCRIPT } }),
        await world.call('POST', '/v1/checks', { body: { authorization: SCRIPT, method: 'GET', path: '/sms/1' } }),
        await world.call('POST', '/v1/users', { body: { login: 'scripted', name: SCRIPT, password: SCRIPT } }),
        await world.call('PUT', '/v1/roles/scripted', { body: { description: SCRIPT, scopes: [] } }),
        await world.call('POST', '/v1/oauth-issuers', {
          body: { name: SCRIPT, issuer: SCRIPT, audience: SCRIPT, jwksUri: SCRIPT },
        }),
        await world.call('POST', '/v1/oauth-clients', { body: { issuer: SCRIPT, clientId: SCRIPT, name: SCRIPT } }),
      ];
      for (const { status, headers, body } of answers) {
        expect(status).to.be.lessThan(500);
        expect(headers.get('content-type')).to.match(/^application\/json/);
        expect(headers.get('x-content-type-options')).to.equal('nosniff');
        expect(body).to.be.an('object');
      }
      expect(answers[0]?.body['total']).to.equal(1);
      expect(answers[1]?.body['total']).to.equal(1);
    });

    const ambiguous: [title: string, text: string, says: string][] = [
      [
        'a member twice',
        '{"name":"n","scopes":[],"name":"m"}',
        'line 1, column 25: this member is there twice (at name)',
      ],
      ['a member twice in another spelling', '{"name":"n","scopes":["sms:send"],"n\\u0061me":"m"}', 'twice (at name)'],
      ['a member twice inside of another', '{"name":"n","scopes":[{"a":1,"a":1}]}', 'twice (at scopes.0.a)'],
      ['the member __proto__', '{"name":"n","scopes":["sms:send"],"__proto__":{}}', '(at __proto__)'],
      ['half a character', '{"name":"\\ud800","scopes":["sms:send"]}', 'half a character (at name)'],
      ['nesting without end', '['.repeat(100_000), 'nested deeper'],
      ['nothing', '', 'empty'],
    ];
    for (const [title, text, says] of ambiguous) {
      it(`a body with ${title} is refused, and says where`, async () => {
        const { status, body } = await world.call('POST', '/v1/api-keys', { body: text });
        expect(status).to.equal(400);
        expect(JSON.stringify(body)).to.include(says);
      });
    }

    it('names that would break a line of a log or a page are refused', async () => {
      for (const name of ['a\nb', 'a\u0000b', 'a\u2028b', ' a', 'a ', '\ud800', '']) {
        const { status } = await world.call('POST', '/v1/api-keys', { body: { name, scopes: ['sms:send'] } });
        expect(status, JSON.stringify(name)).to.equal(400);
      }
    });
  });

  describe('of pages and filters', () => {
    for (const text of BAD_QUERIES) {
      it(`refuses ?${text.slice(0, 40)}`, async () => {
        const { status, body } = await world.call('GET', `/v1/api-keys?${text}`);
        expect(status, JSON.stringify(body)).to.equal(400);
        expect(body['errorCode']).to.equal('E400');
      });
    }

    it('takes wildcards and quotes for the characters that they are', async () => {
      await world.createKey(['sms:send'], 'plain name');
      for (const text of WILDCARDS) {
        const { status, body } = await world.call('GET', `/v1/api-keys?q=${encodeURIComponent(text)}`);
        expect(status, text).to.equal(200);
        for (const key of body['items'] as unknown as Body[]) {
          expect(`${String(key['name'])} ${String(key['id'])} ${String(key['account'])}`.toLowerCase()).to.contain(
            text,
          );
        }
      }
    });

    it('a cursor made up by hand moves within the same listing and shows nothing else', async () => {
      const cursor = Buffer.from(JSON.stringify([9e18, 1])).toString('base64url');
      const { status, body } = await world.call('GET', `/v1/api-keys?account=nobody&cursor=${cursor}`);
      expect([status, body['total']]).to.deep.equal([200, 0]);
    });
  });
});
