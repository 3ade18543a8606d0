import { expect } from 'chai';
import fc from 'fast-check';
import { compileApi, describeEndpoint } from '../../../src/engine/decision/compile.js';
import type { CompiledApi } from '../../../src/engine/decision/compile.js';
import { REFUSALS, refusalName } from '../../../src/engine/path/refusal.js';
import { ReadingWalk } from '../../../src/engine/decision/reading-walk.js';
import { makeRouter } from '../../../src/engine/decision/route.js';
import { makeScopeTable } from '../../../src/engine/decision/scope-table.js';
import { Walk } from '../../../src/engine/trie/walk.js';
import { readRouteSuites, withOneEscape } from '../cases.js';
import type { RouteSuite } from '../cases.js';
import { apiSource, compileRows, endpoint } from '../policies.js';

function compileSuite(suite: RouteSuite): CompiledApi {
  const rows = suite.routes.map((route, index) => {
    const [method, path] =
      typeof route === 'string' ? (route.split(' ', 2) as [string, string]) : [route.method, route.path];
    const encoded = typeof route === 'string' ? [] : (route.encoded ?? []);
    return endpoint({ id: index + 1, method, template: path, encoded });
  });
  return compileApi(apiSource(rows), makeScopeTable());
}

/** What a number of `find` says: an endpoint, -1 for none, a refusal. */
function nameOf(found: number): string | number {
  return found < -1 ? refusalName(-1 - found) : found;
}

describe('route', () => {
  const router = makeRouter();

  for (const name of ['refusals', 'benign', 'precedence'] as const) {
    for (const suite of readRouteSuites(name)) {
      describe(suite.title, () => {
        let api: CompiledApi;
        beforeEach(() => {
          api = compileSuite(suite);
        });
        for (const { title, method, path, reached, refused, canonical } of suite.cases) {
          // The longest paths have no room for an escape.
          if (refused === undefined && path.length < 1000 && withOneEscape(path) !== path) {
            it(`${title}, by the whole search`, () => {
              const routed = router.route(api, method, withOneEscape(path));
              expect(routed).to.deep.equal(router.route(api, method, path));
              const found = routed.endpointIndex < 0 ? null : describeEndpoint(api, routed.endpointIndex);
              expect(found && `${found.method} ${found.template}`).to.equal(reached ?? null);
            });
          }
          it(title, () => {
            const routed = router.route(api, method, path);
            const found = routed.endpointIndex < 0 ? null : describeEndpoint(api, routed.endpointIndex);
            expect(routed.refusal).to.equal(refused ?? '');
            expect(nameOf(router.find(api, method, path))).to.equal(refused ?? routed.endpointIndex);
            expect(found && `${found.method} ${found.template}`).to.equal(reached ?? null);
            if (canonical !== undefined) expect(routed.canonicalPath).to.equal(canonical);
            if (refused !== undefined) expect(routed.canonicalPath).to.equal('');
          });
        }
      });
    }
  }

  it('has a case for every refusal', () => {
    const suites = readRouteSuites('refusals');
    const covered = new Set(suites.flatMap((suite) => suite.cases.map((one) => one.refused)));
    expect(REFUSALS.filter((refusal) => !covered.has(refusal))).to.deep.equal([]);
  });

  it('says which number stands for no route, for a refusal, and for an endpoint', () => {
    const api = compileRows(['/a', '/b']);
    expect(router.find(api, 'GET', '/b')).to.equal(1);
    expect(router.find(api, 'GET', '/c')).to.equal(-1);
    expect(router.find(api, 'GET', '/a/..')).to.equal(-2 - REFUSALS.indexOf('dot_segment'));
  });

  it('answers from the policy that it is given, whatever it was asked before', () => {
    const one = compileRows(['/a/{x}', '/a/b']);
    const other = compileRows(['/{y}/b']);
    expect(router.find(one, 'GET', '/a/b')).to.equal(1);
    expect(router.find(other, 'GET', '/a/b')).to.equal(0);
    expect(router.find(one, 'GET', '/a/c')).to.equal(0);
    expect(router.find(other, 'GET', '/a/c')).to.equal(-1);
  });

  it('takes limits of its own', () => {
    const strict = makeRouter({ maxPathBytes: 8, maxSegments: 2 });
    const api = compileRows(['/{+x}']);
    expect(strict.route(api, 'GET', '/a/bcdef').refusal).to.equal('');
    expect(strict.route(api, 'GET', '/a/bcdefg').refusal).to.equal('path_too_long');
    expect(strict.route(api, 'GET', '/a/b/c').refusal).to.equal('too_many_segments');
  });

  it('looks no path up more than four times and takes a bounded number of steps for its readings, whatever it holds', () => {
    const counts = { finds: 0, steps: 0 };
    const find: Walk['find'] = Reflect.get(Walk.prototype, 'find');
    const from = Reflect.get(ReadingWalk.prototype, 'from') as (...of: unknown[]) => unknown;
    Walk.prototype.find = function (...of) {
      counts.finds++;
      return Reflect.apply(find, this, of);
    };
    Reflect.set(ReadingWalk.prototype, 'from', function (this: ReadingWalk, ...of: unknown[]): unknown {
      counts.steps++;
      return Reflect.apply<ReadingWalk, unknown[], unknown>(from, this, of);
    });
    try {
      const routes = [
        { method: 'POST', path: '/{+rest}', encoded: ['slash' as const, 'percent' as const] },
        'POST /a/{x}',
        'POST /{+rest}/{x}-{y}/z',
      ];
      const api = compileSuite({ title: '', routes, cases: [] });
      const odd = Array.from('\uff1f\uff03\u00bf\u2047\u2049\uff1b\u037e.\u00e9').concat(['%3F', '%23', '%20']);
      odd.push('%2F', '%3A', '%25');
      const seen = { finds: new Set<number>(), steps: new Set<number>() };
      fc.assert(
        fc.property(fc.array(fc.constantFrom(...odd, 'x', 'x', '/x'), { maxLength: 90 }), (pieces) => {
          counts.finds = 0;
          counts.steps = 0;
          const target = `/b/x${pieces.join('')}`;
          router.find(api, 'POST', target);
          seen.finds.add(counts.finds);
          seen.steps.add(counts.steps);
          // A step is taken for eight bytes, and some are free; each of four readings may take one too many.
          return counts.finds <= 4 && counts.steps <= 164 + encodeURI(target).length / 8;
        }),
        { numRuns: 3000 },
      );
      expect(Math.max(...seen.finds)).to.equal(4);
      expect(Math.max(...seen.steps)).to.be.greaterThan(15);
    } finally {
      Walk.prototype.find = find;
      Reflect.set(ReadingWalk.prototype, 'from', from);
    }
  });

  it('stays fast where every place of the path fits every parameter', () => {
    const nested = Array.from({ length: 14 }, (_unused, k) => `/{+p${k}}/a`).join('');
    const api = compileRows([`${nested}/end`, '/{+rest}/z']);
    expect(router.find(api, 'GET', '/a'.repeat(64))).to.equal(-1);
    expect(router.find(api, 'GET', `${'/a'.repeat(62)}/end`)).to.equal(0);
  });
});
