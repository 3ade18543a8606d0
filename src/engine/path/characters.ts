/**
 * What each ASCII character means in a path (RFC 3986, sections 2 and 3.3). A character beyond ASCII never stands raw
 * in a canonical path; the tables go on to 255, so that a byte of UTF-8 can be looked up like a character.
 */
export const SLASH = 0x2f;
export const PERCENT = 0x25;
export const DOT = 0x2e;
export const SPACE = 0x20;

const SUB_DELIMS = "!$&'()*+,=:@";

function isUnreservedCode(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a) ||
    code === 0x2d ||
    code === 0x2e ||
    code === 0x5f ||
    code === 0x7e
  );
}

function tableOf(value: (code: number) => number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_unused, code) => value(code));
}

/** The code of the lower-case form for each character that stands raw in a canonical segment; 0 for all others. */
export const PLAIN_FOLD = tableOf((code) => {
  if (!isUnreservedCode(code) && !SUB_DELIMS.includes(String.fromCharCode(code))) return 0;
  return code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
});

/** 1 for characters that are the same with and without an escape (RFC 3986, section 2.3). */
export const UNRESERVED = tableOf((code) => (isUnreservedCode(code) ? 1 : 0));

/** 1 for characters that may stand raw in a segment and mean something else when escaped (RFC 3986, section 2.2). */
export const RESERVED = tableOf((code) => (SUB_DELIMS.includes(String.fromCharCode(code)) ? 1 : 0));

/** 1 for characters of a method name without lower-case letters (RFC 9110, section 5.6.2, `tchar`). */
export const METHOD_CHARACTER = tableOf((code) =>
  (code >= 0x30 && code <= 0x39) ||
  (code >= 0x41 && code <= 0x5a) ||
  "!#$%&'*+-.^_`|~".includes(String.fromCharCode(code))
    ? 1
    : 0,
);

const HEX_VALUES = Int8Array.from({ length: 128 }, (_unused, code) => {
  const value = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(value) ? -1 : value;
});

/** The value of a hexadecimal digit; -1 for anything else, also past the end of a text (NaN). */
export function hexValue(code: number): number {
  return code < 128 ? HEX_VALUES[code]! : -1;
}

/** Whether an escaped space stands at a place of a canonical path. */
export function isSpaceAt(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === PERCENT && bytes[at + 1] === 0x32 && bytes[at + 2] === 0x30;
}

/**
 * Characters that show nothing, turn text round, or are no characters at all: two people, or a person and a server,
 * read a path with one of them differently. The joiners U+200C and U+200D are not among them: words of several
 * languages and many emoji need them; `foldText` drops them instead.
 */
export function isInvisible(codePoint: number): boolean {
  if (codePoint < 0xad || (codePoint > 0x206f && codePoint < 0xfdd0)) return false;
  return (
    codePoint === 0xad ||
    codePoint === 0x61c ||
    codePoint === 0x180e ||
    codePoint === 0x200b ||
    codePoint === 0x200e ||
    codePoint === 0x200f ||
    (codePoint >= 0x2028 && codePoint <= 0x202e) ||
    (codePoint >= 0x2060 && codePoint <= 0x206f) ||
    codePoint === 0xfeff ||
    (codePoint >= 0xfff9 && codePoint <= 0xfffb) ||
    (codePoint >= 0xfdd0 && codePoint <= 0xfdef) ||
    (codePoint & 0xfffe) === 0xfffe ||
    (codePoint >= 0xe0000 && codePoint <= 0xe0fff)
  );
}
