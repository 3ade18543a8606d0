import { DOT, isSpaceAt, SPACE } from '../path/characters.js';
import { isTrimmed } from '../path/delimiters.js';
import { rawCodePoint, utf8Size } from '../path/utf8.js';
import { CANONICAL_FORM, UNTRIMMED_FOLD } from './glob.js';
import type { Stretch } from './glob.js';

/** What servers trim from the ends of a segment, one row of equal characters after the other. */
export class TrimmedEnds {
  /** Which of dots and spaces the template has at an end of a segment. */
  private keepsDotBefore = false;
  private keepsDotBehind = false;
  private keepsSpaceBefore = false;
  private keepsSpaceBehind = false;

  /** Begins with the decoded text of a template: what it has at an end of a segment is not trimmed there. */
  begin(spelt: string): void {
    this.keepsDotBefore = spelt.includes('/.');
    this.keepsSpaceBefore = spelt.includes('/ ');
    this.keepsDotBehind = spelt.includes('./') || spelt.endsWith('.');
    this.keepsSpaceBehind = spelt.includes(' /') || spelt.endsWith(' ');
  }

  /** Where the stretch begins without the row of equal characters at its start that servers trim; there, if they trim none. */
  before(stretch: Stretch, start: number, end: number): number {
    const first = trimmedAt(stretch, start, end);
    if (first === 0 || (first === DOT ? this.keepsDotBefore : first === SPACE && this.keepsSpaceBefore)) return start;
    let at = start;
    while (at < end && trimmedAt(stretch, at, end) === first) at += sizeOf(stretch.form, first);
    return at;
  }

  behind(stretch: Stretch, start: number, end: number): number {
    const last = trimmedUpTo(stretch, start, end);
    if (last === 0 || (last === DOT ? this.keepsDotBehind : last === SPACE && this.keepsSpaceBehind)) return end;
    let at = end;
    while (at > start && trimmedUpTo(stretch, start, at) === last) at -= sizeOf(stretch.form, last);
    return at;
  }
}

/** The character at a place if servers trim it; 0 if not. */
function trimmedAt({ bytes, form }: Stretch, at: number, end: number): number {
  if (at >= end) return 0;
  if (form === UNTRIMMED_FOLD) return trimmedCharacter(bytes, at);
  return bytes[at] === DOT ? DOT : isSpaceAt(bytes, at) ? SPACE : 0;
}

/** The character that ends at a place if servers trim it; 0 if not. */
function trimmedUpTo({ bytes, form }: Stretch, start: number, end: number): number {
  if (end <= start) return 0;
  if (form === UNTRIMMED_FOLD) {
    let at = end - 1;
    while (at > start && (bytes[at]! & 0xc0) === 0x80) at--;
    return trimmedCharacter(bytes, at);
  }
  return bytes[end - 1] === DOT ? DOT : end - 3 >= start && isSpaceAt(bytes, end - 3) ? SPACE : 0;
}

function trimmedCharacter(bytes: Uint8Array, at: number): number {
  const codePoint = rawCodePoint(bytes, at);
  return isTrimmed(codePoint) ? codePoint : 0;
}

/** A space is an escape in a canonical path. */
function sizeOf(form: number, codePoint: number): number {
  return form === CANONICAL_FORM && codePoint === SPACE ? 3 : utf8Size(codePoint);
}
