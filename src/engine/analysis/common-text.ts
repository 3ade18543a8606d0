import { PERCENT } from '../path/characters.js';

/** Text with parameters in between, each at least one character long; one piece alone is a literal. */
export type Pattern = readonly string[];

/** A parameter and nothing else. */
export const ANY: Pattern = ['', ''];

/**
 * A text that both patterns match; null when there is none. Where both are free, `filler` (not empty) stands.
 *
 * Two patterns with parameters have one exactly when the beginning of one begins with that of the other, and the ends
 * agree likewise: the longer beginning, whatever either holds in its middle, and the longer end make such a text, with
 * fillers in between.
 */
export function commonText(one: Pattern, other: Pattern, filler: string): string | null {
  if (one.length === 1) return patternMatches(one[0]!, other) ? one[0]! : null;
  if (other.length === 1) return patternMatches(other[0]!, one) ? other[0]! : null;
  const start = longer(one[0]!, other[0]!);
  const end = longer(one[one.length - 1]!, other[other.length - 1]!);
  if (!start.startsWith(one[0]!) || !start.startsWith(other[0]!)) return null;
  if (!endsAt(end, one[one.length - 1]!) || !endsAt(end, other[other.length - 1]!)) return null;
  return [start, ...one.slice(1, -1), ...other.slice(1, -1), end].join(filler);
}

function longer(one: string, other: string): string {
  return one.length >= other.length ? one : other;
}

function endsAt(text: string, end: string): boolean {
  return text.endsWith(end) && !isInsideEscape(text, text.length - end.length);
}

/** No text begins inside an escape: `0` does not end `%20`. */
function isInsideEscape(text: string, at: number): boolean {
  return text.charCodeAt(at - 1) === PERCENT || text.charCodeAt(at - 2) === PERCENT;
}

/** Whether a pattern matches a canonical text; pieces are taken at the first place where they fit. */
export function patternMatches(text: string, pattern: Pattern): boolean {
  if (pattern.length === 1) return text === pattern[0];
  const first = pattern[0]!;
  const last = pattern[pattern.length - 1]!;
  if (!text.startsWith(first) || !endsAt(text, last)) return false;
  const limit = text.length - last.length;
  let cursor = first.length;
  for (const piece of pattern.slice(1, -1)) {
    let at = text.indexOf(piece, cursor + 1);
    while (isInsideEscape(text, at)) at = text.indexOf(piece, at + 1);
    if (at < 0) return false;
    cursor = at + piece.length;
  }
  return cursor < limit;
}
