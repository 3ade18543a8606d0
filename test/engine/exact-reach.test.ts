import { expect } from 'chai';
import { reachesOf } from '../../src/engine/exact-reach.js';
import { makeRouter } from '../../src/engine/route.js';
import { compileRows } from './policies.js';

const router = makeRouter();

describe('Exact reach', () => {
  it('finds a request where all usual values of a parameter are taken', () => {
    const taken = ['x', '1', 'q7', 'zz-9', 'w_0.k', '~tilde~', 'a:b'].map((text) => `/a/${text}`);
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
});
