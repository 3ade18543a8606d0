import { makesEscape, makesSeparator } from './delimiters.js';
import { trimFold, trimFoldStart, trimmedEnd, withoutCase, withoutJoiners } from './fold.js';
import { refusalCode } from './refusal.js';

const COMPATIBILITY_FORM = refusalCode('compatibility_form');
const ENCODED_DOT_SEGMENT = refusalCode('encoded_dot_segment');
const DOUBLE = refusalCode('double_encoding');

/** In the text of several segments: what stands between two of them, and before a delimiter. No segment holds these. */
export const SEGMENT_END = '\n';
export const DELIMITER = '\t';

/** Characters that compatibility forms may add to a path, besides a share of its length: its work must stay bounded. */
const FREE_GROWTH = 64;
const MAX_GROWTH = 1 / 4;
/**
 * More marks on one character than any language needs (Unicode Standard Annex 15, "Stream-Safe Text Format"): to order them
 * takes their number squared. Looking back spares the expression to begin anew at each mark.
 */
const MANY_MARKS = /(?<!\p{M})\p{M}{31}/u;

/**
 * The folds of decoded segments, all at once, because each call of the platform costs more than a short segment; each
 * with `SEGMENT_END` behind it. A refusal, as its number, where a server that maps compatibility forms would see
 * separators, escapes, or a dot segment.
 */
export function foldSegments(texts: string, pathLength: number): string | number {
  const text = withoutJoiners(texts);
  if (MANY_MARKS.test(text)) return COMPATIBILITY_FORM;
  const mapped = text.normalize('NFKC');
  if (mapped.length - text.length > FREE_GROWTH + MAX_GROWTH * pathLength) return COMPATIBILITY_FORM;
  if (makesSeparator(text, mapped)) return COMPATIBILITY_FORM;
  if (makesEscape(mapped)) return DOUBLE;
  let folds = '';
  for (const segment of withoutCase(mapped).split(SEGMENT_END)) {
    const refusal = refuseFold(segment);
    if (refusal !== 0) return refusal;
    folds += trimAround(segment) + SEGMENT_END;
  }
  return folds;
}

/** Refuses a segment, with marks before its delimiters, that is or becomes nothing, or dots alone. */
function refuseFold(segment: string): number {
  if (segment === '') return COMPATIBILITY_FORM;
  const first = segment.indexOf(DELIMITER);
  const before = first < 0 ? segment : segment.slice(0, first);
  if (trimmedEnd(before) > 0) return 0;
  if (!before.includes('.')) return 0;
  return first < 0 ? COMPATIBILITY_FORM : ENCODED_DOT_SEGMENT;
}

/** Trims the whole, and what stands before each delimiter. */
function trimAround(segment: string): string {
  if (!segment.includes(DELIMITER)) return trimFold(segment);
  let trimmed = '';
  let isBegun = false;
  /** Ends what stands before a delimiter, but not the whole. */
  let pending = '';
  for (const [index, part] of segment.split(DELIMITER).entries()) {
    if (index > 0) trimmed += DELIMITER;
    const text = isBegun ? pending + part : trimFoldStart(part);
    const end = trimmedEnd(text);
    trimmed += text.slice(0, end);
    pending = text.slice(end);
    if (end > 0) isBegun = true;
  }
  return trimmed;
}
