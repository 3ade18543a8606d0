import { expect } from 'chai';
import fc from 'fast-check';
import { PathReader } from '../../../src/engine/path/canonical.js';
import { PlainWalk, UNDECIDED } from '../../../src/engine/trie/plain-walk.js';
import { nextBeforeEnd, wordBeforeEnd } from '../../../src/engine/trie/text-words.js';
import { Walk } from '../../../src/engine/trie/walk.js';
import { questions } from '../arbitraries.js';
import { compileRows } from '../policies.js';

const limits = { maxPathBytes: 64, maxSegments: 4 };
const table = [
  '/',
  '/alone',
  '/alone/{x}',
  '/alone/{x}/inner',
  '/users',
  '/users/',
  '/users/{id}',
  '/users/{id}/posts',
  '/users/{id}/parts',
  '/users/{id}/files/{+path}',
  '/users/search',
  '/users/me',
  '/range/{a}..{b}',
  '/Mixed/Case',
  '/mixed/case',
  '/caf%C3%A9/{x}',
  '/caf%C3%A9/menu',
  '/dots/.in',
  '/dots/out.',
  '/dots/{x}',
  '/deep/{a}/{b}/{c}',
  '/deep/{a}/{b}/{c}/{d}',
  'POST /users',
  '* /any',
  'GET /any',
  'DELETE /any',
];
const methods = { GET: 1, HEAD: 2, POST: 3, PUT: 4, DELETE: 5 };
const api = (): ReturnType<typeof compileRows> => compileRows(table);

function find(target: string, method: keyof typeof methods = 'GET'): string {
  const compiled = api();
  const walk = new PlainWalk(limits);
  const found = walk.find(compiled.trie, methods[method], target);
  if (found === UNDECIDED) return 'undecided';
  const name = compiled.methods.names[compiled.endpoints.methods[found]!]!;
  return `${name} ${compiled.endpoints.templates[found]!} ${target.slice(0, walk.pathEnd)}`;
}

const decided: readonly (readonly [title: string, target: string, is: string, method?: keyof typeof methods])[] = [
  ['the root', '/', 'GET / /'],
  ['a literal', '/alone', 'GET /alone /alone'],
  ['a parameter after a literal', '/alone/7', 'GET /alone/{x} /alone/7'],
  ['a literal without siblings', '/alone/7/inner', 'GET /alone/{x}/inner /alone/7/inner'],
  ['a trailing slash of its own', '/users/', 'GET /users/ /users/'],
  ['a query', '/users?a=/b/../c%2f', 'GET /users /users'],
  ['an empty query', '/users?', 'GET /users /users'],
  ['a query of more than ASCII', '/users/me?né', 'GET /users/me /users/me'],
  ['a query that does not fit', `/users/me?${'x'.repeat(500)}`, 'GET /users/me /users/me'],
  ['a parameter that a literal begins', '/users/m', 'GET /users/{id} /users/m'],
  ['a parameter that begins with a literal', '/users/men', 'GET /users/{id} /users/men'],
  ['a parameter as long as a literal', '/users/abcdef', 'GET /users/{id} /users/abcdef'],
  [
    'a parameter as long as a literal, modulo 32',
    `/users/${'x'.repeat(34)}`,
    `GET /users/{id} /users/${'x'.repeat(34)}`,
  ],
  ['a parameter with a dot inside', '/users/a.b', 'GET /users/{id} /users/a.b'],
  ['a parameter of all that stands raw', "/users/-_~!$&'()*+,=:@", "GET /users/{id} /users/-_~!$&'()*+,=:@"],
  ['literals that begin alike', '/users/1/parts', 'GET /users/{id}/parts /users/1/parts'],
  ['the other of them', '/users/1/posts', 'GET /users/{id}/posts /users/1/posts'],
  ['the method', '/users', 'POST /users /users', 'POST'],
  ['the method before any method', '/any', 'DELETE /any /any', 'DELETE'],
  ['any method', '/any', '* /any /any', 'PUT'],
  ['as many segments as may be', '/deep/1/2/3', 'GET /deep/{a}/{b}/{c} /deep/1/2/3'],
  ['a path as long as may be', `/users/${'x'.repeat(57)}`, `GET /users/{id} /users/${'x'.repeat(57)}`],
];

const undecided: readonly (readonly [title: string, target: string, method?: keyof typeof methods])[] = [
  ['no path', ''],
  ['a path without a slash', 'users'],
  ['a star', '*'],
  ['no route', '/none'],
  ['no route below', '/alone/7/other'],
  ['no route at this depth', '/users/1/files'],
  ['a literal without the dot in front', '/dots/in'],
  ['a literal without the dot behind it', '/dots/out'],
  ['a literal with a dot in front', '/dots/.in'],
  ['a parameter with a dot in front', '/dots/.x'],
  ['a literal cut short', '/alon'],
  ['a literal that goes on', '/alones'],
  ['a literal and more than a path', '/alone#top'],
  ['another method', '/users/me', 'PUT'],
  ['an escape', '/users/%41'],
  ['an escape after a literal', '/users/me%41'],
  ['an escape after the shape of a literal', '/users/1/posts%2e'],
  ['a literal in another letter case', '/users/ME'],
  ['a lone literal in another letter case', '/ALONE'],
  ['one of two literals that differ in letter case', '/mixed/case'],
  ['the sibling of a literal with escapes', '/caf%C3%A9/menu'],
  ['a character beyond ASCII', '/users/né'],
  ['half a character', '/users/\ud800'],
  ['a segment that ends in a dot', '/users/me.'],
  ['a dot', '/users/.'],
  ['an empty segment', '/users//posts'],
  ['an empty segment for a parameter', '/alone/'],
  ['an empty segment after a trailing slash', '/users//'],
  ['several segments for one parameter', '/users/1/files/a/b'],
  ['text around parameters', '/range/a..b'],
  ['a control character', '/users/\u0000'],
  ['a path longer than may be', `/users/${'x'.repeat(58)}`],
  ['a path much longer than may be', `/users/${'x'.repeat(500)}?q`],
  ['more segments than may be', '/deep/1/2/3/4'],
  ['a character that is no slash before a literal', '/users/1;posts'],
  ['an escape before a literal', '/users/1%posts'],
];

describe('The short way', () => {
  for (const [title, target, is, method] of decided) {
    it(`decides ${title}`, () => {
      expect(find(target, method)).to.equal(is);
    });
  }
  for (const [title, target, method] of undecided) {
    it(`leaves ${title} to the whole search`, () => {
      expect(find(target, method)).to.equal('undecided');
    });
  }

  it('remembers nothing of the request before', () => {
    const { trie } = api();
    const walk = new PlainWalk(limits);
    expect(walk.find(trie, 1, '/alone/77/inner')).to.equal(3);
    expect(walk.find(trie, 1, '/alone')).to.equal(1);
    expect(walk.find(trie, 1, '/alone/7')).to.equal(2);
    expect(walk.find(trie, 1, '/alone/')).to.equal(UNDECIDED);
  });

  it('finds every one of many siblings, whatever they begin with', () => {
    const names = Array.from({ length: 400 }, (_unused, k) => [
      `/v/item${k}`,
      `/v/x${k}-tail`,
      `/v/tail-same${k}`,
    ]).flat();
    const { trie } = compileRows(['/v/{any}', ...names]);
    const walk = new PlainWalk(limits);
    names.forEach((name, index) => {
      expect(walk.find(trie, 1, name), name).to.equal(index + 1);
    });
    expect(walk.find(trie, 1, '/v/item400')).to.equal(0);
    expect(walk.find(trie, 1, '/v/item39-')).to.equal(0);
  });

  it('hashes nothing to find what stands alone or is told apart by a few characters', () => {
    const names = Array.from({ length: 40 }, (_unused, k) => [`/v/item${k}`, `/w/${k}/x`, `/w/${k}`]).flat();
    const lone = ['/alone', '/alone/{x}/inner', '/v', '/w', '/a/', '/a/b', '/a/bc', '/a/bcd', '/a/bcde', '/a/bcdef'];
    const { trie } = compileRows([...names, ...lone]);
    // Nothing is found by its hash here.
    const blind = { ...trie, slots: new Int32Array(2) };
    const walk = new PlainWalk(limits);
    for (const [index, name] of [...names, ...lone].entries()) {
      expect(walk.find(blind, 1, name.replace('{x}', '7')), name).to.equal(index);
    }
    expect(walk.find(blind, 1, '/v/item40')).to.equal(UNDECIDED);
  });

  it('says what the whole search says, where it says anything', () => {
    let count = 0;
    fc.assert(
      fc.property(questions(25), ({ known, requests }) => {
        const path = new PathReader();
        const walk = new PlainWalk(path.limits);
        const compiled = compileRows([...new Set(known.map(({ method, template }) => `${method} ${template}`))]);
        for (const { method, target } of requests) {
          const number = compiled.methods.find(method);
          const found = number < 1 || method === 'HEAD' ? UNDECIDED : walk.find(compiled.trie, number, target);
          if (found === UNDECIDED) continue;
          count++;
          expect(path.read(target), target).to.equal(0);
          expect(new Walk(path, compiled.trie).find(compiled.trie, number), target).to.equal(found);
          expect(path.canonicalPath()).to.equal(target.slice(0, walk.pathEnd));
        }
      }),
      { numRuns: 40, seed: 3 },
    );
    expect(count).to.be.greaterThan(20);
  });
});

describe('A word before its end', () => {
  const wordOf = (text: string): number => new DataView(new TextEncoder().encode(text).buffer).getInt32(0, true);
  for (const [text, is] of [
    ['abcd', 'abcd'],
    ['abc/', 'abc\0'],
    ['ab?d', 'ab\0\0'],
    ['a/?/', 'a\0\0\0'],
    ['/abc', '\0\0\0\0'],
    ['????', '\0\0\0\0'],
    ['.0.0', '.0.0'],
    ['@>@>', '@>@>'],
    ['\0a/b', '\0a\0\0'],
  ] as const) {
    it(`of ${JSON.stringify(text)} is ${JSON.stringify(is)}`, () => {
      expect(wordBeforeEnd(wordOf(text))).to.equal(wordOf(is));
    });
  }

  for (const [before, text, is] of [
    ['abcd', 'efgh', 'efgh'],
    ['abcd', 'ef/h', 'ef\0\0'],
    ['.0>@', 'efgh', 'efgh'],
    ['abc/', 'efgh', '\0\0\0\0'],
    ['?bcd', 'efgh', '\0\0\0\0'],
    ['a/b?', 'e/gh', '\0\0\0\0'],
  ] as const) {
    it(`of ${JSON.stringify(text)} after ${JSON.stringify(before)} is ${JSON.stringify(is)}`, () => {
      expect(nextBeforeEnd(wordOf(text), wordOf(before))).to.equal(wordOf(is));
    });
  }
});
