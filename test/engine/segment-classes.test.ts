import { expect } from 'chai';
import { segmentClasses } from '../../src/engine/segment-classes.js';
import { parseTemplate } from '../../src/engine/template.js';

/** Each class as its segment, and the patterns that match it. */
function classes(patterns: readonly string[], literals: readonly string[] = []): string[] {
  const pieces = patterns.map((pattern) => parseTemplate(`/${pattern}`).segments[0]!.pieces);
  return segmentClasses(pieces, literals).map(
    ({ text, matched }) => `${text} ${matched.map((at) => patterns[at]!).join(' ')}`,
  );
}

/** What is tried where parameters are free, but for the last. */
const USUAL = Array.from('x1q7zkwjv0y9~_-abcdefghilmnoprstu234568');

describe('Classes of segments', () => {
  const cases: readonly (readonly [title: string, patterns: string[], literals: string[], found: string[]])[] = [
    ['one for what no pattern takes', [], [], ['x ']],
    ['beside a literal, one that is not it', [], ['', 'x'], ['1 ']],
    ['a parameter takes everything', ['{x}'], ['a'], ['x {x}']],
    ['a text at the beginning', ['a{x}'], [], ['x ', 'ax a{x}']],
    ['texts at both ends, which do not overlap', ['aa{x}a'], [], ['x ', 'aaxa aa{x}a']],
    ['a text in the middle, with a character on either side', ['{x}-{y}'], [], ['x ', 'x-x {x}-{y}']],
    ['patterns that can match together', ['a{x}', '{x}b'], [], ['x ', 'xb {x}b', 'ax a{x}', 'axb a{x} {x}b']],
    ['patterns that cannot', ['a{x}', 'b{x}'], [], ['x ', 'ax a{x}', 'bx b{x}']],
    [
      'a segment that leaves a parameter of the third nothing',
      ['a{x}', '{x}b', 'a{x}b'],
      [],
      ['x ', 'xb {x}b', 'ax a{x}', 'ab a{x} {x}b', 'axb a{x} {x}b a{x}b'],
    ],
    [
      'but not where it is a literal',
      ['a{x}', '{x}b', 'a{x}b'],
      ['ab'],
      ['x ', 'xb {x}b', 'ax a{x}', 'axb a{x} {x}b a{x}b'],
    ],
    ['whatever other literals there are', ['a{x}'], ['ab', 'b', 'a', ''], ['x ', 'ax a{x}']],
    ['an escape is one character: its end is no text', ['{x}%20', '{x}0'], [], ['x ', 'x%20 {x}%20', 'x0 {x}0']],
    ['two escapes are two', ['{x}%20%20', '{x}%20'], [], ['x ', 'x%20 {x}%20', 'x%20%20 {x}%20%20 {x}%20']],
    [
      'the bytes of one character are together',
      ['{x}%C3%A9', '{x}%F0%9F%98%80'],
      [],
      ['x ', 'x%C3%A9 {x}%C3%A9', 'x%F0%9F%98%80 {x}%F0%9F%98%80'],
    ],
    ['a character that no pattern holds, in any letter case', ['{x}X'], [], ['1 ', '1X {x}X']],
    ['nor any literal, however it is written', ['{x}:a'], ['%EF%BC%B8'], ['1 ', '1:a {x}:a']],
    ['nobody writes what is left when all usual ones are taken', ['{x}:a'], USUAL, ['%E4%B8%80 ', '%E4%B8%80:a {x}:a']],
    [
      'and it is one that is not taken',
      ['{x}:a'],
      [...USUAL, '%E4%B8%80%E4%B8%81'],
      ['%E4%B8%82 ', '%E4%B8%82:a {x}:a'],
    ],
  ];
  for (const [title, patterns, literals, found] of cases) {
    it(title, () => {
      expect(classes(patterns, literals)).to.deep.equal(found);
    });
  }

  it('prefer a segment that is no misspelling of a literal to a shorter one', () => {
    expect(classes(['b{x}', '{x}A'], ['ba'])).to.deep.equal(['x ', 'xA {x}A', 'bx b{x}', 'bxA b{x} {x}A']);
  });

  it('are not looked for where patterns have more states than can be gone through', () => {
    expect(() => segmentClasses([['a'.repeat(50_000), '']], []))
      .to.throw('too many ways')
      .with.property('code', 'resource_exhausted');
  });
});
