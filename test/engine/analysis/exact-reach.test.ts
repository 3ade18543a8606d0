import { expect } from 'chai';
import { ScopegateError } from '../../../src/base/errors.js';
import { reachesOf } from '../../../src/engine/analysis/exact-reach.js';
import { makeRouter } from '../../../src/engine/decision/route.js';
import type { Router } from '../../../src/engine/decision/route.js';
import { compileRows } from '../policies.js';

const router = makeRouter();

/** Nothing that is tried as usual leads to `/a/{p}` beside these. */
const taken = ['x', '1', 'q7', 'zz-9', 'w_0.k', '~tilde~', 'a:b'].map((text) => `/a/${text}`);

/** A router that is told of every request before it answers. */
function watched(onRoute: (path: string) => void): Router {
  return {
    find: (api, method, target) => router.find(api, method, target),
    route: (api, method, target) => {
      onRoute(target);
      return router.route(api, method, target);
    },
    nearMisses: (api, method, target, reached) => router.nearMisses(api, method, target, reached),
  };
}

describe('Exact reach', () => {
  it('finds a request where all usual values of a parameter are taken', () => {
    const api = compileRows(['/a/{p}', ...taken]);
    const [reach] = reachesOf(api, router);
    expect(reach).to.have.property('path');
    const { method, path } = reach as { method: string; path: string };
    expect(router.route(api, method, path).endpointIndex).to.equal(0);
  });

  it('finds a text that only one of several patterns leaves', () => {
    const api = compileRows([
      '/{x}-{y}',
      '/{x}-{y}-{z}',
      '/{x}-a',
      '/x{x}-{y}',
      '/1{x}-{y}',
      '/q{x}-{y}',
      '/z{x}-{y}',
      '/w{x}-{y}',
      '/~{x}-{y}',
      '/a{x}-{y}',
    ]);
    const [reach] = reachesOf(api, router);
    const { method, path } = reach as { method: string; path: string };
    expect(router.route(api, method, path).endpointIndex).to.equal(0);
  });

  it('says of an endpoint that others leave nothing to what stands in its way', () => {
    const reaches = reachesOf(compileRows(['/files/{+path}', '/files/{name}', '/files/{name}/{+rest}']), router);
    expect(reaches.map((reach) => 'shadowedBy' in reach)).to.deep.equal([true, false, false]);
  });

  it('looks again only at what usual values do not reach', () => {
    const asked: string[] = [];
    reachesOf(
      compileRows(['/a/{p}', ...taken, '/b/{p}']),
      watched((path) => asked.push(path)),
    );
    expect(asked.filter((path) => path.startsWith('/b/'))).to.deep.equal(['/b/x']);
  });

  // Longer than any path may be, so that nothing reaches it, and of more states than can be gone through.
  const endless = `/a/${'b'.repeat(50_000)}{x}`;

  it('goes by usual values alone where a table combines in too many ways', () => {
    const reaches = reachesOf(compileRows(['/a/{p}', ...taken, endless]), router);
    expect(reaches.map((reach) => 'shadowedBy' in reach)).to.deep.equal([true, ...taken.map(() => false), true]);
  });

  for (const error of [new Error('a fault'), new ScopegateError('internal', 'a fault')]) {
    it(`says nothing of a table where something else goes wrong (${error.name})`, () => {
      const faulty = watched((path) => {
        if (!taken.includes(path)) throw error;
      });
      expect(() => reachesOf(compileRows(['/a/{p}', ...taken]), faulty)).to.throw(error.message);
    });
  }
});
