import type { PathReader } from './canonical.js';
import { DOT, PERCENT } from './characters.js';
import { endsPath } from './delimiters.js';
import { HASH_SEED } from './fold.js';

/**
 * Ways of a reading, as bits: both ends of segments are trimmed; segments end before a look-alike of a semicolon; they end
 * before every delimiter, and the path goes on behind it, as with a server that splits a path before it decodes it.
 */
const TRIMS = 1;
const CUTS_SEGMENTS = 2;
const CUTS_EVERYWHERE = 4;
const WAYS = 6;

const UNCUT = -1;

/** A segment that begins, or ends, with a dot or a space. */
const TRIMMED_START = /\/[. ]/;
const TRIMMED_END = /[. ](?:\/|$)/;

/**
 * What servers make of a path that cut or trim it after they have decoded it: it ends before a delimiter (`%3F`, `%23` and
 * their look-alikes), segments end before look-alikes of a semicolon or before every delimiter, and lose dots and spaces at
 * their ends; one of which nothing is left is dropped. Each reading stands in the place of the path while it is looked up.
 */
export class CutReadings {
  private readonly path: PathReader;
  /** Starts, ends, those of the folds, and hashes: of the path, and as they were when it had been read. */
  private readonly rows: readonly Int32Array[];
  private readonly saved: readonly Int32Array[];
  private segmentCount = 0;
  private delimiter = UNCUT;
  private way = 0;
  /** The template that the path reached, decoded. */
  private spelt = '';
  /** Whether that template has no segment with a dot or space there, so that a server may trim it. */
  private trimsStart = true;
  private trimsEnd = true;
  /** Where to look for the next delimiter while a reading is put. */
  private cursor = 0;

  constructor(path: PathReader) {
    this.path = path;
    this.rows = [path.starts, path.ends, path.folds.starts, path.folds.ends, path.hashes];
    this.saved = this.rows.map((row) => new Int32Array(row.length));
  }

  /**
   * Begins with the readings of the path that was read; whether it can have any. What the template that it reached spells
   * itself is neither cut nor trimmed: whoever wrote it meant just that.
   */
  begin(template: string): boolean {
    const { path } = this;
    if (path.delimiters.count === 0 && !path.folds.hasTrimmed) return false;
    this.spelt = decodeURIComponent(template);
    this.trimsStart = !TRIMMED_START.test(this.spelt);
    this.trimsEnd = !TRIMMED_END.test(this.spelt);
    this.segmentCount = path.segmentCount;
    this.delimiter = UNCUT;
    this.way = 0;
    for (let row = 0; row < this.rows.length; row++) this.saved[row]!.set(this.rows[row]!);
    return true;
  }

  /** Puts the next reading in the place of the path; false, with the path itself again, when there is none left. */
  next(): boolean {
    const { delimiters } = this.path;
    while (this.delimiter < delimiters.count) {
      this.way++;
      if (this.way === WAYS) {
        this.way = 0;
        this.delimiter++;
      }
      if (this.isReading() && this.put()) return true;
    }
    this.restore();
    return false;
  }

  /** Puts the path itself in its place. */
  restore(): void {
    for (let row = 0; row < this.rows.length; row++) this.rows[row]!.set(this.saved[row]!);
    this.path.segmentCount = this.segmentCount;
  }

  private isReading(): boolean {
    const { delimiters } = this.path;
    if (this.delimiter === delimiters.count) return false;
    if (this.way >= CUTS_EVERYWHERE) {
      return this.delimiter === UNCUT && delimiters.hasPathEndBefore(this.segmentCount - 1);
    }
    if (this.delimiter !== UNCUT) {
      if (delimiters.isPathEnd[this.delimiter] === 0) return false;
      if (this.spells(delimiters.codePoints[this.delimiter]!)) return false;
    }
    return (this.way & CUTS_SEGMENTS) === 0 || (delimiters.segmentEnd !== 0 && !this.spells(delimiters.segmentEnd));
  }

  private spells(codePoint: number): boolean {
    return this.spelt.includes(String.fromCodePoint(codePoint));
  }

  /** Whether the reading differs from those before: it trims only where there is something to be trimmed. */
  private put(): boolean {
    const { path, delimiter } = this;
    const count = delimiter === UNCUT ? this.segmentCount : path.delimiters.segments[delimiter]! + 1;
    const trims = (this.way & TRIMS) !== 0;
    this.cursor = 0;
    let size = 0;
    let hasTrimmed = false;
    for (let segment = 0; segment < count; segment++) {
      for (let row = 0; row < this.rows.length; row++) this.rows[row]![size] = this.saved[row]![segment]!;
      if (delimiter !== UNCUT && segment + 1 === count) this.cut(size, delimiter);
      if (this.way >= CUTS_SEGMENTS) this.cutSegment(size, segment);
      if (trims && this.trim(size)) hasTrimmed = true;
      // The end of a path with a slash at its end is not blank.
      if (!trims || !this.isBlank(size) || this.saved[0]![segment] === this.saved[1]![segment]) size++;
    }
    if (size < count) hasTrimmed = true;
    if (size === 0) this.putEmptySegment(size++);
    path.segmentCount = size;
    return hasTrimmed === trims;
  }

  private cut(place: number, delimiter: number): void {
    const { path } = this;
    const { folds, delimiters } = path;
    path.ends[place] = delimiters.places[delimiter]!;
    folds.ends[place] = delimiters.foldEnds[delimiter]!;
    path.hashes[place] = folds.hashOf(folds.starts[place]!, folds.ends[place]);
  }

  private cutSegment(place: number, segment: number): void {
    const { path } = this;
    const { delimiters } = path;
    let at = delimiters.firstIn(segment, this.cursor);
    while (at < delimiters.count && delimiters.segments[at] === segment && !this.cutsAt(delimiters.codePoints[at]!))
      at++;
    this.cursor = at;
    const isThere = at < delimiters.count && delimiters.segments[at] === segment;
    if (isThere && delimiters.places[at]! < path.ends[place]!) this.cut(place, at);
  }

  private cutsAt(codePoint: number): boolean {
    return this.way < CUTS_EVERYWHERE ? !endsPath(codePoint) : !this.spells(codePoint);
  }

  /** Trims a segment; whether it has become shorter. Its fold is trimmed already. */
  private trim(place: number): boolean {
    const { bytes, starts, ends } = this.path;
    const start = starts[place]!;
    const end = ends[place]!;
    let from = start;
    let to = end;
    while (this.trimsStart && from < to && (bytes[from] === DOT || isSpaceAt(bytes, from)))
      from += bytes[from] === DOT ? 1 : 3;
    while (this.trimsEnd && to > from && (bytes[to - 1] === DOT || isSpaceAt(bytes, to - 3)))
      to -= bytes[to - 1] === DOT ? 1 : 3;
    starts[place] = from;
    ends[place] = to;
    return from > start || to < end;
  }

  /** Whether nothing is left of a segment but what servers trim. */
  private isBlank(place: number): boolean {
    const { starts, ends, folds } = this.path;
    if (starts[place] === ends[place]) return true;
    return folds.starts[place]! >= 0 && folds.starts[place] === folds.ends[place];
  }

  private putEmptySegment(place: number): void {
    const { path } = this;
    path.starts[place] = 1;
    path.ends[place] = 1;
    path.folds.starts[place] = -1;
    path.hashes[place] = HASH_SEED;
  }
}

function isSpaceAt(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === PERCENT && bytes[at + 1] === 0x32 && bytes[at + 2] === 0x30;
}
