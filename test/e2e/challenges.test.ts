import { expect } from 'chai';
import { CONTRACT_POLICY } from '../support/credential-contract.js';
import { forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { query } from '../support/query.js';
import { startReplica } from '../support/replica.js';
import type { Replica } from '../support/replica.js';
import { AUDIENCE, startTokenIssuer } from '../support/token-issuer.js';
import type { TokenIssuer } from '../support/token-issuer.js';

interface Case {
  readonly title: string;
  /** What follows from a right token; left out: the header is not sent. */
  readonly authorization?: (token: string) => string;
  readonly claims?: Record<string, unknown>;
  readonly path?: string;
  readonly named?: true;
  readonly status: number;
  readonly challenge?: string;
}

const bearer = (token: string): string => `Bearer ${token}`;
const REALM = 'realm="platform"';
const INVALID_TOKEN = `Bearer ${REALM}, error="invalid_token"`;
const past = Math.floor(Date.now() / 1000) - 3600;

/** RFC 6750, section 3. */
const CASES: readonly Case[] = [
  { title: 'a right token', authorization: bearer, status: 200 },
  { title: 'no credential', status: 401, challenge: `App ${REALM}, Bearer ${REALM}` },
  { title: 'an expired token', authorization: bearer, claims: { exp: past }, status: 401, challenge: INVALID_TOKEN },
  { title: 'a token for others', authorization: bearer, claims: { aud: 'x' }, status: 401, challenge: INVALID_TOKEN },
  { title: 'a malformed token', authorization: () => 'Bearer {}', status: 401, challenge: INVALID_TOKEN },
  { title: 'a scheme in capitals', authorization: (t) => `BEARER ${t}x`, status: 401, challenge: INVALID_TOKEN },
  { title: 'two tokens', authorization: (t) => `Bearer ${t}, Bearer ${t}`, status: 401, challenge: INVALID_TOKEN },
  { title: 'two schemes', authorization: (t) => `Bearer ${t}, App sgk_1`, status: 401, challenge: INVALID_TOKEN },
  { title: 'another scheme first', authorization: (t) => `App a, Bearer ${t}`, status: 401, challenge: `App ${REALM}` },
  { title: 'an unknown scheme', authorization: (t) => `Token ${t}`, status: 401, challenge: `App ${REALM}` },
  {
    title: 'a missing scope',
    authorization: bearer,
    path: '/messages/1',
    status: 403,
    challenge: `Bearer ${REALM}, error="insufficient_scope"`,
  },
  {
    title: 'a missing scope that may be named',
    authorization: bearer,
    path: '/messages/1',
    named: true,
    status: 403,
    challenge: `Bearer ${REALM}, error="insufficient_scope", scope="message:read sms:manage"`,
  },
  { title: 'no such endpoint', authorization: bearer, path: '/nowhere', status: 403 },
  { title: 'a kind that is not accepted', authorization: bearer, path: '/only/user', status: 403 },
];

forEachPostgres('what clients are told', function (server) {
  let database: TestDatabase;
  let replica: Replica;
  let issuer: TokenIssuer;
  before(async () => {
    database = await server.createDatabase();
    issuer = await startTokenIssuer();
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

  for (const { title, authorization, claims, path = '/messages', named, status, challenge } of CASES) {
    it(`${title}: ${String(status)}, ${challenge ?? 'no challenge'}`, async () => {
      await query(database.url, `UPDATE scopegate.api SET names_missing_scopes = ${String(named === true)}`);
      const [row] = await query(database.url, 'SELECT scopegate.current_revision()::float8 AS revision');
      const answer = await replica.check({
        authorization: authorization?.(await issuer.token(claims)) ?? '',
        method: path === '/messages' ? 'POST' : 'GET',
        path,
        minRevision: Number(row?.['revision']),
      });
      expect(answer.httpStatus).to.equal(status);
      const challenges = answer.headers.filter(({ name }) => name === 'WWW-Authenticate');
      expect(challenges.map(({ value }) => value)).to.deep.equal(challenge === undefined ? [] : [challenge]);
    });
  }
});
