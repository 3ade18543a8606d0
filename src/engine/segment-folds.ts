import { DOT, hexValue, PERCENT, PLAIN_FOLD, SPACE } from './characters.js';
import { foldText, HASH_PRIME, HASH_SEED, utf8Of, withoutJoiners } from './fold.js';
import { refusalCode } from './refusal.js';

const COMPATIBILITY_FORM = refusalCode('compatibility_form');
const ENCODED_DOT_SEGMENT = refusalCode('encoded_dot_segment');

/** What the folds read of a path, and where they write the hashes of its odd segments. */
interface SegmentedPath {
  readonly limits: { readonly maxPathBytes: number; readonly maxSegments: number };
  readonly segmentCount: number;
  readonly bytes: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly hashes: Int32Array;
  segmentText(segment: number): string;
}

/**
 * Folded forms of the segments of one path, made when they are asked for. Only a segment beyond ASCII allocates:
 * its compatibility form has to be looked up by the platform.
 */
export class SegmentFolds {
  bytes: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  private readonly path: SegmentedPath;
  /** Segments that are more than letters, digits and marks: their hash is that of their fold. */
  private readonly odd: Int32Array;
  private used = 0;

  constructor(path: SegmentedPath) {
    this.path = path;
    const count = path.limits.maxSegments + 2;
    this.bytes = new Uint8Array(path.limits.maxPathBytes + 16);
    this.starts = new Int32Array(count);
    this.ends = new Int32Array(count);
    this.odd = new Int32Array(count);
  }

  noteOdd(place: number, segment: number): void {
    this.odd[place] = segment;
  }

  /** Forgets the folds of the path before and hashes the odd segments of this one; a refusal or 0. */
  begin(oddCount: number): number {
    this.used = 0;
    // A loop: calling `fill` takes longer than what it does.
    for (let segment = 0; segment < this.path.segmentCount; segment++) this.starts[segment] = -1;
    for (let k = 0; k < oddCount; k++) {
      const segment = this.odd[k]!;
      const refusal = this.foldOdd(segment);
      if (refusal !== 0) return refusal;
      let hash = HASH_SEED;
      for (let i = this.starts[segment]!; i < this.ends[segment]!; i++) {
        hash = Math.imul(hash ^ this.bytes[i]!, HASH_PRIME);
      }
      this.path.hashes[segment] = hash;
    }
    return 0;
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

  private foldOdd(segment: number): number {
    const { path } = this;
    const from = this.used;
    let end = path.ends[segment]!;
    this.reserve(end - path.starts[segment]!);
    for (let i = path.starts[segment]!; i < end; i++) {
      let byte = path.bytes[i]!;
      if (byte === PERCENT) {
        byte = hexValue(path.bytes[i + 1]!) * 16 + hexValue(path.bytes[i + 2]!);
        if (byte >= 128) return this.foldBeyondAscii(segment, from);
        i += 2;
      }
      this.bytes[this.used++] = byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
    }
    end = this.used;
    const read = end;
    while (end > from && (this.bytes[end - 1] === DOT || this.bytes[end - 1] === SPACE)) end--;
    this.starts[segment] = from;
    this.ends[segment] = end;
    return end === from && isDotsAmongSpaces(this.bytes, from, read) ? ENCODED_DOT_SEGMENT : 0;
  }

  private foldBeyondAscii(segment: number, from: number): number {
    const text = decodeURIComponent(this.path.segmentText(segment));
    const folded = foldText(text);
    if (makesSeparator(text)) return COMPATIBILITY_FORM;
    const bytes = utf8Of(folded);
    this.used = from;
    this.reserve(bytes.length);
    this.bytes.set(bytes, from);
    this.starts[segment] = from;
    this.used = from + bytes.length;
    this.ends[segment] = this.used;
    return 0;
  }

  /** Compatibility forms can be many times longer than what stands for them. */
  private reserve(length: number): void {
    if (this.used + length <= this.bytes.length) return;
    const larger = new Uint8Array(2 * (this.used + length));
    larger.set(this.bytes);
    this.bytes = larger;
  }
}

/** A server that drops spaces at the end of a name sees `..%20` as `..`; dots alone, or spaces alone, are a name. */
function isDotsAmongSpaces(bytes: Uint8Array, start: number, end: number): boolean {
  const dot = bytes.indexOf(DOT, start);
  const space = bytes.indexOf(SPACE, start);
  return dot >= 0 && dot < end && space >= 0 && space < end;
}

/** What Windows code pages have no place for and put a slash or a backslash in its stead. */
const BEST_FIT_SEPARATORS = ['\u2044', '\u2215', '\u2216'] as const;

/** Whether a server that maps compatibility forms, or drops joiners, would see a separator or a dot segment. */
function makesSeparator(text: string): boolean {
  const mapped = withoutJoiners(text.normalize('NFKC'));
  return (
    mapped === '' ||
    isDotSegment(mapped) ||
    mapped.includes('\\') ||
    mapped.split('/').length !== text.split('/').length ||
    BEST_FIT_SEPARATORS.some((separator) => text.includes(separator))
  );
}

/** Dots and nothing else, but for spaces, which servers drop. `...` is a name only where it stands as it is. */
function isDotSegment(text: string): boolean {
  let hasDot = false;
  for (const character of text) {
    if (character === '.') hasDot = true;
    else if (character !== ' ') return false;
  }
  return hasDot;
}
