import { expect } from 'chai';
import { makeAuthzenWorld } from '../../../support/authzen-world.js';
import type { AuthzenWorld } from '../../../support/authzen-world.js';
import { forEachPostgres } from '../../../support/postgres.js';
import { query } from '../../../support/query.js';

const SEARCH = '/access/v1/search/';

const alice = { type: 'user', id: 'alice' };
const bob = { type: 'user', id: 'bob' };
const read = { name: 'GET' };
const route = (id: string) => ({ type: 'route', id, properties: { host: 'api.example.com' } });

interface Found {
  readonly page: { readonly next_token: string; readonly count: number };
  readonly results: readonly Record<string, unknown>[];
}

forEachPostgres('AuthZEN searches', (server) => {
  let world: AuthzenWorld;
  before(async function () {
    this.timeout(120_000);
    world = await makeAuthzenWorld(server);
  });
  after(() => world.close());

  async function search(what: 'subject' | 'resource' | 'action', body: object): Promise<Found> {
    const { status, json, text } = await world.post(SEARCH + what, body);
    expect(status, text).to.equal(200);
    const found = json as unknown as Found;
    expect(Object.keys(found)).to.deep.equal(['page', 'results']);
    expect(found.page.count).to.equal(found.results.length);
    return found;
  }
  async function all(what: 'subject' | 'resource' | 'action', body: object, limit: number) {
    const results: Record<string, unknown>[] = [];
    let token = '';
    for (let pages = 0; pages < 50; pages++) {
      const page = token === '' ? { limit } : { token };
      const found = await search(what, { ...body, page });
      expect(found.results.length).to.be.at.most(limit);
      results.push(...found.results);
      token = found.page.next_token;
      if (token === '') return results;
    }
    throw new Error('the pages have no end');
  }
  const allowed = async (subject: object, action: object, resource: object): Promise<boolean> => {
    const { json } = await world.post('/access/v1/evaluation', { subject, action, resource });
    return json?.['decision'] === true;
  };
  const ids = ({ results }: Pick<Found, 'results'>): unknown[] => results.map(({ id }) => id);

  describe('for subjects (8.4)', () => {
    it('find everybody of the type who may, and nobody else', async () => {
      const record = { action: read, resource: route('/records/1') };
      expect((await search('subject', { subject: { type: 'user' }, ...record })).results).to.deep.equal([alice, bob]);
      const writers = { action: { name: 'PUT' }, resource: route('/records/1') };
      expect(ids(await search('subject', { subject: { type: 'user' }, ...writers }))).to.deep.equal(['alice']);
      expect(ids(await search('subject', { subject: { type: 'key' }, ...record }))).to.deep.equal([world.key.id]);
      expect(ids(await search('subject', { subject: { type: 'token' }, ...record }))).to.deep.equal([world.session.id]);
    });

    it('do not look at an id of the subject', async () => {
      const body = { action: read, resource: route('/records/1') };
      const subject = { type: 'user', id: 'alice', properties: { authorization: 'App x' } };
      expect(ids(await search('subject', { subject, ...body }))).to.deep.equal(['alice', 'bob']);
      expect(ids(await search('subject', { subject: { type: 'user', id: 7 }, ...body }))).to.deep.equal([
        'alice',
        'bob',
      ]);
    });

    it('find all for a public endpoint, those accepted for one with kinds, and nobody for a closed one', async () => {
      const who = async (type: string, path: string) =>
        ids(await search('subject', { subject: { type }, action: read, resource: route(path) }));
      expect(await who('user', '/status')).to.deep.equal(['alice', 'bob']);
      expect(await who('user', '/people')).to.deep.equal(['alice', 'bob']);
      expect(await who('key', '/people')).to.deep.equal([]);
      expect(await who('user', '/closed')).to.deep.equal([]);
    });

    it('judge addresses as an evaluation does', async () => {
      const { id } = await world.addKey(['record:write'], ['192.0.2.0/24']);
      const body = { subject: { type: 'key' }, action: { name: 'PUT' }, resource: route('/records/1') };
      const from = (context: object) => search('subject', { ...body, context });
      expect(ids(await from({ source_ip: '192.0.2.1' }))).to.deep.equal([id]);
      expect(ids(await from({}))).to.deep.equal([]);
      await query(world.url, `SELECT scopegate.disable_credential('${id}')`);
      expect(ids(await from({ source_ip: '192.0.2.1' }))).to.deep.equal([]);
    });
  });

  describe('for resources (8.5)', () => {
    it('find the templates of all APIs, each of which is allowed as it stands', async () => {
      const body = { subject: bob, action: read, resource: { type: 'route' } };
      const { results } = await search('resource', body);
      expect(ids({ results })).to.have.members([
        ...['/records/{id}', '/files/{+path}:raw', '/me', '/people', '/any', '/status', '/things'],
        // Of the Management API, which is an API like others.
        '/v1/session',
      ]);
      for (const found of results) {
        expect(found['type']).to.equal('route');
        expect(await allowed(bob, read, found), JSON.stringify(found)).to.equal(true);
      }
      expect(results.at(-1)?.['properties']).to.deep.equal({ api: 'other', host: 'other.example.com' });
    });

    it('do not look at an id of the resource, and keep to a host', async () => {
      const resource = { type: 'route', id: '/closed', properties: { host: 'other.example.com' } };
      expect(ids(await search('resource', { subject: bob, action: read, resource }))).to.deep.equal(['/things']);
      const nowhere = { type: 'route', properties: { host: 'nowhere.example.com' } };
      expect(ids(await search('resource', { subject: bob, action: read, resource: nowhere }))).to.deep.equal([]);
    });

    it('take the method as an evaluation does', async () => {
      const by = async (name: string) =>
        ids(await search('resource', { subject: bob, action: { name }, resource: { type: 'route' } }));
      expect(await by('HEAD')).to.have.members(await by('GET'));
      expect(await by('PURGE')).to.deep.equal(['/any']);
      expect(await by('get')).to.deep.equal([]);
    });

    it('take a credential that is presented', async () => {
      const of = async (type: string, id = '') => {
        const subject = { type, id, properties: { authorization: `App ${world.key.secret}` } };
        return ids(await search('resource', { subject, action: read, resource: { type: 'route' } }));
      };
      expect(await of('key')).to.include('/records/{id}');
      expect(await of('key', world.key.id)).to.include('/records/{id}');
      expect(await of('key', 'another')).to.deep.equal([]);
      expect(await of('user')).to.deep.equal([]);
    });
  });

  describe('for actions (8.6)', () => {
    it('find the methods that are allowed', async () => {
      const by = async (subject: object, path: string) =>
        (await search('action', { subject, resource: route(path) })).results;
      expect(await by(alice, '/records/1')).to.deep.equal([{ name: 'GET' }, { name: 'HEAD' }, { name: 'PUT' }]);
      expect(await by(bob, '/records/1')).to.deep.equal([{ name: 'GET' }, { name: 'HEAD' }]);
      expect(await by(bob, '/records/special')).to.deep.equal([]);
      expect(await by(bob, '/records/../me')).to.deep.equal([]);
      for (const { name } of await by(bob, '/any')) expect(await allowed(bob, { name }, route('/any'))).to.equal(true);
      expect(await by(bob, '/any')).to.deep.include({ name: 'DELETE' });
    });
  });

  describe('8.1: what nobody has is found nowhere, and is no error', () => {
    const nothing: [title: string, what: 'subject' | 'resource' | 'action', body: object][] = [
      [
        'an unknown type of subject',
        'subject',
        { subject: { type: 'spaceship' }, action: read, resource: route('/me') },
      ],
      ['an unknown type of resource', 'subject', { subject: alice, action: read, resource: { type: 'x', id: '/me' } }],
      ['an unknown route', 'subject', { subject: alice, action: read, resource: route('/nowhere') }],
      [
        'an unknown host',
        'subject',
        { subject: alice, action: read, resource: { ...route('/me'), properties: { host: 'x' } } },
      ],
      ['an unknown action', 'subject', { subject: alice, action: { name: 'read' }, resource: route('/me') }],
      [
        'an unknown subject',
        'resource',
        { subject: { type: 'user', id: 'x' }, action: read, resource: { type: 'route' } },
      ],
      ['an unknown type', 'resource', { subject: alice, action: read, resource: { type: 'record' } }],
      [
        'an unknown type of subject',
        'resource',
        { subject: { type: 'x', id: 'alice' }, action: read, resource: { type: 'route' } },
      ],
      ['an unknown subject', 'action', { subject: { type: 'user', id: 'x' }, resource: route('/status') }],
      ['an unknown type', 'action', { subject: alice, resource: { type: 'record', id: '/me' } }],
    ];
    for (const [title, what, body] of nothing) {
      it(`${title} (${what})`, async () => {
        expect(await search(what, body)).to.deep.equal({ page: { next_token: '', count: 0 }, results: [] });
      });
    }
  });

  describe('8.2: pages', () => {
    const searches: [what: 'subject' | 'resource' | 'action', body: object][] = [
      ['subject', { subject: { type: 'user' }, action: read, resource: route('/records/1') }],
      ['resource', { subject: alice, action: read, resource: { type: 'route' } }],
      ['action', { subject: alice, resource: route('/any') }],
    ];
    for (const [what, body] of searches) {
      it(`of one hold what one of all holds (${what})`, async () => {
        const { results, page } = await search(what, body);
        expect(page.next_token).to.equal('');
        for (const limit of [1, 2, results.length]) expect(await all(what, body, limit)).to.deep.equal(results);
        const none = await search(what, { ...body, page: { limit: 0 } });
        expect(none.results).to.deep.equal([]);
        expect(none.page.next_token).not.to.equal('');
      });

      it(`go on only with the same search (${what})`, async () => {
        const first = await search(what, { ...body, page: { limit: 1 }, context: { time: 'now', b: { x: 1, y: 2 } } });
        const token = first.page.next_token;
        const again = (changes: object, page: object) =>
          world.post(SEARCH + what, { ...body, context: { b: { y: 2, x: 1 }, time: 'now' }, ...changes, page });
        const statuses = async (...pages: [changes: object, page: object][]) => {
          const replies = [];
          for (const [changes, page] of pages) replies.push((await again(changes, page)).status);
          return replies;
        };
        expect(await statuses([{}, { token }], [{}, { token, limit: 1 }], [{ later: 1 }, { token }])).to.deep.equal([
          200, 200, 200,
        ]);
        expect(
          await statuses(
            [{}, { token, limit: 2 }],
            [{ context: { time: 'then' } }, { token }],
            [{ resource: { type: 'route', id: '/x', properties: { a: 1 } } }, { token }],
            [{ subject: { type: 'user', id: 'bob', properties: { a: 1 } } }, { token }],
            [{}, { token, properties: { sort: 'up' } }],
            [{}, { token: `${token}x` }],
            [{}, { token: Buffer.from('["9",1]').toString('base64url') }],
          ),
        ).to.deep.equal([400, 400, 400, 400, 400, 400, 400]);
      });
    }

    it('are not bound to the proof of the subject, nor do tokens hold it', async () => {
      const of = (authorization: string) => ({ type: 'key', id: world.key.id, properties: { authorization } });
      const body = { action: read, resource: { type: 'route' } };
      const subject = of(`App ${world.key.secret}`);
      const { page } = await search('resource', { ...body, subject, page: { limit: 1 } });
      expect(Buffer.from(page.next_token, 'base64url').toString()).not.to.include(world.key.secret);
      const next = await search('resource', {
        ...body,
        subject: of(`app ${world.key.secret}`),
        page: { token: page.next_token },
      });
      expect(next.results).to.have.length(1);
    });
  });
});
