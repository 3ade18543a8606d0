import { expect } from 'chai';
import { escapedCodePoint, rawCodePoint, utf8Size, writeEscape, writeEscapes } from '../../../src/engine/path/utf8.js';

function read(escapes: string): number {
  return escapedCodePoint(new TextEncoder().encode(escapes), 0, Number.parseInt(escapes.slice(1, 3), 16));
}

describe('UTF-8', () => {
  const good = ['%C2%80', '%DF%BF', '%E0%A0%80', '%ED%9F%BF', '%EE%80%80', '%EF%BF%BF', '%F0%90%80%80', '%F4%8F%BF%BF'];
  for (const escapes of good) {
    it(`reads ${escapes}`, () => {
      expect(read(escapes)).to.equal(decodeURIComponent(escapes).codePointAt(0));
    });
  }

  const bad = [
    { title: 'a byte that only continues', escapes: '%80' },
    { title: 'the highest byte that only continues', escapes: '%BF%80' },
    { title: 'two bytes for a letter', escapes: '%C1%81' },
    { title: 'two bytes for NUL', escapes: '%C0%80' },
    { title: 'three bytes for what two can say', escapes: '%E0%9F%BF' },
    { title: 'four bytes for what three can say', escapes: '%F0%8F%BF%BF' },
    { title: 'the lowest surrogate', escapes: '%ED%A0%80' },
    { title: 'the highest surrogate', escapes: '%ED%BF%BF' },
    { title: 'the first number after the last code point', escapes: '%F4%90%80%80' },
    { title: 'five bytes', escapes: '%F8%88%80%80%80' },
    { title: 'a first byte beyond all', escapes: '%F5%80%80%80' },
    { title: 'the byte that never occurs', escapes: '%FF%80' },
    { title: 'the end after the first byte', escapes: '%C3' },
    { title: 'the end inside of an escape', escapes: '%C3%A' },
    { title: 'a raw character after the first byte', escapes: '%C3!A9' },
    { title: 'a second byte that is below all that continue', escapes: '%C3%79' },
    { title: 'a second byte that begins', escapes: '%C3%C0' },
    { title: 'a third byte that begins', escapes: '%E2%82%C0' },
    { title: 'no digit first', escapes: '%C3%G9' },
    { title: 'no digit second', escapes: '%C3%AG' },
  ];
  for (const { title, escapes } of bad) {
    it(`refuses ${title}: ${escapes}`, () => {
      expect(read(escapes)).to.equal(-1);
    });
  }

  it('takes an ASCII byte for no sequence', () => {
    expect(escapedCodePoint(new TextEncoder().encode('%41'), 0, 0x41)).to.equal(-1);
  });

  it('reads at a place inside of a text', () => {
    expect(escapedCodePoint(new TextEncoder().encode('/a%C3%A9'), 2, 0xc3)).to.equal(0xe9);
  });

  for (const codePoint of [0x80, 0x7ff, 0x800, 0xffff, 0x10000, 0x10ffff]) {
    it(`writes U+${codePoint.toString(16)} as everybody does`, () => {
      const bytes = new Uint8Array(13);
      const length = writeEscapes(bytes, 1, codePoint);
      const written = encodeURIComponent(String.fromCodePoint(codePoint));
      expect(length).to.equal(3 * utf8Size(codePoint));
      expect(String.fromCharCode(...bytes)).to.equal(`\0${written}`.padEnd(13, '\0'));
    });
  }

  for (const codePoint of [0, 0x7f, 0x80, 0x7ff, 0x800, 0xffff, 0x10000, 0x10ffff]) {
    it(`reads U+${codePoint.toString(16)} from its bytes`, () => {
      const bytes = new TextEncoder().encode(`a${String.fromCodePoint(codePoint)}b`);
      expect(rawCodePoint(bytes, 1)).to.equal(codePoint);
    });
  }

  it('counts the bytes of a code point', () => {
    expect([0, 0x7f, 0x80, 0x7ff, 0x800, 0xffff, 0x10000, 0x10ffff].map(utf8Size)).to.deep.equal([
      1, 1, 2, 2, 3, 3, 4, 4,
    ]);
  });

  it('writes escapes in upper case', () => {
    const bytes = new Uint8Array(5);
    writeEscape(bytes, 1, 0xaf);
    expect(String.fromCharCode(...bytes)).to.equal('\0%AF\0');
  });
});
