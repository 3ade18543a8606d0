import { expect } from 'chai';
import { makeRouter } from '../../../../src/engine/index.js';
import { planPolicy } from '../../../../src/service/rehearsal/plan/plan-policy.js';
import type { IssuerRow } from '../../../../src/store/ports/issuers.js';
import type { PlannedCredential, PolicyState } from '../../../../src/store/ports/planning.js';

const NOW_MS = 1_000_000;

function credential(row: Partial<PlannedCredential> = {}): PlannedCredential {
  return {
    id: 1,
    publicId: 'k1',
    kind: 'api_key',
    name: 'k1',
    account: 'acme',
    enabled: true,
    notBeforeMs: null,
    expiresAtMs: null,
    allowedAddresses: [],
    scopes: ['s'],
    issuerId: null,
    clientId: null,
    ...row,
  };
}

const ISSUER: IssuerRow = {
  id: 9,
  name: 'login',
  issuer: 'https://login.example.com',
  audience: 'api',
  algorithms: ['RS256'],
  jwksUri: 'https://login.example.com/keys',
  introspection: null,
  clientClaim: 'client_id',
  scopesFrom: 'token',
  enabled: true,
  maxTokenLifetimeMs: 86_400_000,
  scopeMap: [],
  sides: [],
};

interface World {
  readonly credentials?: readonly PlannedCredential[];
  readonly issuers?: readonly IssuerRow[];
  readonly access?: 'scoped' | 'public' | 'authenticated';
  readonly scopes?: readonly string[];
}

function state({ credentials = [credential()], issuers = [], access = 'scoped', scopes = ['s'] }: World): PolicyState {
  const rules = { product: null, managed: true, acceptedKinds: null, encoded: [] };
  const endpoint = {
    id: 1,
    method: 'GET',
    template: '/a/{x}',
    access,
    scopes: access === 'scoped' ? scopes : [],
    ...rules,
  };
  return {
    apis: [
      {
        id: 1,
        name: 'api',
        hosts: [],
        errorFamily: 'f',
        maxStalenessMs: null,
        maxWriteStalenessMs: null,
      },
    ],
    sources: [{ id: 1, name: 'api', endpoints: [endpoint], manageScopes: new Map(), implications: [] }],
    credentials,
    issuers,
  };
}

/** `+k1` gains, `-k1` loses. */
function outcome(before: World, after: World): string[] {
  const { changes } = planPolicy(
    { before: state(before), after: state(after) },
    { router: makeRouter(), nowMs: NOW_MS, onProgress: () => undefined },
  );
  return changes.flatMap(({ gaining, losing }) => [
    ...gaining.flatMap(({ members }) => members.map(({ publicId }) => `+${publicId}`)),
    ...losing.flatMap(({ members }) => members.map(({ publicId }) => `-${publicId}`)),
  ]);
}

describe('A plan says of credentials', () => {
  const one = (row: Partial<PlannedCredential>): World => ({ credentials: [credential(row)] });
  const cases: readonly { title: string; before?: World; after?: World; outcome: readonly string[] }[] = [
    { title: 'nothing where nothing changes', outcome: [] },
    { title: 'a key that is made', before: { credentials: [] }, outcome: ['+k1'] },
    { title: 'a key that is removed', after: { credentials: [] }, outcome: ['-k1'] },
    { title: 'a key that is disabled', after: one({ enabled: false }), outcome: ['-k1'] },
    { title: 'a key that is enabled', before: one({ enabled: false }), outcome: ['+k1'] },
    {
      title: 'a disabled key that gets scopes: nothing',
      before: one({ enabled: false, scopes: [] }),
      after: one({ enabled: false }),
      outcome: [],
    },
    { title: 'an end in the past', after: one({ expiresAtMs: NOW_MS }), outcome: ['-k1'] },
    {
      title: 'an end that comes earlier',
      before: one({ expiresAtMs: NOW_MS + 9 }),
      after: one({ expiresAtMs: NOW_MS + 8 }),
      outcome: ['-k1'],
    },
    {
      title: 'an end that comes later',
      before: one({ expiresAtMs: NOW_MS + 8 }),
      after: one({ expiresAtMs: NOW_MS + 9 }),
      outcome: ['+k1'],
    },
    {
      title: 'an end that was over already: nothing',
      before: one({ expiresAtMs: 8 }),
      after: one({ expiresAtMs: 9 }),
      outcome: [],
    },
    { title: 'a start that was over already: nothing', after: one({ notBeforeMs: NOW_MS }), outcome: [] },
    { title: 'a start to come', after: one({ notBeforeMs: NOW_MS + 1 }), outcome: ['-k1'] },
    {
      title: 'a start and an end that both move: both',
      before: one({ notBeforeMs: NOW_MS + 5, expiresAtMs: NOW_MS + 10 }),
      after: one({ notBeforeMs: NOW_MS + 7, expiresAtMs: NOW_MS + 12 }),
      outcome: ['+k1', '-k1'],
    },
    { title: 'fewer addresses', after: one({ allowedAddresses: ['192.0.2.0/24'] }), outcome: ['-k1'] },
    {
      title: 'two halves of a block: nothing',
      before: one({ allowedAddresses: ['192.0.2.0/24'] }),
      after: one({ allowedAddresses: ['192.0.2.0/25', '192.0.2.128/25'] }),
      outcome: [],
    },
    {
      title: 'the same address as IPv6 maps it: nothing',
      before: one({ allowedAddresses: ['192.0.2.7'] }),
      after: one({ allowedAddresses: ['::ffff:c000:207'] }),
      outcome: [],
    },
    {
      title: 'another block: both',
      before: one({ allowedAddresses: ['2001:db8::/33'] }),
      after: one({ allowedAddresses: ['2001:db8:8000::/33'] }),
      outcome: ['+k1', '-k1'],
    },
    {
      title: 'another block where everybody may call: nothing',
      before: { access: 'public', ...one({ allowedAddresses: ['192.0.2.7'] }) },
      after: { access: 'public', ...one({ allowedAddresses: ['192.0.2.8'] }) },
      outcome: [],
    },
    {
      title: 'a new key where everybody may call: nothing',
      before: { access: 'public', credentials: [] },
      after: { access: 'public' },
      outcome: [],
    },
    {
      title: 'a limit that falls away because everybody may call',
      before: one({ expiresAtMs: NOW_MS + 5 }),
      after: { access: 'public', ...one({ expiresAtMs: NOW_MS + 5 }) },
      outcome: ['+k1'],
    },
    { title: 'another kind where both are accepted: nothing', before: one({ kind: 'user' }), outcome: [] },
  ];
  for (const { title, before = {}, after = {}, outcome: expected } of cases) {
    it(title, () => {
      expect(outcome(before, after)).to.deep.equal(expected);
    });
  }

  const client = (row: Partial<PlannedCredential> = {}): PlannedCredential =>
    credential({ publicId: 'c1', kind: 'oauth_token', issuerId: 9, clientId: 'app', scopes: [], ...row });
  const with_ = (
    issuer: Partial<IssuerRow>,
    rows: readonly PlannedCredential[] = [client()],
    more: World = {},
  ): World => ({
    credentials: rows,
    issuers: [{ ...ISSUER, ...issuer }],
    ...more,
  });
  const tokens: readonly { title: string; before: World; after: World; outcome: readonly string[] }[] = [
    {
      title: 'a scope that tokens can carry and an endpoint takes now',
      before: with_({}),
      after: with_({}, undefined, { scopes: ['s', 't'] }),
      outcome: ['+c1'],
    },
    {
      title: 'the same where only grants count: nothing',
      before: with_({ scopesFrom: 'grants' }),
      after: with_({ scopesFrom: 'grants' }, undefined, { scopes: ['s', 't'] }),
      outcome: [],
    },
    {
      title: 'a scope that is granted, where both count',
      before: with_({ scopesFrom: 'both' }),
      after: with_({ scopesFrom: 'both' }, [client({ scopes: ['s'] })]),
      outcome: ['+c1'],
    },
    {
      title: 'a map that no longer lists a scope',
      before: with_({ scopeMap: [['theirs', 's']] }),
      after: with_({ scopeMap: [['theirs', 't']] }),
      outcome: ['-c1'],
    },
    {
      title: 'a map that lists it under another name: both',
      before: with_({ scopeMap: [['one', 's']] }),
      after: with_({ scopeMap: [['two', 's']] }),
      outcome: ['+c1', '-c1'],
    },
    { title: 'an issuer that is disabled', before: with_({}), after: with_({ enabled: false }), outcome: ['-c1'] },
    {
      title: 'a client that gets a row of its own, which holds less than the row for all others',
      before: with_({ scopesFrom: 'grants' }, [client({ id: 2, publicId: 'rest', clientId: null, scopes: ['s'] })]),
      after: with_({ scopesFrom: 'grants' }, [
        client({ id: 2, publicId: 'rest', clientId: null, scopes: ['s'] }),
        client({ id: 3 }),
      ]),
      outcome: ['-c1'],
    },
  ];
  for (const { title, before, after, outcome: expected } of tokens) {
    it(`and of their tokens: ${title}`, () => {
      expect(outcome(before, after)).to.deep.equal(expected);
    });
  }

  it('who gets to send escaped slashes', () => {
    const withEncoded = (encoded: readonly 'slash'[]): PolicyState => {
      const whole = state({});
      return {
        ...whole,
        sources: whole.sources.map((source) => ({
          ...source,
          endpoints: source.endpoints.map((row) => ({ ...row, encoded })),
        })),
      };
    };
    const { changes } = planPolicy(
      { before: withEncoded([]), after: withEncoded(['slash']) },
      { router: makeRouter(), nowMs: NOW_MS, onProgress: () => undefined },
    );
    expect(changes.map(({ gaining, losing }) => [gaining.length, losing.length])).to.deep.equal([[1, 0]]);
  });

  it('hosts that move from one API to another', () => {
    const both = (host: number): PolicyState => {
      const { sources, ...rest } = state({});
      const other = {
        ...sources[0]!,
        id: 2,
        name: 'other',
        endpoints: [{ ...sources[0]!.endpoints[0]!, id: 2, access: 'closed' as const, scopes: [] }],
      };
      const entry = { errorFamily: 'f', maxStalenessMs: null, maxWriteStalenessMs: null };
      const apis = [1, 2].map((id) => ({
        ...entry,
        id,
        name: `api${String(id)}`,
        hosts: [`own${String(id)}.example.com`, ...(id === host ? ['moves.example.com'] : [])],
      }));
      return { ...rest, apis, sources: [sources[0]!, other] };
    };
    const { changes } = planPolicy(
      { before: both(1), after: both(2) },
      { router: makeRouter(), nowMs: NOW_MS, onProgress: () => undefined },
    );
    expect(changes.map(({ hosts, losing }) => [hosts, losing.length])).to.deep.equal([[['moves.example.com'], 1]]);
  });
});
