import { createHash, randomUUID } from 'node:crypto';
import { CompactSign, calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import type { CryptoKey, JWK } from 'jose';

/** What the client of a test addressed. */
export const ORIGIN = 'https://api.example.com';
/** Hash of the token that a proof goes with (RFC 9449, section 4.2). */
export const ath = (token: string): string => createHash('sha256').update(token).digest('base64url');
const nowS = (): number => Math.floor(Date.now() / 1000);

/** Who holds the key that tokens are bound to. */
export interface Holder {
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
  readonly jkt: string;
}

export async function makeHolder(): Promise<Holder> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(publicKey);
  return { privateKey, jwk, jkt: await calculateJwkThumbprint(jwk) };
}

/** A right proof for `POST /messages`, but for what is given. */
export function prove(
  { privateKey, jwk }: Holder,
  token: string,
  given: object = {},
  header: object = {},
): Promise<string> {
  const claims = { htm: 'POST', htu: `${ORIGIN}/messages`, jti: randomUUID(), iat: nowS(), ath: ath(token), ...given };
  return new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk, ...header })
    .sign(privateKey);
}
