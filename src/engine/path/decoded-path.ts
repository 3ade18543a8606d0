import type { PathReader } from './canonical.js';
import { DOT, hexValue, PERCENT, RESERVED } from './characters.js';
import { HAS_RESERVED } from './escaped-path.js';

/** The first digit of an escape of a byte that is no ASCII. */
const BEYOND_ASCII = 0x38;

/** Reads a path as a server does that decodes escaped slashes; a refusal or 0. */
export function readSlashes(path: PathReader, into: PathReader): number {
  const { bytes, byteCount } = path;
  const { raw } = into;
  let size = 0;
  for (let at = 0; at < byteCount; at++) {
    const byte = bytes[at]!;
    raw[size++] = byte;
    if (byte !== PERCENT || bytes[at + 1] !== 0x32 || bytes[at + 2] !== 0x46) continue;
    raw[size - 1] = 0x2f;
    at += 2;
  }
  return into.readRaw(size);
}

/**
 * Takes a path over as a server reads it that decodes escaped reserved characters. That changes neither folds nor hashes, nor
 * what is refused.
 */
export function takeReserved(path: PathReader, into: PathReader): void {
  into.segmentCount = path.segmentCount;
  into.escapes = path.escapes & ~HAS_RESERVED;
  into.delimiters.takeOver(path.delimiters);
  let oddCount = 0;
  let size = 1;
  for (let segment = 0; segment < path.segmentCount; segment++) {
    const start = size;
    into.starts[segment] = start;
    into.hashes[segment] = path.hashes[segment]!;
    size = takeSegment(path, into, segment);
    into.ends[segment] = size;
    if (isOdd(into.bytes, start, size)) oddCount++;
    into.bytes[size++] = 0x2f;
  }
  into.byteCount = size - 1;
  into.folds.takeOver(path.folds, oddCount);
}

/** Copies a segment with its reserved characters decoded, and moves its delimiters; answers with its end. */
function takeSegment({ bytes, starts, ends, delimiters }: PathReader, into: PathReader, segment: number): number {
  const to = ends[segment]!;
  const taken = into.bytes;
  const { places } = into.delimiters;
  let size = into.starts[segment]!;
  let next = delimiters.firstIn(segment, 0);
  let nextPlace = delimiters.isIn(segment, next) ? delimiters.places[next]! : to;
  for (let at = starts[segment]!; at < to; at++) {
    const byte = bytes[at]!;
    taken[size++] = byte;
    if (byte !== PERCENT) continue;
    while (nextPlace === at) {
      places[next++] = size - 1;
      nextPlace = delimiters.isIn(segment, next) ? delimiters.places[next]! : to;
    }
    const high = bytes[at + 1]!;
    const low = bytes[at + 2]!;
    const escaped = high < BEYOND_ASCII ? hexValue(high) * 16 + hexValue(low) : 0;
    if (RESERVED[escaped] === 0) {
      taken[size++] = high;
      taken[size++] = low;
    } else taken[size - 1] = escaped;
    at += 2;
  }
  return size;
}

/** Whether a canonical segment is more than plain characters, or begins or ends with a dot. */
function isOdd(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === PERCENT) return true;
  return start < end && (bytes[start] === DOT || bytes[end - 1] === DOT);
}
