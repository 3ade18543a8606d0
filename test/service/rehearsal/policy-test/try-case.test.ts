import { expect } from 'chai';
import type { ScopegateError } from '../../../../src/base/errors.js';
import type { NdjsonLine } from '../../../../src/base/ndjson.js';
import { makeRouter } from '../../../../src/engine/index.js';
import { parseCase } from '../../../../src/service/rehearsal/policy-test/case.js';
import { compileRoutes } from '../../../../src/service/rehearsal/policy-test/route-file.js';
import { tryCase } from '../../../../src/service/rehearsal/policy-test/try-case.js';
import { rejection } from '../../../support/rejection.js';

async function* linesOf(values: readonly unknown[]): AsyncGenerator<NdjsonLine> {
  for (const [index, value] of values.entries()) yield await Promise.resolve({ number: index + 1, value });
}
const compile = (routes: readonly unknown[]) => compileRoutes('routes.ndjson', linesOf(routes));

const API = { host: 'api.example.com' };
const ROUTES = [
  { ...API, method: 'GET', path: '/messages', scopes: ['message:read', 'message:manage'], id: 'not ours' },
  { ...API, method: 'POST', path: '/messages', scopes: ['message:send'] },
  { ...API, method: '*', path: '/files/{+path}', scopes: ['files:manage'] },
  { ...API, method: 'GET', path: '/files/{name}', scopes: ['files:read'], encoded: [] },
  { ...API, method: 'GET', path: '/labels/{label}', scopes: ['labels:read'] },
  { ...API, method: 'GET', path: '/status', access: 'public' },
  { ...API, method: 'GET', path: '/me', access: 'authenticated' },
  { ...API, method: 'GET', path: '/nobody' },
  { host: 'Partners.example.com', method: 'GET', path: '/messages', scopes: ['partner'] },
];

describe('Trying cases on routes', () => {
  const cases = [
    {
      title: 'a held scope',
      method: 'GET',
      path: '/messages',
      held: ['message:read'],
      outcome: 'allow',
      reason: 'scope_held',
    },
    {
      title: 'another one',
      method: 'GET',
      path: '/messages?a=b',
      held: ['x', 'message:manage'],
      outcome: 'allow',
      reason: 'scope_held',
    },
    {
      title: 'no scope of it',
      method: 'GET',
      path: '/messages',
      held: ['message:send'],
      outcome: 'deny',
      reason: 'missing_scope',
    },
    {
      title: 'a credential without scopes',
      method: 'GET',
      path: '/messages',
      held: [],
      outcome: 'deny',
      reason: 'missing_scope',
    },
    { title: 'no credential', method: 'GET', path: '/messages', outcome: 'deny', reason: 'no_credential' },
    {
      title: 'HEAD as GET',
      method: 'HEAD',
      path: '/messages',
      held: ['message:read'],
      outcome: 'allow',
      reason: 'scope_held',
    },
    {
      title: 'another method',
      method: 'DELETE',
      path: '/messages',
      held: ['message:read'],
      outcome: 'no_route',
      reason: 'no_route',
    },
    {
      title: 'any method',
      method: 'PATCH',
      path: '/files/a/b',
      held: ['files:manage'],
      outcome: 'allow',
      reason: 'scope_held',
    },
    {
      title: 'the better template',
      method: 'GET',
      path: '/files/a',
      held: ['files:manage'],
      outcome: 'deny',
      reason: 'missing_scope',
    },
    { title: 'no path', method: 'GET', path: '', held: [], outcome: 'refused', reason: 'unsafe_path' },
    { title: 'no method', method: '', path: '/messages', held: [], outcome: 'refused', reason: 'unsafe_path' },
    {
      title: 'a method in lower case',
      method: 'get',
      path: '/messages',
      held: [],
      outcome: 'refused',
      reason: 'unsafe_path',
    },
    {
      title: 'a climbing path',
      method: 'GET',
      path: '/files/../nobody',
      held: ['files:manage'],
      outcome: 'refused',
      reason: 'unsafe_path',
    },
    {
      title: 'half a character',
      method: 'GET',
      path: '/files/\ud800',
      held: ['files:read'],
      outcome: 'refused',
      reason: 'unsafe_path',
    },
    {
      title: 'an escaped percent sign',
      method: 'GET',
      path: '/labels/50%25',
      held: ['labels:read'],
      outcome: 'allow',
      reason: 'scope_held',
    },
    {
      title: 'the same where it was ruled out',
      method: 'GET',
      path: '/files/50%25',
      held: ['files:read'],
      outcome: 'refused',
      reason: 'unsafe_path',
    },
    { title: 'a public route', method: 'GET', path: '/status', outcome: 'allow', reason: 'public_endpoint' },
    { title: 'any credential', method: 'GET', path: '/me', held: [], outcome: 'allow', reason: 'any_credential' },
    {
      title: 'a route without scopes',
      method: 'GET',
      path: '/nobody',
      held: ['x'],
      outcome: 'deny',
      reason: 'missing_scope',
    },
    {
      title: 'the API of the host',
      host: 'partners.example.com:443',
      method: 'GET',
      path: '/messages',
      held: ['partner'],
      outcome: 'allow',
      reason: 'scope_held',
    },
    {
      title: 'a host without routes',
      host: 'else.example.com',
      method: 'GET',
      path: '/messages',
      held: ['message:read'],
      outcome: 'no_route',
      reason: 'no_route',
    },
    {
      title: 'no host where there are two APIs',
      host: '',
      method: 'GET',
      path: '/status',
      held: [],
      outcome: 'no_route',
      reason: 'host_required',
    },
    {
      title: 'a host that is none',
      host: 'a/b',
      method: 'GET',
      path: '/messages',
      held: ['message:read'],
      outcome: 'refused',
      reason: 'unsafe_path',
    },
  ] as const;
  for (const { title, outcome, reason, ...request } of cases) {
    it(`${title}: ${outcome} (${reason})`, async () => {
      const { method, path } = request;
      const raw = {
        method,
        path,
        host: 'host' in request ? request.host : API.host,
        scopes_held: 'held' in request ? request.held : undefined,
      };
      const one = (expectation: string, expectedReason?: string) =>
        tryCase(
          policy,
          router,
          parseCase({ ...raw, expect: expectation, reason: expectedReason }, { file: 'cases', line: 1 }),
        );
      const policy = await compile(ROUTES);
      const router = makeRouter();
      const verdict = one(outcome, reason);
      expect({ outcome: verdict.outcome, reason: verdict.decision.reason }).to.deep.equal({ outcome, reason });
      expect(verdict.passed).to.equal(true);
      expect(verdict.explanation).to.equal(null);
      expect(one('not_allow').passed).to.equal(outcome !== 'allow');
      expect(one(outcome, 'expired').passed).to.equal(false);
      const others = ['allow', 'deny', 'no_route', 'refused'].filter((other) => other !== outcome);
      expect(others.map((other) => one(other).passed)).to.deep.equal([false, false, false]);
    });
  }

  it('explains what did not come out as expected', async () => {
    const wrong = parseCase(
      { ...API, method: 'GET', path: '/messages', scopes_held: ['b', 'a'], expect: 'allow' },
      { file: 'c', line: 7 },
    );
    const { endpoint, explanation } = tryCase(await compile(ROUTES), makeRouter(), wrong);
    expect(endpoint).to.equal('GET /messages');
    expect(explanation?.sufficientScopes).to.deep.equal(['message:manage', 'message:read']);
    expect(explanation?.heldScopes).to.deep.equal(['a', 'b']);
    expect(explanation?.nearMisses.map((miss) => `${miss.method} ${miss.template}`)).to.include('POST /messages');
  });

  const badRoutes = [
    { title: 'no path', routes: [ROUTES[0], { ...API, method: 'GET' }], says: ['routes.ndjson, line 2', 'path'] },
    { title: 'not an object', routes: ['GET /a'], says: ['routes.ndjson, line 1'] },
    {
      title: 'an access mode that is none',
      routes: [{ method: 'GET', path: '/a', access: 'open' }],
      says: ['line 1', 'access'],
    },
    { title: 'a host that is none', routes: [{ method: 'GET', path: '/a', host: 'a b' }], says: ['line 1', '"a b"'] },
    { title: 'a malformed template', routes: [{ method: 'GET', path: '/{a' }], says: ['1', '/{a'] },
    {
      title: 'the same shape with other scopes',
      routes: [
        ROUTES[0],
        { ...API, method: 'GET', path: '/x/{a}', scopes: ['p'] },
        { ...API, method: 'GET', path: '/x/{b}', scopes: ['q'] },
      ],
      says: ['2', '3', '/x/{'],
    },
    {
      title: 'one without a host after one with a host',
      routes: [ROUTES[0], { method: 'GET', path: '/a' }],
      says: ['line 2', 'names no host', 'every route'],
    },
    {
      title: 'one with a host after one without a host',
      routes: [{ method: 'GET', path: '/a' }, ROUTES[0]],
      says: ['line 2', 'names a host', 'every route'],
    },
  ];
  for (const { title, routes, says } of badRoutes) {
    it(`refuses routes: ${title}`, async () => {
      const error = await rejection(compile(routes));
      const { hint = '' } = error as ScopegateError;
      for (const text of says) expect(`${String(error)} ${hint}`).to.contain(text);
    });
  }

  it('takes the same route twice for one', async () => {
    const policy = await compile([ROUTES[0], { ...ROUTES[0], scopes: ['message:manage', 'message:read'] }]);
    expect(policy.compiled.map(({ endpointCount }) => endpointCount)).to.deep.equal([1]);
  });

  it('takes null for what is not said', async () => {
    const policy = await compile([{ method: 'GET', path: '/messages', host: null, accepted_kinds: null }]);
    const raw = { host: null, reason: null, scopes_held: null, method: 'GET', path: '/messages', expect: 'deny' };
    const { passed, decision } = tryCase(policy, makeRouter(), parseCase(raw, { file: 'c', line: 1 }));
    expect({ passed, reason: decision.reason }).to.deep.equal({ passed: true, reason: 'no_credential' });
  });

  const badCases = [
    { title: 'an expectation that is none', value: { method: 'GET', path: '/', expect: 'ok' }, says: 'expect' },
    { title: 'no expectation', value: { method: 'GET', path: '/' }, says: 'expect' },
    {
      title: 'scopes that are no list',
      value: { method: 'GET', path: '/', expect: 'allow', scopes_held: 'a' },
      says: 'scopes_held',
    },
    { title: 'a list', value: [], says: 'line 3' },
  ];
  for (const { title, value, says } of badCases) {
    it(`refuses a case: ${title}`, () => {
      expect(() => parseCase(value, { file: 'cases.ndjson', line: 3 }))
        .to.throw(says)
        .with.property('code', 'invalid_argument');
    });
  }
});
