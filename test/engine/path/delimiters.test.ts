import { expect } from 'chai';
import { endsPath, endsSegment, isTrimmed, makesEscape, makesSeparator } from '../../../src/engine/path/delimiters.js';

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
    { title: 'end a path', is: endsPath, marks: '?#' },
    { title: 'end a segment', is: endsSegment, marks: ';' },
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

  it('that end a path are the question mark and the number sign themselves; those of a segment are refused before', () => {
    const ascii = Array.from({ length: 128 }, (_unused, code) => code);
    expect(ascii.filter(endsPath).map((code) => String.fromCharCode(code))).to.deep.equal(['#', '?']);
    expect(ascii.filter(endsSegment)).to.deep.equal([]);
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
