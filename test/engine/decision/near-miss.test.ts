import { expect } from 'chai';
import { makeRouter } from '../../../src/engine/decision/route.js';
import { compileRows } from '../policies.js';

const table = [
  '/users',
  'POST /users',
  '/users/',
  '/users/{id}',
  'DELETE /users/{id}',
  '/users/{id}/posts',
  '/users/me',
  '* /files/{+path}',
  '/files/{name}:copy',
  '/files/{+path}/end',
  '/a/b/c',
  '/a/{x}/c',
  '/a/b/{y}',
  '/accounts/{id}/close',
  'HEAD /heads',
  '/heads',
];

const cases: readonly (readonly [title: string, method: string, target: string, is: readonly string[]])[] = [
  [
    'methods, a slash more, and a segment more, of the endpoint that is reached',
    'GET',
    '/users',
    [
      'POST /users: the method is POST',
      'GET /users/: it has a trailing slash',
      'GET /users/{id}: it has one segment more',
      'GET /users/me: it has one segment more',
      'GET /heads: segment 1 is not "heads"',
    ],
  ],
  ['the methods of a path', 'PUT', '/users', ['GET /users: the method is GET', 'POST /users: the method is POST']],
  [
    'what answers HEAD',
    'HEAD',
    '/users',
    [
      'POST /users: the method is POST',
      'GET /users/: it has a trailing slash',
      'GET /users/{id}: it has one segment more',
      'GET /users/me: it has one segment more',
      'HEAD /heads: segment 1 is not "heads"',
      'GET /heads: segment 1 is not "heads"',
    ],
  ],
  ['no method where HEAD stands for GET', 'HEAD', '/users/', ['GET /users: it has no trailing slash']],
  ['a slash less', 'GET', '/users/', ['GET /users: it has no trailing slash']],
  [
    'another letter case',
    'GET',
    '/Users',
    [
      'GET /users: segment 1 differs from "users" only in letter case, dots or spaces at its ends, or Unicode form',
      'GET /heads: segment 1 is not "heads"',
    ],
  ],
  ['another literal', 'GET', '/user', ['GET /users: segment 1 is not "users"', 'GET /heads: segment 1 is not "heads"']],
  [
    'a method before a slash',
    'POST',
    '/users/',
    ['GET /users/: the method is GET', 'POST /users: it has no trailing slash'],
  ],
  [
    'only what would take the method, at another length',
    'DELETE',
    '/users',
    ['GET /users: the method is GET', 'POST /users: the method is POST', 'DELETE /users/{id}: it has one segment more'],
  ],
  ['only a method, where nothing is nearer', 'DELETE', '/users/', ['GET /users/: the method is GET']],
  [
    'templates after the one that is reached',
    'GET',
    '/users/me',
    [
      'DELETE /users/{id}: the method is DELETE',
      'GET /users: it ends before segment 2 of the path',
      'GET /users/{id}/posts: it has one segment more',
      'GET /users/: segment 2 is not ""',
      '* /files/{+path}: segment 1 is not "files"',
      'GET /users/{id}: a template with precedence over this one matches',
    ],
  ],
  [
    'a literal in another letter case beside a parameter',
    'GET',
    '/users/ME',
    [
      'DELETE /users/{id}: the method is DELETE',
      'GET /users/me: segment 2 differs from "me" only in letter case, dots or spaces at its ends, or Unicode form',
      'GET /users: it ends before segment 2 of the path',
      'GET /users/{id}/posts: it has one segment more',
      'GET /users/: segment 2 is not ""',
      '* /files/{+path}: segment 1 is not "files"',
    ],
  ],
  [
    'a dot too many',
    'GET',
    '/users/me.',
    [
      'DELETE /users/{id}: the method is DELETE',
      'GET /users/me: segment 2 differs from "me" only in letter case, dots or spaces at its ends, or Unicode form',
      'GET /users: it ends before segment 2 of the path',
      'GET /users/{id}/posts: it has one segment more',
      'GET /users/: segment 2 is not ""',
      '* /files/{+path}: segment 1 is not "files"',
    ],
  ],
  [
    'another last literal',
    'GET',
    '/users/1/post',
    ['GET /users/{id}: it ends before segment 3 of the path', 'GET /users/{id}/posts: segment 3 is not "posts"'],
  ],
  ['a slash at the end of a long path', 'GET', '/users/1/posts/', ['GET /users/{id}/posts: it has no trailing slash']],
  ['a segment too many', 'GET', '/users/1/posts/2', ['GET /users/{id}/posts: it ends before segment 4 of the path']],
  [
    'text around a parameter before many segments',
    'GET',
    '/files/x:copy',
    [
      'GET /files/{+path}/end: it has one segment more',
      'GET /users/{id}: segment 1 is not "users"',
      '* /files/{+path}: a template with precedence over this one matches',
    ],
  ],
  [
    'text around a parameter that does not fit',
    'GET',
    '/files/x:move',
    [
      'GET /files/{+path}/end: it has one segment more',
      'GET /users/{id}: segment 1 is not "users"',
      'GET /files/{name}:copy: segment 2 is not "{name}:copy"',
    ],
  ],
  [
    'text around a parameter in another letter case',
    'GET',
    '/files/x:Copy',
    [
      'GET /files/{name}:copy: segment 2 differs from "{name}:copy" only in letter case, dots or spaces at its ends, or Unicode form',
      'GET /files/{+path}/end: it has one segment more',
      'GET /users/{id}: segment 1 is not "users"',
    ],
  ],
  [
    'many segments after a more exact end',
    'GET',
    '/files/a/b/end',
    ['* /files/{+path}: a template with precedence over this one matches'],
  ],
  [
    'many segments with an end, of another method',
    'PUT',
    '/files/a/end',
    ['GET /files/{+path}/end: the method is GET'],
  ],
  ['many segments and a slash', 'GET', '/files/a/', ['* /files/{+path}: it has no trailing slash']],
  [
    'a segment too few for many segments',
    'GET',
    '/files',
    [
      '* /files/{+path}: it has one segment more',
      'GET /files/{name}:copy: it has one segment more',
      'GET /users: segment 1 is not "users"',
      'GET /heads: segment 1 is not "heads"',
    ],
  ],
  ['nothing that takes an empty segment for a parameter', 'GET', '/files/', ['GET /users/: segment 1 is not "users"']],
  [
    'later templates in their order',
    'GET',
    '/a/b/c',
    [
      'GET /a/{x}/c: a template with precedence over this one matches',
      'GET /a/b/{y}: a template with precedence over this one matches',
    ],
  ],
  [
    'one difference in each of two templates',
    'GET',
    '/a/z/z',
    ['GET /a/{x}/c: segment 3 is not "c"', 'GET /a/b/{y}: segment 2 is not "b"'],
  ],
  ['no two differences', 'GET', '/a/z/z/z', []],
  [
    'the first segment, of long paths only when it could be taken for it',
    'GET',
    '/A/b/c',
    [
      'GET /a/b/c: segment 1 differs from "a" only in letter case, dots or spaces at its ends, or Unicode form',
      'GET /a/{x}/c: segment 1 differs from "a" only in letter case, dots or spaces at its ends, or Unicode form',
      'GET /a/b/{y}: segment 1 differs from "a" only in letter case, dots or spaces at its ends, or Unicode form',
    ],
  ],
  ['nothing for a long path that begins otherwise', 'GET', '/x/b/c', []],
  [
    'an end that is missing',
    'GET',
    '/accounts/1',
    [
      'GET /accounts/{id}/close: it has one segment more',
      'GET /users/{id}: segment 1 is not "users"',
      '* /files/{+path}: segment 1 is not "files"',
    ],
  ],
  ['nothing for the root', 'GET', '/', []],
  ['nothing for a path that is refused', 'GET', '/users/..', []],
  ['nothing for a method that is refused', 'get', '/users', []],
];

function nearMisses(routes: readonly string[], method: string, target: string): string[] {
  const router = makeRouter();
  const api = compileRows(routes);
  const found = router.nearMisses(api, method, target, -1);
  // What is known already is not looked for again, and makes no difference.
  const { endpointIndex } = router.route(api, method, target);
  expect(router.nearMisses(api, method, target, endpointIndex)).to.deep.equal(found);
  return found.map((miss) => `${miss.method} ${miss.template}: ${miss.difference}`);
}

describe('Near misses', () => {
  for (const [title, method, target, is] of cases) {
    it(`name ${title}`, () => {
      expect(nearMisses(table, method, target)).to.deep.equal(is);
    });
  }

  it('are ten at most, the nearest', () => {
    const many = Array.from({ length: 30 }, (_unused, k) => `/v/item${k}`);
    const found = nearMisses([...many, '/v', 'POST /v/item'], 'GET', '/v/item');
    expect(found).to.have.length(10);
    expect(found.slice(0, 3)).to.deep.equal([
      'POST /v/item: the method is POST',
      'GET /v: it ends before segment 2 of the path',
      'GET /v/item0: segment 2 is not "item0"',
    ]);
  });

  it('are all siblings that the segment could be taken for', () => {
    expect(nearMisses(['/v/Case', '/v/case', '/v/other', 'POST /v/CASE'], 'GET', '/v/CASE')).to.deep.equal([
      'POST /v/CASE: the method is POST',
      'GET /v/Case: segment 2 differs from "Case" only in letter case, dots or spaces at its ends, or Unicode form',
      'GET /v/case: segment 2 differs from "case" only in letter case, dots or spaces at its ends, or Unicode form',
      'GET /v/other: segment 2 is not "other"',
    ]);
  });

  it('are the first of many siblings, and one further on only where it could be taken for the segment', () => {
    const many = Array.from({ length: 30 }, (_unused, k) => `/v/item${k}/{x}`);
    const expected = many.slice(0, 10).map((path, k) => `GET ${path}: segment 2 is not "item${k}"`);
    expect(nearMisses(many, 'GET', '/v/other/1')).to.deep.equal(expected);
    expect(
      nearMisses(
        [...many, ...many.map((path) => path.replace('item', 'thing')), '/v/other/{x}'],
        'GET',
        '/v/OTHER/1',
      )[0],
    ).to.equal(
      'GET /v/other/{x}: segment 2 differs from "other" only in letter case, dots or spaces at its ends, or Unicode form',
    );
  });

  it('are looked for in a part of a large table only, the likely places first', () => {
    const many = Array.from({ length: 1000 }, (_unused, k) => `/v/item${k}/deep`);
    const found = nearMisses([...many, '/v/{x}', '/v/{x}/end', 'POST /v/item999/deep'], 'GET', '/v/item999');
    expect(found).to.include('GET /v/item999/deep: it has one segment more');
    expect(found).to.include('GET /v/{x}/end: it has one segment more');
    expect(found.every((miss) => !miss.startsWith('GET /v/item500'))).to.equal(true);
  });
});
