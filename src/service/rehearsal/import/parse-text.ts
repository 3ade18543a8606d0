import { ScopegateError } from '../../../base/errors.js';
import { parseStrictJson } from '../../../base/strict-json.js';
import { parseStrictYaml } from './strict-yaml.js';

/** Larger documents are refused before they are parsed; the largest public ones have about 15 MB. */
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_DEPTH = 200;

/**
 * Parses a document in JSON or YAML 1.2, of which JSON is a part. Two equal members of an object are refused: one of them
 * would be lost.
 *
 * @throws ScopegateError `invalid_argument` with line and column
 */
export function parseText(text: string): unknown {
  if (Buffer.byteLength(text) > MAX_BYTES) {
    throw new ScopegateError('invalid_argument', `the document is larger than ${String(MAX_BYTES)} bytes`);
  }
  const plain = text.replace(/^\uFEFF/, '');
  return /^\s*[{[]/.test(plain.slice(0, 1000))
    ? parseStrictJson(plain, { maxBytes: MAX_BYTES, maxDepth: MAX_DEPTH })
    : parseStrictYaml(plain, MAX_DEPTH);
}
