import { compactVerify, errors } from 'jose';
import type { IssuerRow } from '../../../store/ports/issuers.js';
import type { Clock } from '../../../base/clock.js';
import { UNKNOWN } from '../schemes.js';
import type { CredentialFault } from '../schemes.js';
import { judgeClaims } from './judge-claims.js';
import type { VouchedToken } from './judge-claims.js';
import { judgeHeader } from './judge-header.js';
import type { KeyFinder, KeySet } from './key-set.js';
import type { ParsedToken } from './token-format.js';

export type SignedToken = Extract<ParsedToken, { form: 'jwt' }>;

/** Whether the issuer vouches for a JWT access token (RFC 9068, section 4); rejects with `unavailable` without keys. */
export async function verifyToken(
  token: SignedToken,
  issuer: IssuerRow,
  keySet: KeySet,
  clock: Clock,
): Promise<VouchedToken | CredentialFault> {
  const fault = judgeHeader(token.header, issuer.algorithms);
  if (fault !== null) return { fault: 'unknown_credential', detail: fault };
  if (!(await isSigned(token.token, issuer.algorithms, keySet))) return UNKNOWN;
  const judged = judgeClaims(token.claims, issuer, clock());
  return typeof judged === 'string' ? { fault: 'unknown_credential', detail: judged } : judged;
}

async function isSigned(token: string, algorithms: readonly string[], keySet: KeySet): Promise<boolean> {
  const keys = await keySet.current();
  const outcome = await tryKeys(token, algorithms, keys);
  if (outcome !== 'no_key') return outcome === 'signed';
  const newer = await keySet.newerThan(keys);
  return newer !== null && (await tryKeys(token, algorithms, newer)) === 'signed';
}

type Outcome = 'signed' | 'not_signed' | 'no_key';

async function tryKeys(token: string, algorithms: readonly string[], keys: KeyFinder): Promise<Outcome> {
  try {
    await compactVerify(token, keys, { algorithms: [...algorithms] });
    return 'signed';
  } catch (error) {
    return error instanceof errors.JWKSNoMatchingKey ? 'no_key' : 'not_signed';
  }
}
