import type { IssuerRow } from '../../../store/ports/issuers.js';
import { isJsonObject } from '../../../base/strict-json.js';
import type { JsonObject } from '../../../base/strict-json.js';

/** What a token is bound to (RFC 7800): whoever presents it must prove that he holds it. */
export interface Confirmation {
  /** Thumbprint of a DPoP key (RFC 9449, section 6.1); null for none. */
  readonly jkt: string | null;
  /** SHA-256 of a client certificate (RFC 8705, section 3.1); null for none. */
  readonly certificate: string | null;
}

/** A token that its issuer vouches for. */
export interface VouchedToken {
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Null: since ever. */
  readonly notBeforeMs: number | null;
  readonly expiresAtMs: number;
  /** Null: whoever has the token may use it. */
  readonly confirmation: Confirmation | null;
}

export type ClaimFault =
  | 'wrong_issuer'
  | 'wrong_audience'
  | 'broken_expiry'
  | 'broken_not_before'
  | 'broken_issued_at'
  | 'issued_in_future'
  | 'lifetime_too_long'
  | 'no_subject'
  | 'no_token_id'
  | 'wrong_token_type'
  | 'no_client'
  | 'broken_scopes'
  | 'unknown_confirmation';

/** How far the clocks of an issuer and of this host may be apart. */
const LEEWAY_MS = 5_000;
const MAX_SCOPES = 256;
/** Printable ASCII (RFC 6749, appendix A.1), as the rows have it. */
const CLIENT_ID = /^[ -~]{1,255}$/;
/** The end of the year 9999. */
const LAST_SECOND = 253_402_300_799;

/** The claims of a JWT access token whose signature was right (RFC 9068, sections 2.2 and 4). */
export function validateClaims(claims: JsonObject, issuer: IssuerRow, nowMs: number): VouchedToken | ClaimFault {
  const { iss, aud, sub, jti } = claims;
  if (iss !== issuer.issuer) return 'wrong_issuer';
  if (!namesAudience(aud, issuer.audience)) return 'wrong_audience';
  if (!isSecond(claims['iat'])) return 'broken_issued_at';
  if (typeof sub !== 'string' || sub === '') return 'no_subject';
  if (typeof jti !== 'string' || jti === '') return 'no_token_id';
  return validateIntrospection(claims, issuer, nowMs);
}

/** What JWT claims and introspection answers (RFC 7662, section 2.2) have in common. */
export function validateIntrospection(claims: JsonObject, issuer: IssuerRow, nowMs: number): VouchedToken | ClaimFault {
  const { exp, nbf, iat } = claims;
  if (!isSecond(exp)) return 'broken_expiry';
  if (nbf !== undefined && !isSecond(nbf)) return 'broken_not_before';
  if (iat !== undefined && !isSecond(iat)) return 'broken_issued_at';
  if (iat !== undefined && iat * 1000 > nowMs + LEEWAY_MS) return 'issued_in_future';
  // An answer that does not say when the token was issued counts from now.
  const issuedMs = iat === undefined ? nowMs + LEEWAY_MS : iat * 1000;
  if (!(exp * 1000 - issuedMs <= issuer.maxTokenLifetimeMs)) return 'lifetime_too_long';
  const clientId = claims[issuer.clientClaim];
  if (typeof clientId !== 'string' || !CLIENT_ID.test(clientId)) return 'no_client';
  const scopes = scopesOf(claims);
  if (scopes === null) return 'broken_scopes';
  const confirmation = confirmationOf(claims['cnf']);
  if (confirmation === 'unknown') return 'unknown_confirmation';
  return {
    clientId,
    scopes,
    notBeforeMs: nbf === undefined ? null : Math.ceil(nbf * 1000) - LEEWAY_MS,
    expiresAtMs: Math.floor(exp * 1000) + LEEWAY_MS,
    confirmation,
  };
}

/** RFC 7519, section 4.1.3: one string, or an array of strings. */
export function namesAudience(aud: unknown, audience: string): boolean {
  return (
    aud === audience || (Array.isArray(aud) && aud.every((one) => typeof one === 'string') && aud.includes(audience))
  );
}

/** NumericDate of RFC 7519, section 2; a text that looks like a number is none. */
function isSecond(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= LAST_SECOND;
}

/** `scope` as one string (RFC 8693, section 4.2), or `scp` as an array or a string; both together are none. */
function scopesOf({ scope, scp }: JsonObject): readonly string[] | null {
  if (scope !== undefined && scp !== undefined) return null;
  const given = scope ?? scp ?? '';
  const list: unknown = typeof given === 'string' ? given.split(' ').filter((name) => name !== '') : given;
  if (!Array.isArray(list) || list.length > MAX_SCOPES || (scope !== undefined && typeof scope !== 'string'))
    return null;
  const names = list.filter((name): name is string => typeof name === 'string' && /^[!#-[\]-~]+$/.test(name));
  return names.length === list.length ? [...new Set(names)] : null;
}

function confirmationOf(cnf: unknown): Confirmation | null | 'unknown' {
  if (cnf === undefined) return null;
  if (!isJsonObject(cnf)) return 'unknown';
  const { jkt, 'x5t#S256': certificate } = cnf;
  const known = [jkt, certificate].filter((value) => value !== undefined);
  // A binding that is not understood cannot be checked.
  if (known.length === 0 || known.length !== Object.keys(cnf).length) return 'unknown';
  if (known.some((value) => typeof value !== 'string' || !/^[\w-]{43}$/.test(value))) return 'unknown';
  return { jkt: (jkt ?? null) as string | null, certificate: (certificate ?? null) as string | null };
}
