import { expect } from 'chai';
import { ScopegateError } from '../../../src/base/errors.js';
import { compileApi, describeEndpoint } from '../../../src/engine/decision/compile.js';
import { explainDecision } from '../../../src/engine/decision/explain.js';
import { denyUnrouted } from '../../../src/engine/decision/decide.js';
import type { ApiSource, EndpointSource } from '../../../src/engine/decision/policy.js';
import { makeRouter } from '../../../src/engine/decision/route.js';
import { makeScopeTable } from '../../../src/engine/decision/scope-table.js';
import { readTemplateCases } from '../cases.js';
import { apiSource, endpoint } from '../policies.js';

type Row = Partial<EndpointSource> & { readonly template: string };

const compile = (rows: readonly Row[], more: Partial<ApiSource> = {}) =>
  compileApi(
    apiSource(
      rows.map((row, at) => endpoint({ id: at + 1, ...row })),
      more,
    ),
    makeScopeTable(),
  );

function problemOf(rows: readonly Row[], more: Partial<ApiSource> = {}): string {
  try {
    compile(rows, more);
  } catch (error) {
    expect(error).to.be.instanceOf(ScopegateError);
    expect(error).to.include({ code: 'policy' });
    return (error as ScopegateError).message;
  }
  return '';
}

const refused: readonly (readonly [title: string, rows: readonly Row[], says: string])[] = [
  ['a template that is none', [{ template: 'a' }], 'endpoint 1 (GET a): '],
  [
    'a method in lower case',
    [{ template: '/a', method: 'get' }],
    'endpoint 1 (get /a): the method is not an upper-case',
  ],
  ['an unknown access mode', [{ template: '/a', access: 'free' as 'public' }], 'unknown access mode, kind'],
  ['an unknown kind', [{ template: '/a', acceptedKinds: ['robot' as 'user'] }], 'unknown access mode, kind'],
  ['an unknown allowance', [{ template: '/a', encoded: ['dot' as 'slash'] }], 'unknown access mode, kind'],
  ['a scope without a name', [{ template: '/a', scopes: ['a', ''] }], 'a scope without a name'],
  [
    'equal shapes with other scopes',
    [{ template: '/{a}' }, { template: '/{b}', scopes: ['b'] }],
    sayingOtherwise(2, '/{b}'),
  ],
  [
    'equal shapes with another access',
    [{ template: '/a' }, { template: '/a', access: 'closed' }],
    sayingOtherwise(2, '/a'),
  ],
  [
    'equal shapes with other kinds',
    [{ template: '/a' }, { template: '/a', acceptedKinds: ['user'] }],
    sayingOtherwise(2, '/a'),
  ],
  [
    'equal shapes with other allowances',
    [{ template: '/a' }, { template: '/a', encoded: ['slash'] }],
    sayingOtherwise(2, '/a'),
  ],
  [
    'equal shapes of another product',
    [{ template: '/a' }, { template: '/a', product: 'sms' }],
    sayingOtherwise(2, '/a'),
  ],
  [
    'equal shapes of which one opts out',
    [
      { template: '/a', product: 'sms' },
      { template: '/a', product: 'sms', managed: false },
    ],
    sayingOtherwise(2, '/a'),
  ],
];

function sayingOtherwise(id: number, template: string): string {
  return `endpoint ${id} (GET ${template}): endpoint 1 (GET /`;
}

describe('compile', () => {
  it('refuses every template that the parser refuses, whatever stands before it in the table', () => {
    for (const { template, problem } of readTemplateCases()) {
      if (problem === undefined) continue;
      const before = template.slice(0, template.lastIndexOf('/'));
      const rows = [{ template: before.startsWith('/') ? before : '/a' }, { template, method: 'POST' }];
      expect(problemOf(rows), template).to.include(problem);
    }
  });

  for (const [title, rows, says] of refused) {
    it(`refuses ${title}, and names the row`, () => {
      const message = problemOf(rows);
      expect(message).to.match(/^API "test" has 1 problem:\n {2}endpoint \d/);
      expect(message).to.contain(says);
    });
  }

  it('names every wrong row, twenty at most', () => {
    const wrong = (count: number): Row[] => Array.from({ length: count }, (_unused, at) => ({ template: `x${at}` }));
    expect(problemOf(wrong(2))).to.match(/^API "test" has 2 problems:\n {2}endpoint 1 .*\n {2}endpoint 2 [^\n]*$/);
    expect(problemOf(wrong(20)).split('\n')).to.have.length(21);
    const many = problemOf(wrong(25)).split('\n');
    expect(many).to.have.length(22);
    expect(many[21]).to.equal('  and 5 more');
  });

  it('takes rows that say the same for one endpoint, the first', () => {
    const api = compile([
      { id: 7, template: '/{a}/x', scopes: ['b', 'a', 'a'], product: 'sms' },
      { id: 8, template: '/{b}/x', scopes: ['a', 'b'], product: 'sms' },
      { id: 9, template: '/{a}/x', method: 'POST' },
      { id: 10, template: '/y', managed: true },
      { id: 11, template: '/y', managed: false },
    ]);
    expect(api.endpointCount).to.equal(3);
    expect([0, 1, 2].map((index) => describeEndpoint(api, index).id)).to.deep.equal([7, 9, 10]);
  });

  it('describes an endpoint as its row does, with the manage scope of its product', () => {
    const api = compile(
      [
        { template: '/a', scopes: ['b', 'a'], product: 'sms', encoded: ['percent', 'slash'] },
        { template: '/b', product: 'sms', managed: false, acceptedKinds: ['oauth_token', 'user'], access: 'closed' },
        { template: '/c', method: '*', access: 'authenticated', scopes: [], acceptedKinds: [] },
        { template: '/d', product: 'fax', access: 'public', encoded: ['slash'], acceptedKinds: ['session', 'api_key'] },
      ],
      { manageScopes: new Map([['sms', 'sms:manage']]) },
    );
    const rest = { method: 'GET', access: 'scoped', product: 'sms', acceptedKinds: null, encoded: [] };
    expect([0, 1, 2, 3].map((index) => describeEndpoint(api, index))).to.deep.equal([
      { ...rest, id: 1, template: '/a', requiredScopes: ['a', 'b', 'sms:manage'], encoded: ['slash', 'percent'] },
      {
        ...rest,
        id: 2,
        template: '/b',
        requiredScopes: ['a'],
        acceptedKinds: ['user', 'oauth_token'],
        access: 'closed',
      },
      {
        ...rest,
        id: 3,
        template: '/c',
        method: '*',
        requiredScopes: [],
        access: 'authenticated',
        product: null,
        acceptedKinds: [],
      },
      {
        ...rest,
        id: 4,
        template: '/d',
        requiredScopes: ['a'],
        access: 'public',
        product: 'fax',
        encoded: ['slash'],
        acceptedKinds: ['api_key', 'session'],
      },
    ]);
  });

  const text = (one: string): number => 24 + one.length;
  /** Each stretch of memory once, whatever reads it. */
  const bytesOfArrays = (...parts: readonly object[]): number => {
    const arrays = parts.flatMap((part): unknown[] => Object.values(part)).filter((value) => ArrayBuffer.isView(value));
    const sizes = new Map<ArrayBufferLike, number>();
    for (const { buffer, byteLength } of arrays) sizes.set(buffer, Math.max(sizes.get(buffer) ?? 0, byteLength));
    return [...sizes.values()].reduce((sum, size) => sum + size, 0);
  };
  const sized: readonly (readonly [title: string, rows: readonly Row[], texts: number])[] = [
    ['one endpoint', [{ template: '/a' }], text('/a') + text('') + 64 + 8],
    [
      'endpoints of a product, with several scopes',
      [{ template: '/a' }, { template: '/a/much-longer', scopes: ['b', 'c'], product: 'sms' }],
      text('/a') + text('/a/much-longer') + text('') + text('sms') + (64 + 8) + (64 + 16),
    ],
    [
      'methods of one template, which share its text',
      [{ template: '/abc' }, { template: ['/a', 'bc'].join(''), method: 'POST' }, { template: '/a' }],
      text('/abc') + 8 + text('/a') + text('') + 64 + 8,
    ],
  ];
  for (const [title, rows, texts] of sized) {
    it(`counts the bytes of what it makes: ${title}`, () => {
      const { trie, endpoints, scopeSets, byteLength } = compile(rows);
      expect(byteLength).to.equal(bytesOfArrays(trie, endpoints, scopeSets) + texts);
    });
  }

  it('keeps a closed endpoint that accepts no kind of credential', () => {
    const api = compile([{ template: '/a', access: 'closed', acceptedKinds: [] }]);
    expect(describeEndpoint(api, 0)).to.deep.include({ access: 'closed', acceptedKinds: [] });
  });

  it('has a place for no product before all products', () => {
    expect(compile([{ template: '/a', product: 'sms' }]).endpoints.products).to.deep.equal([null, 'sms']);
  });

  it('says what serves meanwhile', () => {
    expect(() => compile([{ template: 'a' }]))
      .to.throw(ScopegateError)
      .with.property('hint')
      .that.contains('serves until then');
  });

  const sufficient = (implications: ApiSource['implications'], scopes: readonly string[]) => {
    const api = compile([{ template: '/a', scopes }], { implications });
    const decision = { ...denyUnrouted('no_route', ''), endpointIndex: 0 };
    return explainDecision(api, makeRouter(), { method: 'GET', target: '/a', decision, heldScopes: [] })
      .sufficientScopes;
  };

  it('lets a scope stand for all that it implies, at any remove and by several ways', () => {
    const pairs = [
      ['root', 'left'],
      ['root', 'right'],
      ['left', 'leaf'],
      ['right', 'leaf'],
      ['other', 'elsewhere'],
    ] as const;
    expect(sufficient(pairs, ['leaf'])).to.deep.equal(['leaf', 'left', 'right', 'root']);
    expect(sufficient(pairs, ['right'])).to.deep.equal(['right', 'root']);
    expect(sufficient(pairs, ['root'])).to.deep.equal(['root']);
  });

  const cycle = (...implications: ApiSource['implications'][number][]) =>
    problemOf([{ template: '/a' }], { implications });

  it('refuses implications that come round, and names the round', () => {
    expect(cycle(['a', 'a'])).to.match(/implications form a cycle: a -> a$/);
    expect(cycle(['a', 'b'], ['b', 'a'])).to.match(/form a cycle: (a -> b -> a|b -> a -> b)$/);
    expect(cycle(['x', 'a'], ['a', 'b'], ['b', 'c'], ['c', 'a'], ['c', 'y'])).to.match(
      /form a cycle: (a -> b -> c -> a|b -> c -> a -> b|c -> a -> b -> c)$/,
    );
    // What leads to the round is no part of it.
    expect(cycle(['b', 'a'], ['c', 'b'], ['b', 'c'])).to.match(/form a cycle: b -> c -> b$/);
    expect(cycle(['a', 'b'], ['a', 'c'], ['b', 'd'], ['c', 'd'], ['d', 'e'])).to.equal('');
  });

  it('counts the names of scopes that imply the required one', () => {
    const bytesOf = (implications: ApiSource['implications']): number =>
      compile([{ template: '/a', scopes: ['a'] }], { implications }).byteLength;
    // Three references in place of one: the scope by itself, and the list of both.
    expect(bytesOf([['b', 'a']]) - bytesOf([])).to.equal(16);
  });

  it('follows long chains of implications', () => {
    const chain = Array.from({ length: 5000 }, (_unused, at) => [`s${at + 1}`, `s${at}`] as const);
    expect(sufficient(chain, ['s0'])).to.have.length(5001);
    expect(cycle(...chain, ['s0', 's5000'])).to.contain('form a cycle');
  });

  it('takes as many methods as an API can have, and refuses more', () => {
    const rows = (count: number): Row[] =>
      Array.from({ length: count }, (_unused, at) => ({ template: '/a', method: `M${at}`, scopes: [`s${at}`] }));
    const api = compile(rows(117));
    const router = makeRouter();
    expect([0, 116].map((at) => router.find(api, `M${at}`, '/a'))).to.deep.equal([0, 116]);
    expect(router.find(api, 'M117', '/a')).to.equal(-1);
    expect(problemOf(rows(118))).to.contain('endpoint 118 (M117 /a): more methods than an API can have');
  });
});
