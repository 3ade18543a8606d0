import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The pepper keys every stored digest and lives outside the database, so that a copy of the database alone
 * verifies nothing. High-entropy secrets need no slow hash: HMAC-SHA-256 (RFC 2104) suffices.
 */
export interface Pepper {
  /** HMAC-SHA-256 of the secret, 32 bytes. */
  digest(secret: string): Buffer;
  /** Compares in constant time. */
  matches(secret: string, digest: Buffer): boolean;
  /** Tells peppers apart without giving them away; kept in the database. */
  readonly fingerprint: string;
}

export const PEPPER_MIN_BYTES = 32;

export function makePepper(key: Buffer): Pepper {
  const digest = (secret: string): Buffer => createHmac('sha256', key).update(secret).digest();
  return {
    digest,
    matches(secret, expected) {
      const actual = digest(secret);
      return actual.length === expected.length && timingSafeEqual(actual, expected);
    },
    fingerprint: createHmac('sha256', key).update('scopegate pepper fingerprint').digest('hex').slice(0, 16),
  };
}
