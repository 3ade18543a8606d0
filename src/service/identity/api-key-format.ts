import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/**
 * The form of an API key: `<prefix>_<public id>_<secret><checksum>`.
 *
 * - prefix: names the vendor and the environment, so that a scanner knows a leaked key at sight
 * - public id: 12 characters, names the key in lists, logs and answers
 * - secret: 43 characters, 256 random bits
 * - checksum: 6 characters, CRC-32 (ISO-HDLC, as in zlib) of all that stands before it
 *
 * All characters after the prefix are base 62. A mistyped key and a random find of a scanner are told apart from
 * a key without asking anybody: `parseApiKey` refuses them.
 */
export interface ParsedApiKey {
  readonly publicId: string;
}

export interface MintedApiKey {
  /** Shown once, stored nowhere. */
  readonly key: string;
  readonly publicId: string;
}

export type ApiKeyFault = 'wrong_prefix' | 'wrong_form' | 'wrong_checksum';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ID_LENGTH = 12;
const SECRET_BYTES = 32;
const SECRET_LENGTH = 43;
const CHECKSUM_LENGTH = 6;

/** A prefix is 2 to 16 lower-case letters and digits and begins with a letter. */
export function isApiKeyPrefix(text: string): boolean {
  return /^[a-z][a-z0-9]{1,15}$/.test(text);
}

/** What a secret scanner should look for: the keys of an environment, and its session tokens. */
export function apiKeyPattern(prefix: string): string {
  return `\\b${prefix}s?_[0-9A-Za-z]{${String(ID_LENGTH)}}_[0-9A-Za-z]{${String(SECRET_LENGTH + CHECKSUM_LENGTH)}}\\b`;
}

/** For a credential that is proved by something else. */
export function mintPublicId(): string {
  return base62(randomBytes(ID_LENGTH), ID_LENGTH);
}

/** A new key under a prefix for which `isApiKeyPrefix` holds; 256 bits from the generator of the system. */
export function mintApiKey(prefix: string): MintedApiKey {
  const publicId = mintPublicId();
  const body = `${prefix}_${publicId}_${base62(randomBytes(SECRET_BYTES), SECRET_LENGTH)}`;
  return { key: body + checksumOf(body), publicId };
}

/** The public id that a key would have, if it is one; null for what is too long or too short. Checks nothing else. */
export function supposedPublicId(text: string, prefix: string): string | null {
  const idAt = prefix.length + 1;
  const length = idAt + ID_LENGTH + 1 + SECRET_LENGTH + CHECKSUM_LENGTH;
  return text.length === length ? text.slice(idAt, idAt + ID_LENGTH) : null;
}

/** Checks prefix, form and checksum; looks nothing up. */
export function parseApiKey(text: string, prefix: string): ParsedApiKey | ApiKeyFault {
  if (!text.startsWith(`${prefix}_`)) return 'wrong_prefix';
  const idAt = prefix.length + 1;
  const secretAt = idAt + ID_LENGTH + 1;
  const checksumAt = secretAt + SECRET_LENGTH;
  if (text.length !== checksumAt + CHECKSUM_LENGTH || text.charAt(secretAt - 1) !== '_') return 'wrong_form';
  if (!isBase62(text, idAt, secretAt - 1) || !isBase62(text, secretAt, text.length)) return 'wrong_form';
  if (checksumOf(text.slice(0, checksumAt)) !== text.slice(checksumAt)) return 'wrong_checksum';
  return { publicId: text.slice(idAt, idAt + ID_LENGTH) };
}

function checksumOf(body: string): string {
  let rest = crc32(body);
  let text = '';
  for (let place = 0; place < CHECKSUM_LENGTH; place++) {
    text = ALPHABET.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}

/** The low `length` base-62 digits of the bytes read as one number; 43 digits hold all of 32 bytes. */
function base62(bytes: Buffer, length: number): string {
  let rest = BigInt(`0x${bytes.toString('hex')}`);
  let text = '';
  for (let place = 0; place < length; place++) {
    text = ALPHABET.charAt(Number(rest % 62n)) + text;
    rest /= 62n;
  }
  return text;
}

function isBase62(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    const digit = code >= 48 && code <= 57;
    const upper = code >= 65 && code <= 90;
    const lower = code >= 97 && code <= 122;
    if (!digit && !upper && !lower) return false;
  }
  return true;
}
