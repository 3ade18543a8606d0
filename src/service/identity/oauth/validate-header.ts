import type { JsonObject } from '../../../base/strict-json.js';

export type HeaderFault =
  'wrong_token_type' | 'algorithm_not_allowed' | 'key_in_header' | 'critical_header' | 'nested_token' | 'broken_key_id';

/** Keys and places of keys that a token names for itself (RFC 8725, sections 3.5 and 3.10): never looked at. */
const KEYS_IN_HEADER = ['jku', 'jwk', 'x5u', 'x5c'];
const MAX_KEY_ID_LENGTH = 256;

/** What is wrong with the header of an access token (RFC 9068, section 4; RFC 8725, section 3); null for nothing. */
export function validateHeader(header: JsonObject, algorithms: readonly string[]): HeaderFault | null {
  const { typ, alg, kid } = header;
  if (KEYS_IN_HEADER.some((name) => Object.hasOwn(header, name))) return 'key_in_header';
  // No extension is understood here, so each one that must be is one too many (RFC 7515, section 4.1.11).
  if (Object.hasOwn(header, 'crit') || Object.hasOwn(header, 'b64')) return 'critical_header';
  // Signed, and something else inside (RFC 7519, section 5.2), or meant to be read as encrypted (RFC 7516, section 9).
  if (['cty', 'zip', 'enc'].some((name) => Object.hasOwn(header, name))) return 'nested_token';
  if (typeof alg !== 'string' || !algorithms.includes(alg)) return 'algorithm_not_allowed';
  if (typeof typ !== 'string' || !/^(application\/)?at\+jwt$/i.test(typ)) return 'wrong_token_type';
  if (kid !== undefined && (typeof kid !== 'string' || kid.length > MAX_KEY_ID_LENGTH)) return 'broken_key_id';
  return null;
}
