/**
 * What a JWT costs that is checked for the first time, and one that is held; prints the ratio of one run.
 * `node --import=tsx bench/tokens.ts [tokens]`
 */
import { CompactSign, exportJWK, generateKeyPair } from 'jose';
import { systemClock, steadyClock } from '../src/base/clock.js';
import { makeScopeTable } from '../src/engine/index.js';
import { makeCredentialCache } from '../src/service/identity/credential-cache.js';
import { makeInvalidations } from '../src/service/identity/invalidations.js';
import type { CheckRequest } from '../src/service/check-request.js';
import { makeTokenSchemes } from '../src/service/identity/oauth/bearer.js';
import { makeKeySet } from '../src/service/identity/oauth/key-set.js';
import type { ResolveCredential } from '../src/service/identity/schemes.js';
import type { CredentialRow } from '../src/store/ports/credentials.js';
import type { IssuerRow } from '../src/store/ports/issuers.js';

const ROUNDS = 5;
const HELD_PASSES = 50;
const REQUEST: CheckRequest = {
  ...{ authorization: '', method: 'GET', target: '/', host: '', sourceIp: '' },
  ...{ minRevision: 0, explain: false, deadlineMs: Infinity },
};

const ISSUER: IssuerRow = {
  ...{ id: 1, name: 'bench', issuer: 'https://login.example.com', audience: 'https://api.example.com' },
  ...{ algorithms: ['ES256'], jwksUri: 'https://login.example.com/jwks', introspection: null },
  ...{ clientClaim: 'client_id', scopesFrom: 'both', enabled: true, scopeMap: [], sides: [] },
  maxTokenLifetimeMs: 86_400_000,
};

const CLIENT: CredentialRow = {
  ...{ id: 2, publicId: 'shop', kind: 'oauth_token', name: 'shop', account: 'acme', enabled: true },
  ...{ revokedAtMs: null, createdAtMs: 0, notBeforeMs: null, expiresAtMs: null, allowedAddresses: [] },
  scopes: ['message:read', 'message:send'],
};

async function makeTokens(count: number): Promise<{ tokens: readonly string[]; resolve: ResolveCredential }> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' }];
  const iat = Math.floor(Date.now() / 1000);
  const claims = { iss: ISSUER.issuer, aud: ISSUER.audience, sub: 'shop', client_id: 'shop', iat, exp: iat + 3600 };
  const tokens: string[] = [];
  for (let at = 0; at < count; at++) {
    const payload = Buffer.from(JSON.stringify({ ...claims, jti: String(at), scope: 'message:send' }));
    const signing = new CompactSign(payload).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'k' });
    tokens.push(await signing.sign(privateKey));
  }
  const limits = { maxEntries: 10, maxBytes: 100_000, maxRefusedEntries: 10, refusedTtlMs: 1000 };
  const { bearer } = makeTokenSchemes({
    ...{ cache: makeCredentialCache(limits, systemClock), invalidations: makeInvalidations(10) },
    ...{ scopes: makeScopeTable(), clock: systemClock, maxTokens: count, introspectionMs: 0 },
    reader: {
      readIssuers: () => Promise.resolve({ revision: 1, issuers: [ISSUER] }),
      findClients: (names) => Promise.resolve({ revision: 1, clients: names.map(() => CLIENT) }),
    },
    openKeySet: () =>
      makeKeySet({
        fetchKeys: () => Promise.resolve({ keys }),
        times: { refreshMs: 3_600_000, graceMs: 0, cooldownMs: 1000 },
        clock: steadyClock,
        events: { fetched: () => undefined, failed: () => undefined },
      }),
    introspect: () => Promise.reject(new Error('not asked')),
  });
  return { tokens, resolve: bearer };
}

/** Microseconds for each token. */
async function pass(resolve: ResolveCredential, tokens: readonly string[], times: number): Promise<number> {
  const startedAtMs = performance.now();
  for (let time = 0; time < times; time++) {
    for (const token of tokens) {
      const found = resolve(token, REQUEST);
      const held = found instanceof Promise ? await found : found;
      if ('fault' in held) throw new Error(`a right token was refused: ${held.detail}`);
    }
  }
  return ((performance.now() - startedAtMs) * 1000) / (tokens.length * times);
}

const count = Number(process.argv[2] ?? 2000);
const ratios: number[] = [];
for (let round = 1; round <= ROUNDS; round++) {
  const { tokens, resolve } = await makeTokens(count);
  const unheldUs = await pass(resolve, tokens, 1);
  const heldUs = await pass(resolve, tokens, HELD_PASSES);
  ratios.push(unheldUs / heldUs);
  console.log(
    `round ${String(round)}: verified ${unheldUs.toFixed(1)} us, held ${heldUs.toFixed(2)} us, ratio ${(unheldUs / heldUs).toFixed(0)}`,
  );
}
const median = [...ratios].sort((one, other) => one - other)[Math.floor(ROUNDS / 2)] ?? 0;
console.log(
  `a held JWT is checked ${median.toFixed(0)} times as fast as one that is seen for the first time (asked: 50)`,
);
