import { expect } from 'chai';
import fc from 'fast-check';
import { compileApi, makeRouter, makeScopeTable } from '../../../../src/engine/index.js';
import { translatePath } from '../../../../src/service/rehearsal/import/path-template.js';
import { apiSource, endpoint } from '../../../engine/policies.js';

const EXACT: readonly (readonly [path: string, template: string])[] = [
  ['/a', '/a'],
  ['/a/', '/a/'],
  ['/a/{id}', '/a/{id}'],
  ['/a/{b}.{c}', '/a/{b}.{c}'],
  ['/a/{pet id}', '/a/{pet_id}'],
  ['/a/{user-id}:run', '/a/{user-id}:run'],
  ['/a/{proxy+}', '/a/{+proxy}'],
  ['/a/{+path}', '/a/{+path}'],
  ['/a/{id:[^/]+}', '/a/{id}'],
  ['/a/{id : [^/]*}', '/a/{id}'],
  ['/v1/{name=projects/*/topics/*}:pull', '/v1/projects/{name2}/topics/{name4}:pull'],
  ['/v1/{name=shelves/**}', '/v1/shelves/{+name2}'],
  ['/v1/{name=*}', '/v1/{name}'],
  ["/range(address='{a}')", "/range(address='{a}')"],
  ['/$metadata', '/$metadata'],
  ['/things:search', '/things:search'],
];

const WIDER: readonly (readonly [path: string, template: string])[] = [
  ['/b/{id:[0-9]+}', '/b/{id}'],
  ['/b/{id:[0-9]*}', '/b/{id}'],
  ['/b/{id:[0-9]{4}}', '/b/{id}'],
  ['/b/{id:\\d+}', '/b/{id}'],
  ['/b/{lang:en|de}', '/b/{lang}'],
  ['/b/{lang:(?:en|de)}/x', '/b/{lang}/x'],
  ['/b/{id:int}', '/b/{id}'],
  ['/b/{id:int:min(1)}', '/b/{id}'],
  ['/b/{id: [^/.]+ }', '/b/{id}'],
  ['/b/{id:[\\w-]+}.{ext:[a-z]+}', '/b/{id}.{ext}'],
];

const UNUSABLE: readonly string[] = [
  ...['/b/{path:.*}', '/b/{path:.+}', '/b/{path:path}', '/b/{path:[^x]+}', '/b/{path:[a-z/]+}', '/b/{path:[!-~]+}'],
  ...['/b/{path:\\S+}', '/b/{path:\\D}', '/b/{path:\\x2f}', '/b/{path:[\\W]}', '/b/{path:(?s)x}', '/b/{path:a/b}'],
  ...['/b/{path:[a&&[^b]]}', '/b/{path:**}', '/b/{path:}', '/b/{path:\\Qx\\E}', '/b/{path:[[:punct:]]}'],
  ...['/b/{*path}', '/b/{**path}', '/b/{path*}', '/b/{path...}', '/b/{id?}', '/b/{id=5}/{x=}', '/b/{+x+}', '/b/{}'],
  ...['/b{?q}', '/b{&q}', '/b{/x}', '/b/{.format}', '/b{;id}', '/b/{x,y}', '/b{#x}', '/b/{!x}', '/b/{x|y}'],
  ...['/v1/{name=**/x}', '/v1/{name=a/*b}', '/v1/{name=a//b}'],
  ...['/b/:id', '/b/x-:id', '/b(.:format)', '/b/<id>', '/b/<int:id>', '/b/[id]', '/b/*', '/b/*.js', '/**', '/b/${id}'],
  ...['/b/{{id}}', '/b/{id', '/b/id}', '/b(/c)', '/b/(en|de)', '/b?x={y}', '/b#c', '/b//c', '//b', '/b/../c', '/b;v=1'],
  ...['b', '', '/b c', '/b/{x}{y}', '/b/{+x}-{+y}', '/b/%2F', '/b\\c', '/b/{x\ny}'],
];

describe('Paths of documents as templates', () => {
  for (const [path, template] of EXACT) {
    it(`${path} is ${template}`, () => {
      expect(translatePath('', path)).to.deep.equal({ template, fit: { kind: 'exact' } });
    });
  }

  for (const [path, template] of WIDER) {
    it(`${path} is wider as ${template}`, () => {
      const translated = translatePath('', path);
      expect(translated.template).to.equal(template);
      expect(translated.fit.kind).to.equal('wider');
    });
  }

  for (const path of UNUSABLE) {
    it(`${JSON.stringify(path)} is no template, and is shown as written`, () => {
      const { template, fit } = translatePath('', path);
      expect({ template, kind: fit.kind }).to.deep.equal({ template: path, kind: 'unusable' });
      expect(fit.kind === 'unusable' && fit.why)
        .to.be.a('string')
        .and.not.equal('');
    });
  }

  const prefixes: [prefix: string, path: string, template: string | null][] = [
    ['/v1', '/a', '/v1/a'],
    ['/v1/', '/a', '/v1/a'],
    ['/', '/a', '/a'],
    ['/v1//', '/a', null],
    ['v1', '/a', null],
    ['/{tenant}', '/a', null],
    ['/:tenant', '/a', null],
    ['/v1', 'a', null],
  ];
  for (const [prefix, path, template] of prefixes) {
    it(`"${path}" of a server with "${prefix}" is ${template ?? 'no template'}`, () => {
      const translated = translatePath(prefix, path);
      expect(translated.fit.kind === 'exact' ? translated.template : null).to.equal(template);
    });
  }
});

/** A piece of a path in the syntax of documents, and the texts that it means, said again as a regular expression. */
interface Piece {
  readonly written: string;
  /** What the document accepts. */
  readonly means: string;
  /** The same without patterns inside one segment. */
  readonly loosely: string;
}

const piece = (written: string, means: string, loosely = means): Piece => ({ written, means, loosely });

const text = fc.stringMatching(/^[ab.:+*-]{1,3}$/).map((value) => piece(value, escaped(value)));
const name = fc.constantFrom('x', 'y', 'id');
const pattern = fc.oneof(
  fc.constantFrom('[ab]+', 'a|b', '[ab]*', '\\d+', '[^/]+', '.*', 'a/b', '[^a]+', '[*-b]', 'a{2}', '(a|b)+', '[+]+'),
  fc.stringMatching(/^[ab/.[\]^+*|(){}?-]{1,5}$/),
);
const parameter = fc.oneof(
  name.map((label) => piece(`{${label}}`, '[^/]+')),
  name.map((label) => piece(`{+${label}}`, '.+')),
  name.map((label) => piece(`{${label}+}`, '.+')),
  fc.tuple(name, pattern).map(([label, regex]) => piece(`{${label}:${regex}}`, `(?:${regex})`, '[^/]+')),
  fc.tuple(name, pattern).map(([label, regex]) => piece(`{${label}:${regex}+}`, `(?:${regex}+)`, '[^/]+')),
  name.map((label) => piece(`{${label}=a/*}`, 'a/[^/]+')),
  name.map((label) => piece(`{${label}=a/**}`, 'a(?:/.+)?')),
  name.map((label) => piece(`{${label}?}`, '[^/]*')),
  name.map((label) => piece(`{*${label}}`, '.*')),
  name.map((label) => piece(`:${label}`, '[^/]+')),
  name.map((label) => piece(`<${label}>`, '[^/]+')),
);
const sourcePath = fc
  .array(fc.array(fc.oneof(text, parameter), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 })
  .map((segments) => ({
    written: segments.map((pieces) => `/${pieces.map(({ written }) => written).join('')}`).join(''),
    means: segments.map((pieces) => `/${pieces.map(({ means }) => means).join('')}`).join(''),
    loosely: segments.map((pieces) => `/${pieces.map(({ loosely }) => loosely).join('')}`).join(''),
  }));

function escaped(value: string): string {
  return value.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

const requestPath = fc
  .array(fc.stringMatching(/^[ab.:+*-]{1,3}$/), { minLength: 1, maxLength: 5 })
  .map((segments) => `/${segments.join('/')}`);

describe('Every path that a written template accepts, the document accepts', () => {
  const router = makeRouter();

  /** The engine itself answers which paths a template takes. */
  function taker(template: string): (path: string) => boolean {
    const api = compileApi(apiSource([endpoint({ template })]), makeScopeTable());
    return (path) => router.find(api, 'GET', path) >= 0;
  }

  /** Null for what is no regular expression either. */
  function naive(means: string): RegExp | null {
    try {
      return new RegExp(`^(?:${means})$`);
    } catch {
      return null;
    }
  }

  it('under random paths of all syntaxes', () => {
    let taken = 0;
    fc.assert(
      fc.property(sourcePath, fc.array(requestPath, { minLength: 20, maxLength: 20 }), (source, requests) => {
        const { template, fit } = translatePath('', source.written);
        fc.pre(fit.kind !== 'unusable');
        const document = naive(fit.kind === 'exact' ? source.means : source.loosely);
        // Requests that follow the template reach deeper than random ones.
        const near = ['a', 'b', 'ab', 'a/b', 'a/b/a'].map((value) => template.replace(/\{[^{}]*\}/g, value));
        const takes = taker(template);
        for (const path of [...requests, ...near]) {
          if (!takes(path)) continue;
          taken += 1;
          expect(document?.test(path), `${path} by ${template} of ${source.written}`).to.equal(true);
        }
      }),
      { numRuns: 3_000 },
    );
    expect(taken).to.be.greaterThan(1_000);
  }).timeout(60_000);
});
