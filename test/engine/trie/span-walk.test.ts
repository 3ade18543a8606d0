import { expect } from 'chai';
import { makeRouter } from '../../../src/engine/decision/route.js';
import { compileRows } from '../policies.js';
import { judge } from '../oracle.js';

const MAX_SEGMENTS = 5;

/** Every path of so many segments at most, each one of these texts. */
function pathsOf(texts: readonly string[], depth: number): string[] {
  const paths = depth === 1 ? [''] : ['', ...pathsOf(texts, depth - 1)];
  return paths.flatMap((path) => texts.map((text) => `${path}/${text}`));
}

describe('Parameters of several segments', () => {
  // Rooms to work in are as large as the longest path needs, and no larger.
  const templates = [
    '/{+a}/b/{+c}/d/{+e}',
    '/{+a}/b/{+c}/{d}/e',
    '/{+a}/b/{c}-{d}/{+e}',
    '/{+a}:b/{+c}/d',
    '/b/{+a}/{b}/{c}/{d}',
    '/{+a}',
  ];
  const router = makeRouter({ maxSegments: MAX_SEGMENTS });
  const api = compileRows(templates);
  const known = templates.map((template) => ({ method: 'GET', template, encoded: [] }));

  it('are found up to the longest path that may be, as by comparing every template', () => {
    for (const path of new Set(pathsOf(['b', 'd', 'x:b'], MAX_SEGMENTS))) {
      const verdict = judge(known, 'GET', path);
      expect(router.find(api, 'GET', path), path).to.equal(verdict.refused ? null : verdict.route);
    }
    expect(router.route(api, 'GET', '/b'.repeat(MAX_SEGMENTS + 1)).refusal).to.equal('too_many_segments');
  });
});
