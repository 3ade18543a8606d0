import { expect } from 'chai';
import fc from 'fast-check';
import { compileApi, makeRouter, makeScopeTable } from '../../../../src/engine/index.js';
import { expandedPath } from '../../../../src/service/rehearsal/import/discovery-path.js';
import { translatePath } from '../../../../src/service/rehearsal/import/path-template.js';
import type { TranslatedPath } from '../../../../src/service/rehearsal/import/path-template.js';
import { apiSource, endpoint } from '../../../engine/policies.js';

interface Case {
  readonly title: string;
  readonly path: string;
  readonly flatPath?: string;
  readonly patterns?: Readonly<Record<string, string>>;
  /** `exact /a/{x}`, `wider /a/{x}`, or `unusable`. */
  readonly is: string;
}

const CASES: readonly Case[] = [
  { title: 'a plain parameter', path: 'a/{x}', is: 'exact /a/{x}' },
  { title: 'several segments without a pattern', path: 'a/{+x}', is: 'exact /a/{+x}' },
  { title: 'a pattern of a plain parameter', path: 'a/{x}', patterns: { x: '^[0-9]+$' }, is: 'wider /a/{x}' },
  { title: 'a pattern of any text', path: 'a/{x}', patterns: { x: '[^/]+' }, is: 'exact /a/{x}' },
  { title: 'a pattern that may hold a slash', path: 'a/{x}', patterns: { x: '.*' }, is: 'unusable' },
  {
    title: 'a written out pattern',
    path: '{+x}:run',
    patterns: { x: '^a/[^/]+/b/[^/]+$' },
    is: 'exact /a/{x}/b/{x2}:run',
  },
  { title: 'a pattern with a class in it', path: '{+x}', patterns: { x: '^a/[a-z]+$' }, is: 'wider /a/{x}' },
  { title: 'a pattern of several segments', path: '{+x}', patterns: { x: '^a/.*$' }, is: 'exact /a/{+x}' },
  { title: 'a pattern that nobody can write out', path: '{+x}', patterns: { x: '^(a|b/c)$' }, is: 'unusable' },
  { title: 'a choice between paths', path: '{+x}', patterns: { x: '^a/b|c$' }, is: 'unusable' },
  { title: 'a slash that may be left out', path: '{+x}', patterns: { x: '^a/?b$' }, is: 'unusable' },
  { title: 'a group over a slash', path: '{+x}', patterns: { x: '^(?:a/)?b$' }, is: 'unusable' },
  { title: 'a class with a slash', path: '{+x}', patterns: { x: '^a[/b]c$' }, is: 'unusable' },
  { title: 'a choice within a segment', path: '{+x}', patterns: { x: '^(a|b)/c$' }, is: 'wider /{x}/c' },
  { title: 'the same as flatPath', path: 'a/{x}', flatPath: 'a/{id}', is: 'exact /a/{id}' },
  { title: 'a narrower flatPath', path: 'v1/{+x}', flatPath: 'v1/a/{id}', is: 'exact /v1/a/{id}' },
  {
    title: 'a flatPath that agrees with the pattern',
    ...{ path: 'v1/{+x}', flatPath: 'v1/a/{id}/b/{other}', patterns: { x: '^a/[^/]+/b/[^/]+$' } },
    is: 'exact /v1/a/{id}/b/{other}',
  },
  {
    title: 'a flatPath that leaves a pattern out',
    ...{ path: 'a/{x}', flatPath: 'a/{id}', patterns: { x: '[0-9]+' } },
    is: 'wider /a/{id}',
  },
  {
    title: 'a flatPath that leaves a class of a long pattern out',
    ...{ path: '{+x}', flatPath: 'a/{id}', patterns: { x: '^a/[a-z]+$' } },
    is: 'wider /a/{id}',
  },
  { title: 'a flatPath with another text', path: 'a/{x}', flatPath: 'b/{x}', is: 'unusable' },
  { title: 'a flatPath with a parameter for a text', path: 'a/{x}', flatPath: '{y}/{x}', is: 'unusable' },
  { title: 'a flatPath of more segments', path: 'a/{x}', flatPath: 'a/{x}/{y}', is: 'unusable' },
  { title: 'a flatPath of fewer segments', path: 'a/{x}/b', flatPath: 'a/{x}', is: 'unusable' },
  { title: 'a flatPath of any depth', path: 'a/{x}', flatPath: 'a/{+x}', is: 'unusable' },
  {
    title: 'a flatPath that names other segments than the pattern',
    ...{ path: 'v1/{+x}', flatPath: 'v1/{a}/{b}', patterns: { x: '^a/[^/]+$' } },
    is: 'unusable',
  },
  {
    title: 'a flatPath with a text where a pattern is',
    ...{ path: 'a/{x}', flatPath: 'a/b', patterns: { x: '[0-9]+' } },
    is: 'unusable',
  },
  { title: 'a flatPath with an expression', path: 'a/{x}', flatPath: 'a/{x=**}', is: 'unusable' },
];

function translated(
  path: string,
  flatPath: string | undefined,
  patterns: Readonly<Record<string, string>>,
): TranslatedPath {
  const parameters = Object.fromEntries(Object.entries(patterns).map(([name, pattern]) => [name, { pattern }]));
  const expanded = expandedPath({ path, flatPath, parameters });
  if ('why' in expanded) return { template: path, fit: { kind: 'unusable', why: expanded.why } };
  return translatePath('', `/${expanded.path}`);
}

describe('The path of a discovery document', () => {
  for (const { title, path, flatPath, patterns = {}, is } of CASES) {
    it(`${is}: ${title}`, () => {
      const { template, fit } = translated(path, flatPath, patterns);
      expect(fit.kind === 'unusable' ? 'unusable' : `${fit.kind} ${template}`).to.equal(is);
    });
  }

  const segment = fc.constantFrom('a', 'b', '{x}', '{+x}', 'a{x}', '{x}:b', 'b{x}a');
  const flatSegment = fc.constantFrom('a', 'b', '{p}', '{q}', '{+p}', 'a{p}', '{p}:b', 'ab', 'b{p}a');
  const pattern = fc.constantFrom(
    ...[
      '[^/]+',
      '^[^/]+$',
      '.*',
      '^a/[^/]+$',
      '^a/[^/]+/b$',
      '[ab]+',
      '^a/[ab]+$',
      '^[^/]+/b$',
      '^a/.*$',
      'a|b',
      '^(a|b)/a$',
      'a',
      '^a/b|b/a$',
      '^a/?b$',
      '^(a/)?b$',
    ],
  );
  const request = fc.array(fc.constantFrom('a', 'b', 'ab', 'ba', 'c', 'ac', 'c:b', 'bca'), {
    minLength: 1,
    maxLength: 5,
  });

  /** What the document takes, said again as a regular expression; `loosely` without the patterns inside of segments. */
  function meaning(path: string, patterns: Readonly<Record<string, string>>, kind: 'strictly' | 'loosely'): RegExp {
    const parts = path.split(/(\{[^{}]*\})/).map((part) => {
      const [, mark = '', name] = /^\{(\+?)(\w+)\}$/.exec(part) ?? [];
      if (name === undefined) return part;
      const plain = mark === '+' ? '.+' : '[^/]+';
      const bare = patterns[name]?.replace(/^\^|\$$/g, '') ?? plain;
      const loose = bare
        .replaceAll('[ab]+', '[^/]+')
        .replace('(a|b)', '[^/]+')
        .replace(/^a\|b$/, '[^/]+')
        .replace(/^a$/, mark === '+' ? 'a' : '[^/]+');
      return `(?:${kind === 'strictly' ? bare : loose})`;
    });
    return new RegExp(`^/${parts.join('')}$`);
  }

  it('takes no path that the document does not take, whatever flatPath and patterns say', () => {
    const router = makeRouter();
    let taken = 0;
    const paths = fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => segments.join('/'));
    const flats = fc.option(
      fc.array(flatSegment, { minLength: 1, maxLength: 4 }).map((all) => all.join('/')),
      { nil: undefined },
    );
    const given = fc.option(pattern, { nil: undefined });
    fc.assert(
      fc.property(
        paths,
        flats,
        given,
        fc.array(request, { minLength: 20, maxLength: 20 }),
        (path, flat, found, requests) => {
          const patterns: Record<string, string> = found === undefined ? {} : { x: found };
          const { template, fit } = translated(path, flat, patterns);
          fc.pre(fit.kind !== 'unusable');
          const document = meaning(path, patterns, fit.kind === 'exact' ? 'strictly' : 'loosely');
          const api = compileApi(apiSource([endpoint({ template })]), makeScopeTable());
          const near = ['a', 'b', 'ab', 'c', 'a/b', 'c/c'].map((value) => template.replace(/\{[^{}]*\}/g, value));
          for (const asked of [...requests.map((all) => `/${all.join('/')}`), ...near]) {
            if (router.find(api, 'GET', asked) < 0) continue;
            taken += 1;
            expect(
              document.test(asked),
              `${asked} by ${template} of ${path}, ${String(flat)}, ${String(found)}`,
            ).to.equal(true);
          }
        },
      ),
      { numRuns: 2_000 },
    );
    expect(taken).to.be.greaterThan(1_000);
  });
});
