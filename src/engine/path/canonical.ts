import * as characters from './characters.js';
import { hexValue, isInvisible } from './characters.js';
import { ESCAPED_REFUSAL, hidesEscape, RAW_REFUSAL, refuseStart } from './escaped-path.js';
import { HAS_PERCENT, HAS_RESERVED, HAS_SLASH } from './escaped-path.js';
import * as fold from './fold.js';
import { PathDelimiters } from './path-delimiters.js';
import { refusalCode } from './refusal.js';
import { SegmentFolds } from './segment-folds.js';
import { escapedCodePoint, rawCodePoint, utf8Size, writeEscape, writeEscapes } from './utf8.js';

// Constants of this file, as in trie-access.ts: requests pass here.
const { DOT, PERCENT, PLAIN_FOLD, RESERVED, SLASH, UNRESERVED } = characters;
const { HASH_PRIME, HASH_SEED } = fold;

export interface PathLimits {
  /** Longest path without its query, in bytes as sent (UTF-8) and in bytes of its canonical form. */
  readonly maxPathBytes: number;
  readonly maxSegments: number;
}

const DEFAULT_PATH_LIMITS: PathLimits = { maxPathBytes: 8192, maxSegments: 64 };

/** Places behind what is read that an escape, or a character of several escapes, may look at. */
const ESCAPE_ROOM = 16;

const EMPTY_SEGMENT = refusalCode('empty_segment');
const DOT_SEGMENT = refusalCode('dot_segment');
const ENCODED_DOT_SEGMENT = refusalCode('encoded_dot_segment');
const TOO_MANY_SEGMENTS = refusalCode('too_many_segments');
const TOO_LONG = refusalCode('path_too_long');
const MALFORMED = refusalCode('malformed_escape');
const BAD_UTF8 = refusalCode('bad_utf8');
const INVISIBLE = refusalCode('invisible_character');
const CONTROL = refusalCode('control_character');
const ENCODED_CONTROL = refusalCode('encoded_control_character');
const DOUBLE = refusalCode('double_encoding');

/**
 * Reads a request target into its one canonical path, or refuses it. What is read stands here until the next `read`;
 * nothing is allocated for a path of ASCII characters.
 */
export class PathReader {
  readonly limits: PathLimits;
  /** What is read, as UTF-8: beside a text each place has to be asked for its form. Zeros follow it. */
  readonly raw: Uint8Array;
  /** The canonical path, ASCII. */
  readonly bytes: Uint8Array;
  /** Where each segment begins and ends in `bytes`. A trailing slash makes an empty last segment. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Hashes of the folded segments. */
  readonly hashes: Int32Array;
  readonly folds: SegmentFolds;
  readonly delimiters: PathDelimiters;
  segmentCount = 0;
  byteCount = 0;
  escapes = 0;
  private target = '';
  /** Where the read segment begins in `bytes`, and whether lower-casing is more than its fold. */
  private start = 0;
  private isOdd = false;
  private isBeyondAscii = false;
  private hasEscapedDot = false;
  private readonly encoder = new TextEncoder();
  private readonly room: Uint8Array;
  private readonly decoder = new TextDecoder();
  private queryAt = 0;
  private next = 0; // Where reading goes on after a special character.
  private isVerbatim = true;

  constructor(limits: Partial<PathLimits> = {}) {
    this.limits = { ...DEFAULT_PATH_LIMITS, ...limits };
    const { maxPathBytes, maxSegments } = this.limits;
    this.raw = new Uint8Array(maxPathBytes + 2 * ESCAPE_ROOM);
    this.room = this.raw.subarray(0, maxPathBytes + ESCAPE_ROOM);
    this.bytes = new Uint8Array(maxPathBytes + 16);
    this.bytes[0] = SLASH;
    this.starts = new Int32Array(maxSegments + 2);
    this.ends = new Int32Array(maxSegments + 2);
    this.hashes = new Int32Array(maxSegments + 2);
    this.delimiters = new PathDelimiters(maxSegments);
    this.folds = new SegmentFolds(this);
  }

  /** The number of the refusal; 0 when the path is fit to be looked up. */
  read(target: string): number {
    if (target.charCodeAt(0) !== SLASH) return refuseStart(target);
    this.target = target;
    // What does not fit is beyond the limit, or query.
    return this.readRaw(this.encoder.encodeInto(target, this.room).written);
  }

  /** Reads the bytes that were written into `raw`, which begin with a slash. */
  readRaw(length: number): number {
    this.reset();
    const { bytes, raw } = this;
    const limit = Math.min(length, this.limits.maxPathBytes + 1);
    raw.fill(0, length, length + ESCAPE_ROOM);
    let out = 1;
    let hash = HASH_SEED;
    let at = 1;
    for (;;) {
      let code = raw[at]!;
      // The zeros behind what is read end this loop, too.
      for (let folded = PLAIN_FOLD[code]!; folded !== 0; folded = PLAIN_FOLD[code]!) {
        bytes[out++] = code;
        hash = Math.imul(hash ^ folded, HASH_PRIME);
        code = raw[++at]!;
      }
      if (at >= limit) break;
      if (code === SLASH) {
        const refusal = out === this.start ? EMPTY_SEGMENT : this.close(out, hash);
        if (refusal !== 0) return refusal;
        bytes[out++] = SLASH;
        this.start = out;
        hash = HASH_SEED;
        at++;
      } else if (code === 0x3f) {
        break;
      } else {
        const step = this.special(code, at, out);
        if (step < 0) return -step;
        // What an escape stands for may be plain; a segment with any other escape is hashed again when it is folded.
        hash = Math.imul(hash ^ PLAIN_FOLD[bytes[out]!]!, HASH_PRIME);
        out += step;
        at = this.next;
        if (out > this.limits.maxPathBytes) return TOO_LONG;
      }
    }
    if (at > this.limits.maxPathBytes || out > this.limits.maxPathBytes) return TOO_LONG;
    this.queryAt = at;
    this.byteCount = out;
    const refusal = this.close(out, hash);
    return refusal === 0 ? this.finish() : refusal;
  }

  /** The canonical path as a text; the one given where it was canonical already. */
  canonicalPath(): string {
    const { target, queryAt } = this;
    if (this.isVerbatim) return queryAt === target.length ? target : target.slice(0, queryAt);
    return this.decoder.decode(this.bytes.subarray(0, this.byteCount));
  }

  private reset(): void {
    this.start = 1;
    this.segmentCount = 0;
    this.escapes = 0;
    this.isOdd = false;
    this.isBeyondAscii = false;
    this.hasEscapedDot = false;
    this.isVerbatim = true;
    this.folds.clear();
    this.delimiters.clear();
  }

  private close(end: number, hash: number): number {
    const { bytes, start, segmentCount } = this;
    if (segmentCount === this.limits.maxSegments) return TOO_MANY_SEGMENTS;
    const length = end - start;
    // Before an empty segment stands a slash.
    const endsInDot = bytes[end - 1] === DOT;
    if (endsInDot && (length === 1 || (length === 2 && bytes[start] === DOT))) {
      return this.hasEscapedDot ? ENCODED_DOT_SEGMENT : DOT_SEGMENT;
    }
    this.starts[segmentCount] = start;
    this.ends[segmentCount] = end;
    this.hashes[segmentCount] = hash;
    this.segmentCount = segmentCount + 1;
    if (this.isBeyondAscii) this.folds.noteBeyondAscii(segmentCount, end);
    else if (this.isOdd || endsInDot || (length > 0 && bytes[start] === DOT)) this.folds.noteOdd(segmentCount);
    this.isOdd = false;
    this.isBeyondAscii = false;
    this.hasEscapedDot = false;
    return 0;
  }

  private finish(): number {
    if ((this.escapes & HAS_PERCENT) !== 0 && hidesEscape(this.bytes, this.byteCount)) return DOUBLE;
    return this.folds.begin();
  }

  /** Writes what stands for the character at `at`; answers with the bytes written, or a negated refusal. */
  private special(code: number, at: number, out: number): number {
    if (code === PERCENT) return this.escape(at, out);
    this.isVerbatim = false;
    if (code < 128) {
      const refusal = RAW_REFUSAL[code]!;
      if (refusal !== 0) return -refusal;
      this.next = at + 1;
      return this.writeOdd(code, out);
    }
    const codePoint = rawCodePoint(this.raw, at);
    this.next = at + utf8Size(codePoint);
    if (codePoint < 0xa0) return -CONTROL;
    return this.writeCodePoint(codePoint, out);
  }

  private escape(at: number, out: number): number {
    const { raw } = this;
    const high = hexValue(raw[at + 1]!);
    const low = hexValue(raw[at + 2]!);
    if (high < 0 || low < 0) return -MALFORMED;
    const byte = high * 16 + low;
    if (byte >= 128) return this.escapedCharacter(at, out, byte);
    const refusal = ESCAPED_REFUSAL[byte]!;
    if (refusal !== 0) return -refusal;
    this.next = at + 3;
    if (UNRESERVED[byte] === 1) {
      this.isVerbatim = false;
      if (byte === DOT) this.hasEscapedDot = true;
      this.bytes[out] = byte;
      return 1;
    }
    if (RESERVED[byte] === 1) this.escapes |= HAS_RESERVED;
    else if (byte === SLASH) this.escapes |= HAS_SLASH;
    else if (byte === PERCENT) this.escapes |= HAS_PERCENT;
    if (raw[at + 2]! > 0x60) this.isVerbatim = false;
    return this.writeOdd(byte, out);
  }

  private escapedCharacter(at: number, out: number, byte: number): number {
    const codePoint = escapedCodePoint(this.raw, at, byte);
    if (codePoint < 0) return -BAD_UTF8;
    this.next = at + 3 * utf8Size(codePoint);
    this.isVerbatim = false;
    return codePoint < 0xa0 ? -ENCODED_CONTROL : this.writeCodePoint(codePoint, out);
  }

  private writeCodePoint(codePoint: number, out: number): number {
    // Also what the platform writes for half a character.
    if (codePoint === 0xfffd) return -BAD_UTF8;
    if (isInvisible(codePoint)) return -INVISIBLE;
    const { texts } = this.folds;
    if (!this.isBeyondAscii) texts.beginSegment(this.segmentCount, this.start);
    this.isBeyondAscii = true;
    this.delimiters.note(codePoint, this.segmentCount, out);
    const length = writeEscapes(this.bytes, out, codePoint);
    texts.addCharacter(codePoint, out, length);
    return length;
  }

  private writeOdd(byte: number, out: number): number {
    this.isOdd = true;
    this.delimiters.note(byte, this.segmentCount, out);
    writeEscape(this.bytes, out, byte);
    return 3;
  }
}
