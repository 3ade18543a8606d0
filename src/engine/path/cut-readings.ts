import type { PathReader } from './canonical.js';
import { endsPath } from './delimiters.js';
import { trimmedFrom, trimmedTo } from './escaped-path.js';
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

/** Numbers that are saved of a segment. */
const FIELDS = 5;

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
  /** By segment of the path that was read: start, end, those of its fold, and hash. */
  private readonly saved: Int32Array;
  private segmentCount = 0;
  private delimiter = UNCUT;
  private way = 0;
  /** The first segment whose fields may differ from what was read. */
  private changedFrom = 0;
  /** The template that the path reached, decoded. */
  private spelt = '';
  /** Whether that template has no segment with a dot or space there, so that a server may trim it. */
  private trimsStart = true;
  private trimsEnd = true;
  /** Where to look for the next delimiter while a reading is put. */
  private cursor = 0;

  constructor(path: PathReader) {
    this.path = path;
    this.saved = new Int32Array(path.starts.length * FIELDS);
  }

  /**
   * Begins with the readings of the path that was read; whether it can have any. What the template that it reached spells
   * itself is neither cut nor trimmed: whoever wrote it meant just that.
   */
  begin(template: string): boolean {
    const { path } = this;
    if (path.delimiters.count === 0 && !path.folds.hasTrimmed) return false;
    this.spelt = template.includes('%') ? decodeURIComponent(template) : template;
    this.trimsStart = !TRIMMED_START.test(this.spelt);
    this.trimsEnd = !TRIMMED_END.test(this.spelt);
    this.segmentCount = path.segmentCount;
    this.delimiter = UNCUT;
    this.way = 0;
    this.changedFrom = path.segmentCount;
    const { saved } = this;
    for (let segment = 0, at = 0; segment < path.segmentCount; segment++) {
      saved[at++] = path.starts[segment]!;
      saved[at++] = path.ends[segment]!;
      saved[at++] = path.folds.starts[segment]!;
      saved[at++] = path.folds.ends[segment]!;
      saved[at++] = path.hashes[segment]!;
    }
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
    for (let segment = this.changedFrom; segment < this.segmentCount; segment++) this.copy(segment, segment);
    this.changedFrom = this.segmentCount;
    this.path.segmentCount = this.segmentCount;
  }

  private copy(segment: number, place: number): void {
    const { path, saved } = this;
    const at = segment * FIELDS;
    path.starts[place] = saved[at]!;
    path.ends[place] = saved[at + 1]!;
    path.folds.starts[place] = saved[at + 2]!;
    path.folds.ends[place] = saved[at + 3]!;
    path.hashes[place] = saved[at + 4]!;
  }

  private isReading(): boolean {
    const { delimiters, folds } = this.path;
    const { delimiter, way } = this;
    if (delimiter === delimiters.count) return false;
    if (way >= CUTS_EVERYWHERE) return delimiter === UNCUT && delimiters.hasPathEndBefore(this.segmentCount - 1);
    if (delimiter !== UNCUT) {
      if (delimiters.isPathEnd[delimiter] === 0 || this.spells(delimiters.codePoints[delimiter]!)) return false;
    }
    if ((way & CUTS_SEGMENTS) !== 0) return delimiters.segmentEnd !== 0 && !this.spells(delimiters.segmentEnd);
    return (way & TRIMS) === 0 || folds.hasTrimmed || this.isTrimmedBefore(delimiter);
  }

  private spells(codePoint: number): boolean {
    return this.spelt.includes(String.fromCodePoint(codePoint));
  }

  /** Whether something to be trimmed stands right before a delimiter, or nothing at all. */
  private isTrimmedBefore(delimiter: number): boolean {
    if (delimiter === UNCUT) return false;
    const { bytes, delimiters, folds } = this.path;
    const place = delimiters.places[delimiter]!;
    const at = delimiters.segments[delimiter]! * FIELDS;
    const isBlank = delimiters.foldEnds[delimiter] === this.saved[at + 2];
    return isBlank || folds.hasTrimmed || trimmedTo(bytes, this.saved[at]!, place) < place;
  }

  /** Whether the reading differs from those before: it trims only where there is something to be trimmed. */
  private put(): boolean {
    const { path, delimiter, way } = this;
    const count = delimiter === UNCUT ? this.segmentCount : path.delimiters.segments[delimiter]! + 1;
    this.restore();
    if (way === 0) {
      this.changedFrom = count - 1;
      this.cut(count - 1, delimiter);
      path.segmentCount = count;
      return true;
    }
    this.changedFrom = 0;
    this.cursor = 0;
    const trims = (way & TRIMS) !== 0;
    let size = 0;
    let hasTrimmed = false;
    for (let segment = 0; segment < count; segment++) {
      if (size < segment) this.copy(segment, size);
      if (delimiter !== UNCUT && segment + 1 === count) this.cut(size, delimiter);
      if (way >= CUTS_SEGMENTS) this.cutSegment(size, segment);
      if (trims && this.trim(size)) hasTrimmed = true;
      // The end of a path with a slash at its end is not blank.
      const isSlash = this.saved[segment * FIELDS] === this.saved[segment * FIELDS + 1];
      if (!trims || isSlash || !this.isBlank(size)) size++;
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
    path.hashes[place] = delimiters.hashes[delimiter]!;
  }

  private cutSegment(place: number, segment: number): void {
    const { path } = this;
    const { delimiters } = path;
    let at = delimiters.firstIn(segment, this.cursor);
    while (delimiters.isIn(segment, at) && !this.cutsAt(delimiters.codePoints[at]!)) at++;
    this.cursor = at;
    if (delimiters.isIn(segment, at) && delimiters.places[at]! < path.ends[place]!) this.cut(place, at);
  }

  private cutsAt(codePoint: number): boolean {
    return this.way < CUTS_EVERYWHERE ? !endsPath(codePoint) : !this.spells(codePoint);
  }

  /** Trims a segment; whether it has become shorter. Its fold is trimmed already. */
  private trim(place: number): boolean {
    const { bytes, starts, ends } = this.path;
    const start = starts[place]!;
    const end = ends[place]!;
    starts[place] = this.trimsStart ? trimmedFrom(bytes, start, end) : start;
    ends[place] = this.trimsEnd ? trimmedTo(bytes, starts[place], end) : end;
    return starts[place] > start || ends[place] < end;
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
