import { parseStrictObject } from '../../../base/strict-json.js';
import type { JsonObject } from '../../../base/strict-json.js';

const MAX_DEPTH = 8;

/**
 * A JSON object of at most so many bytes and 8 levels; null for anything else, also for one with two members of one name,
 * of which two readers could take different ones (RFC 7515, section 4; RFC 7519, section 4).
 */
export function readSmallJson(bytes: Buffer | null, maxBytes: number): JsonObject | null {
  if (bytes === null) return null;
  try {
    return parseStrictObject(bytes, { maxBytes, maxDepth: MAX_DEPTH });
  } catch {
    return null;
  }
}
