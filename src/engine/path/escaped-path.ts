import { DOT, hexValue, isSpaceAt, PERCENT } from './characters.js';
import { refusalCode } from './refusal.js';

/** Bits of `PathReader.escapes`: what the path holds that is safe for some endpoints only. */
export const HAS_RESERVED = 1;
export const HAS_SLASH = 2;
export const HAS_PERCENT = 4;

/** Refusals of raw ASCII characters, by code; what has 0 and may not stand raw is escaped instead. */
export const RAW_REFUSAL = Uint8Array.from({ length: 128 }, (_unused, code) => {
  if (code < 0x20 || code === 0x7f) return refusalCode('control_character');
  if (code === 0x20) return refusalCode('space');
  if (code === 0x23) return refusalCode('fragment');
  if (code === 0x3b) return refusalCode('semicolon');
  return code === 0x5c ? refusalCode('backslash') : 0;
});

/** Refusals of escaped ASCII characters, by code. */
export const ESCAPED_REFUSAL = Uint8Array.from({ length: 128 }, (_unused, code) => {
  if (code === 0) return refusalCode('encoded_nul');
  if (code < 0x20 || code === 0x7f) return refusalCode('encoded_control_character');
  if (code === 0x3b) return refusalCode('encoded_semicolon');
  return code === 0x5c ? refusalCode('encoded_backslash') : 0;
});

/**
 * Whether decoding twice or more often turns an escaped percent sign of a canonical path into another escape:
 * `%252F`, `%252541`, also `%25u002f`. Decoding `%2525` again and again gives nothing but percent signs.
 */
export function hidesEscape(bytes: Uint8Array, byteCount: number): boolean {
  for (let at = 1; at + 2 < byteCount; at++) {
    if (!isEscapedPercent(bytes, at)) continue;
    let after = at + 3;
    while (after + 1 < byteCount && bytes[after] === 0x32 && bytes[after + 1] === 0x35) after += 2;
    if (after >= byteCount) continue;
    if (bytes[after] === 0x75 || bytes[after] === 0x55) return true;
    if (after + 1 < byteCount && hexValue(bytes[after]!) >= 0 && hexValue(bytes[after + 1]!) >= 0) return true;
  }
  return false;
}

function isEscapedPercent(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === PERCENT && bytes[at + 1] === 0x32 && bytes[at + 2] === 0x35;
}

/** The refusal of a target that does not begin with a slash. */
export function refuseStart(target: string): number {
  const end = target.indexOf('?');
  const path = end < 0 ? target : target.slice(0, end);
  if (path === '') return refusalCode('empty_path');
  if (path === '*') return refusalCode('asterisk_form');
  return refusalCode(isAbsolute(path) ? 'absolute_form' : 'no_leading_slash');
}

/** Whether it begins like a URI with a scheme (RFC 9112, section 3.2.2): `http://a/b`. */
function isAbsolute(path: string): boolean {
  const colon = path.indexOf('://');
  if (colon < 1) return false;
  for (let i = 0; i < colon; i++) {
    const code = path.charCodeAt(i);
    const isLetter = (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
    const isMark = (code >= 0x30 && code <= 0x39) || code === 0x2b || code === 0x2d || code === 0x2e;
    if (!isLetter && !isMark) return false;
  }
  return true;
}

/** Where a canonical segment begins after its dots and spaces; `end` where there is nothing else. */
export function trimmedFrom(bytes: Uint8Array, start: number, end: number): number {
  let from = start;
  while (from < end && (bytes[from] === DOT || isSpaceAt(bytes, from))) from += bytes[from] === DOT ? 1 : 3;
  return from;
}

/** Where it ends before them. */
export function trimmedTo(bytes: Uint8Array, start: number, end: number): number {
  let to = end;
  while (to > start && (bytes[to - 1] === DOT || isSpaceAt(bytes, to - 3))) to -= bytes[to - 1] === DOT ? 1 : 3;
  return to;
}

export function hasDot(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === DOT) return true;
  return false;
}

/** Of dots and spaces alone: a server that drops spaces at the end of a name sees `..%20` as `..`; either kind alone is a name. */
export function hasDotAndSpace(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === PERCENT) return hasDot(bytes, start, end);
  return false;
}
