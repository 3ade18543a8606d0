import { compactVerify, errors } from 'jose';
import type { IssuerRow } from '../../../store/ports/issuers.js';
import type { Clock } from '../../../base/clock.js';
import { UNKNOWN } from '../schemes.js';
import type { CredentialFault } from '../schemes.js';
import { validateClaims } from './validate-claims.js';
import type { VouchedToken } from './validate-claims.js';
import type { IssuerKey, KeyFinder, KeySet } from './key-set.js';
import type { ParsedToken } from './token-format.js';
import type { JsonObject } from '../../../base/strict-json.js';

/** A token, and the key that its issuer signed it with. */
export interface VerifiedToken {
  readonly token: VouchedToken;
  readonly key: IssuerKey;
}

export type SignedToken = Extract<ParsedToken, { form: 'jwt' }>;

/** Whether the issuer vouches for a JWT access token (RFC 9068, section 4); rejects with `unavailable` without keys. */
export async function verifyToken(
  token: SignedToken,
  issuer: IssuerRow,
  keySet: KeySet,
  clock: Clock,
): Promise<VerifiedToken | CredentialFault> {
  const fault = validateHeader(token.header, issuer.algorithms);
  if (fault !== null) return { fault: 'unknown_credential', detail: fault };
  const key = await signerOf(token.token, issuer.algorithms, keySet);
  if (key === null) return UNKNOWN;
  const judged = validateClaims(token.claims, issuer, clock());
  return typeof judged === 'string' ? { fault: 'unknown_credential', detail: judged } : { token: judged, key };
}

/** Null where no key of the issuer signed it. */
async function signerOf(token: string, algorithms: readonly string[], keySet: KeySet): Promise<IssuerKey | null> {
  const keys = await keySet.current();
  const outcome = await tryKeys(token, algorithms, keys);
  if (outcome !== 'no_key') return outcome === 'not_signed' ? null : outcome;
  const newer = await keySet.newerThan(keys);
  const again = newer === null ? 'no_key' : await tryKeys(token, algorithms, newer);
  return typeof again === 'string' ? null : again;
}

async function tryKeys(
  token: string,
  algorithms: readonly string[],
  keys: KeyFinder,
): Promise<IssuerKey | 'not_signed' | 'no_key'> {
  let signer;
  try {
    signer = await compactVerify(token, keys.find, { algorithms: [...algorithms] });
  } catch (error) {
    return error instanceof errors.JWKSNoMatchingKey ? 'no_key' : 'not_signed';
  }
  return keys.recordOf(signer.key);
}

type HeaderFault =
  'wrong_token_type' | 'algorithm_not_allowed' | 'key_in_header' | 'critical_header' | 'nested_token' | 'broken_key_id';

/** Keys and places of keys that a token names for itself (RFC 8725, sections 3.5 and 3.10): never looked at. */
const KEYS_IN_HEADER = ['jku', 'jwk', 'x5u', 'x5c'];
const MAX_KEY_ID_LENGTH = 256;

/** What is wrong with the header of an access token (RFC 9068, section 4; RFC 8725, section 3); null for nothing. */
function validateHeader(header: JsonObject, algorithms: readonly string[]): HeaderFault | null {
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
