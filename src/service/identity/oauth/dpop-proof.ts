import { hash } from 'node:crypto';
import { EmbeddedJWK, calculateJwkThumbprint, compactVerify } from 'jose';
import type { JWK } from 'jose';
import type { CheckRequest } from '../../check-request.js';
import { PROOF_ALGORITHMS } from './proof-terms.js';
import type { ProofFault } from './proof-terms.js';
import type { JtiCache } from './jti-cache.js';
import { isJsonObject } from '../../../base/strict-json.js';
import type { JsonObject } from '../../../base/strict-json.js';
import { parseToken } from './token-format.js';

export interface ProofToJudge {
  /** Thumbprint of the key that the token is bound to (RFC 7638). */
  readonly jkt: string;
  readonly token: string;
  readonly request: CheckRequest;
  readonly nowMs: number;
  readonly replays: JtiCache;
}

/** How old a proof may be, and how far ahead its clock. */
const MAX_AGE_MS = 60_000;
const MAX_AHEAD_MS = 5_000;
const MAX_ID_LENGTH = 256;

/** RFC 9449, section 4.3; null for a proof that is right. The cheap comparisons come before the signature. */
export async function judgeProof(judged: ProofToJudge): Promise<ProofFault | null> {
  const { jkt, token, request, nowMs, replays } = judged;
  const text = request.proof?.dpop ?? '';
  if (text === '') return 'no_proof';
  const parsed = parseToken(text);
  if (parsed.form !== 'jwt') return 'broken_proof';
  const { header, claims } = parsed;
  const key = keyOf(header);
  if (key === null) return 'broken_proof';
  if ((await thumbprintOf(key)) !== jkt) return 'wrong_proof_key';
  const { jti, iat, ath } = claims;
  if (typeof jti !== 'string' || jti === '' || jti.length > MAX_ID_LENGTH || typeof iat !== 'number')
    return 'broken_proof';
  if (!isForRequest(claims, request)) return 'proof_for_other_request';
  if (ath !== hash('sha256', token, 'base64url')) return 'proof_for_other_token';
  if (!(iat * 1000 >= nowMs - MAX_AGE_MS && iat * 1000 <= nowMs + MAX_AHEAD_MS)) return 'proof_not_recent';
  if (!(await isSigned(text))) return 'wrong_proof_signature';
  // Last, so that nobody but the holder of the key fills the memory.
  const isNew = replays.note({ jkt, id: hash('sha256', jti, 'base64url'), untilMs: iat * 1000 + MAX_AGE_MS });
  return isNew ? null : 'proof_used_before';
}

/** RFC 9449, section 4.2: the public key stands in the header of the proof, and no private part of it. */
function keyOf({ typ, alg, jwk, ...more }: JsonObject): JWK | null {
  if (typ !== 'dpop+jwt' || typeof alg !== 'string' || !PROOF_ALGORITHMS.includes(alg) || !isJsonObject(jwk))
    return null;
  if (['crit', 'b64', 'jku', 'x5u', 'x5c'].some((name) => Object.hasOwn(more, name))) return null;
  return ['d', 'p', 'k'].some((name) => Object.hasOwn(jwk, name)) ? null : jwk;
}

async function thumbprintOf(key: JWK): Promise<string | null> {
  try {
    return await calculateJwkThumbprint(key, 'sha256');
  } catch {
    return null;
  }
}

async function isSigned(proof: string): Promise<boolean> {
  try {
    await compactVerify(proof, EmbeddedJWK, { algorithms: PROOF_ALGORITHMS });
    return true;
  } catch {
    return false;
  }
}

/** `htm` and `htu`, without query and fragment; scheme, host and default port in any spelling, the path in this one. */
function isForRequest({ htm, htu }: JsonObject, { method, target, proof }: CheckRequest): boolean {
  if (htm !== method || typeof htu !== 'string' || proof === undefined || proof.origin === '') return false;
  const [, origin, path] = /^([A-Za-z]+:\/\/[^/?#]+)([^?#]*)/.exec(htu) ?? [];
  if (origin === undefined || plainOrigin(origin) !== plainOrigin(proof.origin)) return false;
  return (path === '' ? '/' : path) === target.replace(/[?#].*$/s, '');
}

function plainOrigin(origin: string): string {
  return origin
    .toLowerCase()
    .replace(/^(https:\/\/.*):443$/, '$1')
    .replace(/^(http:\/\/.*):80$/, '$1');
}
