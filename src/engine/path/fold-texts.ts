import { makesEscape, makesSeparator } from './delimiters.js';
import { withoutCase, withoutJoiners } from './fold.js';
import { refusalCode } from './refusal.js';

const COMPATIBILITY_FORM = refusalCode('compatibility_form');
const DOUBLE = refusalCode('double_encoding');

/** Characters that folding may add to a path, besides a share of its length: its work must stay bounded. */
const FREE_GROWTH = 64;
const MAX_GROWTH = 1 / 8;
/**
 * More marks on one character than any language needs (Unicode Standard Annex 15, "Stream-Safe Text Format"): to order them
 * takes their number squared. Looking back spares the expression to begin anew at each mark.
 */
const MAX_MARKS = 30;
const MANY_MARKS = /(?<!\p{M})\p{M}{31}/u;
/** High bytes of the code units among which marks are, in pairs of the first and the last. */
const PAGES_OF_MARKS = [0x03, 0x10, 0x13, 0x13, 0x17, 0x1d, 0x20, 0x20, 0x2c, 0x2d, 0x30, 0x30, 0xa6, 0xa6, 0xa8, 0xab];
/** By high byte: whether such a code unit can be a mark, or begin one. */
const HAS_MARKS = Uint8Array.from({ length: 256 }, (_unused, page) => {
  const at = PAGES_OF_MARKS.findIndex((last, place) => place % 2 === 1 && page <= last);
  return (at > 0 && page >= PAGES_OF_MARKS[at - 1]!) || [0xd8, 0xfb, 0xfe].includes(page) ? 1 : 0;
});

/**
 * The fold of a decoded text, untrimmed. A refusal, as its number, where a server that maps compatibility forms would see separators
 * or escapes, and where the fold is much longer than the path.
 */
export function foldTexts(texts: string, pathLength: number): string | number {
  const text = withoutJoiners(texts);
  if (hasManyMarks(text)) return COMPATIBILITY_FORM;
  const mapped = text.normalize('NFKC');
  const maxLength = text.length + FREE_GROWTH + MAX_GROWTH * pathLength;
  if (mapped.length > maxLength || makesSeparator(text, mapped)) return COMPATIBILITY_FORM;
  if (makesEscape(mapped)) return DOUBLE;
  return withoutCase(mapped, maxLength) ?? COMPATIBILITY_FORM;
}

/** Asks for the property of each character only where more than so many could have it. */
function hasManyMarks(text: string): boolean {
  let run = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const isSecondHalf = code >= 0xdc00 && code < 0xe000;
    if (isSecondHalf) continue;
    run = canBeMark(code) ? run + 1 : 0;
    if (run > MAX_MARKS) return MANY_MARKS.test(text);
  }
  return false;
}

/** Whether a code unit can be a mark, or the first half of one: not in Greek and Cyrillic, Deseret, mathematics, emoji. */
export function canBeMark(code: number): boolean {
  if (HAS_MARKS[code >> 8] === 0 || (code >= 0x370 && code < 0x483)) return false;
  return code < 0xd800 || code >= 0xe000 || (code < 0xd83b && code !== 0xd801 && code !== 0xd835);
}
