import { expect } from 'chai';
import { silentLog } from '../../../src/base/log.js';
import { makePolicyReader } from '../../../src/store/postgres/policy-reader.js';
import { makePool } from '../../../src/store/postgres/pool.js';
import type { Pool } from '../../../src/store/postgres/pool.js';
import { forEachPostgres } from '../../support/postgres.js';
import type { TestDatabase } from '../../support/postgres.js';

forEachPostgres('limits of staleness', (server) => {
  let database: TestDatabase;
  let pool: Pool;

  before(async () => {
    database = await server.createDatabase();
    pool = makePool(database.url, { log: silentLog });
    await pool.query("SELECT scopegate.define_api('shop', '{shop.example.com}')");
  });
  after(async () => {
    await pool.close();
    await database.drop();
  });

  const limitsOf = async (): Promise<unknown> => {
    const { revision, apis } = await makePolicyReader(pool).readCatalogue();
    return {
      revision,
      limits: apis.filter(({ name }) => name === 'shop').map((api) => [api.maxStalenessMs, api.maxWriteStalenessMs]),
    };
  };

  it('are left to the service, are set by one call, and count as a change', async () => {
    const before = (await limitsOf()) as { revision: number };
    expect(before).to.have.deep.property('limits', [[null, null]]);
    await pool.query("SELECT scopegate.limit_staleness('shop', 60000, 5000)");
    const after = (await limitsOf()) as { revision: number };
    expect(after).to.have.deep.property('limits', [[60000, 5000]]);
    expect(after.revision).to.be.greaterThan(before.revision);
  });

  for (const [title, sql, names] of [
    ['an API that does not exist', "SELECT scopegate.limit_staleness('shoe', 60000)", '"shoe"'],
    ['a limit below a second', "SELECT scopegate.limit_staleness('shop', 60000, 5)", '"shop"'],
  ] as const) {
    it(`refuses ${title}, by name`, async () => {
      const problem = await pool.query(sql).catch((error: unknown) => error);
      expect(problem).to.have.property('code', 'conflict');
      expect(String(problem)).to.include(names);
    });
  }
});
