import { expect } from 'chai';
import {
  delimiterBit,
  DELIMITER_COUNT,
  isTrimmed,
  makesEscape,
  makesSeparator,
  SPLIT_DELIMITER,
} from '../../../src/engine/path/delimiters.js';

/**
 * What the best-fit tables of Microsoft's code pages 874, 932, 936, 949, 950, 1250 to 1258 and 1361 turn into a delimiter and NFKC
 * does not (unicode.org/Public/MAPPINGS/VENDORS/MICSFT/WindowsBestFit).
 */
const CODE_PAGES: Readonly<Record<string, readonly number[]>> = {
  '?': [0xbf],
  '#': [],
  ';': [],
  '%': [0x66a],
  '/': [0xb4, 0x2044, 0x2215],
  '\\': [0xa5, 0x20a9, 0x2216],
};

/** Every code point but surrogates, with its compatibility form. */
function* characters(): Generator<readonly [codePoint: number, mapped: string]> {
  for (let codePoint = 0x80; codePoint <= 0x10ffff; codePoint++) {
    if (codePoint >= 0xd800 && codePoint <= 0xdfff) continue;
    yield [codePoint, String.fromCodePoint(codePoint).normalize('NFKC')];
  }
}

describe('Delimiters', () => {
  const kinds = [
    { title: 'are cut before', is: (one: number) => delimiterBit(one) !== 0, marks: '?#;' },
    {
      title: 'make a separator',
      is: (one: number) => makesSeparator(String.fromCodePoint(one), String.fromCodePoint(one).normalize('NFKC')),
      marks: '/\\',
    },
    {
      title: 'begin an escape',
      is: (one: number) => makesEscape(`${String.fromCodePoint(one)}2e`.normalize('NFKC')),
      marks: '%',
    },
  ];
  for (const { title, is, marks } of kinds) {
    it(`that ${title} are all that NFKC and code pages know, and no other character`, () => {
      const each = Array.from(marks);
      const known = new Set(each.flatMap((mark) => CODE_PAGES[mark]!));
      const wrong: string[] = [];
      for (const [codePoint, mapped] of characters()) {
        const isOne = known.has(codePoint) || each.some((mark) => mapped.includes(mark));
        // In two steps: a fraction has a fraction slash, the full-width yen sign is a yen sign.
        const isTwice = marks === '/\\' && Array.from(mapped).some((one) => known.has(one.codePointAt(0)!));
        if (is(codePoint) !== (isOne || isTwice)) wrong.push(codePoint.toString(16));
      }
      expect(wrong).to.deep.equal([]);
    });
  }

  it('have a bit each', () => {
    const bits = Array.from({ length: 0x10000 }, (_unused, code) => delimiterBit(code)).filter((bit) => bit !== 0);
    expect(new Set(bits).size).to.equal(DELIMITER_COUNT);
    expect(bits).to.have.length(DELIMITER_COUNT);
    expect(bits.filter((bit) => (bit & (bit - 1)) !== 0)).to.deep.equal([]);
  });

  for (const form of ['NFKC', 'NFKD'] as const) {
    it(`have nothing before them in ${form}, but for one character, in any letter case`, () => {
      const split: number[] = [];
      for (const [codePoint] of characters()) {
        const text = String.fromCodePoint(codePoint);
        for (const mapped of [text, text.toLowerCase(), text.toUpperCase()].map((one) => one.normalize(form))) {
          if (/^[^?#;]+[?#;]/.test(mapped) && !split.includes(codePoint)) split.push(codePoint);
        }
      }
      expect(split).to.deep.equal([SPLIT_DELIMITER]);
    });
  }

  it('are the question mark and the number sign themselves in ASCII: a semicolon is refused before', () => {
    const ascii = Array.from({ length: 128 }, (_unused, code) => code);
    const cut = ascii.filter((code) => delimiterBit(code) !== 0);
    expect(cut.map((code) => String.fromCharCode(code))).to.deep.equal(['#', '?']);
    expect(ascii.filter(isTrimmed).map((code) => String.fromCharCode(code))).to.deep.equal([' ', '.']);
  });

  const escapes = [
    ['%2e', true],
    ['%2525', false],
    ['%252e', true],
    ['%u002f', true],
    ['100%', false],
    ['%2', false],
    ['\u066a2F', true],
  ] as const;
  for (const [text, is] of escapes) {
    it(`${JSON.stringify(text)} ${is ? 'holds an escape' : 'holds none'}`, () => {
      expect(makesEscape(text)).to.equal(is);
    });
  }
});
