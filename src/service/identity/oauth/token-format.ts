import { readSmallJson } from './small-json.js';
import type { JsonObject } from '../../../base/strict-json.js';

/** What follows the scheme `Bearer`, before anything of it is believed. */
export type ParsedToken =
  | { readonly form: 'jwt'; readonly token: string; readonly header: JsonObject; readonly claims: JsonObject }
  | { readonly form: 'opaque'; readonly token: string }
  | { readonly form: 'malformed'; readonly detail: TokenFault };

export type TokenFault =
  | 'no_token'
  | 'token_too_long'
  | 'no_bearer_token'
  | 'encrypted_token'
  | 'unsigned_token'
  | 'broken_token'
  | 'broken_token_header'
  | 'broken_token_claims';

const MAX_TOKEN_LENGTH = 8_000;
const MAX_HEADER_BYTES = 2_048;
const MAX_CLAIMS_BYTES = 6_000;

/**
 * Tells a JWS in compact form (RFC 7515, section 3.1) from an opaque token. Size, alphabet and nesting are limited
 * before anything is parsed; nothing here has been verified yet.
 */
export function parseToken(text: string): ParsedToken {
  if (text === '') return malformed('no_token');
  if (text.length > MAX_TOKEN_LENGTH) return malformed('token_too_long');
  // b64token of RFC 6750, section 2.1
  if (!/^[A-Za-z0-9\-._~+/]+=*$/.test(text)) return malformed('no_bearer_token');
  const parts = text.split('.');
  const [first = '', second = '', third = ''] = parts;
  // The base64url of `{"`: what has two dots or more and begins so is meant as a JOSE object.
  if (parts.length < 3 || !first.startsWith('ey')) return { form: 'opaque', token: text };
  if (parts.length === 5) return malformed('encrypted_token');
  if (parts.length !== 3) return malformed('broken_token');
  if (third === '') return malformed('unsigned_token');
  if (decode(third) === null) return malformed('broken_token');
  const header = readSmallJson(decode(first), MAX_HEADER_BYTES);
  if (header === null) return malformed('broken_token_header');
  const claims = readSmallJson(decode(second), MAX_CLAIMS_BYTES);
  if (claims === null) return malformed('broken_token_claims');
  return { form: 'jwt', token: text, header, claims };
}

function malformed(detail: TokenFault): ParsedToken {
  return { form: 'malformed', detail };
}

/** Base64url without padding, in its only right spelling (RFC 7515, section 2; RFC 4648, section 3.5). */
function decode(part: string): Buffer | null {
  const bytes = Buffer.from(part, 'base64url');
  return bytes.toString('base64url') === part ? bytes : null;
}
