/**
 * Characters that some servers take for a delimiter, or trim, once they have decoded a path. Beside the character itself
 * these are what Unicode compatibility forms (Standard Annex 15, NFKC) turn into it, and what Windows code pages have no
 * place for and replace by it: the best-fit tables of code pages 874, 932, 936, 949, 950, 1250 to 1258 and 1361
 * (unicode.org/Public/MAPPINGS/VENDORS/MICSFT/WindowsBestFit). Controls are absent: no path may hold them.
 */

/** Turned into a slash or a backslash, by code pages alone: acute accent (1253), yen (932), won (949, 1361), operators. */
const CODE_PAGE_SEPARATORS = /[\u00a5\u00b4\u2044\u20a9\u2215\u2216]/;

/** Code page 874 replaces these symbols by control characters, which many servers trim. */
const CODE_PAGE_CONTROLS =
  '\u263a\u263b\u2665\u2666\u2663\u2660\u25d8\u25cb\u25d9\u2642\u2640\u266a\u266b\u263c\u25ba\u25c4' +
  '\u2195\u00b6\u00a7\u25ac\u21a8\u2191\u2193\u2192\u2190\u221f\u2194\u25b2\u25bc\u2302';

/** A percent sign and what makes it an escape. `%25` stands for itself however often it is decoded. */
const ESCAPE = /[%\u066a](?:25)*(?!25)(?:[0-9a-f]{2}|u)/i;

/**
 * A server cuts a decoded path before each of these: at a question mark the query begins, at a number sign the fragment, at a semicolon
 * the parameters of a segment; some drop those alone, others all that follows. `\u00bf` is a question mark in code pages 932, 950
 * and 1250. A semicolon itself is refused before.
 */
const DELIMITERS = '?#\u00bf\u037e\u2047\u2048\u2049\ufe14\ufe16\ufe54\ufe56\ufe5f\uff03\uff1b\uff1f';
const DELIMITER_BITS = new Map(Array.from(DELIMITERS, (one, place) => [one.codePointAt(0)!, 1 << place]));
export const DELIMITER_COUNT = DELIMITERS.length;

/** The only character whose compatibility form, `!?`, has text before its delimiter: a cut can fall inside of it. */
export const SPLIT_DELIMITER = 0x2049;

/** A bit for each character that servers cut a path before; 0 for all others. */
export function delimiterBit(codePoint: number): number {
  if (codePoint > 0xff1f || (codePoint > SPLIT_DELIMITER && codePoint < 0xfe14)) return 0;
  if (codePoint < 0x80) return codePoint === 0x3f ? 1 : codePoint === 0x23 ? 2 : 0;
  if (codePoint < 0x2047 && codePoint !== 0xbf && codePoint !== 0x37e) return 0;
  return DELIMITER_BITS.get(codePoint) ?? 0;
}

/** Whether servers drop this character, after compatibility folding, where it begins or ends a name. */
export function isTrimmed(code: number): boolean {
  if (code < 0x80) return code === 0x20 || code === 0x2e;
  return (
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000 ||
    code === 0xa7 ||
    code === 0xb6 ||
    (code >= 0x2190 && code < 0x2670 && CODE_PAGE_CONTROLS.includes(String.fromCharCode(code)))
  );
}

/** Whether a server that maps a decoded text to its compatibility form, or to a code page, would see a separator. */
export function makesSeparator(text: string, mapped: string): boolean {
  return (
    mapped.includes('\\') ||
    slashesIn(mapped) !== slashesIn(text) ||
    CODE_PAGE_SEPARATORS.test(text) ||
    CODE_PAGE_SEPARATORS.test(mapped)
  );
}

/** Whether a compatibility form holds an escape: a server that maps before it decodes would decode it. */
export function makesEscape(mapped: string): boolean {
  return ESCAPE.test(mapped);
}

function slashesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('/'); at >= 0; at = text.indexOf('/', at + 1)) count++;
  return count;
}
