import { hexDigit, hexValue, PERCENT } from './characters.js';

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
export function escapedCodePoint(text: string, at: number, firstByte: number): number {
  const length = utf8Length(firstByte);
  if (length === 0) return -1;
  let codePoint = firstByte & (0xff >> (length + 1));
  for (let k = 1; k < length; k++) {
    const place = at + 3 * k;
    if (text.charCodeAt(place) !== PERCENT) return -1;
    const high = hexValue(text.charCodeAt(place + 1));
    const low = hexValue(text.charCodeAt(place + 2));
    if (high < 8 || high > 11 || low < 0) return -1;
    codePoint = (codePoint << 6) | ((high & 3) << 4) | low;
  }
  const overlong = (length === 3 && codePoint < 0x800) || (length === 4 && codePoint < 0x10000);
  const impossible = codePoint > 0x10ffff || (codePoint >= 0xd800 && codePoint <= 0xdfff);
  return overlong || impossible ? -1 : codePoint;
}

/** Writes one byte as an upper-case escape; answers with the place after it. */
export function writeEscape(bytes: Uint8Array, at: number, byte: number): number {
  bytes[at] = PERCENT;
  bytes[at + 1] = hexDigit(byte >> 4);
  bytes[at + 2] = hexDigit(byte & 15);
  return at + 3;
}

/** Calls nothing and allocates nothing: byte `k` of the UTF-8 form of a code point that takes `length` bytes. */
export function utf8Byte(codePoint: number, length: number, k: number): number {
  if (length === 1) return codePoint;
  const bits = (codePoint >> (6 * (length - 1 - k))) & 0x3f;
  if (k > 0) return 0x80 | bits;
  return ((0xf00 >> length) & 0xff) | (codePoint >> (6 * (length - 1)));
}

/** How many bytes of UTF-8 a code point takes. */
export function utf8Size(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
