import { compactVerify, errors } from 'jose';
import type { IssuerRow } from '../../../store/ports/issuers.js';
import type { Clock } from '../../../base/clock.js';
import { UNKNOWN } from '../schemes.js';
import type { CredentialFault } from '../schemes.js';
import { validateClaims } from './validate-claims.js';
import type { VouchedToken } from './validate-claims.js';
import { validateHeader } from './validate-header.js';
import type { IssuerKey, KeyFinder, KeySet } from './key-set.js';
import type { ParsedToken } from './token-format.js';

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
