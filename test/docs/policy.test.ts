import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { TestDatabase } from '../support/postgres.js';
import { forEachPostgres } from '../support/postgres.js';
import { query } from '../support/query.js';
import { root } from '../support/root.js';

const page = readFileSync(join(root, 'docs', 'policy.md'), 'utf8');
const blocks = [...page.matchAll(/^```sql\n(.*?)^```$/gms)].map(([, sql]) => sql ?? '');

const operatorFunctions = `
  select proname from pg_proc
  where pronamespace = 'scopegate'::regnamespace
    and proname ~ '^((define|drop|grant|revoke|enable|disable)_|change_endpoint$)'`;

forEachPostgres('The page about policy', (server) => {
  let database: TestDatabase;
  before(async () => {
    database = await server.createDatabase();
    // The credential that the page speaks of; keys are made by the service, not by SQL.
    await query(
      database.url,
      `insert into scopegate.credential (public_id, kind, account, name)
       values ('4kTdB1xQwY9z', 'api_key', scopegate.define_account('acme'), 'Shop')`,
    );
  });
  after(() => database.drop());

  it('has SQL that runs from top to bottom', async () => {
    expect(blocks).to.have.length.at.least(10);
    for (const sql of blocks) await query(database.url, sql);
  });

  it('shows every function that operators have', async () => {
    const rows = await query(database.url, operatorFunctions);
    const missing = rows.map(({ proname }) => String(proname)).filter((name) => !blocks.join('').includes(`${name}(`));
    expect(rows).to.have.length.at.least(14);
    expect(missing).to.deep.equal([]);
  });
});
