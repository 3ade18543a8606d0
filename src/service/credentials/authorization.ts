import { parseApiKey } from './api-key-format.js';
import type { ApiKeyFault } from './api-key-format.js';

/** What the value of an `Authorization` header (RFC 9110, section 11.6.2) turned out to be. */
export type ParsedAuthorization =
  | { readonly form: 'none' }
  | { readonly form: 'malformed'; readonly detail: AuthorizationFault }
  | { readonly form: 'api_key'; readonly publicId: string; readonly secret: string };

export type AuthorizationFault =
  ApiKeyFault | 'too_long' | 'no_scheme' | 'unknown_scheme' | 'control_character' | 'several_credentials';

const NONE: ParsedAuthorization = { form: 'none' };
/** Longer than any key; a header that no server would take is not looked into. */
const MAX_LENGTH = 8192;

/**
 * Reads the header value as the client sent it. The scheme is compared without regard to case (RFC 9110, section 11.1);
 * the credential is compared whole.
 */
export function parseAuthorization(value: string, keyPrefix: string): ParsedAuthorization {
  if (value === '') return NONE;
  if (value.length > MAX_LENGTH) return malformed('too_long');
  if (hasControlCharacter(value)) return malformed('control_character');
  const space = value.indexOf(' ');
  if (space <= 0) return malformed('no_scheme');
  if (value.slice(0, space).toLowerCase() !== 'app') return malformed('unknown_scheme');
  const secret = value.slice(space + 1).trim();
  // Two header fields arrive joined by a comma (RFC 9110, section 5.3); which of them counts is not ours to guess.
  if (secret.includes(',')) return malformed('several_credentials');
  const key = parseApiKey(secret, keyPrefix);
  if (typeof key === 'string') return malformed(key);
  return { form: 'api_key', publicId: key.publicId, secret };
}

function malformed(detail: AuthorizationFault): ParsedAuthorization {
  return { form: 'malformed', detail };
}

function hasControlCharacter(value: string): boolean {
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code < 32 || code === 127) return true;
  }
  return false;
}
