import { ScopegateError } from './errors.js';
import { scanJson } from './scan-json.js';

/** An object that somebody else wrote. */
export type JsonObject = Readonly<Record<string, unknown>>;

export interface JsonBounds {
  readonly maxBytes: number;
  /** Objects and arrays inside each other. */
  readonly maxDepth: number;
  /** `allow` for test cases, which hold hostile text on purpose. */
  readonly halfCharacters?: 'allow';
}

/**
 * The value of a JSON text (RFC 8259) that has one reading only (I-JSON, RFC 7493, sections 2.1 and 2.3): UTF-8, no half
 * characters, no member twice in any spelling, and no member `__proto__`, which some readers drop and others follow.
 * `JSON.parse` takes the last of two equal members without a word, so nothing that becomes policy, a credential or a
 * secret is read by it alone.
 *
 * @throws ScopegateError `invalid_argument` with line, column and the path of the member; never quotes a value
 */
export function parseStrictJson(input: string | Buffer, bounds: JsonBounds): unknown {
  const bytes = typeof input === 'string' ? Buffer.byteLength(input) : input.length;
  if (bytes > bounds.maxBytes) {
    throw new ScopegateError('invalid_argument', `the JSON text is larger than ${String(bounds.maxBytes)} bytes`);
  }
  const text = typeof input === 'string' ? input : decodeUtf8(input);
  scanJson(text, bounds);
  return JSON.parse(text);
}

/**
 * The same, of a text that must be an object.
 *
 * @throws ScopegateError `invalid_argument`
 */
export function parseStrictObject(input: string | Buffer, bounds: JsonBounds): JsonObject {
  const value = parseStrictJson(input, bounds);
  if (!isJsonObject(value)) throw new ScopegateError('invalid_argument', 'this is not a JSON object');
  return value;
}

/** True for an object (RFC 8259, section 4), not for null or an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ScopegateError('invalid_argument', 'the JSON text is not UTF-8');
  }
}
