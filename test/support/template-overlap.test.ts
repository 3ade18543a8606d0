import { expect } from 'chai';
import { templatesOverlap } from './template-overlap.js';

const cases: readonly (readonly [title: string, one: string, other: string, overlap: boolean])[] = [
  ['equal text', '/a/b', '/a/b', true],
  ['other text', '/a/b', '/a/c', false],
  ['a parameter takes a literal', '/a/{x}', '/a/b', true],
  ['a parameter takes no slash', '/a/{x}', '/a/b/c', false],
  ['a parameter is never empty', '/a/{x}', '/a/', false],
  ['a trailing slash is significant', '/a/{x}/', '/a/{y}', false],
  ['a custom verb is a parameter too', '/a/{x}:cancel', '/a/{y}', true],
  ['two custom verbs', '/a/{x}:cancel', '/a/{y}:start', false],
  ['text before the parameter', '/a/v{x}', '/a/{y}-{z}', true],
  ['text that no parameter can bring together', '/a/v{x}.csv', '/a/{y}.pdf', false],
  ['the rest of a path takes slashes', '/a/{+x}', '/a/{y}/b/{z}', true],
  ['the rest of a path with a verb', '/a/{+x}:copy', '/a/b/{y}', true],
  ['the rest of a path is never empty', '/a/{+x}', '/a/', false],
];

describe('Overlap of templates', () => {
  for (const [title, one, other, overlap] of cases) {
    it(title, () => {
      expect([templatesOverlap(one, other), templatesOverlap(other, one)]).to.deep.equal([overlap, overlap]);
    });
  }
});
