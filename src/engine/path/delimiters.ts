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

const QUESTION_MARK = 0x3f;
const NUMBER_SIGN = 0x23;

/**
 * Whether servers end the path before this character: a question mark begins the query, a number sign the fragment. Only
 * those of the best-fit tables and of NFKC: `\u00bf` is a question mark in code pages 932, 950 and 1250.
 */
export function endsPath(codePoint: number): boolean {
  if (codePoint > 0x2049 && codePoint < 0xfe14) return false;
  if (codePoint < 0x2000) return codePoint === QUESTION_MARK || codePoint === NUMBER_SIGN || codePoint === 0xbf;
  return (
    (codePoint >= 0x2047 && codePoint <= 0x2049) ||
    codePoint === 0xfe16 ||
    codePoint === 0xfe56 ||
    codePoint === 0xfe5f ||
    codePoint === 0xff03 ||
    codePoint === 0xff1f
  );
}

/** Whether servers cut a segment before this character, as they do before a semicolon; that one itself is refused. */
export function endsSegment(codePoint: number): boolean {
  return codePoint === 0x37e || codePoint === 0xfe14 || codePoint === 0xfe54 || codePoint === 0xff1b;
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
    (code < 0x2670 && CODE_PAGE_CONTROLS.includes(String.fromCharCode(code)))
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
