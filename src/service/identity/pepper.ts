import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The pepper keys every stored digest and lives outside the database, so that a copy of the database alone
 * verifies nothing. High-entropy secrets need no slow hash: HMAC-SHA-256 (RFC 2104) suffices.
 */
export interface Pepper {
  /** HMAC-SHA-256 of the secret, 32 bytes; by the pepper of today. */
  digest(secret: string): Buffer;
  /** Whether the digest is that of the secret by any pepper that is known; constant time, the same for every secret. */
  matches(secret: string, digest: Buffer): boolean;
  /** Tells peppers apart without giving them away; kept in the database. That of today. */
  readonly fingerprint: string;
  /** Whether digests of the pepper with this fingerprint can be verified. */
  knows(fingerprint: string): boolean;
}

/** The length of the hash (RFC 2104, section 3): a shorter key would weaken it. */
export const PEPPER_MIN_BYTES = 32;

/**
 * @param key the pepper of today, `PEPPER_MIN_BYTES` random bytes at least: what new digests are made with
 * @param others peppers that digests may also have been made with, while one replaces the other
 */
export function makePepper(key: Buffer, others: readonly Buffer[] = []): Pepper {
  const keys = [key, ...others];
  const fingerprints = keys.map(fingerprintOf);
  return {
    digest: (secret) => digestOf(key, secret),
    matches(secret, expected) {
      // Every one is tried, also after a match: how long it takes says nothing.
      const matched = keys.filter((each) => isEqual(digestOf(each, secret), expected));
      return matched.length > 0;
    },
    fingerprint: fingerprintOf(key),
    knows: (fingerprint) => fingerprints.includes(fingerprint),
  };
}

function digestOf(key: Buffer, secret: string): Buffer {
  return createHmac('sha256', key).update(secret).digest();
}

function isEqual(actual: Buffer, expected: Buffer): boolean {
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

function fingerprintOf(key: Buffer): string {
  return createHmac('sha256', key).update('scopegate pepper fingerprint').digest('hex').slice(0, 16);
}
