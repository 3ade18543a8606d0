import { hexValue, PERCENT } from './characters.js';

/** Bytes that the first of several bytes of UTF-8 announces (RFC 3629, section 3); 0 for one that cannot be it. */
function utf8Length(firstByte: number): number {
  if (firstByte < 0xc2) return 0;
  if (firstByte < 0xe0) return 2;
  if (firstByte < 0xf0) return 3;
  return firstByte < 0xf5 ? 4 : 0;
}

/**
 * The code point of one percent-encoded UTF-8 sequence that begins at `at` with the byte `firstByte` already read;
 * -1 when what follows is not its shortest, complete form, or stands for a surrogate or no code point.
 */
export function escapedCodePoint(codes: ArrayLike<number>, at: number, firstByte: number): number {
  const length = utf8Length(firstByte);
  if (length === 0) return -1;
  let codePoint = firstByte & (0xff >> (length + 1));
  for (let k = 1; k < length; k++) {
    const place = at + 3 * k;
    if (codes[place] !== PERCENT) return -1;
    const high = hexValue(codes[place + 1]!);
    const low = hexValue(codes[place + 2]!);
    if (high < 8 || high > 11 || low < 0) return -1;
    codePoint = (codePoint << 6) | ((high & 3) << 4) | low;
  }
  const overlong = (length === 3 && codePoint < 0x800) || (length === 4 && codePoint < 0x10000);
  const impossible = codePoint > 0x10ffff || (codePoint >= 0xd800 && codePoint <= 0xdfff);
  return overlong || impossible ? -1 : codePoint;
}

/** The code point at a place of good UTF-8. */
export function rawCodePoint(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  if (first < 0x80) return first;
  const second = bytes[at + 1]! & 0x3f;
  if (first < 0xe0) return ((first & 0x1f) << 6) | second;
  const third = bytes[at + 2]! & 0x3f;
  if (first < 0xf0) return ((first & 0xf) << 12) | (second << 6) | third;
  return ((first & 7) << 18) | (second << 12) | (third << 6) | (bytes[at + 3]! & 0x3f);
}

const HEX_DIGITS = Uint8Array.from('0123456789ABCDEF', (digit) => digit.charCodeAt(0));

/** Writes one byte as an upper-case escape. */
export function writeEscape(bytes: Uint8Array, at: number, byte: number): void {
  bytes[at] = PERCENT;
  bytes[at + 1] = HEX_DIGITS[byte >> 4]!;
  bytes[at + 2] = HEX_DIGITS[byte & 15]!;
}

/** Writes the UTF-8 form of a code point beyond ASCII as escapes; answers with how many characters these are. */
export function writeEscapes(bytes: Uint8Array, at: number, codePoint: number): number {
  const last = 0x80 | (codePoint & 0x3f);
  if (codePoint < 0x800) {
    writeEscape(bytes, at, 0xc0 | (codePoint >> 6));
    writeEscape(bytes, at + 3, last);
    return 6;
  }
  const third = 0x80 | ((codePoint >> 6) & 0x3f);
  if (codePoint < 0x10000) {
    writeEscape(bytes, at, 0xe0 | (codePoint >> 12));
    writeEscape(bytes, at + 3, third);
    writeEscape(bytes, at + 6, last);
    return 9;
  }
  writeEscape(bytes, at, 0xf0 | (codePoint >> 18));
  writeEscape(bytes, at + 3, 0x80 | ((codePoint >> 12) & 0x3f));
  writeEscape(bytes, at + 6, third);
  writeEscape(bytes, at + 9, last);
  return 12;
}

/** How many bytes of UTF-8 a code point takes. */
export function utf8Size(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
