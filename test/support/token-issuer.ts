import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CompactSign, exportJWK, generateKeyPair } from 'jose';
import type { CryptoKey, JWK } from 'jose';

/** An issuer of which a test decides every byte; `requests` counts what it was asked. */
export interface TokenIssuer {
  readonly url: string;
  readonly requests: { count: number };
  /** A right token for client `a`, but for what is given; undefined takes a claim away. */
  token(claims?: Record<string, unknown>, header?: Record<string, unknown>): Promise<string>;
  /** The same with a key of another kind or of nobody. */
  tokenBy(key: CryptoKey | Uint8Array, claims?: object, header?: object): Promise<string>;
  /** A right signature over a header and claims that are written as they are. */
  tokenOf(header: string, claims: string): Promise<string>;
  readonly publicJwk: JWK;
  /** New keys from now on, the old ones gone. */
  rotate(): Promise<void>;
  /** Answers are broken from now on, or right again. */
  answer(how: 'rightly' | 'with an error' | 'with a redirect' | 'with too much' | 'with nonsense'): void;
  stop(): Promise<void>;
}

export const AUDIENCE = 'https://api.example.com';

export async function startTokenIssuer(): Promise<TokenIssuer> {
  const requests = { count: 0 };
  let keys = await makeKeys('k1');
  let made = 1;
  let manner = 'rightly';
  const server: Server = createServer((_request, response) => {
    requests.count++;
    response.setHeader('connection', 'close');
    if (manner === 'with an error') response.writeHead(503).end();
    else if (manner === 'with a redirect') response.writeHead(302, { location: `${url}/elsewhere` }).end();
    else if (manner === 'with too much') response.end(`{"keys":[],"x":"${'x'.repeat(600 * 1024)}"}`);
    else if (manner === 'with nonsense') response.end('<html></html>');
    else response.end(JSON.stringify({ keys: [keys.jwk] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const nowS = (): number => Math.floor(Date.now() / 1000);
  const sign = (key: CryptoKey | Uint8Array, claims: object, header: object): Promise<string> =>
    new CompactSign(
      Buffer.from(
        JSON.stringify({
          ...{ iss: url, aud: AUDIENCE, sub: 'a', client_id: 'a', jti: 'j', iat: nowS(), exp: nowS() + 600 },
          ...{ scope: 'message:send message:read sms:manage everything all' },
          ...claims,
        }),
      ),
    )
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: keys.jwk.kid ?? '', ...header })
      .sign(key, 'crit' in header ? { crit: { exp: true } } : {});
  return {
    url,
    requests,
    token: (claims = {}, header = {}) => sign(keys.privateKey, claims, header),
    tokenBy: (key, claims = {}, header = {}) => sign(key, claims, header),
    async tokenOf(header, claims) {
      const body = [header, claims].map((text) => Buffer.from(text).toString('base64url')).join('.');
      const ecdsa = { name: 'ECDSA', hash: 'SHA-256' };
      const signature = await crypto.subtle.sign(ecdsa, keys.privateKey, Buffer.from(body));
      return `${body}.${Buffer.from(signature).toString('base64url')}`;
    },
    get publicJwk() {
      return keys.jwk;
    },
    async rotate() {
      made++;
      keys = await makeKeys(`k${String(made)}`);
    },
    answer(how) {
      manner = how;
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

async function makeKeys(kid: string): Promise<{ privateKey: CryptoKey; jwk: JWK }> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' } };
}
