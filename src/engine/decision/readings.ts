import { HAS_RESERVED, HAS_SLASH } from '../path/canonical.js';
import { hexValue, PERCENT, RESERVED, SLASH } from '../path/characters.js';

/**
 * A canonical path as a server reads it that decodes escaped slashes (`HAS_SLASH`), escaped reserved characters
 * (`HAS_RESERVED`), or both.
 */
export function decodeSome(canonicalPath: string, decoded: number): string {
  let text = '';
  for (let at = 0; at < canonicalPath.length; at++) {
    const byte = canonicalPath.charCodeAt(at) === PERCENT ? escapedByte(canonicalPath, at) : -1;
    const isDecoded =
      byte === SLASH ? (decoded & HAS_SLASH) !== 0 : RESERVED[byte] === 1 && (decoded & HAS_RESERVED) !== 0;
    text += isDecoded ? String.fromCharCode(byte) : canonicalPath.charAt(at);
    if (isDecoded) at += 2;
  }
  return text;
}

function escapedByte(text: string, at: number): number {
  return hexValue(text.charCodeAt(at + 1)) * 16 + hexValue(text.charCodeAt(at + 2));
}
