import { DELIMITER } from './decoded-texts.js';
import { utf8Length } from './fold-bytes.js';
import type { FoldBytes } from './fold-bytes.js';
import { trimmedEnd, trimmedStart } from './fold.js';
import type { PathDelimiters } from './path-delimiters.js';
import { refusalCode } from './refusal.js';

const COMPATIBILITY_FORM = refusalCode('compatibility_form');
const ENCODED_DOT_SEGMENT = refusalCode('encoded_dot_segment');
const DELIMITER_MARK = String.fromCharCode(DELIMITER);

/** Where the folds of segments begin and end, without and with what servers trim. */
interface FoldRanges {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly wholeStarts: Int32Array;
  readonly wholeEnds: Int32Array;
}

/** Takes the folds of segments beyond ASCII out of one text, which has a mark before each delimiter. */
export class FoldTaking {
  private readonly path: { readonly hashes: Int32Array; readonly delimiters: PathDelimiters };
  private readonly ranges: FoldRanges;
  private readonly folds: FoldBytes;
  private takenDelimiter = 0;

  constructor(path: FoldTaking['path'], ranges: FoldRanges, folds: FoldBytes) {
    this.path = path;
    this.ranges = ranges;
    this.folds = folds;
  }

  begin(): void {
    this.takenDelimiter = 0;
  }

  /** Takes the fold of a segment: what stands there without marks, trimmed, also before each mark. A refusal or 0. */
  take(folded: string, start: number, end: number, segment: number): number {
    const { folds, path, ranges } = this;
    const { delimiters } = path;
    ranges.wholeStarts[segment] = folds.used;
    ranges.starts[segment] = folds.used;
    folds.begin();
    let delimiter = delimiters.firstIn(segment, this.takenDelimiter);
    let taken = -1;
    for (let from = start; from <= end;) {
      const mark = delimiters.isIn(segment, delimiter) ? folded.indexOf(DELIMITER_MARK, from) : end;
      const textStart = taken < 0 ? trimmedStart(folded, from, mark) : taken;
      const textEnd = trimmedEnd(folded, Math.max(from, textStart), mark);
      if (textEnd > Math.max(from, textStart)) {
        if (taken < 0) {
          folds.add(folded, start, textStart);
          ranges.starts[segment] = folds.used;
          folds.begin();
        }
        folds.add(folded, textStart, textEnd);
        taken = textEnd;
      } else if (taken < 0) {
        const refusal = refuseBlank(folded, start, mark, end);
        if (refusal !== 0) return refusal;
      }
      if (mark < end) this.noteMark(delimiter++, folded, taken < 0 ? start : taken, mark);
      from = mark + 1;
    }
    this.takenDelimiter = delimiter;
    ranges.ends[segment] = folds.used;
    path.hashes[segment] = folds.hash;
    folds.add(folded, taken < 0 ? start : taken, end);
    ranges.wholeEnds[segment] = folds.used;
    return 0;
  }

  /** Notes the fold before a mark, after which blanks of the text stand from `blanks` to it that are not added yet. */
  private noteMark(delimiter: number, folded: string, blanks: number, mark: number): void {
    const { folds } = this;
    const { delimiters } = this.path;
    delimiters.foldEnds[delimiter] = folds.used;
    delimiters.hashes[delimiter] = folds.hash;
    delimiters.wholeFoldEnds[delimiter] = folds.used + utf8Length(folded, blanks, mark);
  }
}

/** Refuses a segment that is or becomes nothing, and one that is dots among blanks, before a mark or as a whole. */
function refuseBlank(folded: string, start: number, mark: number, end: number): number {
  const dot = folded.indexOf('.', start);
  if (dot >= 0 && dot < mark) return mark < end ? ENCODED_DOT_SEGMENT : COMPATIBILITY_FORM;
  return start === end ? COMPATIBILITY_FORM : 0;
}
