import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { exportJWK } from 'jose';
import { CONTRACT_POLICY } from '../support/credential-contract.js';
import { ORIGIN, ath, makeHolder, prove } from '../support/dpop-holder.js';
import type { Holder } from '../support/dpop-holder.js';
import { forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { query } from '../support/query.js';
import { startReplica } from '../support/replica.js';
import type { Replica } from '../support/replica.js';
import { AUDIENCE, startTokenIssuer } from '../support/token-issuer.js';
import type { TokenIssuer } from '../support/token-issuer.js';

const THUMBPRINT = createHash('sha256').update('a certificate').digest('base64url');
type Proof = readonly [
  title: string,
  expected: string,
  prove: (holder: Holder, token: string, other: Holder) => Promise<string> | string,
];

const REFUSED = 'unknown_credential';
const ALGORITHMS = 'algs="ES256 ES384 ES512 PS256 PS384 PS512 RS256 RS384 RS512 EdDSA"';
const challengeIn = (headers: readonly { name: string; value: string }[]): string | undefined =>
  headers.find(({ name }) => name === 'WWW-Authenticate')?.value;

const PROOFS: readonly Proof[] = [
  ['a right proof', 'scope_held', (holder, token) => prove(holder, token)],
  ['a query in htu', 'scope_held', (holder, token) => prove(holder, token, { htu: `${ORIGIN}/messages?a=1#b` })],
  ['the default port in htu', 'scope_held', (holder, token) => prove(holder, token, { htu: `${ORIGIN}:443/messages` })],
  ['no proof', `${REFUSED} no_proof`, () => ''],
  ['what is no proof', `${REFUSED} broken_proof`, () => 'x'],
  ['two proofs', `${REFUSED} broken_proof`, async (h, t) => `${await prove(h, t)}, ${await prove(h, t)}`],
  ['another type', `${REFUSED} broken_proof`, (holder, token) => prove(holder, token, {}, { typ: 'JWT' })],
  ['no key', `${REFUSED} broken_proof`, (holder, token) => prove(holder, token, {}, { jwk: undefined })],
  [
    'a private key in the proof',
    `${REFUSED} broken_proof`,
    async (holder, token) => prove(holder, token, {}, { jwk: await exportJWK(holder.privateKey) }),
  ],
  ['no id', `${REFUSED} broken_proof`, (holder, token) => prove(holder, token, { jti: undefined })],
  ['the key of somebody else', `${REFUSED} wrong_proof_key`, (_holder, token, other) => prove(other, token)],
  [
    'the right key over the signature of somebody else',
    `${REFUSED} wrong_proof_signature`,
    (holder, token, other) => prove({ ...other, jwk: holder.jwk }, token),
  ],
  ['another method', `${REFUSED} proof_for_other_request`, (h, t) => prove(h, t, { htm: 'GET' })],
  ['another path', `${REFUSED} proof_for_other_request`, (h, t) => prove(h, t, { htu: `${ORIGIN}/me` })],
  [
    'another host',
    `${REFUSED} proof_for_other_request`,
    (h, t) => prove(h, t, { htu: 'https://evil.example/messages' }),
  ],
  [
    'plain http',
    `${REFUSED} proof_for_other_request`,
    (h, t) => prove(h, t, { htu: 'http://api.example.com/messages' }),
  ],
  ['another token', `${REFUSED} proof_for_other_token`, (h, t) => prove(h, t, { ath: ath('other') })],
  ['no token', `${REFUSED} proof_for_other_token`, (h, t) => prove(h, t, { ath: undefined })],
  [
    'a proof of two minutes ago',
    `${REFUSED} proof_not_recent`,
    (h, t) => prove(h, t, { iat: Date.now() / 1000 - 120 }),
  ],
  ['a proof of in a minute', `${REFUSED} proof_not_recent`, (h, t) => prove(h, t, { iat: Date.now() / 1000 + 60 })],
];

forEachPostgres('bound tokens', function (server) {
  let database: TestDatabase;
  let replica: Replica;
  let issuer: TokenIssuer;
  let holder: Holder;
  let other: Holder;
  let token = '';
  before(async () => {
    database = await server.createDatabase();
    [issuer, holder, other] = await Promise.all([startTokenIssuer(), makeHolder(), makeHolder()]);
    token = await issuer.token({ cnf: { jkt: holder.jkt } });
    await query(database.url, CONTRACT_POLICY);
    await query(
      database.url,
      `SELECT scopegate.define_issuer('tests', '${issuer.url}', '${AUDIENCE}', jwks_uri => '${issuer.url}/jwks');
       SELECT scopegate.define_oauth_client('client a', 'tests', 'a', 'acme', 'message:send');`,
    );
    replica = await startReplica({ DATABASE_URL: await database.serverUrl() });
  });
  after(async () => {
    await replica.stop();
    await issuer.stop();
    await database.drop();
  });

  const answerTo = (authorization: string, proof: object = {}) =>
    replica.check({ authorization, method: 'POST', path: '/messages', origin: ORIGIN, ...proof });
  const ask = async (authorization: string, proof: object = {}): Promise<string> => {
    const { reason, detail } = await answerTo(authorization, proof);
    return `${reason.replace('REASON_', '').toLowerCase()} ${detail}`.trim();
  };

  for (const [title, expected, make] of PROOFS) {
    it(`${title}: ${expected}`, async () => {
      expect(await ask(`DPoP ${token}`, { dpopProof: await make(holder, token, other) })).to.equal(expected);
    });
  }

  it('takes no proof twice, and no answer to one may be kept', async () => {
    const dpopProof = await prove(holder, token);
    const answer = await answerTo(`DPoP ${token}`, { dpopProof });
    expect([answer.reason, answer.maxAgeMs]).to.deep.equal(['REASON_SCOPE_HELD', 0]);
    expect(await ask(`DPoP ${token}`, { dpopProof })).to.equal(`${REFUSED} proof_used_before`);
  });

  it('refuses a proof where the gateway does not say what the client addressed', async () => {
    const dpopProof = await prove(holder, token);
    expect(await ask(`DPoP ${token}`, { dpopProof, origin: '' })).to.equal(`${REFUSED} proof_for_other_request`);
  });

  it('refuses a token that is bound to a key under Bearer, also with a right proof', async () => {
    expect(await ask(`Bearer ${token}`, { dpopProof: await prove(holder, token) })).to.equal(
      `${REFUSED} token_is_bound`,
    );
  });

  it('refuses a token that is not bound under DPoP', async () => {
    const plain = await issuer.token();
    expect(await ask(`DPoP ${plain}`, { dpopProof: await prove(holder, plain) })).to.equal(
      `${REFUSED} token_not_bound`,
    );
    const { headers } = await answerTo(`DPoP ${plain}`);
    expect(challengeIn(headers)).to.equal(`DPoP realm="platform", error="invalid_token", ${ALGORITHMS}`);
  });

  it('says that the proof is wrong, and which algorithms it may have', async () => {
    const { headers } = await answerTo(`DPoP ${token}`, { dpopProof: await prove(holder, token, { htm: 'GET' }) });
    expect(challengeIn(headers)).to.equal(`DPoP realm="platform", error="invalid_dpop_proof", ${ALGORITHMS}`);
  });

  it('takes a proof once at each replica, and no more', async () => {
    const other = await startReplica({ DATABASE_URL: await database.serverUrl() });
    try {
      const request = { authorization: `DPoP ${token}`, method: 'POST', path: '/messages', origin: ORIGIN };
      const dpopProof = await prove(holder, token);
      const told: string[] = [];
      for (const at of [replica, other, replica, other]) {
        const { decision, detail } = await at.check({ ...request, dpopProof });
        told.push(`${decision} ${detail}`.trim());
      }
      const again = 'DECISION_DENY proof_used_before';
      expect(told).to.deep.equal(['DECISION_ALLOW', 'DECISION_ALLOW', again, again]);
    } finally {
      await other.stop();
    }
  });

  it('takes a token that is bound to a certificate with that certificate alone', async () => {
    const bound = await issuer.token({ cnf: { 'x5t#S256': THUMBPRINT } });
    const wrong = createHash('sha256').update('another').digest('base64url');
    expect(await ask(`Bearer ${bound}`, { clientCertificateSha256: THUMBPRINT })).to.equal('scope_held');
    expect(await ask(`Bearer ${bound}`, { clientCertificateSha256: wrong })).to.equal(`${REFUSED} wrong_certificate`);
    expect(await ask(`Bearer ${bound}`)).to.equal(`${REFUSED} token_is_bound`);
  });

  it('asks for both where a token is bound to both', async () => {
    const bound = await issuer.token({ cnf: { 'x5t#S256': THUMBPRINT, jkt: holder.jkt } });
    const dpopProof = await prove(holder, bound);
    const clientCertificateSha256 = THUMBPRINT;
    expect(await ask(`DPoP ${bound}`, { dpopProof })).to.equal(`${REFUSED} token_is_bound`);
    expect(await ask(`Bearer ${bound}`, { clientCertificateSha256 })).to.equal(`${REFUSED} token_is_bound`);
    expect(await ask(`DPoP ${bound}`, { dpopProof, clientCertificateSha256 })).to.equal('scope_held');
  });
});
