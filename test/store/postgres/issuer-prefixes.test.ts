import { expect } from 'chai';
import pg from 'pg';
import { forEachPostgres } from '../../support/postgres.js';
import type { TestDatabase } from '../../support/postgres.js';
import { query } from '../../support/query.js';

forEachPostgres('opaque prefixes of issuers', (server) => {
  let database: TestDatabase;
  let made = 0;
  before(async () => {
    database = await server.createDatabase();
  });
  after(() => database.drop());
  afterEach(() => query(database.url, 'DELETE FROM scopegate.oauth_issuer'));
  const insert = (prefix: string, enabled = true): string => {
    made += 1;
    const url = `https://${String(made)}.example.com`;
    return `INSERT INTO scopegate.oauth_issuer (name, issuer, audience, introspection_uri, introspection_client,
      introspection_secret, opaque_prefix, enabled)
      VALUES ('issuer ${String(made)}', '${url}', 'a', '${url}/i', 'c', 's', '${prefix}', ${String(enabled)})`;
  };
  const outcome = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'written',
      (error: unknown) => String((error as { code?: string }).code),
    );

  const PAIRS: readonly [one: string, other: string, areApart: boolean][] = [
    ['leg_', 'leg_', false],
    ['leg_', 'leg_a', false],
    ['leg_a', 'leg_', false],
    ['', 'leg_', false],
    ['leg_', '', false],
    ['', '', false],
    ['leg_', 'leg_~~~~', false],
    ['leg_a', 'leg_b', true],
    ['leg_a', 'leg_A', true],
    ['~', '+', true],
    ['a', 'b', true],
  ];
  for (const [one, other, areApart] of PAIRS) {
    it(`"${one}" and "${other}" are ${areApart ? 'apart' : 'refused'}, also while the first is disabled`, async () => {
      await query(database.url, insert(one, false));
      const told = await outcome(query(database.url, insert(other)));
      expect(told).to.equal(areApart ? 'written' : '23514');
    });
  }

  it('are refused when a row gets introspection, another prefix, or is written twice', async () => {
    await query(database.url, `${insert('leg_')}; ${insert('oth_')}`);
    const second = `name = 'issuer ${String(made)}'`;
    for (const change of [`opaque_prefix = 'leg_a'`, `opaque_prefix = ''`]) {
      const told = await outcome(query(database.url, `UPDATE scopegate.oauth_issuer SET ${change} WHERE ${second}`));
      expect(told).to.equal('23514');
    }
    await query(database.url, `UPDATE scopegate.oauth_issuer SET opaque_prefix = 'oth_a' WHERE ${second}`);
  });

  for (const level of ['READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE']) {
    it(`are apart also where two write at the same time, ${level}`, async () => {
      const [first, second] = [new pg.Client(database.url), new pg.Client(database.url)];
      const clients = [first, second];
      await Promise.all(clients.map((client) => client.connect()));
      try {
        for (const client of clients) await client.query(`BEGIN ISOLATION LEVEL ${level}; SELECT 1`);
        await first.query(insert('leg_'));
        const late = outcome(second.query(insert('leg_a')));
        await first.query('COMMIT');
        expect(await late).to.be.oneOf(['23P01', '23514', '40001']);
      } finally {
        await Promise.all(clients.map((client) => client.end()));
      }
    });
  }
});
