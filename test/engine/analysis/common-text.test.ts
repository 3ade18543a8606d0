import { expect } from 'chai';
import { commonText } from '../../../src/engine/analysis/common-text.js';
import { parseTemplate } from '../../../src/engine/trie/template.js';

/** One segment as a pattern. */
const pattern = (segment: string): readonly string[] => parseTemplate(`/${segment}`).segments[0]!.pieces;

describe('A text that two segments have in common', () => {
  const cases: readonly (readonly [one: string, other: string, is: string | null])[] = [
    ['a', 'a', 'a'],
    ['a', 'b', null],
    ['a', '{x}', 'a'],
    ['', '{x}', null],
    ['', '', ''],
    ['ab', 'a{x}', 'ab'],
    ['a', 'a{x}', null],
    ['ba', '{x}a', 'ba'],
    ['a', '{x}a', null],
    ['ab', 'b{x}', null],
    ['ab', '{x}c', null],
    ['aa', 'a{x}a', null],
    ['aba', 'a{x}a', 'aba'],
    ['axbyc', 'a{x}b{y}c', 'axbyc'],
    ['abxc', 'a{x}b{y}c', null],
    ['axbc', 'a{x}b{y}c', null],
    ['axyc', 'a{x}b{y}c', null],
    ['axbybc', 'a{x}b{y}c', 'axbybc'],
    ['xbyybz', '{x}bb{y}', null],
    ['a-b-c', '{x}-{y}-{z}', 'a-b-c'],
    ['a-b-', '{x}-{y}-{z}', null],
    ['a--c', '{x}-{y}-{z}', null],
    ['a%20', '{x}0', null],
    ['a%20', '{x}20', null],
    ['a%20', '{x}%20', 'a%20'],
    ['a%20b', '{x}0{y}', null],
    ['a%20b0c', '{x}0{y}', 'a%20b0c'],
    ['a%20%20b', '{x}20{y}', null],
    ['a%20b20c', '{x}20{y}', 'a%20b20c'],
    ['{x}', '{y}', '?'],
    ['a{x}', '{y}b', 'a?b'],
    ['a{x}', 'ab{y}', 'ab?'],
    ['ab{x}', 'a{y}', 'ab?'],
    ['a{x}', 'b{y}', null],
    ['ab{x}', 'b{y}', null],
    ['b{x}', 'ab{y}', null],
    ['{x}a', '{y}ba', '?ba'],
    ['{x}ba', '{y}a', '?ba'],
    ['{x}a', '{y}b', null],
    ['{x}ba', '{y}b', null],
    ['{x}b', '{y}ba', null],
    ['{x}0', '{y}%20', null],
    ['{x}20', '{y}%20', null],
    ['{x}%20', '{y}0', null],
    ['{x}-{y}', 'a{z}', 'a?-?'],
    ['{x}-{y}', '{z}+{w}', '?-?+?'],
  ];
  for (const [one, other, is] of cases) {
    it(`${one} and ${other}: ${is ?? 'none'}`, () => {
      expect(commonText(pattern(one), pattern(other), '?')).to.equal(is);
      // What either holds in its middle comes in the order of the two.
      expect(commonText(pattern(other), pattern(one), '?')).to.equal(is === '?-?+?' ? '?+?-?' : is);
    });
  }
});
