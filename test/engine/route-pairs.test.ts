import { expect } from 'chai';
import fc from 'fast-check';
import { compileApi, describeEndpoint } from '../../src/engine/compile.js';
import type { CompiledApi } from '../../src/engine/compile.js';
import { makeRouter } from '../../src/engine/route.js';
import { findRoutePairs } from '../../src/engine/route-pairs.js';
import type { RouteQuestion } from '../../src/engine/route-pairs.js';
import { makeScopeTable } from '../../src/engine/scope-table.js';
import { judge } from './oracle.js';
import { apiSource, endpoint } from './policies.js';

const router = makeRouter();

interface Row {
  readonly method: string;
  readonly template: string;
  readonly scope: string;
}

function compile(rows: readonly Row[]): CompiledApi {
  const endpoints = rows.map(({ method, template, scope }, index) =>
    endpoint({ id: index + 1, method, template, scopes: [scope] }),
  );
  return compileApi(apiSource(endpoints), makeScopeTable());
}

/** `GET /a s`, scope last. */
function rowsOf(...specs: readonly string[]): Row[] {
  return specs.map((spec) => {
    const [method = '', template = '', scope = ''] = spec.split(' ');
    return { method, template, scope };
  });
}

const nameOf = (api: CompiledApi, index: number): string => {
  if (index < 0) return 'nothing';
  const { method, template, requiredScopes } = describeEndpoint(api, index);
  return `${method} ${template} ${requiredScopes.join()}`;
};

function questionOf(before: CompiledApi, after: CompiledApi): RouteQuestion {
  const differs = (one: number, other: number): boolean =>
    one < 0 || other < 0 || nameOf(before, one).split(' ')[2] !== nameOf(after, other).split(' ')[2];
  return { differs, isAsked: () => false };
}

function pairsOf(before: readonly Row[], after: readonly Row[]): string[] {
  const [one, other] = [compile(before), compile(after)];
  const isChanged = (pair: { before: number; after: number }): boolean =>
    nameOf(one, pair.before) !== nameOf(other, pair.after);
  return findRoutePairs({ before: one, after: other }, router, questionOf(one, other))
    .filter(isChanged)
    .map((pair) => `${pair.method} ${pair.path}: ${nameOf(one, pair.before)} -> ${nameOf(other, pair.after)}`)
    .sort();
}

describe('Route pairs', () => {
  const cases = [
    {
      title: 'nothing where nothing changes',
      before: ['GET /a s', 'GET /{x} t'],
      after: ['GET /a s', 'GET /{x} t'],
      pairs: [],
    },
    {
      title: 'a new endpoint',
      before: ['GET /a s'],
      after: ['GET /a s', 'GET /b t'],
      pairs: ['GET /b: nothing -> GET /b t', 'HEAD /b'],
    },
    {
      title: 'an endpoint that is gone',
      before: ['GET /{x}/y s'],
      after: [],
      pairs: ['GET /x/y: GET /{x}/y s -> nothing'],
    },
    {
      title: 'a guard that changed',
      before: ['PUT /a s'],
      after: ['PUT /a t'],
      pairs: ['PUT /a: PUT /a s -> PUT /a t'],
    },
    {
      title: 'a literal in front of a parameter',
      before: ['GET /files/{id} s'],
      after: ['GET /files/{id} s', 'GET /files/trash t'],
      pairs: ['GET /files/trash: GET /files/{id} s -> GET /files/trash t'],
    },
    {
      title: 'a precedence that moved: the one before stands aside',
      before: ['GET /{a}/b s', 'GET /a/{b} t'],
      after: ['GET /{a}/b s'],
      pairs: ['GET /a/b: GET /a/{b} t -> GET /{a}/b s', 'GET /a/x: GET /a/{b} t -> nothing'],
    },
    {
      title: 'a verb among the values of a parameter',
      before: ['POST /jobs/{id} s'],
      after: ['POST /jobs/{id} s', 'POST /jobs/{id}:run t'],
      pairs: ['POST /jobs/x:run: POST /jobs/{id} s -> POST /jobs/{id}:run t'],
    },
    {
      title: 'a method of its own in front of *',
      before: ['* /a s'],
      after: ['* /a s', 'GET /a t'],
      pairs: ['GET /a: * /a s -> GET /a t'],
    },
    {
      title: 'HEAD, which was decided as GET',
      before: ['GET /a s'],
      after: ['GET /a s', 'HEAD /a t'],
      pairs: ['HEAD /a: GET /a s -> HEAD /a t'],
    },
    {
      title: 'an endpoint that others hide before and after: nothing changes for any request',
      before: ['GET /f/{+p} a', 'GET /f/{n} b', 'GET /f/{n}/{+r} c'],
      after: ['GET /f/{+p} z', 'GET /f/{n} b', 'GET /f/{n}/{+r} c'],
      pairs: [],
    },
    {
      title: 'two texts that overlap, which no filler in between would show',
      before: ['GET /{x}-{y} s', 'GET /{x}:{y} t', 'GET /{x}-{y}:{z} u', 'GET /{x}:{y}-{z} v'],
      after: ['GET /{x}-{y} w', 'GET /{x}:{y} t', 'GET /{x}-{y}:{z} u', 'GET /{x}:{y}-{z} v'],
      pairs: ['GET /x-x: GET /{x}-{y} s -> GET /{x}-{y} w'],
    },
  ];
  for (const { title, before, after, pairs } of cases) {
    it(`say exactly: ${title}`, () => {
      const wanted = pairs.filter((pair) => pair.includes(':'));
      expect(pairsOf(rowsOf(...before), rowsOf(...after))).to.deep.equal(wanted);
    });
  }

  const segment = fc.constantFrom(
    'a',
    'b',
    'ab',
    'a:b',
    '{x}',
    '{x}',
    '{x}:b',
    'a{x}',
    '{x}b',
    'a{x}b',
    '{x}-{y}',
    '{x}:{y}',
    '{+x}',
    '{+x}:b',
    'a{+x}',
  );
  const template = fc
    .tuple(fc.array(segment, { minLength: 1, maxLength: 3 }), fc.integer({ min: 0, max: 9 }))
    .map(([segments, end]) => `/${segments.join('/')}${end === 0 ? '/' : ''}`);
  const row = fc.record({
    method: fc.constantFrom('GET', 'GET', 'POST', 'HEAD', '*'),
    template,
    scope: fc.constantFrom('s', 't'),
  });
  const keyOf = ({ method, template: text }: Row): string => `${method} ${text.replace(/\{(\+?)[^}]*\}/g, '{$1}')}`;
  const table = fc.uniqueArray(row, { maxLength: 9, selector: keyOf });

  /** Some rows stay, some go, some come, some change. */
  const versions = fc
    .tuple(table, table, fc.infiniteStream(fc.nat(9)) as fc.Arbitrary<Iterator<number, number>>)
    .map(([one, other, dice]) => {
      const after = new Map<string, Row>();
      for (const each of one) {
        const fate = dice.next().value;
        if (fate > 2) after.set(keyOf(each), each);
        else if (fate > 1) after.set(keyOf(each), { ...each, scope: 'u' });
      }
      for (const each of other.slice(0, 3)) if (!after.has(keyOf(each))) after.set(keyOf(each), each);
      return { before: one, after: [...after.values()] };
    });

  const texts = [
    'a',
    'b',
    'ab',
    'a:b',
    'c',
    'c:b',
    'ac',
    'cb',
    'acb',
    'a-b',
    'c-c',
    'c:c',
    'c-c:b',
    'c:-c',
    'aa:b',
    '',
  ];
  const paths = texts.flatMap((one) => [
    `/${one}`,
    ...texts.flatMap((two) => [
      `/${one}/${two}`,
      ...['a', 'b', 'c', 'c:b', 'ab', 'ac', ''].map((three) => `/${one}/${two}/${three}`),
    ]),
  ]);

  it('miss nothing that any short path shows, and are shown by their request (random tables, exhaustive paths)', () => {
    fc.assert(
      fc.property(versions, ({ before: rowsBefore, after: rowsAfter }) => {
        const [before, after] = [compile(rowsBefore), compile(rowsAfter)];
        const question = questionOf(before, after);
        const found = findRoutePairs({ before, after }, router, question);
        const known = new Set(found.map((pair) => `${String(pair.before)} ${String(pair.after)}`));
        for (const path of paths) {
          for (const method of ['GET', 'POST', 'HEAD', 'PUT']) {
            const [one, other] = [router.route(before, method, path), router.route(after, method, path)];
            if (one.refusal !== '' || other.refusal !== '') continue;
            const isSame = nameOf(before, one.endpointIndex) === nameOf(after, other.endpointIndex);
            const pair = `${String(one.endpointIndex)} ${String(other.endpointIndex)}`;
            if (!isSame && !known.has(pair)) expect.fail(`${method} ${path} is not among the pairs`);
          }
        }
        for (const pair of found) {
          const told = ([rowsBefore, rowsAfter] as const).map((rows) => {
            const verdict = judge(
              rows.map(({ method, template: text }) => ({ method, template: text, encoded: [] })),
              pair.method,
              pair.path,
            );
            return verdict.refused ? -1 : verdict.route;
          });
          expect(told, `${pair.method} ${pair.path}`).to.deep.equal([pair.before, pair.after]);
        }
      }),
      { numRuns: 120 },
    );
  }).timeout(120_000);
});
