import { expect } from 'chai';
import { ScopegateError } from '../../../src/base/errors.js';
import type { Reason } from '../../../src/engine/index.js';
import type { CheckRequest } from '../../../src/service/check-request.js';
import { mintApiKey } from '../../../src/service/identity/api-key-format.js';
import type { ApiKeyRow } from '../../../src/store/ports/credentials.js';
import { NOW_MS, makeCheckWorld } from '../../support/check-world.js';

interface Case {
  readonly title: string;
  /** Changes to an enabled, unbound key with the scope `message:send`; absent: no credential is sent. */
  readonly key?: Partial<ApiKeyRow>;
  readonly ask: Partial<CheckRequest>;
  readonly reason: Reason;
  readonly status: 200 | 401 | 403;
  readonly detail?: string;
  readonly matched?: string;
}

const HOUR_MS = 3_600_000;

const CASES: readonly Case[] = [
  {
    title: 'one of two required scopes is enough',
    key: {},
    ask: {},
    reason: 'scope_held',
    status: 200,
    matched: 'message:send',
  },
  {
    title: 'the other one is as good',
    key: { scopes: ['sms:send'] },
    ask: {},
    reason: 'scope_held',
    status: 200,
    matched: 'sms:send',
  },
  {
    title: 'the manage scope of the product opens its endpoint',
    key: { scopes: ['sms:manage'] },
    ask: {},
    reason: 'scope_held',
    status: 200,
    matched: 'sms:manage',
  },
  {
    title: 'the manage scope does not open an endpoint that opts out',
    key: { scopes: ['sms:manage'] },
    ask: { method: 'GET', target: '/billing' },
    reason: 'missing_scope',
    status: 403,
  },
  {
    title: 'a scope that implies a required one opens it',
    key: { scopes: ['everything'] },
    ask: {},
    reason: 'scope_held',
    status: 200,
    matched: 'everything',
  },
  {
    title: 'an implied scope does not open what its implier does elsewhere',
    key: { scopes: ['everything'] },
    ask: { method: 'GET', target: '/messages/1' },
    reason: 'missing_scope',
    status: 403,
  },
  {
    title: 'a scope in another letter case is another scope',
    key: { scopes: ['Message:Send'] },
    ask: {},
    reason: 'missing_scope',
    status: 403,
  },
  { title: 'a key without scopes is refused', key: { scopes: [] }, ask: {}, reason: 'missing_scope', status: 403 },
  {
    title: 'any credential opens an authenticated endpoint',
    key: { scopes: [] },
    ask: { method: 'GET', target: '/me' },
    reason: 'any_credential',
    status: 200,
  },
  {
    title: 'no credential does not open an authenticated endpoint',
    ask: { method: 'GET', target: '/me' },
    reason: 'no_credential',
    status: 401,
  },
  {
    title: 'a public endpoint needs none',
    ask: { method: 'GET', target: '/status' },
    reason: 'public_endpoint',
    status: 200,
  },
  {
    title: 'a public endpoint ignores a broken one',
    ask: { method: 'GET', target: '/status', authorization: 'nonsense' },
    reason: 'public_endpoint',
    status: 200,
  },
  {
    title: 'a closed endpoint is closed',
    key: {},
    ask: { method: 'GET', target: '/internal' },
    reason: 'endpoint_closed',
    status: 403,
  },
  { title: 'no credential', ask: {}, reason: 'no_credential', status: 401 },
  {
    title: 'a malformed one',
    ask: { authorization: 'App nonsense' },
    reason: 'malformed_credential',
    status: 401,
    detail: 'wrong_prefix',
  },
  {
    title: 'an unknown scheme',
    ask: { authorization: 'Digest x' },
    reason: 'malformed_credential',
    status: 401,
    detail: 'unknown_scheme',
  },
  {
    title: 'an unknown key',
    ask: { authorization: `App ${mintApiKey('sgk').key}` },
    reason: 'unknown_credential',
    status: 401,
  },
  { title: 'a disabled key', key: { enabled: false }, ask: {}, reason: 'disabled_credential', status: 401 },
  {
    title: 'a key that is not valid yet',
    key: { notBeforeMs: NOW_MS + 1 },
    ask: {},
    reason: 'not_yet_valid',
    status: 401,
  },
  { title: 'a key in its first moment', key: { notBeforeMs: NOW_MS }, ask: {}, reason: 'scope_held', status: 200 },
  { title: 'a key in its last moment', key: { expiresAtMs: NOW_MS + 1 }, ask: {}, reason: 'scope_held', status: 200 },
  { title: 'an expired key', key: { expiresAtMs: NOW_MS }, ask: {}, reason: 'expired', status: 401 },
  {
    title: 'an allowed address',
    key: { allowedAddresses: ['192.0.2.0/24'] },
    ask: { sourceIp: '192.0.2.9' },
    reason: 'scope_held',
    status: 200,
  },
  {
    title: 'an allowed address in its mapped form',
    key: { allowedAddresses: ['192.0.2.0/24'] },
    ask: { sourceIp: '::ffff:192.0.2.9' },
    reason: 'scope_held',
    status: 200,
  },
  {
    title: 'another address',
    key: { allowedAddresses: ['192.0.2.0/24'] },
    ask: { sourceIp: '192.0.3.9' },
    reason: 'address_not_allowed',
    status: 403,
  },
  {
    title: 'an unknown address of a bound key',
    key: { allowedAddresses: ['192.0.2.0/24'] },
    ask: {},
    reason: 'address_not_allowed',
    status: 403,
  },
  {
    title: 'a kind that the endpoint does not take',
    key: { scopes: ['keys:read'] },
    ask: { method: 'GET', target: '/keys' },
    reason: 'kind_not_accepted',
    status: 403,
  },
  { title: 'no such path', key: {}, ask: { target: '/nowhere' }, reason: 'no_route', status: 403 },
  { title: 'no such method', key: {}, ask: { method: 'DELETE' }, reason: 'no_route', status: 403 },
  {
    title: 'a host that nobody owns',
    key: {},
    ask: { host: 'evil.example.com' },
    reason: 'no_route',
    status: 403,
    detail: 'unknown_host',
  },
  {
    title: 'no host, where there are two APIs',
    key: {},
    ask: { host: '' },
    reason: 'host_required',
    status: 403,
    detail: 'the policy has several APIs: name the host of the request, one of api.example.com, other.example.com',
  },
  { title: 'a host with a port', key: {}, ask: { host: 'api.example.com:443' }, reason: 'scope_held', status: 200 },
  {
    title: 'a host in another letter case',
    key: {},
    ask: { host: 'API.Example.com' },
    reason: 'scope_held',
    status: 200,
  },
  {
    title: 'a path that climbs',
    key: {},
    ask: { target: '/internal/../messages' },
    reason: 'unsafe_path',
    status: 403,
  },
  {
    title: 'a query is not looked at',
    key: {},
    ask: { target: '/messages?next=/../internal' },
    reason: 'scope_held',
    status: 200,
  },
];

describe('Check', () => {
  for (const { title, key, ask, reason, status, detail, matched } of CASES) {
    it(`${status === 200 ? 'allows' : 'refuses'}: ${title}`, async () => {
      const world = await makeCheckWorld({ apis: 'two' });
      const answer = await world.ask({ ...(key === undefined ? {} : { authorization: world.addKey(key) }), ...ask });
      expect(answer.decision.reason).to.equal(reason);
      expect(answer.decision.allowed).to.equal(status === 200);
      expect(answer.response.status).to.equal(status);
      if (detail !== undefined) expect(answer.decision.detail).to.equal(detail);
      if (matched !== undefined) expect(answer.decision.matchedScope).to.equal(matched);
    });
  }

  it('answers with the bytes of the family of the API, and a challenge on a 401', async () => {
    const world = await makeCheckWorld({ apis: 'two' });
    const unauthorized = (await world.ask({ host: 'other.example.com' })).response;
    expect(unauthorized.body.toString()).to.equal('{"errorCode":"E401"}');
    expect(unauthorized.headers).to.deep.equal([
      { name: 'Content-Type', value: 'application/problem+json' },
      { name: 'WWW-Authenticate', value: 'App realm="other", Bearer realm="other"' },
    ]);
    const forbidden = (await world.ask({ target: '/internal', method: 'GET' })).response;
    expect(forbidden.body.toString()).to.equal('{"messageId":"FORBIDDEN"}');
    expect(forbidden.headers.map(({ name }) => name)).to.deep.equal(['Content-Type']);
  });

  it('names the principal once it is recognised, also when it is refused', async () => {
    const world = await makeCheckWorld({ apis: 'two' });
    const authorization = world.addKey({ name: 'CI', scopes: [] });
    expect((await world.ask({ authorization })).principal).to.include({ name: 'CI', account: 'acme' });
    expect((await world.ask({})).principal).to.equal(null);
  });

  it('explains a decision when it is asked to, the scopes in order whatever order they were read in', async () => {
    const world = await makeCheckWorld({ apis: 'two' });
    const authorization = world.addKey({ scopes: ['sms:send', 'billing:read', 'keys:read'] });
    const asked = { authorization, method: 'GET', target: '/messages/1' };
    expect((await world.ask(asked)).explanation).to.equal(null);
    expect((await world.ask({ ...asked, explain: true })).explanation).to.deep.equal({
      nearMisses: [],
      sufficientScopes: ['message:read', 'sms:manage'],
      heldScopes: ['billing:read', 'keys:read', 'sms:send'],
      failingAttribute: 'scopes',
    });
    const { explanation } = await world.ask({ authorization, method: 'POST', target: '/messages/1', explain: true });
    expect(explanation?.nearMisses).to.deep.equal([
      { method: 'GET', template: '/messages/{id}', difference: 'the method is GET' },
      { method: 'POST', template: '/messages', difference: 'it ends before segment 2 of the path' },
    ]);
    expect((await world.ask({ target: '/messages', explain: true })).explanation).to.deep.include({ heldScopes: [] });
  });

  it('answers synchronously once everything is held', async () => {
    const world = await makeCheckWorld({ apis: 'two' });
    const authorization = world.addKey();
    await world.ask({ authorization });
    const question = {
      authorization,
      method: 'POST',
      target: '/messages',
      host: 'api.example.com',
      sourceIp: '',
      minRevision: 0,
      explain: false,
      deadlineMs: 0,
    };
    expect(world.check(question)).not.to.be.instanceOf(Promise);
  });

  it('never asks the database about a request that no credential can change', async () => {
    const world = await makeCheckWorld({ apis: 'two' });
    const authorization = world.addKey();
    await world.ask({ authorization, target: '/nowhere' });
    await world.ask({ authorization, target: '/status', method: 'GET' });
    await world.ask({ authorization, target: '/internal', method: 'GET' });
    expect(world.reads.keys).to.equal(0);
  });

  it('has no answer, rather than a deny, when the database cannot say who this is', async () => {
    const world = await makeCheckWorld({ apis: 'two' });
    const authorization = world.addKey();
    world.setDown('down');
    const problem = await world.ask({ authorization }).catch((error: unknown) => error);
    expect(problem).to.be.instanceOf(Error);
    world.setDown('up');
    expect((await world.ask({ authorization })).decision.allowed).to.equal(true);
  });

  it('lets an answer be reused no longer than the credential stays as it is', async () => {
    const world = await makeCheckWorld({ maxAgeMs: HOUR_MS });
    const soon = world.addKey({ expiresAtMs: NOW_MS + 5000 });
    expect((await world.ask({ authorization: soon })).maxAgeMs).to.equal(5000);
    expect((await world.ask({ authorization: world.addKey() })).maxAgeMs).to.equal(HOUR_MS);
    const later = world.addKey({ notBeforeMs: NOW_MS + 7000 });
    expect((await world.ask({ authorization: later })).maxAgeMs).to.equal(7000);
  });

  it('does not let any answer be reused by default', async () => {
    const world = await makeCheckWorld({ apis: 'two' });
    expect((await world.ask({ authorization: world.addKey() })).maxAgeMs).to.equal(0);
  });

  const nonsense: [title: string, ask: Partial<CheckRequest>, names: string][] = [
    ['no method', { method: '' }, 'method'],
    ['no path', { target: '' }, 'path'],
    ['an address with a port', { sourceIp: '192.0.2.1:80' }, 'source_ip'],
    ['a host name as address', { sourceIp: 'localhost' }, 'source_ip'],
  ];
  for (const [title, ask, names] of nonsense) {
    it(`cannot answer ${title}, and says so`, async () => {
      const world = await makeCheckWorld({ apis: 'two' });
      const problem = await world.ask(ask).catch((error: unknown) => error);
      expect(problem).to.be.instanceOf(ScopegateError).with.property('code', 'invalid_argument');
      expect((problem as ScopegateError).message).to.include(names);
    });
  }
});
