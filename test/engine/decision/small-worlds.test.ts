import { expect } from 'chai';
import { makeRouter } from '../../../src/engine/decision/route.js';
import { disagreement } from '../agreement.js';
import type { Request } from '../arbitraries.js';
import { withOneEscape } from '../cases.js';
import type { OracleRoute } from '../oracle.js';

type Allowance = OracleRoute['encoded'][number];

interface World {
  readonly title: string;
  /** `/a`, `POST /a`; allowances after a space. */
  readonly routes: readonly string[];
  readonly segments: readonly string[];
  /** Longest path, in segments. */
  readonly depth: number;
  readonly methods?: readonly string[];
}

/** Of more requests every second one is asked, or every third, and so on. */
const MOST_REQUESTS = 2500;

/** Tables that are hard to walk, each with every path over a few segments. */
const worlds: readonly World[] = [
  {
    title: 'literals and parameters that have to be taken back',
    routes: ['/a/b/c', '/a/{x}/d', '/{x}/b/{y}', '/{x}/{y}/d/e', '/a', '/a/', '/{x}/b/'],
    segments: ['a', 'b', 'c', 'd', 'e', 'A', 'b.', ''],
    depth: 4,
  },
  {
    title: 'many segments with literals behind them',
    routes: ['/{+p}/ab/{+q}', '/{+p}/b/{+q}', '/{+p}/a/{+q}', '/{+p}/aa', '/{+p}/b', '/a/{+p}/{y}/b/', '/{+p}/a.c'],
    segments: ['a', 'ab', 'b', 'aa', 'B', ''],
    depth: 5,
  },
  {
    title: 'many segments with text around them',
    routes: [
      '/{+p}:go',
      '/v{+p}',
      '/v{+p}:go',
      '/{+p}',
      '/{+p}/x{y}',
      '/{+p}/{y}z/{w}',
      '/{+p}/x{y}z/w',
      '/{+p}:go/end',
    ],
    segments: ['v', 'v1', 'a:go', 'x1', '1z', 'x1z', 'w', 'X1z', 'end', 'a:Go'],
    depth: 4,
  },
  {
    title: 'every kind of sibling below many segments',
    routes: [
      '/{+p}/ba/{+q}',
      '/{+p}/bc/{+q}',
      '/{+p}/x{y}/z',
      '/{+p}/{y}1',
      '/{+p}/{q}/e',
      '/{+p}/{q}/{+r}/e/f',
      '/{+p}/{+r}:v',
      '/{+p}/y{+r}/g',
      '/{+p}/{+r}/f/{+s}',
    ],
    segments: ['ba', 'bc', 'x1', 'e', 'f', 'a:v', 'y1', 'z', 'X1'],
    depth: 4,
  },
  {
    title: 'text with parameters, in the order of its length',
    routes: [
      '/{a}bc',
      '/ab{a}',
      '/a{a}c',
      '/a{a}b{b}c',
      '/{a}b{b}',
      '/{a}.{b}',
      '/{a}',
      '/{a}bc/d',
      '/a{a}/{b}',
      '/x{a}yz',
      '/xy{a}z',
      '/{a}-{b}-{c}',
    ],
    segments: [
      'abc',
      'abbc',
      'aXc',
      'ABC',
      'abc.',
      'a.b',
      'xyz',
      'xyyz',
      'x-yz',
      'a-b-c',
      'a--c',
      'a%25b',
      'd',
      'bc',
      'ab',
      'ac',
    ],
    depth: 2,
  },
  {
    title: 'escapes, with and without allowance',
    routes: [
      '/a/{x}',
      '/a/{x}/b',
      '/s/{x} slash',
      '/s/{x}/b slash,percent',
      '/p/{x} percent',
      '/a:b/{x}',
      '/{x}:b/c',
      '/a%20b/{x}',
      '/é/{x}',
      '/{x}/é',
    ],
    segments: [
      'a',
      'b',
      'c',
      's',
      'p',
      '%61',
      'a%3Ab',
      'a:b',
      '1%2Fb',
      '%25',
      '%252F',
      '%2525',
      '%25u',
      '%25zz',
      '%25a',
      'a%20b',
      '%C3%A9',
      'é',
      'e%CC%81',
      'É',
      '%2e',
      '%',
    ],
    depth: 3,
  },
  {
    title: 'siblings that servers may take for each other',
    routes: [
      '/Files/{x}',
      '/files/trash',
      '/files/{x}',
      '/files/TRASH/',
      '/straße/a',
      '/strasse/{x}',
      '/ﬁle/a',
      '/{x}/trash',
      '/a./{x}',
    ],
    segments: [
      'Files',
      'files',
      'FILES',
      'trash',
      'TRASH',
      'Trash.',
      'straße',
      'STRASSE',
      'strasse',
      'ﬁle',
      'file',
      'a',
      'a.',
      'A',
      '',
    ],
    depth: 3,
  },
  {
    title: 'methods',
    routes: ['/a', 'POST /a', '* /a', 'HEAD /b', '/b', '/{x}', '* /{x}/c', 'BREW /{x}/c', 'DELETE /{+x}', 'HEAD /{+x}'],
    segments: ['a', 'b', 'c', 'A'],
    depth: 2,
    methods: [
      'GET',
      'HEAD',
      'POST',
      'DELETE',
      'BREW',
      'MASH',
      'PUT',
      'PATCH',
      'OPTIONS',
      'CONNECT',
      'TRACE',
      'get',
      '*',
      '',
      'A B',
    ],
  },
];

function routeOf(text: string): OracleRoute {
  const [, method = 'GET', template, allowances] = /^(?:(\S+) )?(\/\S*)(?: (\S+))?$/.exec(text)!;
  return { method, template: template!, encoded: (allowances?.split(',') ?? []) as Allowance[] };
}

function* pathsOf(segments: readonly string[], depth: number): Generator<string> {
  if (depth === 0) return;
  for (const segment of segments) {
    yield `/${segment}`;
    for (const rest of pathsOf(segments, depth - 1)) yield `/${segment}${rest}`;
  }
}

describe('Small worlds, whole', () => {
  for (const { title, routes, segments, depth, methods = ['GET'] } of worlds) {
    it(title, () => {
      const requests: Request[] = [];
      for (const method of methods) {
        for (const path of pathsOf(segments, depth)) {
          for (const target of [path, `${withOneEscape(path)}?q`]) requests.push({ method, target, held: ['s0'] });
          if (path.length > 1) requests.push({ method, target: path.slice(1), held: [] });
        }
      }
      const kept =
        requests.length < MOST_REQUESTS
          ? requests
          : requests.filter((_one, at) => at % Math.ceil(requests.length / MOST_REQUESTS) === 0);
      expect(disagreement(makeRouter(), routes.map(routeOf), kept)).to.equal('');
    }).timeout(20_000);
  }
});
