import { expect } from 'chai';
import type { CompiledApi } from '../../../src/engine/decision/compile.js';
import { compileApi } from '../../../src/engine/decision/compile.js';
import {
  decideWithCredential,
  decideWithoutCredential,
  denyCredential,
  denyUnrouted,
} from '../../../src/engine/decision/decide.js';
import type { Decision, DecisionContext, Subject } from '../../../src/engine/decision/decide.js';
import { explainDecision, inOrder } from '../../../src/engine/decision/explain.js';
import { makeRouter } from '../../../src/engine/decision/route.js';
import { makeScopeTable } from '../../../src/engine/decision/scope-table.js';
import { apiSource, endpoint } from '../policies.js';

const router = makeRouter();
const scopes = makeScopeTable();
const source = apiSource(
  [
    endpoint({ id: 10, template: '/scoped', scopes: ['b', 'a'] }),
    endpoint({ id: 11, template: '/managed', product: 'sms', scopes: ['a'] }),
    endpoint({ id: 12, template: '/own', product: 'sms', scopes: ['a'], managed: false }),
    endpoint({ id: 13, template: '/any', access: 'authenticated', scopes: [] }),
    endpoint({ id: 14, template: '/open', access: 'public', scopes: [] }),
    endpoint({ id: 15, template: '/shut', access: 'closed', scopes: [] }),
    endpoint({ id: 16, template: '/nobody', scopes: [] }),
    endpoint({ id: 17, template: '/people', acceptedKinds: ['user', 'oauth_token'] }),
    endpoint({ id: 18, template: '/anyone', access: 'authenticated', scopes: [], acceptedKinds: ['session'] }),
    endpoint({ id: 19, template: '/listed', access: 'authenticated', scopes: ['a'] }),
  ],
  {
    manageScopes: new Map([['sms', 'sms:manage']]),
    implications: [
      ['root', 'admin'],
      ['admin', 'a'],
    ],
  },
);

let api: CompiledApi;
/** Before each test anew, so that each is a test of compilation, too. */
function compilePolicy(): void {
  api = compileApi(source, scopes);
}

const subject: Subject = { kind: 'api_key', enabled: true, notBeforeMs: null, expiresAtMs: null, scopeIndexes: [] };
const context: DecisionContext = { nowMs: 1000, addressAllowed: true };
const holding = (...names: string[]): Partial<Subject> => ({ scopeIndexes: names.map((name) => scopes.intern(name)) });

function decide(path: string, who: Partial<Subject> = {}, where: Partial<DecisionContext> = {}): Decision {
  return decideWithCredential(api, router.route(api, 'GET', path), { ...subject, ...who }, { ...context, ...where });
}

interface Case {
  readonly title: string;
  readonly path: string;
  readonly who?: Partial<Subject>;
  readonly where?: Partial<DecisionContext>;
  readonly is: Partial<Decision>;
}

const allowed: readonly Case[] = [
  { title: 'one of the scopes', path: '/scoped', who: holding('a'), is: { reason: 'scope_held', matchedScope: 'a' } },
  { title: 'the first held scope that fits', path: '/scoped', who: holding('x', 'b', 'a'), is: { matchedScope: 'b' } },
  { title: 'a scope that implies one', path: '/scoped', who: holding('admin'), is: { matchedScope: 'admin' } },
  {
    title: 'a scope that implies one at two removes',
    path: '/scoped',
    who: holding('root'),
    is: { matchedScope: 'root' },
  },
  { title: 'the manage scope', path: '/managed', who: holding('sms:manage'), is: { matchedScope: 'sms:manage' } },
  { title: 'any credential', path: '/any', is: { reason: 'any_credential', matchedScope: '', endpointIndex: 3 } },
  {
    title: 'a public endpoint, a disabled key',
    path: '/open',
    who: { enabled: false },
    is: { reason: 'public_endpoint', matchedScope: '' },
  },
  { title: 'an instant before 1970', path: '/any', where: { nowMs: -1 }, is: { reason: 'any_credential' } },
  { title: 'the first instant', path: '/any', who: { notBeforeMs: 1000 }, is: { reason: 'any_credential' } },
  { title: 'the last instant', path: '/any', who: { expiresAtMs: 1001 }, is: { reason: 'any_credential' } },
  {
    title: 'a kind that is accepted',
    path: '/people',
    who: { kind: 'user', ...holding('a') },
    is: { reason: 'scope_held' },
  },
  { title: 'another kind that is accepted', path: '/people', who: { kind: 'oauth_token', ...holding('a') }, is: {} },
  { title: 'any credential of a kind', path: '/anyone', who: { kind: 'session' }, is: { reason: 'any_credential' } },
];

const denied: readonly Case[] = [
  { title: 'no scope', path: '/scoped', is: { reason: 'missing_scope', endpointIndex: 0, canonicalPath: '/scoped' } },
  {
    title: 'other scopes',
    path: '/scoped',
    who: holding('c', 'A', ' a'),
    is: { reason: 'missing_scope', matchedScope: '' },
  },
  { title: 'a scope that is implied, not implying', path: '/scoped', who: holding('sms:manage'), is: {} },
  {
    title: 'a scope that no policy had',
    path: '/scoped',
    who: { scopeIndexes: [4096] },
    is: { reason: 'missing_scope' },
  },
  {
    title: 'a number that is no scope',
    path: '/scoped',
    who: { scopeIndexes: [-1, -32] },
    is: { reason: 'missing_scope' },
  },
  { title: 'the manage scope of an endpoint that opted out', path: '/own', who: holding('sms:manage'), is: {} },
  { title: 'an endpoint without scopes', path: '/nobody', who: holding('a', 'root'), is: { reason: 'missing_scope' } },
  { title: 'a closed endpoint', path: '/shut', who: holding('a'), is: { reason: 'endpoint_closed', endpointIndex: 5 } },
  { title: 'no route', path: '/none', is: { reason: 'no_route', endpointIndex: -1, canonicalPath: '/none' } },
  { title: 'an unsafe path', path: '/a/..', is: { reason: 'unsafe_path', detail: 'dot_segment', canonicalPath: '' } },
  { title: 'a disabled key', path: '/any', who: { enabled: false }, is: { reason: 'disabled_credential' } },
  { title: 'the instant before the first', path: '/any', who: { notBeforeMs: 1001 }, is: { reason: 'not_yet_valid' } },
  {
    title: 'a first instant that is no number',
    path: '/any',
    who: { notBeforeMs: NaN },
    is: { reason: 'not_yet_valid' },
  },
  { title: 'the instant of expiry', path: '/any', who: { expiresAtMs: 1000 }, is: { reason: 'expired' } },
  { title: 'an expiry that is no number', path: '/any', who: { expiresAtMs: NaN }, is: { reason: 'expired' } },
  { title: 'a strange address', path: '/any', where: { addressAllowed: false }, is: { reason: 'address_not_allowed' } },
  {
    title: 'a kind that is not accepted',
    path: '/people',
    who: holding('a'),
    is: { reason: 'kind_not_accepted', detail: 'api_key' },
  },
  {
    title: 'a session where keys are not accepted',
    path: '/people',
    who: { kind: 'session' },
    is: { detail: 'session' },
  },
  {
    title: 'a kind that is not known',
    path: '/people',
    who: { kind: 'robot' as 'user' },
    is: { reason: 'kind_not_accepted', detail: 'robot' },
  },
  {
    title: 'an endpoint for any credential of another kind',
    path: '/anyone',
    is: { reason: 'kind_not_accepted', detail: 'api_key' },
  },
  {
    title: 'disabled before all else',
    path: '/scoped',
    who: { enabled: false, expiresAtMs: 1 },
    is: { reason: 'disabled_credential' },
  },
];

describe('decide', () => {
  beforeEach(compilePolicy);

  for (const { title, path, who, where, is } of allowed) {
    it(`allows ${title}`, () => {
      expect(decide(path, who, where)).to.deep.include({ allowed: true, detail: '', canonicalPath: path, ...is });
    });
  }
  for (const { title, path, who, where, is } of denied) {
    it(`denies ${title}`, () => {
      expect(decide(path, who, where)).to.deep.include({ allowed: false, matchedScope: '', detail: '', ...is });
    });
  }

  it('asks for a credential where one is needed, and only there', () => {
    const early = (path: string) => decideWithoutCredential(api, router.route(api, 'GET', path))?.reason;
    expect(['/scoped', '/any', '/nobody'].map(early)).to.deep.equal([undefined, undefined, undefined]);
    expect(['/open', '/shut', '/none', '/a//b'].map(early)).to.deep.equal([
      'public_endpoint',
      'endpoint_closed',
      'no_route',
      'unsafe_path',
    ]);
  });

  it('denies for what is known outside of the engine', () => {
    const routed = router.route(api, 'GET', '/any');
    const none = { allowed: false, matchedScope: '' };
    const known = { reason: 'unknown_credential', detail: 'x', endpointIndex: 3, canonicalPath: '/any' };
    expect(denyCredential(routed, 'unknown_credential', 'x')).to.deep.equal({ ...none, ...known });
    const lost = { reason: 'no_route', detail: 'unknown_host', endpointIndex: -1, canonicalPath: '' };
    expect(denyUnrouted('no_route', 'unknown_host')).to.deep.equal({ ...none, ...lost });
  });
});

describe('explain', () => {
  beforeEach(compilePolicy);

  const explain = (path: string, who: Partial<Subject> = {}, heldScopes: string[] = [], where = {}) =>
    explainDecision(api, router, { method: 'GET', target: path, decision: decide(path, who, where), heldScopes });

  const attributes: readonly { who: Partial<Subject>; where?: Partial<DecisionContext>; path: string; is: string }[] = [
    { path: '/any', who: { enabled: false }, is: 'enabled' },
    { path: '/any', who: { notBeforeMs: 1001 }, is: 'not_before' },
    { path: '/any', who: { expiresAtMs: 1000 }, is: 'expires_at' },
    { path: '/any', who: {}, where: { addressAllowed: false }, is: 'allowed_addresses' },
    { path: '/people', who: {}, is: 'kind' },
    { path: '/scoped', who: {}, is: 'scopes' },
    { path: '/any', who: {}, is: '' },
  ];
  for (const { path, who, where, is } of attributes) {
    it(`names ${is === '' ? 'no attribute where nothing failed' : `the attribute ${is}`}`, () => {
      expect(explain(path, who, [], where).failingAttribute).to.equal(is);
    });
  }

  it('names every scope that would do, in order', () => {
    expect(explain('/scoped').sufficientScopes).to.deep.equal(['a', 'admin', 'b', 'root']);
    expect(explain('/managed').sufficientScopes).to.deep.equal(['a', 'admin', 'root', 'sms:manage']);
  });

  it('names no scope where none would help', () => {
    for (const path of ['/any', '/listed', '/open', '/shut', '/nobody', '/none', '/..']) {
      expect(explain(path).sufficientScopes, path).to.deep.equal([]);
    }
  });

  it('lists the held scopes', () => {
    expect(explain('/any', {}, ['a', 'b']).heldScopes).to.deep.equal(['a', 'b']);
  });

  it('puts names in order and leaves the list that it was given alone', () => {
    const names = ['b', 'B', 'a', '\u{1f600}', '\ufb00'];
    expect(inOrder(names)).to.deep.equal(['B', 'a', 'b', '\u{1f600}', '\ufb00']);
    expect(names).to.deep.equal(['b', 'B', 'a', '\u{1f600}', '\ufb00']);
    const sorted = ['a', 'a', 'b'];
    expect(inOrder(sorted)).to.equal(sorted);
  });
});
