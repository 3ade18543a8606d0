import type { PathReader } from './canonical.js';
import { DOT, hexValue, PERCENT, RESERVED } from './characters.js';
import { HAS_RESERVED } from './escaped-path.js';

/** Reads a path as a server does that decodes escaped slashes; a refusal or 0. */
export function readSlashes(path: PathReader, into: PathReader): number {
  const { bytes, byteCount } = path;
  const { raw } = into;
  let size = 0;
  for (let at = 0; at < byteCount; at++) {
    const byte = bytes[at]!;
    const isSlash = byte === PERCENT && bytes[at + 1] === 0x32 && bytes[at + 2] === 0x46;
    raw[size++] = isSlash ? 0x2f : byte;
    if (isSlash) at += 2;
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
  let size = into.starts[segment]!;
  let next = delimiters.firstIn(segment, 0);
  for (let at = starts[segment]!; at < to; at++) {
    const byte = bytes[at]!;
    into.bytes[size++] = byte;
    if (byte !== PERCENT) continue;
    while (delimiters.isIn(segment, next) && delimiters.places[next] === at) into.delimiters.places[next++] = size - 1;
    const escaped = hexValue(bytes[at + 1]!) * 16 + hexValue(bytes[at + 2]!);
    if (RESERVED[escaped] === 0) continue;
    into.bytes[size - 1] = escaped;
    at += 2;
  }
  return size;
}

/** Whether a canonical segment is more than plain characters, or begins or ends with a dot. */
function isOdd(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === PERCENT) return true;
  return start < end && (bytes[start] === DOT || bytes[end - 1] === DOT);
}
