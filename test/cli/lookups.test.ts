import { expect } from 'chai';
import { runScopegate } from '../support/command-line.js';
import { CONTRACT_POLICY } from '../support/credential-contract.js';
import { forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { query } from '../support/query.js';
import { startReplica } from '../support/replica.js';
import type { Replica } from '../support/replica.js';

interface Listed {
  readonly endpoints: readonly { readonly method: string; readonly template: string }[];
  readonly credentials: readonly { readonly id: string }[];
}

forEachPostgres('scopegate can and who', function (server) {
  let database: TestDatabase;
  let replica: Replica;
  before(async () => {
    database = await server.createDatabase();
    await query(database.url, CONTRACT_POLICY);
    await query(
      database.url,
      `SELECT scopegate.define_issuer('login', 'https://login.example.com', 'us', jwks_uri => 'https://login.example.com/k');
       SELECT scopegate.define_oauth_client('shop', 'login', 'shop', 'acme', 'message:send');
       SELECT scopegate.define_oauth_client('reader', 'login', 'reader', 'acme', 'message:read');`,
    );
    replica = await startReplica({ DATABASE_URL: database.url });
  });
  after(async () => {
    await replica.stop();
    await database.drop();
  });

  const run = (...words: readonly string[]) =>
    runScopegate([...words, '--address', `127.0.0.1:${String(replica.app.grpcPort)}`]);

  it('lists what a client can call', async () => {
    const result = await run('can', 'shop', '--json');
    expect(result.code, result.stderr).to.equal(0);
    const { endpoints } = JSON.parse(result.stdout) as Listed;
    const names = endpoints.map(({ method, template }) => `${method} ${template}`);
    expect(names).to.include.members(['POST /messages', 'GET /me', 'GET /only/oauth_token']);
    expect(names).not.to.include('GET /messages/{id}').and.not.to.include('GET /only/api_key');
  });

  it('lists who can call an endpoint', async () => {
    const result = await run('who', 'POST', '/messages', '--json');
    expect(result.code, result.stderr).to.equal(0);
    expect((JSON.parse(result.stdout) as Listed).credentials.map(({ id }) => id)).to.deep.equal(['shop']);
    const table = await run('who', 'GET', '/messages/1');
    expect(table.stdout).to.include('reader').and.not.to.include('shop');
  });

  it('says which credential or endpoint there is not', async () => {
    const nobody = await run('can', 'nobody');
    expect(nobody.code).not.to.equal(0);
    expect(nobody.stderr).to.include('nobody');
    const nowhere = await run('who', 'GET', '/nowhere');
    expect(nowhere.code).not.to.equal(0);
    expect(nowhere.stdout).to.equal('');
  });
});
