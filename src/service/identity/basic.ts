/** What a client sent as `Basic` credentials. */
export interface BasicCredentials {
  readonly login: string;
  readonly password: string;
}

export type BasicFault = 'no_base64' | 'no_utf8' | 'no_colon' | 'control_character' | 'no_user_name';

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads the credentials of the `Basic` scheme (RFC 7617, section 2): base64 of user-id, the first colon, password.
 * Always UTF-8 (section 2.1), both in normal form C (RFC 8265, section 4.2.2), so that two keyboards that spell one
 * password differently mean the same. Padding is required as RFC 4648 (section 4) does.
 */
export function parseBasic(credentials: string): BasicCredentials | BasicFault {
  const bytes = Buffer.from(credentials, 'base64');
  if (credentials === '' || bytes.toString('base64') !== credentials) return 'no_base64';
  const text = decodeUtf8(bytes);
  if (text === null) return 'no_utf8';
  if (hasControlCharacter(text)) return 'control_character';
  const colon = text.indexOf(':');
  if (colon < 0) return 'no_colon';
  if (colon === 0) return 'no_user_name';
  return { login: text.slice(0, colon).normalize('NFC'), password: normalizePassword(text.slice(colon + 1)) };
}

/** As passwords are compared. */
export function normalizePassword(password: string): string {
  return password.normalize('NFC');
}

function decodeUtf8(bytes: Buffer): string | null {
  try {
    return UTF8.decode(bytes);
  } catch {
    return null;
  }
}

/** C0, DEL and C1. */
export function hasControlCharacter(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 32 || (code >= 127 && code < 160)) return true;
  }
  return false;
}
