import { expect } from 'chai';
import { mintApiKey } from '../../src/service/identity/api-key-format.js';
import { onOnePostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { query } from '../support/query.js';
import { startService } from '../support/running-service.js';

const INTERVAL_MS = 1_000;
const CALLS = 40;
const BETWEEN_MS = 100;

onOnePostgres('the use of scopes when a process is killed', (server) => {
  // What is lost is lost in memory, whichever database it is.
  let database: TestDatabase;
  before(async () => {
    database = await server.createDatabase();
  });
  after(() => database.drop());

  it('is lost for one interval at most', async () => {
    const secret = mintApiKey('sgk').key;
    const service = await startService({
      env: {
        DATABASE_URL: await database.serverUrl(),
        SCOPEGATE_USE_FLUSH_INTERVAL_MS: String(INTERVAL_MS),
        SCOPEGATE_FIRST_ADMINISTRATOR_KEY: secret,
      },
    });
    const headers = { authorization: `App ${secret}` };
    const answeredAtMs: number[] = [];
    for (let call = 0; call < CALLS; call++) {
      const { status } = await fetch(`${service.httpUrl}/v1/scopes?category=Scopegate`, { headers });
      expect(status).to.equal(200);
      answeredAtMs.push(Date.now());
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
    }
    const killedAtMs = Date.now();
    expect(await service.stop('SIGKILL')).to.equal('SIGKILL');
    const [row] = await query(
      database.url,
      'SELECT coalesce(sum(u.allowed), 0)::float8 AS calls FROM scopegate.scope_use u',
    );
    // Half an interval more: for a timer of a busy machine, and the write itself.
    const mustBeThere = answeredAtMs.filter((atMs) => atMs < killedAtMs - 1.5 * INTERVAL_MS).length;
    expect(mustBeThere).to.be.greaterThan(CALLS / 4);
    expect(Number(row?.['calls'])).to.be.at.least(mustBeThere).and.at.most(CALLS);
  }).timeout(60_000);
});
