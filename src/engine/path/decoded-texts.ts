import { hexValue, PERCENT } from './characters.js';
import type { PathDelimiters } from './path-delimiters.js';

/** Between the texts of two segments, and before a delimiter in one. No segment holds these. */
export const SEGMENT_END = 0x0a;
export const DELIMITER = 0x09;

/** As many arguments as any platform takes in one call. */
const CHUNK = 4096;

/**
 * Decoded texts of the segments beyond ASCII, one after the other, with marks before their delimiters: what they fold to is asked for
 * all of them at once. They are put together while the path is read, when its characters are known.
 */
export class DecodedTexts {
  size = 0;
  private readonly units: Uint16Array;
  private readonly bytes: Uint8Array;
  private readonly delimiters: PathDelimiters;
  /** The place in the canonical path up to which texts go, and the delimiter that comes next after it. */
  private at = 0;
  private delimiter = 0;

  constructor(bytes: Uint8Array, delimiters: PathDelimiters) {
    this.bytes = bytes;
    this.delimiters = delimiters;
    this.units = new Uint16Array(bytes.length + 2 * delimiters.places.length);
  }

  clear(): void {
    this.size = 0;
    this.delimiter = 0;
  }

  beginSegment(segment: number, start: number): void {
    if (this.size > 0) this.units[this.size++] = SEGMENT_END;
    this.at = start;
    this.delimiter = this.delimiters.firstIn(segment, this.delimiter);
  }

  /** Adds a character beyond ASCII that stands at `place`, and whatever ASCII stands before it. */
  addCharacter(codePoint: number, place: number, length: number): void {
    this.addAscii(place);
    this.markDelimiter(place);
    this.at = place + length;
    if (this.isAtDelimiter(place)) {
      // A cut inside of it: the rest is added as what compatibility forms turn it into.
      this.units[this.size++] = 0x21;
      this.markDelimiter(place);
      this.units[this.size++] = 0x3f;
    } else if (codePoint < 0x10000) this.units[this.size++] = codePoint;
    else {
      this.units[this.size++] = 0xd7c0 + (codePoint >> 10);
      this.units[this.size++] = 0xdc00 | (codePoint & 0x3ff);
    }
  }

  /** Adds the ASCII up to a place. */
  addAscii(end: number): void {
    const { bytes, units } = this;
    for (let at = this.at; at < end; at++) {
      this.markDelimiter(at);
      const byte = bytes[at]!;
      if (byte === PERCENT) {
        units[this.size++] = hexValue(bytes[at + 1]!) * 16 + hexValue(bytes[at + 2]!);
        at += 2;
      } else units[this.size++] = byte;
    }
  }

  text(): string {
    const { units, size } = this;
    let text = '';
    for (let from = 0; from < size; from += CHUNK) {
      const chunk = units.subarray(from, Math.min(size, from + CHUNK));
      text += String.fromCharCode.apply(null, chunk as unknown as number[]);
    }
    return text;
  }

  private markDelimiter(place: number): void {
    if (!this.isAtDelimiter(place)) return;
    this.units[this.size++] = DELIMITER;
    this.delimiter++;
  }

  private isAtDelimiter(place: number): boolean {
    return this.delimiter < this.delimiters.count && this.delimiters.places[this.delimiter] === place;
  }
}
