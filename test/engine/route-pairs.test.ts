import { expect } from 'chai';
import fc from 'fast-check';
import { findRoutePairs } from '../../src/engine/route-pairs.js';
import { compile, nameOf, pairsAreThoseOfShortPaths, questionOf, router } from './route-pairs-agreement.js';
import type { Row } from './route-pairs-agreement.js';

/** `GET /a s`, scope last. */
function rowsOf(...specs: readonly string[]): Row[] {
  return specs.map((spec) => {
    const [method = '', template = '', scope = ''] = spec.split(' ');
    return { method, template, scope };
  });
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

  it('miss nothing that any short path shows, and are shown by their request (random tables, exhaustive paths)', () => {
    fc.assert(pairsAreThoseOfShortPaths, { numRuns: 120 });
  }).timeout(120_000);
});
