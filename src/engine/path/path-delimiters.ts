import { delimiterBit, DELIMITER_COUNT, SPLIT_DELIMITER } from './delimiters.js';

/** Where some server would cut a path: in each segment the first of each delimiter. They stand in the order of the path. */
export class PathDelimiters {
  count = 0;
  /** By place in the list: the segment, where the delimiter stands in the canonical path, and its code point. */
  readonly segments: Int32Array;
  readonly places: Int32Array;
  readonly codePoints: Int32Array;
  /** Where the fold of what stands before it in its segment ends, with and without what servers trim, and the hash of the latter. */
  readonly wholeFoldEnds: Int32Array;
  readonly foldEnds: Int32Array;
  readonly hashes: Int32Array;
  /** Delimiters that were noted of the segment that was noted last, as bits. */
  private noted = 0;

  constructor(maxSegments: number) {
    // One of them is two delimiters.
    const size = maxSegments * (DELIMITER_COUNT + 1);
    this.segments = new Int32Array(size);
    this.places = new Int32Array(size);
    this.codePoints = new Int32Array(size);
    this.wholeFoldEnds = new Int32Array(size);
    this.foldEnds = new Int32Array(size);
    this.hashes = new Int32Array(size);
  }

  clear(): void {
    this.count = 0;
    this.noted = 0;
  }

  /** Takes those of another path over, as they are. */
  takeOver(source: PathDelimiters): void {
    this.count = source.count;
    for (let at = 0; at < source.count; at++) {
      this.segments[at] = source.segments[at]!;
      this.places[at] = source.places[at]!;
      this.codePoints[at] = source.codePoints[at]!;
      this.wholeFoldEnds[at] = source.wholeFoldEnds[at]!;
      this.foldEnds[at] = source.foldEnds[at]!;
      this.hashes[at] = source.hashes[at]!;
    }
  }

  /** Notes a character that is no letter or digit, if it is a delimiter that was not noted of its segment yet. */
  note(codePoint: number, segment: number, place: number): void {
    const bit = delimiterBit(codePoint);
    if (bit === 0) return;
    if (this.count === 0 || this.segments[this.count - 1] !== segment) this.noted = 0;
    if ((this.noted & bit) !== 0) return;
    this.noted |= bit;
    this.add(codePoint, segment, place);
    if (codePoint === SPLIT_DELIMITER) this.add(codePoint, segment, place);
  }

  /** The first delimiter from `at` on that stands in a segment or after it. */
  firstIn(segment: number, at: number): number {
    let first = at;
    while (first < this.count && this.segments[first]! < segment) first++;
    return first;
  }

  isIn(segment: number, at: number): boolean {
    return at < this.count && this.segments[at] === segment;
  }

  /** Whether the cut falls inside of the delimiter: then only the fold has what stands before it. */
  isInside(at: number): boolean {
    return at > 0 && this.places[at - 1] === this.places[at];
  }

  private add(codePoint: number, segment: number, place: number): void {
    this.segments[this.count] = segment;
    this.places[this.count] = place;
    this.codePoints[this.count++] = codePoint;
  }
}
