import { endsPath, endsSegment } from './delimiters.js';

/** Characters that `endsPath` knows. */
const MAX_PATH_ENDS = 16;

/**
 * Where some server would cut a path: the first of each character that ends a path, and in each segment the first
 * delimiter and the first that ends a segment. They stand in the order of the path.
 */
export class PathDelimiters {
  count = 0;
  /** Whether more than one character that ends a segment is there. No path of a well-meaning client has two. */
  hasSeveralSegmentEnds = false;
  /** By place in the list: the segment, where the delimiter stands in the canonical path, and its code point. */
  readonly segments: Int32Array;
  readonly places: Int32Array;
  readonly codePoints: Int32Array;
  /** Where the fold of what stands before it in its segment ends, and the hash of that. */
  readonly foldEnds: Int32Array;
  readonly hashes: Int32Array;
  /** 1 for the first of a character that ends a path. */
  readonly isPathEnd: Uint8Array;
  /** The first character that ends a segment; 0 for none. */
  segmentEnd = 0;
  /** Those characters that end a path which were noted. */
  private readonly pathEnds = new Int32Array(MAX_PATH_ENDS);
  private pathEndCount = 0;

  constructor(maxSegments: number) {
    const size = 2 * maxSegments + MAX_PATH_ENDS;
    this.segments = new Int32Array(size);
    this.places = new Int32Array(size);
    this.codePoints = new Int32Array(size);
    this.foldEnds = new Int32Array(size);
    this.hashes = new Int32Array(size);
    this.isPathEnd = new Uint8Array(size);
  }

  clear(): void {
    this.count = 0;
    this.hasSeveralSegmentEnds = false;
    this.segmentEnd = 0;
    this.pathEndCount = 0;
  }

  /** Whether a character that ends a path stands before the last segment. */
  hasPathEndBefore(lastSegment: number): boolean {
    return this.pathEndCount > 0 && this.segments[0]! < lastSegment;
  }

  /** Takes those of another path over, as they are. */
  takeOver(source: PathDelimiters): void {
    this.count = source.count;
    this.hasSeveralSegmentEnds = source.hasSeveralSegmentEnds;
    this.segmentEnd = source.segmentEnd;
    this.pathEndCount = source.pathEndCount;
    for (let at = 0; at < source.count; at++) {
      this.segments[at] = source.segments[at]!;
      this.places[at] = source.places[at]!;
      this.codePoints[at] = source.codePoints[at]!;
      this.foldEnds[at] = source.foldEnds[at]!;
      this.hashes[at] = source.hashes[at]!;
      this.isPathEnd[at] = source.isPathEnd[at]!;
    }
  }

  /** Notes a character that is no letter or digit, if it is a delimiter that was not noted yet. */
  note(codePoint: number, segment: number, place: number): void {
    if (endsPath(codePoint)) this.notePathEnd(codePoint, segment, place);
    else if (endsSegment(codePoint)) this.noteSegmentEnd(codePoint, segment, place);
  }

  /** The first delimiter from `at` on that stands in a segment or after it. */
  firstIn(segment: number, at: number): number {
    let first = at;
    while (first < this.count && this.segments[first]! < segment) first++;
    return first;
  }

  private notePathEnd(codePoint: number, segment: number, place: number): void {
    const { pathEnds, pathEndCount } = this;
    let known = 0;
    while (known < pathEndCount && pathEnds[known] !== codePoint) known++;
    const isFirst = known === pathEndCount;
    if (!isFirst && this.count > 0 && this.segments[this.count - 1] === segment) return;
    if (isFirst) pathEnds[this.pathEndCount++] = codePoint;
    this.isPathEnd[this.count] = isFirst ? 1 : 0;
    this.add(codePoint, segment, place);
  }

  isIn(segment: number, at: number): boolean {
    return at < this.count && this.segments[at] === segment;
  }

  private noteSegmentEnd(codePoint: number, segment: number, place: number): void {
    if (this.segmentEnd === 0) this.segmentEnd = codePoint;
    if (codePoint !== this.segmentEnd) this.hasSeveralSegmentEnds = true;
    for (let at = this.count - 1; at >= 0 && this.segments[at] === segment; at--) {
      if (endsSegment(this.codePoints[at]!)) return;
    }
    this.isPathEnd[this.count] = 0;
    this.add(codePoint, segment, place);
  }

  private add(codePoint: number, segment: number, place: number): void {
    this.segments[this.count] = segment;
    this.places[this.count] = place;
    this.codePoints[this.count++] = codePoint;
  }
}
