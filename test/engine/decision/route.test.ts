import { expect } from 'chai';
import fc from 'fast-check';
import { compileApi, describeEndpoint } from '../../../src/engine/decision/compile.js';
import type { CompiledApi } from '../../../src/engine/decision/compile.js';
import { REFUSALS, refusalName } from '../../../src/engine/path/refusal.js';
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

  it('looks no path up more than ten times, whatever it holds', () => {
    const find: Walk['find'] = Reflect.get(Walk.prototype, 'find');
    let searches = 0;
    Walk.prototype.find = function (...of) {
      searches++;
      return Reflect.apply(find, this, of);
    };
    try {
      const routes = [
        { method: 'POST', path: '/{+rest}', encoded: ['slash' as const, 'percent' as const] },
        'POST /a/{x}',
      ];
      const api = compileSuite({ title: '', routes, cases: [] });
      const odd = [
        '%3F',
        '%23',
        '\uff1f',
        '\uff03',
        '\u00bf',
        '\u2047',
        '\uff1b',
        '\u037e',
        '%20',
        '.',
        '%2F',
        '%3A',
        '%25',
        '\u00e9',
      ];
      const seen = new Set<number>();
      fc.assert(
        fc.property(fc.array(fc.constantFrom(...odd, 'x', 'x', 'x/'), { maxLength: 14 }), (pieces) => {
          searches = 0;
          router.find(api, 'POST', `/b/x${pieces.join('')}`);
          seen.add(searches);
          return searches <= 10;
        }),
        { numRuns: 3000 },
      );
      expect(Math.max(...seen)).to.be.greaterThan(8);
    } finally {
      Walk.prototype.find = find;
    }
  });

  it('stays fast where every place of the path fits every parameter', () => {
    const nested = Array.from({ length: 14 }, (_unused, k) => `/{+p${k}}/a`).join('');
    const api = compileRows([`${nested}/end`, '/{+rest}/z']);
    expect(router.find(api, 'GET', '/a'.repeat(64))).to.equal(-1);
    expect(router.find(api, 'GET', `${'/a'.repeat(62)}/end`)).to.equal(0);
  });
});
