import * as characters from './characters.js';
import { hexValue } from './characters.js';
import { DecodedTexts, SEGMENT_END } from './decoded-texts.js';
import { hasDot, hasDotAndSpace, trimmedFrom, trimmedTo } from './escaped-path.js';
import { FoldBytes } from './fold-bytes.js';
import { FoldTaking } from './fold-taking.js';
import * as fold from './fold.js';
import { unhash } from './fold.js';
import { foldTexts } from './fold-texts.js';
import type { PathDelimiters } from './path-delimiters.js';
import { refusalCode } from './refusal.js';

// Constants of this file, as in trie-access.ts: requests pass here.
const { DOT, PLAIN_FOLD, SPACE } = characters;
const { HASH_PRIME, HASH_SEED } = fold;
const ENCODED_DOT_SEGMENT = refusalCode('encoded_dot_segment');
const END_MARK = String.fromCharCode(SEGMENT_END);

/** What the folds read of a path, and where they write the hashes of its odd segments. */
interface SegmentedPath {
  readonly limits: { readonly maxPathBytes: number; readonly maxSegments: number };
  readonly segmentCount: number;
  readonly byteCount: number;
  readonly bytes: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly hashes: Int32Array;
  readonly delimiters: PathDelimiters;
}

/**
 * Folded forms of the segments of one path, made when they are asked for. Only a path beyond ASCII allocates: the platform
 * knows compatibility forms, and is asked once for all segments.
 */
export class SegmentFolds {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** The same, with what servers trim at both ends. */
  readonly wholeStarts: Int32Array;
  readonly wholeEnds: Int32Array;
  readonly texts: DecodedTexts;
  /** Whether a segment may begin or end with something that servers trim. */
  hasTrimmed = false;
  private readonly folds: FoldBytes;
  private readonly path: SegmentedPath;
  /** Segments that are more than letters, digits and marks: their hash is that of their fold. */
  private readonly odd: Int32Array;
  private oddCount = 0;
  /** Those of them beyond ASCII. */
  private readonly beyond: Int32Array;
  private beyondCount = 0;
  private takenDelimiter = 0;
  private readonly taking: FoldTaking;

  constructor(path: SegmentedPath) {
    this.path = path;
    const { maxPathBytes, maxSegments } = path.limits;
    const count = maxSegments + 2;
    this.folds = new FoldBytes(maxPathBytes + 16);
    this.texts = new DecodedTexts(path.bytes, path.delimiters);
    this.starts = new Int32Array(count);
    this.ends = new Int32Array(count);
    this.wholeStarts = new Int32Array(count);
    this.wholeEnds = new Int32Array(count);
    this.taking = new FoldTaking(path, this, this.folds);
    this.odd = new Int32Array(count);
    this.beyond = new Int32Array(count);
  }

  get bytes(): Uint8Array {
    return this.folds.bytes;
  }

  /** Whether a segment is more than letters, digits and marks. */
  get hasOdd(): boolean {
    return this.oddCount + this.beyondCount > 0;
  }

  get hasBeyondAscii(): boolean {
    return this.beyondCount > 0;
  }

  /** Forgets the path before. */
  clear(): void {
    this.folds.used = 0;
    this.oddCount = 0;
    this.beyondCount = 0;
    this.hasTrimmed = false;
    this.texts.clear();
  }

  /** Takes the folds of another path over, of whose segments so many are still odd. */
  takeOver(source: SegmentFolds, oddCount: number): void {
    const { segmentCount } = this.path;
    this.folds.used = 0;
    this.folds.reserve(source.folds.used);
    this.folds.bytes.set(source.folds.bytes.subarray(0, source.folds.used));
    this.folds.used = source.folds.used;
    for (let segment = 0; segment < segmentCount; segment++) {
      this.starts[segment] = source.starts[segment]!;
      this.ends[segment] = source.ends[segment]!;
      this.wholeStarts[segment] = source.wholeStarts[segment]!;
      this.wholeEnds[segment] = source.wholeEnds[segment]!;
    }
    this.oddCount = oddCount;
    this.beyondCount = source.beyondCount;
    this.hasTrimmed = source.hasTrimmed;
  }

  noteOdd(segment: number): void {
    this.odd[this.oddCount++] = segment;
  }

  noteBeyondAscii(segment: number, end: number): void {
    this.texts.addAscii(end);
    this.beyond[this.beyondCount++] = segment;
  }

  /** Hashes the odd segments; a refusal or 0. */
  begin(): number {
    // A loop: calling `fill` takes longer than what it does.
    for (let segment = 0; segment < this.path.segmentCount; segment++) this.starts[segment] = -1;
    this.takenDelimiter = 0;
    for (let k = 0; k < this.oddCount; k++) {
      const refusal = this.foldAscii(this.odd[k]!);
      if (refusal !== 0) return refusal;
    }
    return this.beyondCount === 0 ? 0 : this.foldBeyondAscii();
  }

  /** Makes `starts[segment]` and `ends[segment]` point to its fold in `bytes`. */
  ensure(segment: number): void {
    if (this.starts[segment]! >= 0) return;
    const { path, folds } = this;
    const start = path.starts[segment]!;
    const end = path.ends[segment]!;
    folds.reserve(end - start);
    const { bytes } = folds;
    this.starts[segment] = folds.used;
    for (let i = start; i < end; i++) bytes[folds.used++] = PLAIN_FOLD[path.bytes[i]!]!;
    this.ends[segment] = folds.used;
    this.wholeStarts[segment] = this.starts[segment];
    this.wholeEnds[segment] = folds.used;
  }

  /** Folds a segment of ASCII. */
  private foldAscii(segment: number): number {
    const { path, folds } = this;
    const { delimiters } = path;
    const source = path.bytes;
    const first = path.starts[segment]!;
    const last = path.ends[segment]!;
    const from = trimmedFrom(source, first, last);
    const to = trimmedTo(source, from, last);
    if (from > first || to < last) this.hasTrimmed = true;
    if (from === to && hasDotAndSpace(source, first, last)) return ENCODED_DOT_SEGMENT;
    folds.reserve(last - first);
    const { bytes } = folds;
    this.wholeStarts[segment] = folds.used;
    this.addBlanks(first, from);
    const start = folds.used;
    let used = start;
    let hash = HASH_SEED;
    let next = delimiters.firstIn(segment, this.takenDelimiter);
    for (let at = from; at < to; at++) {
      let byte = PLAIN_FOLD[source[at]!]!;
      if (byte === 0) {
        if (next < delimiters.count && delimiters.places[next] === at) {
          if (at === from && hasDot(source, first, from)) return ENCODED_DOT_SEGMENT;
          this.noteCut(next++, start, used, hash);
        }
        byte = hexValue(source[at + 1]!) * 16 + hexValue(source[at + 2]!);
        at += 2;
      }
      bytes[used++] = byte;
      hash = Math.imul(hash ^ byte, HASH_PRIME);
    }
    folds.used = used;
    this.addBlanks(to, last);
    this.takenDelimiter = next;
    this.starts[segment] = start;
    this.ends[segment] = used;
    this.wholeEnds[segment] = folds.used;
    path.hashes[segment] = hash;
    return 0;
  }

  /** Adds dots and spaces of a canonical segment. */
  private addBlanks(start: number, end: number): void {
    const { folds, path } = this;
    for (let at = start; at < end; at++) {
      const isDot = path.bytes[at] === DOT;
      folds.bytes[folds.used++] = isDot ? DOT : SPACE;
      if (!isDot) at += 2;
    }
  }

  /** Notes the fold of what stands before a delimiter: without the dots and spaces at its end. */
  private noteCut(delimiter: number, start: number, used: number, hash: number): void {
    const { bytes } = this.folds;
    const { delimiters } = this.path;
    let end = used;
    let hashThere = hash;
    for (; end > start && isBlankByte(bytes[end - 1]!); end--) hashThere = unhash(hashThere, bytes[end - 1]!);
    delimiters.wholeFoldEnds[delimiter] = used;
    delimiters.foldEnds[delimiter] = end;
    delimiters.hashes[delimiter] = hashThere;
  }

  private foldBeyondAscii(): number {
    const folded = foldTexts(this.texts.text(), this.path.byteCount);
    if (typeof folded === 'number') return folded;
    this.folds.reserve(3 * folded.length);
    this.taking.begin();
    for (let k = 0, start = 0; k < this.beyondCount; k++) {
      const next = folded.indexOf(END_MARK, start);
      const end = next < 0 ? folded.length : next;
      const segment = this.beyond[k]!;
      const refusal = this.taking.take(folded, start, end, segment);
      if (refusal !== 0) return refusal;
      if (this.isTrimmed(segment)) this.hasTrimmed = true;
      start = end + 1;
    }
    return 0;
  }

  /** Whether a segment, or its fold, begins or ends with something that servers trim. */
  private isTrimmed(segment: number): boolean {
    if (this.wholeStarts[segment]! < this.starts[segment]! || this.ends[segment]! < this.wholeEnds[segment]!)
      return true;
    const { bytes, starts, ends } = this.path;
    const start = starts[segment]!;
    const end = ends[segment]!;
    return trimmedFrom(bytes, start, end) > start || trimmedTo(bytes, start, end) < end;
  }
}

function isBlankByte(byte: number): boolean {
  return byte === DOT || byte === SPACE;
}
