import { expect } from 'chai';
import { CONTRACT_POLICY } from '../support/credential-contract.js';
import { HOSTILE_TOKENS } from '../support/hostile-tokens.js';
import { MISSPELT_TOKENS, UNUSUAL_TOKENS } from '../support/misspelt-tokens.js';
import { forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { query } from '../support/query.js';
import { startReplica } from '../support/replica.js';
import type { Replica } from '../support/replica.js';
import { AUDIENCE, startTokenIssuer } from '../support/token-issuer.js';
import type { TokenIssuer } from '../support/token-issuer.js';

forEachPostgres('hostile tokens', function (server) {
  let database: TestDatabase;
  let replica: Replica;
  let issuer: TokenIssuer;
  let evil: TokenIssuer;
  before(async () => {
    database = await server.createDatabase();
    [issuer, evil] = await Promise.all([startTokenIssuer(), startTokenIssuer()]);
    await query(database.url, CONTRACT_POLICY);
    await query(
      database.url,
      `SELECT scopegate.define_issuer('tests', '${issuer.url}', '${AUDIENCE}', jwks_uri => '${issuer.url}/jwks',
         algorithms => '{ES256,RS256}');
       SELECT scopegate.define_oauth_client('client a', 'tests', 'a', 'acme', 'message:send');`,
    );
    replica = await startReplica({ DATABASE_URL: database.url, SCOPEGATE_JWKS_COOLDOWN_MS: '3600000' });
  });
  after(async () => {
    await replica.stop();
    await Promise.all([issuer.stop(), evil.stop()]);
    await database.drop();
  });

  const ask = async (token: string): Promise<string> => {
    const answer = await replica.check({ authorization: `Bearer ${token}`, method: 'POST', path: '/messages' });
    return `${answer.reason.replace('REASON_', '').toLowerCase()} ${answer.detail}`.trim();
  };

  it('begins with a right token', async () => {
    expect(await ask(await issuer.token())).to.equal('scope_held');
  });

  for (const [title, expected, make] of [...HOSTILE_TOKENS, ...MISSPELT_TOKENS, ...UNUSUAL_TOKENS]) {
    it(`${title}: ${expected}`, async () => {
      const token = await make({ issuer, evil });
      // The second time may be answered from memory.
      expect([await ask(token), await ask(token)]).to.deep.equal([expected, expected]);
    });
  }

  it('made nobody ask anything of a listener, nor the issuer more than once', () => {
    expect([evil.requests.count, issuer.requests.count]).to.deep.equal([0, 1]);
  });
});
