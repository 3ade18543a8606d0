import { expect } from 'chai';
import { hexValue, isInvisible, METHOD_CHARACTER, PLAIN_FOLD } from '../../../src/engine/path/characters.js';
import { RESERVED, UNRESERVED } from '../../../src/engine/path/characters.js';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';

function marked(table: Uint8Array): string {
  return Array.from(table, (value, code) => (value === 0 ? '' : String.fromCharCode(code))).join('');
}
function sorted(text: string): string {
  return Array.from(text).sort().join('');
}

describe('Characters', () => {
  it('that are the same with and without an escape', () => {
    expect(marked(UNRESERVED)).to.equal(sorted(`-._~${DIGITS}${LETTERS}${LETTERS.toUpperCase()}`));
    expect(new Set(UNRESERVED)).to.deep.equal(new Set([0, 1]));
  });

  it('that mean something else when they are escaped', () => {
    expect(marked(RESERVED)).to.equal(sorted("!$&'()*+,=:@"));
    expect(new Set(RESERVED)).to.deep.equal(new Set([0, 1]));
  });

  it('that stand raw in a segment, in lower case', () => {
    expect(marked(PLAIN_FOLD)).to.equal(sorted(marked(UNRESERVED) + marked(RESERVED)));
    for (const character of marked(PLAIN_FOLD)) {
      expect(PLAIN_FOLD[character.charCodeAt(0)]).to.equal(character.toLowerCase().charCodeAt(0));
    }
  });

  it('that a method may have', () => {
    expect(marked(METHOD_CHARACTER)).to.equal(sorted(`!#$%&'*+-.^_\`|~${DIGITS}${LETTERS.toUpperCase()}`));
    expect(new Set(METHOD_CHARACTER)).to.deep.equal(new Set([0, 1]));
  });

  it('that are hexadecimal digits', () => {
    for (let code = 0; code < 200; code++) {
      const digit = /^[0-9A-Fa-f]$/.test(String.fromCharCode(code))
        ? Number.parseInt(String.fromCharCode(code), 16)
        : -1;
      expect(hexValue(code), String(code)).to.equal(digit);
    }
    expect(hexValue(Number.NaN)).to.equal(-1);
  });

  it('that show nothing or turn text round', () => {
    const ranges = [
      [0xad, 0xad],
      [0x61c, 0x61c],
      [0x180e, 0x180e],
      [0x200b, 0x200b],
      [0x200e, 0x200f],
      [0x2028, 0x202e],
      [0x2060, 0x206f],
      [0xfdd0, 0xfdef],
      [0xfeff, 0xfeff],
      [0xfff9, 0xfffb],
      [0xfffe, 0xffff],
      [0x1fffe, 0x1ffff],
      [0xdfffe, 0xe0fff],
      [0xefffe, 0xeffff],
      [0x10fffe, 0x10ffff],
    ] as const;
    for (const [first, last] of ranges) {
      for (let code = first; code <= last; code++) expect(isInvisible(code), code.toString(16)).to.equal(true);
      expect(isInvisible(first - 1), (first - 1).toString(16)).to.equal(false);
      if (last < 0x10ffff) expect(isInvisible(last + 1), (last + 1).toString(16)).to.equal(false);
    }
    expect(isInvisible(0x41)).to.equal(false);
    expect(isInvisible(0)).to.equal(false);
  });
});
