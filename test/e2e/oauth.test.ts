import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { CONTRACT_POLICY } from '../support/credential-contract.js';
import { API, CLIENT, JWT_API, OPAQUE_API, startOauthServer } from '../support/oauth-server.js';
import type { OauthServer } from '../support/oauth-server.js';
import { forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { query } from '../support/query.js';
import { startReplica } from '../support/replica.js';
import type { Replica } from '../support/replica.js';

forEachPostgres('tokens of an OAuth server', function (server) {
  let database: TestDatabase;
  let oauth: OauthServer;
  let replica: Replica;
  let directory: string;
  const times = {
    SCOPEGATE_JWKS_COOLDOWN_MS: '50',
    SCOPEGATE_JWKS_REFRESH_MS: '200',
    SCOPEGATE_JWKS_GRACE_MS: '1500',
    SCOPEGATE_INTROSPECTION_MS: '300',
  };
  before(async () => {
    database = await server.createDatabase();
    oauth = await startOauthServer();
    directory = mkdtempSync(join(tmpdir(), 'scopegate-oauth-'));
    const secretsFile = join(directory, 'secrets.json');
    writeFileSync(
      secretsFile,
      JSON.stringify({
        shop: { uri: `${oauth.url}/token/introspection`, secret: CLIENT.client_secret },
        other: { uri: 'https://login.example.com', secret: 'of another issuer' },
      }),
    );
    await query(database.url, CONTRACT_POLICY);
    await query(
      database.url,
      `SELECT scopegate.define_issuer('server', '${oauth.url}', '${API}', jwks_uri => '${oauth.url}/jwks');
       UPDATE scopegate.oauth_issuer SET introspection_uri = '${oauth.url}/token/introspection',
         introspection_client = 'shop', introspection_secret = 'shop';
       SELECT scopegate.define_oauth_client('shop', 'server', 'shop', 'acme', 'message:send');`,
    );
    replica = await startReplica({
      DATABASE_URL: await database.serverUrl(),
      SCOPEGATE_OAUTH_SECRETS_FILE: secretsFile,
      ...times,
    });
  });
  after(async () => {
    await replica.stop();
    await oauth.stop();
    await database.drop();
    rmSync(directory, { recursive: true });
  });

  const ask = async (token: string, method = 'POST', path = '/messages', minRevision = 0): Promise<string> =>
    replica.outcome({ authorization: `Bearer ${token}`, method, path, minRevision });
  const change = async (statement: string): Promise<number> => {
    await query(database.url, statement);
    const [row] = await query(database.url, 'SELECT scopegate.current_revision()::float8 AS revision');
    return Number(row?.['revision']);
  };
  const eventually = async (wanted: string, outcome: () => Promise<string>): Promise<void> => {
    let last = '';
    for (let attempt = 0; attempt < 200 && last !== wanted; attempt++) {
      last = await outcome();
      if (last !== wanted) await sleep(20);
    }
    expect(last).to.equal(wanted);
  };

  it('lets a JWT do what both the token and its client may', async () => {
    const [both, less] = [await oauth.token(JWT_API), await oauth.token(JWT_API, 'message:read')];
    expect(await ask(both)).to.equal('scope_held');
    expect(await ask(both, 'GET', '/messages/1')).to.equal('missing_scope');
    expect(await ask(less)).to.equal('missing_scope');
  });

  it('lets the scopes of the token alone count where the issuer says so, and translates them', async () => {
    const token = await oauth.token(JWT_API);
    let revision = await change(`UPDATE scopegate.oauth_issuer SET scopes_from = 'token' WHERE name = 'server'`);
    expect(await ask(token, 'GET', '/messages/1', revision)).to.equal('scope_held');
    revision = await change(`SELECT scopegate.map_issuer_scope('server', 'message:read', 'message:send')`);
    expect(await ask(token, 'GET', '/messages/1', revision)).to.equal('missing_scope');
    expect(await ask(token)).to.equal('scope_held');
    await change(`DELETE FROM scopegate.oauth_scope;
      UPDATE scopegate.oauth_issuer SET scopes_from = 'both' WHERE name = 'server'`);
  });

  it('denies a token with scopes that are never held together, from the change that sets them apart', async () => {
    const [both, one] = [await oauth.token(JWT_API), await oauth.token(JWT_API, 'message:read')];
    let revision = await change(`UPDATE scopegate.oauth_issuer SET scopes_from = 'token' WHERE name = 'server'`);
    expect(await ask(both, 'GET', '/messages/1', revision)).to.equal('scope_held');
    await change(`SELECT scopegate.define_category('Pages', 90, true);
      DELETE FROM scopegate.credential_scope WHERE scope = 'message:send'`);
    const [before] = await query(database.url, `SELECT category FROM scopegate.scope WHERE name = 'message:send'`);
    const category = String(before?.['category']);
    for (const [moved, outcome] of [
      ['Pages', /^malformed_credential/],
      [category, /^scope_held$/],
      ['Pages', /^malformed_credential/],
    ] as const) {
      revision = await change(`UPDATE scopegate.scope SET category = '${moved}' WHERE name = 'message:send'`);
      expect(await ask(both, 'GET', '/messages/1', revision)).to.match(outcome);
      expect(await ask(both, 'POST', '/messages', revision)).to.match(outcome);
      expect(await ask(one, 'GET', '/messages/1', revision)).to.equal('scope_held');
    }
    revision = await change(`UPDATE scopegate.scope_category SET stands_alone = false WHERE name = 'Pages'`);
    expect(await ask(both, 'GET', '/messages/1', revision)).to.equal('scope_held');
    await change(`UPDATE scopegate.scope SET category = '${category}' WHERE name = 'message:send';
      SELECT scopegate.grant_scope('shop', 'message:send');
      UPDATE scopegate.oauth_issuer SET scopes_from = 'both' WHERE name = 'server'`);
  });

  it('refuses a token for another audience', async () => {
    const revision = await change(`UPDATE scopegate.oauth_issuer SET audience = 'other' WHERE name = 'server'`);
    const token = await oauth.token(JWT_API);
    expect(await ask(token, 'POST', '/messages', revision)).to.equal('unknown_credential');
    await change(`UPDATE scopegate.oauth_issuer SET audience = '${API}' WHERE name = 'server'`);
  });

  it('drops verified tokens at once when their issuer is disabled', async () => {
    const token = await oauth.token(JWT_API);
    expect(await ask(token)).to.equal('scope_held');
    let revision = await change(`UPDATE scopegate.oauth_issuer SET enabled = false WHERE name = 'server'`);
    expect(await ask(token, 'POST', '/messages', revision)).to.equal('unknown_credential');
    revision = await change(`UPDATE scopegate.oauth_issuer SET enabled = true WHERE name = 'server'`);
    expect(await ask(token, 'POST', '/messages', revision)).to.equal('scope_held');
  });

  it('names the issuer among the inputs of its answers, which gateways may not keep past the token', async () => {
    const answer = await replica.check({
      authorization: `Bearer ${await oauth.token(JWT_API)}`,
      ...{ method: 'POST', path: '/messages' },
    });
    const [row] = await query(
      database.url,
      `SELECT id::text, (SELECT c.id::text FROM scopegate.credential c WHERE public_id = 'shop') AS shop
       FROM scopegate.oauth_issuer WHERE name = 'server'`,
    );
    expect(answer.dependsOn).to.include.members([
      `credential:${String(row?.['id'])}`,
      `credential:${String(row?.['shop'])}`,
    ]);
  });

  it('takes the row of all other clients until a client gets its own', async () => {
    const token = await oauth.token(JWT_API);
    let revision = await change(`UPDATE scopegate.oauth_client SET client_id = NULL WHERE client_id = 'shop'
      AND issuer = scopegate.issuer_id('server')`);
    expect(await ask(token, 'POST', '/messages', revision)).to.equal('scope_held');
    revision = await change(`SELECT scopegate.define_oauth_client('shop of its own', 'server', 'shop', 'acme')`);
    expect(await ask(token, 'POST', '/messages', revision)).to.equal('missing_scope');
    revision = await change(`DELETE FROM scopegate.credential WHERE public_id = 'shop of its own'`);
    expect(await ask(token, 'POST', '/messages', revision)).to.equal('scope_held');
  });

  it('follows a rotation of keys under traffic without a single refusal of a right token', async () => {
    const before = await oauth.token(JWT_API);
    expect(await ask(before)).to.equal('scope_held');
    const outcomes = new Set<string>();
    let last = before;
    for (let round = 0; round < 3; round++) {
      await oauth.rotate();
      await sleep(60);
      const old = last;
      const tokens = await Promise.all(Array.from({ length: 20 }, () => oauth.token(JWT_API)));
      for (const outcome of await Promise.all(tokens.map((token) => ask(token)))) outcomes.add(outcome);
      // The new tokens made the keys be fetched anew, and the key of the old one is gone.
      expect(await ask(old)).to.equal('unknown_credential');
      last = tokens[0] ?? '';
    }
    expect([...outcomes]).to.deep.equal(['scope_held']);
  });

  it('goes on through an outage of the issuer for the grace, then has no answer, then recovers', async () => {
    const [held, fresh, later] = await Promise.all([1, 2, 3].map(() => oauth.token(JWT_API)));
    const unseen = await Promise.all(Array.from({ length: 150 }, () => oauth.token(JWT_API)));
    expect(await ask(held ?? '')).to.equal('scope_held');
    await oauth.cutOff();
    try {
      await sleep(400);
      expect(await ask(fresh ?? '')).to.equal('scope_held');
      await eventually('unavailable', () => ask(unseen.pop() ?? ''));
      // Nor does a token that was verified outlive the grace: its key may have been withdrawn meanwhile.
      await eventually('unavailable', () => ask(held ?? ''));
    } catch (error) {
      await oauth.comeBack();
      throw error;
    }
    await oauth.comeBack();
    await eventually('scope_held', () => ask(later ?? ''));
  });

  it('asks about an opaque token once, and follows its revocation', async () => {
    const token = await oauth.token(OPAQUE_API);
    const countAsked = (): number => oauth.asked.filter((path) => path === '/token/introspection').length;
    const before = countAsked();
    expect(await Promise.all([1, 2, 3].map(() => ask(token)))).to.deep.equal(Array(3).fill('scope_held'));
    expect(countAsked() - before).to.equal(1);
    const { maxAgeMs } = await replica.check({ authorization: `Bearer ${token}`, method: 'POST', path: '/messages' });
    expect(maxAgeMs).to.be.at.most(300);
    await oauth.revoke(token);
    await eventually('unknown_credential', () => ask(token));
  });

  it('stops a token that it has verified when its key is withdrawn, also without a new token', async () => {
    const token = await oauth.token(JWT_API);
    expect(await ask(token)).to.equal('scope_held');
    await oauth.rotate();
    await eventually('unknown_credential', () => ask(token));
  });

  it('denies a token that lasts longer than its issuer may let it, and one that was held', async () => {
    const token = await oauth.token(JWT_API);
    expect(await ask(token)).to.equal('scope_held');
    let revision = await change(`UPDATE scopegate.oauth_issuer SET max_token_lifetime_seconds = 599`);
    expect(await ask(token, 'POST', '/messages', revision)).to.equal('unknown_credential');
    revision = await change(`UPDATE scopegate.oauth_issuer SET max_token_lifetime_seconds = 600`);
    expect(await ask(token, 'POST', '/messages', revision)).to.equal('scope_held');
  });

  it('sends no secret but where the file says so', async () => {
    const token = await oauth.token(OPAQUE_API);
    const countAsked = (): number => oauth.asked.filter((path) => path.includes('introspection')).length;
    const before = countAsked();
    const revision = await change(`UPDATE scopegate.oauth_issuer SET introspection_secret = 'other'`);
    expect(await ask(token, 'POST', '/messages', revision)).to.equal('unavailable');
    const later = await change(
      `UPDATE scopegate.oauth_issuer SET introspection_secret = 'shop', introspection_uri = introspection_uri || '/x'`,
    );
    expect(await ask(token, 'POST', '/messages', later)).to.equal('unavailable');
    expect(countAsked() - before).to.equal(0);
    await change(`UPDATE scopegate.oauth_issuer SET introspection_uri = '${oauth.url}/token/introspection'`);
  });

  it('connects to no internal place that is not listed, also where SQL wrote the row', async () => {
    const token = await oauth.token(JWT_API);
    const place = oauth.url.replace('127.0.0.1', 'localhost');
    const countAsked = (): number => oauth.asked.filter((path) => path === '/jwks').length;
    const before = countAsked();
    const revision = await change(`UPDATE scopegate.oauth_issuer SET jwks_uri = '${place}/jwks'`);
    expect(await ask(token, 'POST', '/messages', revision)).to.equal('unavailable');
    expect(countAsked() - before).to.equal(0);
    const after = await change(`UPDATE scopegate.oauth_issuer SET jwks_uri = '${oauth.url}/jwks'`);
    expect(await ask(token, 'POST', '/messages', after)).to.equal('scope_held');
  });

  it('has no answer about an opaque token while the issuer is away, or without its secret', async () => {
    const token = await oauth.token(OPAQUE_API);
    const revision = await change(
      `UPDATE scopegate.oauth_issuer SET introspection_secret = 'missing' WHERE name = 'server'`,
    );
    expect(await ask(token, 'POST', '/messages', revision)).to.equal('unavailable');
    await change(`UPDATE scopegate.oauth_issuer SET introspection_secret = 'shop' WHERE name = 'server'`);
    await oauth.cutOff();
    expect(await ask(token)).to.equal('unavailable');
    await oauth.comeBack();
    await eventually('scope_held', () => ask(token));
  });
});
