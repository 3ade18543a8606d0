/** What the value of an `Authorization` header (RFC 9110, section 11.6.2) turned out to be. */
export type ParsedAuthorization =
  | { readonly form: 'none' }
  | { readonly form: 'malformed'; readonly detail: AuthorizationFault }
  | { readonly form: 'credentials'; readonly scheme: string; readonly credentials: string };

export type AuthorizationFault = 'too_long' | 'no_scheme' | 'control_character' | 'several_credentials';

const NONE: ParsedAuthorization = { form: 'none' };
/** Longer than any key; a header that no server would take is not looked into. */
const MAX_LENGTH = 8192;

/**
 * Reads the header value as the client sent it. The scheme is compared without regard to case (RFC 9110, section 11.1);
 * the credential is compared whole.
 */
export function parseAuthorization(value: string): ParsedAuthorization {
  if (value === '') return NONE;
  if (value.length > MAX_LENGTH) return malformed('too_long');
  if (hasControlCharacter(value)) return malformed('control_character');
  const space = value.indexOf(' ');
  if (space <= 0) return malformed('no_scheme');
  const credentials = withoutSpaces(value, space + 1);
  // Two header fields arrive joined by a comma (RFC 9110, section 5.3); which of them counts is not ours to guess.
  if (credentials.includes(',')) return malformed('several_credentials');
  return { form: 'credentials', scheme: value.slice(0, space).toLowerCase(), credentials };
}

/** Without the spaces at both ends, and nothing else: what another reader keeps must not vanish here. */
function withoutSpaces(value: string, from: number): string {
  let [start, end] = [from, value.length];
  while (value[start] === ' ') start++;
  while (end > start && value[end - 1] === ' ') end--;
  return value.slice(start, end);
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
