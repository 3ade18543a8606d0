import { expect } from 'chai';
import { PASSWORD, makeAuthzenWorld } from '../../../support/authzen-world.js';
import type { AuthzenWorld } from '../../../support/authzen-world.js';
import { forEachPostgres } from '../../../support/postgres.js';
import { eventually, query } from '../../../support/query.js';

const EVALUATION = '/access/v1/evaluation';
const EVALUATIONS = '/access/v1/evaluations';

const alice = { type: 'user', id: 'alice' };
const bob = { type: 'user', id: 'bob' };
const read = { name: 'GET' };
const write = { name: 'PUT' };
const HOST = { host: 'api.example.com' };
const route = (id: string, properties: object = HOST) => ({ type: 'route', id, properties });
const record = route('/records/1');

interface Decided {
  readonly decision: boolean;
  readonly context: {
    readonly reason?: string;
    readonly error?: { readonly status: number; readonly message: string };
  };
}

forEachPostgres('AuthZEN evaluations', (server) => {
  let world: AuthzenWorld;
  before(async function () {
    this.timeout(120_000);
    world = await makeAuthzenWorld(server);
  });
  after(() => world.close());

  async function decideAll(body: object): Promise<readonly Decided[]> {
    const { status, json, text } = await world.post(EVALUATIONS, body);
    expect(status, text).to.equal(200);
    expect(json).not.to.have.property('decision');
    return json?.['evaluations'] as readonly Decided[];
  }
  async function decide(body: object): Promise<string> {
    const { status, json, text } = await world.post(EVALUATION, body);
    if (status !== 200) return `${String(status)} ${text.trim()}`;
    const { decision, context } = json as unknown as Decided;
    return `${decision ? 'allow' : 'deny'} ${context.reason ?? ''}`;
  }
  const decisions = (decided: readonly Decided[]): boolean[] => decided.map(({ decision }) => decision);

  describe('7.1.1: defaults', () => {
    it('are taken whole, and replaced whole', async () => {
      const decided = await decideAll({
        ...{ subject: bob, action: read, resource: record, context: { source_ip: 'nonsense' } },
        evaluations: [
          { context: {} },
          { subject: alice, action: write, context: {} },
          { action: write, context: {} },
          { resource: route('/things', { host: 'other.example.com' }), context: {} },
          // Without the default's host, and with its context.
          { resource: { type: 'route', id: '/things' }, context: {} },
          {},
        ],
      });
      expect(decisions(decided)).to.deep.equal([true, true, false, true, false, false]);
      expect(decided[5]?.context.error?.message).to.include('source_ip');
    });

    it('need not be there where every evaluation is whole', async () => {
      const whole = (subject: object, action: object) => ({ subject, action, resource: record });
      const decided = await decideAll({ evaluations: [whole(alice, write), whole(bob, write), whole(bob, read)] });
      expect(decisions(decided)).to.deep.equal([true, false, true]);
    });
  });

  describe('7.2.1: what is wrong with one evaluation', () => {
    const wrong: [title: string, evaluation: unknown][] = [
      ['a member that is nowhere', { subject: alice, action: read }],
      ['a malformed member', { subject: { type: 'user', id: 1 }, action: read, resource: record }],
      ['no object', 'alice'],
      ['null', null],
      ['an array', []],
      ['a path that is none', { subject: alice, action: read, resource: route('') }],
    ];
    for (const [title, evaluation] of wrong) {
      it(`denies this one and no other: ${title}`, async () => {
        const fine = { subject: alice, action: read, resource: record };
        const decided = await decideAll({ evaluations: [fine, evaluation, fine] });
        expect(decisions(decided)).to.deep.equal([true, false, true]);
        expect(decided[1]?.context.error?.status).to.equal(400);
        expect(decided[1]?.context.error?.message).to.match(/./);
      });
    }
  });

  describe('7.1.2.1: the semantics', () => {
    const T = { action: read };
    const F = { action: write };
    const BAD = { action: 'GET' };
    const cases: [semantic: string | undefined, evaluations: object[], expected: boolean[]][] = [
      [undefined, [T, F, T], [true, false, true]],
      ['execute_all', [T, F, T], [true, false, true]],
      ['execute_all', [BAD, T], [false, true]],
      ['deny_on_first_deny', [T, F, T], [true, false]],
      ['deny_on_first_deny', [T, BAD, T], [true, false]],
      ['deny_on_first_deny', [T, T], [true, true]],
      ['deny_on_first_deny', [F], [false]],
      ['permit_on_first_permit', [F, T, F], [false, true]],
      ['permit_on_first_permit', [T, F, T], [true]],
      ['permit_on_first_permit', [F, BAD, F], [false, false, false]],
    ];
    for (const [semantic, evaluations, expected] of cases) {
      const name = (one: object): string => (one === T ? 'permit' : one === F ? 'deny' : 'failure');
      it(`${semantic ?? 'none'}: ${evaluations.map(name).join(', ')}`, async () => {
        const options = semantic === undefined ? { other: 1 } : { evaluations_semantic: semantic, other: 1 };
        const decided = await decideAll({ subject: bob, resource: record, options, evaluations });
        expect(decisions(decided)).to.deep.equal(expected);
      });
    }
  });

  it('are answered in their order, a thousand of them', async () => {
    const evaluations = Array.from({ length: 1000 }, (_, at) => ({
      subject: at % 3 === 0 ? alice : bob,
      resource: route(`/records/${String(at)}`),
    }));
    const decided = await decideAll({ action: write, evaluations });
    expect(decisions(decided)).to.deep.equal(evaluations.map(({ subject }) => subject === alice));
  });

  describe('subjects', () => {
    const key = (): object => ({ type: 'key', id: world.key.id });
    const presented = (type: string, authorization: string, id = '') => ({ type, id, properties: { authorization } });
    const basic = (login: string, password: string): string =>
      `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;
    const cases: [title: string, subject: () => object, outcome: string][] = [
      ['a key by its id', key, 'allow any_credential'],
      ['a user by name', () => alice, 'allow any_credential'],
      ['a session by its id', () => ({ type: 'token', id: world.session.id }), 'allow any_credential'],
      ['a key as another type', () => ({ type: 'token', id: world.key.id }), 'deny unknown_credential'],
      ['a key as its kind', () => ({ type: 'api_key', id: world.key.id }), 'deny unknown_credential'],
      ['a whole key in place of its id', () => ({ type: 'key', id: world.key.secret }), 'deny unknown_credential'],
      ['no id', () => ({ type: 'key', id: '' }), 'deny unknown_credential'],
      ['a name of the prototype', () => ({ type: '__proto__', id: 'constructor' }), 'deny unknown_credential'],
      ['a key as presented', () => presented('key', `App ${world.key.secret}`), 'allow any_credential'],
      ['with its id', () => presented('key', `App ${world.key.secret}`, world.key.id), 'allow any_credential'],
      ['with the id of another', () => presented('key', `App ${world.key.secret}`, 'x'), 'deny subject_mismatch'],
      ['with another type', () => presented('user', `App ${world.key.secret}`), 'deny subject_mismatch'],
      ['with an unknown type', () => presented('thing', `App ${world.key.secret}`), 'deny subject_mismatch'],
      ['the id of a key in place of it', () => presented('key', `App ${world.key.id}`), 'deny malformed_credential'],
      ['a forged key', () => presented('key', `App ${world.key.secret}`.slice(0, -1)), 'deny malformed_credential'],
      ['a user with a password', () => presented('user', basic('alice', PASSWORD)), 'allow any_credential'],
      ['a wrong password', () => presented('user', basic('alice', 'x'), 'alice'), 'deny unknown_credential'],
      ['nothing presented', () => presented('user', '', 'alice'), 'deny no_credential'],
      ['a session as presented', () => presented('token', `IBSSO ${world.session.secret}`), 'allow any_credential'],
    ];
    for (const [title, subject, outcome] of cases) {
      it(`${title}: ${outcome}`, async () => {
        expect(await decide({ subject: subject(), action: read, resource: route('/me') })).to.equal(outcome);
      });
    }

    it('need no credential for a public endpoint', async () => {
      const subject = { type: 'spaceship', id: 'x' };
      expect(await decide({ subject, action: read, resource: route('/status') })).to.equal('allow public_endpoint');
    });

    it('are of the kind that the endpoint accepts', async () => {
      const people = { action: read, resource: route('/people') };
      expect(await decide({ subject: alice, ...people })).to.equal('allow any_credential');
      expect(await decide({ subject: key(), ...people })).to.equal('deny kind_not_accepted');
    });

    it('are bound to their addresses', async () => {
      const { id } = await world.addKey(['record:read'], ['192.0.2.0/24']);
      const from = (context: object) =>
        decide({ subject: { type: 'key', id }, action: read, resource: record, context });
      expect(await from({ source_ip: '192.0.2.7' })).to.equal('allow scope_held');
      expect(await from({ source_ip: '198.51.100.7' })).to.equal('deny address_not_allowed');
      expect(await from({})).to.equal('deny address_not_allowed');
      expect(await from({ source_ip: '1.2.3' })).to.match(/^400 source_ip/);
      expect(await from({ source_ip: 7 })).to.match(/^400 context.source_ip/);
    });

    it('named ones follow changes, also those that were held', async () => {
      const { id } = await world.addKey(['record:read']);
      const ask = () => decide({ subject: { type: 'key', id }, action: read, resource: record });
      expect(await ask()).to.equal('allow scope_held');
      await query(world.url, `SELECT scopegate.revoke_scope('${id}', 'record:read')`);
      await eventually(async () => expect(await ask()).to.equal('deny missing_scope'), 2000);
      await query(world.url, `SELECT scopegate.disable_credential('${id}')`);
      await eventually(async () => expect(await ask()).to.equal('deny disabled_credential'), 2000);
    });

    it('a session is as its user is', async () => {
      const ask = () =>
        decide({ subject: { type: 'token', id: world.session.id }, action: read, resource: route('/me') });
      expect(await ask()).to.equal('allow any_credential');
      await query(world.url, `SELECT scopegate.disable_credential('alice')`);
      await eventually(async () => expect(await ask()).to.equal('deny disabled_credential'), 2000);
      await query(world.url, `SELECT scopegate.enable_credential('alice')`);
      await eventually(async () => expect(await ask()).to.equal('allow any_credential'), 2000);
    });

    const clients: [scopesFrom: string, outcome: string][] = [
      ['grants', 'allow scope_held'],
      // What its tokens would carry is not known.
      ['both', 'deny missing_scope'],
      ['token', 'deny missing_scope'],
    ];
    for (const [scopesFrom, outcome] of clients) {
      it(`a client by its name, where scopes come from ${scopesFrom}: ${outcome}`, async () => {
        const id = `client-${scopesFrom}`;
        const issuer = `https://${scopesFrom}.example.com`;
        await query(
          world.url,
          `SELECT scopegate.define_issuer('${scopesFrom}', '${issuer}', 'a', jwks_uri => '${issuer}/jwks',
             scopes_from => '${scopesFrom}');
           SELECT scopegate.define_oauth_client('${id}', '${scopesFrom}', 'c', 'acme', 'record:read')`,
        );
        const ask = () => decide({ subject: { type: 'token', id }, action: read, resource: record });
        expect(await ask()).to.equal(outcome);
        await query(world.url, `UPDATE scopegate.oauth_issuer SET enabled = false WHERE name = '${scopesFrom}'`);
        await eventually(async () => expect(await ask()).to.equal('deny disabled_credential'), 2000);
      });
    }
  });

  const malformed: [title: string, changes: object, says: string][] = [
    [
      'an authorization',
      { subject: { ...alice, properties: { authorization: 1 } } },
      'subject.properties.authorization',
    ],
    ['a null authorization', { subject: { ...alice, properties: { authorization: null } } }, 'subject.properties'],
    ['a host', { resource: route('/me', { host: {} }) }, 'resource.properties.host'],
    ['a proof', { context: { dpop_proof: 1 } }, 'context.dpop_proof'],
    ['an empty path', { resource: route('') }, 'path is empty'],
    ['an empty method', { action: { name: '' } }, 'method is empty'],
  ];
  for (const [title, changes, says] of malformed) {
    it(`are refused for what cannot be ${title}`, async () => {
      const outcome = await decide({ subject: alice, action: read, resource: record, ...changes });
      expect(outcome).to.match(/^400 /).and.include(says);
    });
  }

  it('decide by host and path as every entry point does', async () => {
    const outcome = (id: string, properties?: object) =>
      decide({ subject: alice, action: read, resource: route(id, properties) });
    expect(await outcome('/records/../me')).to.equal('deny unsafe_path');
    expect(await outcome('/records/1?x=/../y')).to.equal('allow scope_held');
    expect(await outcome('/nowhere')).to.equal('deny no_route');
    expect(await outcome('/closed')).to.equal('deny endpoint_closed');
    expect(await outcome('/me', { host: 'unknown.example.com' })).to.equal('deny no_route');
    expect(await outcome('/me', {})).to.equal('deny host_required');
    expect(await outcome('/me', { host: '' })).to.equal('deny host_required');
    expect(await outcome('/me', { host: 'a@b' })).to.equal('deny unsafe_path');
    expect(await outcome('/things', { host: 'OTHER.example.com:443' })).to.equal('allow scope_held');
  });
});
