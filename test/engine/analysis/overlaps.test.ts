import { expect } from 'chai';
import fc from 'fast-check';
import { propertyTest } from '../../support/properties.js';
import { compileApi, describeEndpoint } from '../../../src/engine/decision/compile.js';
import type { CompiledApi } from '../../../src/engine/decision/compile.js';
import { findOverlaps } from '../../../src/engine/analysis/overlaps.js';
import type { EndpointSource } from '../../../src/engine/decision/policy.js';
import { makeRouter } from '../../../src/engine/decision/route.js';
import { makeScopeTable } from '../../../src/engine/decision/scope-table.js';
import { reachOf } from '../../../src/engine/analysis/witness.js';
import { apiSource, endpoint } from '../policies.js';
import { templatesOverlap } from '../../support/template-overlap.js';

const router = makeRouter();

function compile(rows: readonly (readonly [method: string, template: string, ...scopes: string[]])[]): CompiledApi {
  const endpoints = rows.map(([method, template, ...scopes], index): EndpointSource => {
    const rest = { product: null, managed: true, acceptedKinds: null, encoded: [] };
    return { id: index + 1, method, template, access: scopes.length > 0 ? 'scoped' : 'closed', scopes, ...rest };
  });
  return compileApi({ id: 1, name: 'test', endpoints, manageScopes: new Map(), implications: [] }, makeScopeTable());
}
const templateOf = (api: CompiledApi, index: number): string => describeEndpoint(api, index).template;

describe('Overlaps', () => {
  const cases = [
    { title: 'a literal and a parameter', templates: ['/a/b', '/a/{x}'], path: '/a/b' },
    { title: 'parameters at different places', templates: ['/a/{x}/c', '/a/b/{y}'], path: '/a/b/c' },
    { title: 'a verb and a parameter', templates: ['/a/{x}:cancel', '/a/{x}'], path: '/a/x:cancel' },
    { title: 'two texts around parameters', templates: ['/{x}.json', '/report-{y}'], path: '/report-x.json' },
    { title: 'one segment and several', templates: ['/{+x}', '/a/{y}/c'], path: '/a/x/c' },
    { title: 'several segments twice', templates: ['/{+x}/end', '/start/{+y}'], path: '/start/x/end' },
    { title: 'several segments before a verb', templates: ['/{+x}:run', '/a/b:run'], path: '/a/b:run' },
    {
      title: 'text before several segments that begins otherwise',
      templates: ['/{+x}', '/ab{+x}/{y}'],
      path: '/abx/x/x',
    },
    {
      title: 'text before several segments, and a literal in between',
      templates: ['/ab{+x}', '/abc/{y}/d'],
      path: '/abc/x/d',
    },
    { title: 'text after several segments', templates: ['/a{+x}:b', '/{y}/z/{w}'], path: '/ax/z/x:b' },
    { title: 'text before several segments', templates: ['/v{+x}/z', '/v1/{y}/z'], path: '/v1/x/z' },
    { title: 'a literal that looks like the filler', templates: ['/X/y', '/{a}/{b}', '/{c}/y'], path: '/1/y' },
  ];
  for (const { title, templates, path } of cases) {
    it(`are found: ${title}`, () => {
      const api = compile(templates.map((template, index) => ['GET', template, `s${String(index)}`]));
      const found = findOverlaps(api, router);
      expect(found.map((overlap) => overlap.path)).to.include(path);
      for (const overlap of found) {
        expect(overlap.differs && overlap.isShared).to.equal(true);
        expect(router.route(api, overlap.method, overlap.path).endpointIndex).to.equal(overlap.decided);
      }
    });
  }

  const apart = [
    { title: 'different literals', templates: ['/a/{x}', '/b/{x}'] },
    { title: 'different lengths', templates: ['/a/{x}', '/a/{x}/b'] },
    { title: 'a trailing slash', templates: ['/a/{x}', '/a/'] },
    { title: 'different verbs', templates: ['/{x}:run', '/{x}:stop'] },
    { title: 'text that is too short', templates: ['/a{x}a', '/aa'] },
    { title: 'an end inside an escape', templates: ['/{x}0', '/{y}%20'] },
  ];
  for (const { title, templates } of apart) {
    it(`are not seen where there are none: ${title}`, () => {
      expect(findOverlaps(compile(templates.map((template) => ['GET', template, 's'])), router)).to.deep.equal([]);
    });
  }

  const answers: readonly { title: string; rows: readonly Partial<EndpointSource>[]; differ: boolean }[] = [
    { title: 'not by what may stand escaped', rows: [{}, { encoded: ['slash', 'percent'] }], differ: false },
    { title: 'by access', rows: [{ access: 'public' }, { access: 'authenticated' }], differ: true },
    { title: 'by the kinds that are accepted', rows: [{}, { acceptedKinds: ['user'] }], differ: true },
    { title: 'by scopes', rows: [{ scopes: ['a'] }, { scopes: ['b'] }], differ: true },
    {
      title: 'not by scopes that nobody needs',
      rows: ['a', 'b'].map((one) => ({ access: 'public', scopes: [one] })),
      differ: false,
    },
    { title: 'not by scopes in another order', rows: [{ scopes: ['a', 'b'] }, { scopes: ['b', 'a'] }], differ: false },
  ];
  for (const { title, rows, differ } of answers) {
    it(`differ ${title}`, () => {
      const [one, other] = rows;
      const endpoints = [endpoint({ template: '/a/b', ...one }), endpoint({ id: 2, template: '/a/{x}', ...other })];
      const found = findOverlaps(compileApi(apiSource(endpoints), makeScopeTable()), router);
      expect(found.map(({ differs }) => differs)).to.deep.equal([differ]);
    });
  }

  for (const [one, other, method] of [
    ['*', 'PUT', 'PUT'],
    ['PUT', '*', 'PUT'],
    ['*', '*', 'GET'],
    ['PUT', 'PUT', 'PUT'],
    ['PUT', 'POST', null],
  ] as const) {
    it(`of ${one} and ${other} are ${method === null ? 'of different methods' : `for ${method}`}`, () => {
      const [found] = findOverlaps(
        compile([
          [one, '/{x}', 's'],
          [other, '/a', 't'],
        ]),
        router,
      );
      expect(found).to.include({ isShared: method !== null, differs: method !== null, method: method ?? 'PUT' });
    });
  }

  it('come with other values for parameters where a literal in another letter case refuses them', () => {
    const fillers = ['x', '1', 'q7', 'zz-9', 'w_0.k'];
    const capitals = ['X', '1.', 'Q7', 'ZZ-9', 'W_0.K'];
    for (let taken = 0; taken <= fillers.length; taken++) {
      const rows = ['{a}/{b}', '{c}/y', ...capitals.slice(0, taken).map((text) => `${text}/z`)];
      const found = findOverlaps(compile(rows.map((text) => ['GET', `/${text}`, text])), router);
      const [overlap] = found.filter(({ endpoints }) => endpoints.join() === '0,1');
      const filler = fillers[Math.min(taken, fillers.length - 1)]!;
      expect(overlap).to.include({ path: `/${filler}/y`, decided: taken < fillers.length ? 1 : -1 });
    }
  });

  it('are found where the texts are very long', () => {
    const long = 'ab'.repeat(3_000);
    const api = compile([
      ['GET', `/${long}`, 's'],
      ['GET', '/{x}b', 't'],
      ['GET', `/{x}${long}`, 'u'],
    ]);
    expect(findOverlaps(api, router)).to.have.length(2);
  });

  it('say whether the answers differ, and for which method', () => {
    const api = compile([
      ['GET', '/a/{x}', 's'],
      ['GET', '/a/b', 's'],
      ['PUT', '/a/{x}', 's'],
      ['PUT', '/a/b', 't'],
      ['POST', '/{y}/b', 's'],
      ['*', '/{y}/c', 's'],
    ]);
    const said = findOverlaps(api, router).map(({ path, method, isShared, differs, endpoints }) => ({
      pair: endpoints
        .map((index) => templateOf(api, index))
        .sort()
        .join(' '),
      path,
      method,
      isShared,
      differs,
    }));
    expect(said).to.have.deep.members([
      { pair: '/a/b /a/{x}', path: '/a/b', method: 'PUT', isShared: true, differs: true },
      { pair: '/a/{x} /{y}/b', path: '/a/b', method: 'GET', isShared: false, differs: false },
      { pair: '/a/b /{y}/b', path: '/a/b', method: 'GET', isShared: false, differs: false },
      { pair: '/a/{x} /{y}/c', path: '/a/c', method: 'GET', isShared: true, differs: false },
    ]);
  });

  /** Templates of few words, so that many of them meet. */
  const segment = fc.constantFrom(
    'a',
    'b',
    'ab',
    '{x}',
    '{x}:b',
    'a{x}',
    'a{x}b',
    '{x}-{y}',
    '{+x}',
    '{+x}:b',
    'a{+x}',
  );
  const template = fc
    .tuple(fc.array(segment, { minLength: 1, maxLength: 4 }), fc.boolean())
    .map(([segments, slash]) => `/${segments.join('/')}${slash ? '/' : ''}`);
  /** Every template without `{+x}` that one stands for, up to six segments for a parameter. */
  function spelledOut(text: string): readonly string[] {
    if (!text.includes('{+')) return [text];
    return [1, 2, 3, 4, 5, 6].flatMap((count) =>
      spelledOut(text.replace(/\{\+[^}]*\}/, Array(count).fill('{s}').join('/'))),
    );
  }
  const meetBySegment = (one: string, other: string): boolean => {
    const [a, b] = [one.split('/'), other.split('/')];
    // A trailing slash is an empty segment, which no parameter takes.
    return (
      a.length === b.length && a.every((text, at) => (text === '') === (b[at] === '') && templatesOverlap(text, b[at]!))
    );
  };
  const meet = (one: string, other: string): boolean =>
    spelledOut(one).some((left) => spelledOut(other).some((right) => meetBySegment(left, right)));
  const shapeOf = (text: string): string => text.replace(/\{(\+?)[^}]*\}/g, '{$1}');

  const compared = 'are all found, and nothing else (random tables, against a comparison of every pair)';
  propertyTest(compared, { usual: 60, long: 800 }, (runs) => {
    const tables = fc.uniqueArray(template, { minLength: 2, maxLength: 12, selector: shapeOf });
    fc.assert(
      fc.property(tables, (templates) => {
        const api = compile(templates.map((text, index) => ['GET', text, `s${String(index)}`]));
        const found = findOverlaps(api, router).map(({ endpoints }) =>
          endpoints
            .map((index) => templateOf(api, index))
            .sort()
            .join(' '),
        );
        const expected = templates.flatMap((one, index) =>
          templates.slice(0, index).flatMap((other) => (meet(one, other) ? [[one, other].sort().join(' ')] : [])),
        );
        expect([...found].sort()).to.deep.equal(expected.sort());
      }),
      runs,
    );
  });

  propertyTest('come with a path that both templates match alone', { usual: 100, long: 800 }, (runs) => {
    const pairs = fc.tuple(template, template).filter(([one, other]) => shapeOf(one) !== shapeOf(other));
    fc.assert(
      fc.property(pairs, ([one, other]) => {
        const [found] = findOverlaps(
          compile([
            ['GET', one, 's'],
            ['GET', other, 't'],
          ]),
          router,
        );
        fc.pre(found !== undefined);
        for (const text of [one, other]) {
          expect(router.route(compile([['GET', text, 's']]), 'GET', found.path).endpointIndex).to.equal(0);
        }
      }),
      runs,
    );
  });
});

describe('Reach', () => {
  const reaches: readonly { title: string; rows: readonly string[]; of: number; is: ReturnType<typeof reachOf> }[] = [
    { title: 'the method of the endpoint', rows: ['PUT /a'], of: 0, is: { method: 'PUT', path: '/a' } },
    { title: 'any method of an endpoint for all', rows: ['* /a'], of: 0, is: { method: 'X-WITNESS', path: '/a' } },
    {
      title: 'longer for one parameter of several segments, not for its neighbour',
      rows: ['GET /{a}/{+p}', 'GET /{a}/{b}'],
      of: 0,
      is: { method: 'GET', path: '/x/x/x' },
    },
    {
      title: 'longer where nothing but a parameter of several segments stands',
      rows: ['GET /{+p}', 'GET /{x}'],
      of: 0,
      is: { method: 'GET', path: '/x/x' },
    },
    {
      title: 'nothing where every path is refused',
      rows: ['GET /a', 'GET /a%EF%BC%8Fb'],
      of: 1,
      is: { shadowedBy: -1 },
    },
    {
      title: 'nothing where others decide, the last of them named',
      rows: ['GET /f/{n}/{+r}', 'GET /f/{n}', 'GET /f/{+p}'],
      of: 2,
      is: { shadowedBy: 0 },
    },
    {
      title: 'nothing where others decide or the path is refused',
      rows: ['GET /{x}', ...['x', '1', 'q7', 'zz-9', 'w_0.k', '~tilde~', 'A:B'].map((text) => `GET /${text}`)],
      of: 0,
      is: { shadowedBy: 6 },
    },
  ];
  for (const { title, rows, of, is } of reaches) {
    it(`is ${title}`, () => {
      const api = compile(rows.map((row) => [...(row.split(' ') as [string, string]), row]));
      expect(reachOf(api, router, of)).to.deep.equal(is);
    });
  }

  it('is a request that the endpoint decides (random tables)', () => {
    const rows = fc.uniqueArray(
      fc.constantFrom('/a', '/{x}', '/a/{x}', '/{x}/a', '/{x}:a', '/a{x}', '/{+x}', '/{+x}/a', '/{x}/{y}/'),
      {
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(rows, (templates) => {
        const api = compile(templates.map((text) => ['GET', text, 's']));
        for (let index = 0; index < api.endpointCount; index++) {
          const reach = reachOf(api, router, index);
          if ('path' in reach) expect(router.route(api, reach.method, reach.path).endpointIndex).to.equal(index);
        }
      }),
    );
  });

  it('tells an endpoint that others leave nothing to', () => {
    const api = compile([
      ['GET', '/files/{+path}', 'a'],
      ['GET', '/files/{name}', 'b'],
      ['GET', '/files/{name}/{+rest}', 'c'],
    ]);
    const reaches = [0, 1, 2].map((index) => 'shadowedBy' in reachOf(api, router, index));
    expect(reaches).to.deep.equal([true, false, false]);
  });

  it('finds a method that only * stands for', () => {
    const api = compile([
      ['*', '/a', 's'],
      ['GET', '/a', 't'],
    ]);
    expect(reachOf(api, router, 0)).to.deep.equal({ method: 'X-WITNESS', path: '/a' });
  });

  it('tries other values for parameters that literals take', () => {
    const literals = ['x', '1', 'q7', 'zz-9', 'w_0.k', '~tilde~'];
    for (let taken = 0; taken <= literals.length; taken++) {
      const rows = literals.slice(0, taken).map((text) => ['GET', `/a/${text}`, text] as const);
      const reach = reachOf(compile([['GET', '/a/{x}', 's'], ...rows]), router, 0);
      expect(reach).to.deep.equal({ method: 'GET', path: `/a/${[...literals, 'a:b'][taken]!}` });
    }
    const all = [...literals, 'a:b'].map((text) => ['GET', `/a/${text}`, text] as const);
    expect(reachOf(compile([['GET', '/a/{x}', 's'], ...all]), router, 0)).to.deep.equal({ shadowedBy: 7 });
  });

  it('tries parameters of several segments in every length up to eight', () => {
    const rows = Array.from({ length: 7 }, (_unused, at) => ['GET', `/a${'/{x}'.repeat(at + 1)}/z`, `s${at}`] as const);
    const reach = reachOf(compile([['GET', '/a/{+p}/z', 's'], ...rows]), router, 0);
    expect(reach).to.deep.equal({ method: 'GET', path: `/a${'/x'.repeat(8)}/z` });
    const beyond = ['GET', `/a${'/{x}'.repeat(8)}/z`, 's8'] as const;
    expect(reachOf(compile([['GET', '/a/{+p}/z', 's'], ...rows, beyond]), router, 0)).to.deep.equal({ shadowedBy: 8 });
    expect(reachOf(compile([['GET', '/{x}/{+p}:v', 's']]), router, 0)).to.deep.equal({ method: 'GET', path: '/x/x:v' });
  });

  it('tries the usual methods where an unusual one is taken', () => {
    const rows = (...methods: string[]) => methods.map((method) => [method, '/a', method] as const);
    const reach = (...methods: string[]) => reachOf(compile([['*', '/a', 's'], ...rows(...methods)]), router, 0);
    expect(reach('X-WITNESS')).to.deep.equal({ method: 'GET', path: '/a' });
    expect(reach('X-WITNESS', 'GET')).to.deep.equal({ method: 'POST', path: '/a' });
    expect(reach('X-WITNESS', 'POST', 'GET')).to.deep.equal({ shadowedBy: 2 });
  });
});
