import { expect } from 'chai';
import { segmentClasses } from '../../../src/engine/analysis/segment-classes.js';
import { parseTemplate } from '../../../src/engine/trie/template.js';

/** Each class as the patterns that match, and its segments. */
function classes(patterns: readonly string[], literals: readonly string[] = []): string[] {
  const pieces = patterns.map((pattern) => parseTemplate(`/${pattern}`).segments[0]!.pieces);
  const texts = new Map<string, string[]>();
  for (const { text, matched } of segmentClasses(pieces, literals)) {
    const names = matched.map((at) => patterns[at]!).join(' ');
    texts.set(names, [...(texts.get(names) ?? []), text]);
  }
  return Array.from(texts, ([names, found]) => `${names}: ${found.join(' ')}`);
}

/** What is tried where parameters are free, but for the last. */
const USUAL = Array.from('x1q7zkwjv0y9~_-abcdefghilmnoprstu234568');

describe('Classes of segments', () => {
  const cases: readonly (readonly [title: string, patterns: string[], literals: string[], found: string[]])[] = [
    ['one for what no pattern takes', [], [], [': x']],
    ['beside a literal, one that is not it', [], ['', 'x'], [': 1']],
    ['a parameter takes everything', ['{x}'], ['a'], ['{x}: x']],
    ['a text at the beginning', ['a{x}'], [], [': x a', 'a{x}: ax aa']],
    ['texts at both ends, which do not overlap', ['aa{x}a'], [], [': x a', 'aa{x}a: aaxa aaaa']],
    ['a text in the middle, with a character on either side', ['{x}-{y}'], [], [': x -', '{x}-{y}: x-x ---']],
    [
      'patterns that can match together',
      ['a{x}', '{x}b'],
      [],
      [': x a', '{x}b: xb bb', 'a{x}: ax aa', 'a{x} {x}b: ab axb'],
    ],
    ['patterns that cannot', ['a{x}', 'b{x}'], [], [': x a', 'a{x}: ax aa', 'b{x}: bx ba']],
    [
      'a segment that leaves a parameter of the third nothing',
      ['a{x}', '{x}b', 'a{x}b'],
      [],
      [': x a', '{x}b: xb bb', 'a{x}: ax aa', 'a{x} {x}b: ab', 'a{x} {x}b a{x}b: axb aab'],
    ],
    [
      'but not where it is a literal',
      ['a{x}', '{x}b', 'a{x}b'],
      ['ab'],
      [': x a', '{x}b: xb bb', 'a{x}: ax aa', 'a{x} {x}b a{x}b: axb aab'],
    ],
    ['whatever other literals there are', ['a{x}'], ['ab', 'b', 'a', ''], [': x', 'a{x}: ax aa']],
    [
      'an escape is one character: its end is no text',
      ['{x}%20', '{x}0'],
      [],
      [': x %20', '{x}%20: x%20 %20%20', '{x}0: x0 %200'],
    ],
    [
      'two escapes are two',
      ['{x}%20%20', '{x}%20'],
      [],
      [': x %20', '{x}%20: x%20 %20%20', '{x}%20%20 {x}%20: x%20%20 %20%20%20'],
    ],
    [
      'the bytes of one character are together',
      ['{x}%C3%A9', '{x}%F0%9F%98%80'],
      [],
      [': x %C3%A9', '{x}%C3%A9: x%C3%A9 %C3%A9%C3%A9', '{x}%F0%9F%98%80: x%F0%9F%98%80 %C3%A9%F0%9F%98%80'],
    ],
    ['a dot segment is none', ['{x}.'], [], [': x', '{x}.: x. ...']],
    ['a character that no pattern holds, in any letter case', ['{x}X'], [], [': 1 X', '{x}X: 1X XX']],
    ['nor any literal, however it is written', ['{x}:a'], ['%EF%BC%B8'], [': 1 :', '{x}:a: 1:a ::a']],
    [
      'nobody writes what is left when all usual ones are taken',
      ['{x}:a'],
      USUAL,
      [': %E4%B8%80 :', '{x}:a: %E4%B8%80:a ::a'],
    ],
    [
      'and it is one that is not taken',
      ['{x}:a'],
      [...USUAL, '%E4%B8%80%E4%B8%81'],
      [': %E4%B8%82 :', '{x}:a: %E4%B8%82:a ::a'],
    ],
  ];
  for (const [title, patterns, literals, found] of cases) {
    it(title, () => {
      expect(classes(patterns, literals)).to.deep.equal(found);
    });
  }

  it('are not looked for where patterns have more states than can be gone through', () => {
    expect(() => segmentClasses([['a'.repeat(50_000), '']], []))
      .to.throw('too many ways')
      .with.property('code', 'resource_exhausted');
  });
});
