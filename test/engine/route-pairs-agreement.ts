import { expect } from 'chai';
import fc from 'fast-check';
import { compileApi, describeEndpoint } from '../../src/engine/decision/compile.js';
import type { CompiledApi } from '../../src/engine/decision/compile.js';
import { makeRouter } from '../../src/engine/decision/route.js';
import { findRoutePairs } from '../../src/engine/analysis/route-pairs.js';
import type { RouteQuestion } from '../../src/engine/analysis/route-pairs.js';
import { makeScopeTable } from '../../src/engine/decision/scope-table.js';
import { judge } from './oracle.js';
import { apiSource, endpoint } from './policies.js';

export const router = makeRouter();

export interface Row {
  readonly method: string;
  readonly template: string;
  readonly scope: string;
}

export function compile(rows: readonly Row[]): CompiledApi {
  const endpoints = rows.map(({ method, template, scope }, index) =>
    endpoint({ id: index + 1, method, template, scopes: [scope] }),
  );
  return compileApi(apiSource(endpoints), makeScopeTable());
}

export const nameOf = (api: CompiledApi, index: number): string => {
  if (index < 0) return 'nothing';
  const { method, template, requiredScopes } = describeEndpoint(api, index);
  return `${method} ${template} ${requiredScopes.join()}`;
};

export function questionOf(before: CompiledApi, after: CompiledApi): RouteQuestion {
  const differs = (one: number, other: number): boolean =>
    nameOf(before, one).split(' ')[2] !== nameOf(after, other).split(' ')[2];
  return { differs, isAsked: () => false };
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
  'aB',
  '{x}B',
  '{x}.',
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
  'aB',
  'acB',
  'c.',
  '',
];
const paths = texts.flatMap((one) => [
  `/${one}`,
  ...texts.flatMap((two) => [
    `/${one}/${two}`,
    ...['a', 'b', 'c', 'c:b', 'ab', 'ac', ''].map((three) => `/${one}/${two}/${three}`),
  ]),
]);

/** For random tables: no short path shows a pair that was not found, and each pair is shown by its request. */
export const pairsAreThoseOfShortPaths = fc.property(versions, ({ before: rowsBefore, after: rowsAfter }) => {
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
    const told = ([rowsBefore, rowsAfter] as const).map((rows, side) => {
      const verdict = judge(
        rows.map(({ method, template: text }) => ({ method, template: text, encoded: [] })),
        pair.method,
        pair.path,
      );
      const isRefused = verdict.refused || (verdict.mayRefuse && [pair.before, pair.after][side] === -1);
      return isRefused ? -1 : verdict.route;
    });
    expect(told, `${pair.method} ${pair.path}`).to.deep.equal([pair.before, pair.after]);
  }
});
