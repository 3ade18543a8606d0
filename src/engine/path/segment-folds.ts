import * as characters from './characters.js';
import { hexValue } from './characters.js';
import * as fold from './fold.js';
import type { PathDelimiters } from './path-delimiters.js';
import { refusalCode } from './refusal.js';
import { DELIMITER, foldSegments, SEGMENT_END } from './segment-texts.js';

// Constants of this file, as in trie-access.ts: requests pass here.
const { DOT, PERCENT, PLAIN_FOLD, SPACE } = characters;
const { HASH_PRIME, HASH_SEED } = fold;
const ENCODED_DOT_SEGMENT = refusalCode('encoded_dot_segment');

const SEGMENT_END_CODE = SEGMENT_END.charCodeAt(0);
const DELIMITER_CODE = DELIMITER.charCodeAt(0);

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
  bytes: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Whether a segment may begin or end with something that servers trim. */
  hasTrimmed = false;
  private readonly path: SegmentedPath;
  /** Segments that are more than letters, digits and marks: their hash is that of their fold. */
  private readonly odd: Int32Array;
  private oddCount = 0;
  /** Those of them beyond ASCII. */
  private readonly beyond: Int32Array;
  private beyondCount = 0;
  private readonly joined: Uint8Array;
  private readonly decoder = new TextDecoder('latin1');
  private readonly encoder = new TextEncoder();
  private used = 0;

  constructor(path: SegmentedPath) {
    this.path = path;
    const { maxPathBytes, maxSegments } = path.limits;
    const count = maxSegments + 2;
    this.bytes = new Uint8Array(maxPathBytes + 16);
    this.starts = new Int32Array(count);
    this.ends = new Int32Array(count);
    this.odd = new Int32Array(count);
    this.beyond = new Int32Array(count);
    this.joined = new Uint8Array(maxPathBytes + count + path.delimiters.places.length);
  }

  /** Forgets the path before. */
  clear(): void {
    this.used = 0;
    this.oddCount = 0;
    this.beyondCount = 0;
    this.hasTrimmed = false;
  }

  /** Whether a segment is more than letters, digits and marks. */
  get hasOdd(): boolean {
    return this.oddCount + this.beyondCount > 0;
  }

  get hasBeyondAscii(): boolean {
    return this.beyondCount > 0;
  }

  noteOdd(segment: number): void {
    this.odd[this.oddCount++] = segment;
  }

  noteBeyondAscii(segment: number): void {
    this.beyond[this.beyondCount++] = segment;
  }

  /** Hashes the odd segments; a refusal or 0. */
  begin(): number {
    // A loop: calling `fill` takes longer than what it does.
    for (let segment = 0; segment < this.path.segmentCount; segment++) this.starts[segment] = -1;
    for (let k = 0; k < this.oddCount; k++) {
      const refusal = this.foldAscii(this.odd[k]!);
      if (refusal !== 0) return refusal;
    }
    return this.beyondCount === 0 ? 0 : this.foldBeyondAscii();
  }

  /** Makes `starts[segment]` and `ends[segment]` point to its fold in `bytes`. */
  ensure(segment: number): void {
    if (this.starts[segment]! >= 0) return;
    const { path } = this;
    const start = path.starts[segment]!;
    const end = path.ends[segment]!;
    this.reserve(end - start);
    this.starts[segment] = this.used;
    for (let i = start; i < end; i++) this.bytes[this.used++] = PLAIN_FOLD[path.bytes[i]!]!;
    this.ends[segment] = this.used;
  }

  /** The hash of a stretch of `bytes`. */
  hashOf(start: number, end: number): number {
    let hash = HASH_SEED;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ this.bytes[i]!, HASH_PRIME);
    return hash;
  }

  private foldAscii(segment: number): number {
    const { path } = this;
    const { delimiters } = path;
    const from = this.used;
    const end = path.ends[segment]!;
    this.reserve(end - path.starts[segment]!);
    const first = delimiters.firstIn(segment, 0);
    let next = first;
    for (let i = path.starts[segment]!; i < end; i++) {
      let byte = path.bytes[i]!;
      if (next < delimiters.count && delimiters.places[next] === i) delimiters.foldEnds[next++] = this.used;
      if (byte === PERCENT) {
        byte = hexValue(path.bytes[i + 1]!) * 16 + hexValue(path.bytes[i + 2]!);
        i += 2;
      }
      this.bytes[this.used++] = byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
    }
    let start = from;
    while (start < this.used && isBlankByte(this.bytes[start]!)) start++;
    if (start === this.used && this.holds(from, start, DOT) && this.holds(from, start, SPACE))
      return ENCODED_DOT_SEGMENT;
    for (let at = first; at < next; at++) {
      const cut = delimiters.foldEnds[at]!;
      delimiters.foldEnds[at] = this.trimmedEnd(start, cut);
      if (cut <= start && this.holds(from, cut, DOT)) return ENCODED_DOT_SEGMENT;
    }
    this.starts[segment] = start;
    this.ends[segment] = this.trimmedEnd(start, this.used);
    if (start > from || this.ends[segment] < this.used) this.hasTrimmed = true;
    path.hashes[segment] = this.hashOf(start, this.ends[segment]);
    return 0;
  }

  private trimmedEnd(start: number, end: number): number {
    let trimmed = Math.max(start, end);
    while (trimmed > start && isBlankByte(this.bytes[trimmed - 1]!)) trimmed--;
    return trimmed;
  }

  private holds(start: number, end: number, byte: number): boolean {
    for (let at = start; at < end; at++) if (this.bytes[at] === byte) return true;
    return false;
  }

  private foldBeyondAscii(): number {
    const folds = foldSegments(this.joinedText(), this.path.byteCount);
    if (typeof folds === 'number') return folds;
    this.take(folds);
    this.hasTrimmed = true;
    return 0;
  }

  /** Decoded texts of the segments beyond ASCII, with marks before their delimiters. */
  private joinedText(): string {
    const { path, joined } = this;
    const { delimiters } = path;
    let size = 0;
    let next = 0;
    for (let k = 0; k < this.beyondCount; k++) {
      const segment = this.beyond[k]!;
      if (k > 0) joined[size++] = SEGMENT_END_CODE;
      next = delimiters.firstIn(segment, next);
      for (let at = path.starts[segment]!; at < path.ends[segment]!; at++) {
        if (next < delimiters.count && delimiters.places[next] === at) {
          joined[size++] = DELIMITER_CODE;
          next++;
        }
        joined[size++] = path.bytes[at]!;
      }
    }
    return decodeURIComponent(this.decoder.decode(joined.subarray(0, size)));
  }

  /** Writes the folds of the segments beyond ASCII, each with its end, and hashes them. */
  private take(folds: string): void {
    const { path } = this;
    this.reserve(3 * folds.length);
    const { bytes } = this;
    const { written } = this.encoder.encodeInto(folds, bytes.subarray(this.used));
    const end = this.used + written;
    let k = 0;
    let segment = this.beyond[0]!;
    let delimiter = path.delimiters.firstIn(segment, 0);
    let hash = HASH_SEED;
    this.starts[segment] = this.used;
    for (let at = this.used; at < end; at++) {
      const byte = bytes[at]!;
      if (byte === SEGMENT_END_CODE) {
        this.ends[segment] = this.used;
        path.hashes[segment] = hash;
        if (++k === this.beyondCount) return;
        segment = this.beyond[k]!;
        delimiter = path.delimiters.firstIn(segment, delimiter);
        hash = HASH_SEED;
        this.starts[segment] = this.used;
      } else if (byte === DELIMITER_CODE) path.delimiters.foldEnds[delimiter++] = this.used;
      else {
        bytes[this.used++] = byte;
        hash = Math.imul(hash ^ byte, HASH_PRIME);
      }
    }
  }

  /** Compatibility forms can be longer than what stands for them. */
  private reserve(length: number): void {
    if (this.used + length <= this.bytes.length) return;
    const larger = new Uint8Array(2 * (this.used + length));
    larger.set(this.bytes);
    this.bytes = larger;
  }
}

function isBlankByte(byte: number): boolean {
  return byte === DOT || byte === SPACE;
}
