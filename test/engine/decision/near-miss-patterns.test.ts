import { expect } from 'chai';
import { makeRouter } from '../../../src/engine/decision/route.js';
import { compileRows } from '../policies.js';

const table = [
  '/v{+p}:go',
  '/v{+p}:go/end',
  '/{+p}/x',
  'POST /{+p}/x',
  '/n/a{x}z/q',
  '/n/A{x}',
  '/n/{+p}/',
  '/{x}:run/b/c',
  '/{x}:run/b',
  '/twin/Users/1',
  '/twin/users/2',
];

const MORE = 'it has one segment more';
const onlyIn = (segment: number, text: string): string =>
  `segment ${segment} differs from "${text}" only in letter case, dots or spaces at its ends, or Unicode form`;

const cases: readonly (readonly [title: string, target: string, is: readonly string[]])[] = [
  ['what goes on after one segment with text around it', '/v1:go', [`/v{+p}:go/end: ${MORE}`, `/{+p}/x: ${MORE}`]],
  ['what goes on after several', '/v1/2:go', [`/v{+p}:go/end: ${MORE}`, `/{+p}/x: ${MORE}`]],
  ['what goes on after three', '/v1/2/3:go', [`/v{+p}:go/end: ${MORE}`, `/{+p}/x: ${MORE}`]],
  [
    'a literal after several segments, and what ends before it',
    '/v1/2/3:go/en',
    ['/v{+p}:go: it ends before segment 4 of the path', `/{+p}/x: ${MORE}`, '/v{+p}:go/end: segment 4 is not "end"'],
  ],
  ['nothing for the beginning of several segments that leaves them nothing', '/v/2:go', [`/{+p}/x: ${MORE}`]],
  ['nothing for the end of several segments that leaves them nothing', '/v1/:go', [`/{+p}/x: ${MORE}`]],
  ['nothing through an empty segment', '/v1//2:go', []],
  [
    'text with a parameter that ends otherwise',
    '/n/aaz/r',
    ['/n/{+p}/: it has a trailing slash', `/{+p}/x: ${MORE}`, '/n/a{x}z/q: segment 3 is not "q"'],
  ],
  [
    'text with a parameter that begins otherwise',
    '/n/bxz/q',
    ['/n/{+p}/: it has a trailing slash', `/{+p}/x: ${MORE}`, '/n/a{x}z/q: segment 2 is not "a{x}z"'],
  ],
  [
    'text with a parameter in another letter case',
    '/n/AXZ/q',
    [
      `/n/a{x}z/q: ${onlyIn(2, 'a{x}z')}`,
      '/n/{+p}/: it has a trailing slash',
      `/{+p}/x: ${MORE}`,
      '/n/A{x}: it ends before segment 3 of the path',
    ],
  ],
  ['text in the first of two segments', '/1:stop/b', [`/{+p}/x: ${MORE}`, '/{x}:run/b: segment 1 is not "{x}:run"']],
  ['no text in the first of more segments', '/1:stop/b/c', [`/{+p}/x: ${MORE}`]],
  [
    'text in the first of more segments when it could be taken for it',
    '/1:RUN/b/c',
    [`/{x}:run/b/c: ${onlyIn(1, '{x}:run')}`, `/{+p}/x: ${MORE}`],
  ],
  [
    'the sibling of a literal that is there, in another letter case',
    '/twin/users/1',
    [`/twin/Users/1: ${onlyIn(2, 'Users')}`, `/{+p}/x: ${MORE}`, '/twin/users/2: segment 3 is not "2"'],
  ],
];

describe('Near misses of text with parameters', () => {
  for (const [title, target, is] of cases) {
    it(`name ${title}`, () => {
      const found = makeRouter().nearMisses(compileRows(table), 'GET', target, -1);
      expect(found.map(({ template, difference }) => `${template}: ${difference}`)).to.deep.equal(is);
    });
  }

  it('are looked for in so many places and no more', () => {
    const many = Array.from({ length: 200 }, (_unused, k) => `/pp${k}{x}/end`);
    // Least text is looked at last.
    const found = makeRouter().nearMisses(compileRows(['/p{x}/end', ...many]), 'GET', '/q/end', -1);
    expect(found).to.have.length(10);
    expect(found[0]!.template).to.not.equal('/p{x}/end');
    const few = makeRouter().nearMisses(compileRows(['/p{x}/end', ...many.slice(0, 10)]), 'GET', '/q/end', -1);
    expect(few[0]!.template).to.equal('/p{x}/end');
  });
});
