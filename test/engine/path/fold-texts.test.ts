import { expect } from 'chai';
import { isInvisible } from '../../../src/engine/path/characters.js';
import { canBeMark, foldTexts } from '../../../src/engine/path/fold-texts.js';
import { refusalName } from '../../../src/engine/path/refusal.js';

function fold(text: string, pathLength = encodeURIComponent(text).length): string {
  const folded = foldTexts(text, pathLength);
  return typeof folded === 'number' ? refusalName(folded) : folded;
}

describe('The folds of the segments beyond ASCII', () => {
  it('look for marks wherever there are some', () => {
    const missed: string[] = [];
    for (let codePoint = 0; codePoint <= 0x10ffff; codePoint++) {
      if (codePoint >= 0xd800 && codePoint <= 0xdfff) continue;
      const character = String.fromCodePoint(codePoint);
      if (!/\p{M}/u.test(character) || isInvisible(codePoint)) continue;
      if (!canBeMark(character.charCodeAt(0))) missed.push(codePoint.toString(16));
    }
    expect(missed).to.deep.equal([]);
  });

  const cases = [
    { title: 'thirty marks', text: `a${'\u0301'.repeat(30)}`, is: '\u00e1' + '\u0301'.repeat(29) },
    { title: 'more marks', text: `a${'\u0301'.repeat(31)}`, is: 'compatibility_form' },
    { title: 'more marks of two halves each', text: `a${'\u{1d165}'.repeat(31)}`, is: 'compatibility_form' },
    {
      title: 'more marks in the middle of a text',
      text: `\u4e00${'\u05b0'.repeat(31)}\u4e00`,
      is: 'compatibility_form',
    },
    { title: 'marks of several characters', text: 'a\u0301'.repeat(40), is: '\u00e1'.repeat(40) },
    { title: 'letters of a script with marks', text: '\u0e20'.repeat(200), is: '\u0e20'.repeat(200) },
    { title: 'letters in another case', text: '\u00c9\u{10400}', is: '\u00e9\u{10428}' },
    { title: 'the Greek iota with dialytika and tonos', text: '\u0390', is: '\u0390' },
  ];
  for (const { title, text, is } of cases) {
    it(`of ${title}`, () => {
      expect(fold(text)).to.equal(is);
    });
  }

  // Work is bounded by these lengths: whatever is asked of the platform is linear in them.
  const growing = [
    { title: 'a ligature of eighteen characters', unit: '\ufdfa' },
    { title: 'a ligature of three', unit: '\ufb03' },
    { title: 'a letter that is three in upper case', unit: '\u0390' },
    { title: 'a letter that is two in lower case', unit: '\u0130' },
  ];
  for (const { title, unit } of growing) {
    it(`grow by 64 characters and an eighth of the path: ${title}`, () => {
      const lengths = new Set<string>();
      for (let count = 1; count <= 1300; count += 13) {
        const text = unit.repeat(count);
        const length = encodeURIComponent(text).length;
        const folded = fold(text);
        const mapped = text.normalize('NFKC');
        const longest = Math.max(mapped.length, mapped.toLowerCase().length, mapped.toLowerCase().toUpperCase().length);
        const isLong = longest > text.length + 64 + length / 8;
        expect(folded === 'compatibility_form', String(count)).to.equal(isLong);
        lengths.add(String(isLong));
      }
      expect([...lengths]).to.deep.equal(['false', 'true']);
    });
  }
});
