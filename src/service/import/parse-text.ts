import { parse } from 'yaml';
import { ScopegateError, messageOf } from '../../base/errors.js';

/** Larger documents are refused before they are parsed; the largest public ones have about 15 MB. */
const MAX_BYTES = 64 * 1024 * 1024;
/**
 * Bounds what aliases of YAML may unfold to: an alias counts as often as the ones inside it. A document that names its
 * common parts once uses each of them at every operation.
 */
const MAX_ALIASES = 100_000;

/**
 * Parses a document in JSON or YAML 1.2, of which JSON is a part; with the merge keys (`<<`) of YAML 1.1, which documents use.
 * Two equal keys of YAML are refused: one of them would be lost.
 *
 * @throws ScopegateError `invalid_argument` with line and column
 */
export function parseText(text: string): unknown {
  if (Buffer.byteLength(text) > MAX_BYTES) {
    throw new ScopegateError('invalid_argument', `the document is larger than ${String(MAX_BYTES)} bytes`);
  }
  try {
    return looksLikeJson(text)
      ? (JSON.parse(text) as unknown)
      : (parse(text, { maxAliasCount: MAX_ALIASES, merge: true }) as unknown);
  } catch (error) {
    throw new ScopegateError('invalid_argument', `the document is neither JSON nor YAML: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function looksLikeJson(text: string): boolean {
  return /^[\s\uFEFF]*[{[]/.test(text.slice(0, 1000));
}
