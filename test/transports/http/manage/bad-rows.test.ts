import { expect } from 'chai';
import { OPERATIONS } from '../../../../src/client/management/operations.js';
import { startManageWorld } from '../../../support/manage-world.js';
import type { ManageWorld } from '../../../support/manage-world.js';
import { forEachPostgres } from '../../../support/postgres.js';
import type { TestDatabase } from '../../../support/postgres.js';
import { query } from '../../../support/query.js';

const FAR_TIMES = ['infinity', '-infinity', '294000-01-01'];
const ODD_TEXTS = ["E'a\\nb\\u001b[31m'", `repeat('x', 20000)`, `''`];
const GUARDS = `
  DO $$ DECLARE it record; BEGIN
    FOR it IN SELECT conrelid::regclass AS place, conname FROM pg_constraint
      WHERE contype = 'c' AND connamespace = 'scopegate'::regnamespace AND conrelid <> 0 LOOP
      EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', it.place, it.conname);
    END LOOP;
  END $$`;
/** Columns that no key and no reference stands on. */
const COLUMNS = `
  SELECT c.table_name AS "table", c.column_name AS "column", c.data_type AS type,
    (SELECT string_agg(quote_ident(o.column_name), ', ') FROM information_schema.columns o
     WHERE o.table_schema = c.table_schema AND o.table_name = c.table_name AND o.is_generated = 'NEVER') AS whole
  FROM information_schema.columns c
  JOIN information_schema.tables t USING (table_schema, table_name)
  WHERE c.table_schema = 'scopegate' AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER'
    AND c.data_type IN ('timestamp with time zone', 'text')
    AND NOT EXISTS (SELECT FROM information_schema.key_column_usage k WHERE k.table_schema = 'scopegate'
      AND k.table_name = c.table_name AND k.column_name = c.column_name)`;

interface Column {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  /** All columns of the table that can be written. */
  readonly whole: string;
}

/** Rows that today's constraints keep out: a restore, a disabled trigger or a version before could have let them in. */
forEachPostgres('A row that cannot be shown', (server) => {
  let database: TestDatabase;
  let world: ManageWorld;
  let ids: Readonly<Record<string, string>>;
  let columns: readonly Column[];
  let tried = 0;

  before(async () => {
    database = await server.createDatabase();
    world = await startManageWorld(database, { SCOPEGATE_USE_FLUSH_INTERVAL_MS: '100' });
    ids = await oneOfEach();
    await query(database.url, GUARDS);
    columns = (await query(database.url, COLUMNS)) as unknown as typeof columns;
  });
  after(async () => {
    await world.stop();
    await database.drop();
  });

  async function oneOfEach(): Promise<Readonly<Record<string, string>>> {
    const key = await world.createKey(['sms:send'], 'odd');
    await world.replica.outcome({ authorization: `App ${key.secret}`, method: 'POST', path: '/sms' });
    await world.replica.outcome({ authorization: `App ${key.secret}`, method: 'POST', path: '/calls' });
    const make = async (path: string, body: object): Promise<void> => {
      const { status, body: answer } = await world.call('POST', path, { body });
      expect(status, JSON.stringify(answer)).to.be.oneOf([200, 201]);
    };
    await make('/v1/users', { login: 'odd', password: 'correct horse battery', scopes: ['sms:send'] });
    await make('/v1/users/odd/sessions', { idleSeconds: 600, lifetimeSeconds: 3600 });
    const { status } = await world.call('PUT', '/v1/roles/odd', { body: { description: 'd', scopes: ['sms:send'] } });
    expect(status).to.be.oneOf([200, 201]);
    await make('/v1/oauth-issuers', {
      ...{ name: 'odd', issuer: 'https://odd.example.com', audience: 'a', jwksUri: 'https://odd.example.com/jwks' },
    });
    await make('/v1/oauth-clients', { issuer: 'odd', clientId: 'odd', name: 'odd', scopes: ['sms:send'] });
    const clients = await world.call('GET', '/v1/oauth-clients');
    const client = (clients.body['items'] as unknown as { id: string }[])[0]?.id ?? '';
    return {
      'api-keys': key.id,
      users: 'odd',
      roles: 'odd',
      'oauth-issuers': 'odd',
      'oauth-clients': client,
      endpoints: '1',
    };
  }

  /** What any listing, or any single thing, answers other than 200. */
  async function showAll(): Promise<string[]> {
    const answers = Object.values(OPERATIONS).map(async ([method, path]) => {
      if (method !== 'GET') return '';
      const target = path.replace(
        /^\/v1\/([\w-]+)\/\{id\}/,
        (_whole, kind: string) => `/v1/${kind}/${ids[kind] ?? ''}`,
      );
      const { status, body } = await world.call('GET', target);
      return status === 200 ? '' : `${target}: ${String(status)} ${JSON.stringify(body).slice(0, 200)}`;
    });
    return (await Promise.all(answers)).filter((problem) => problem !== '');
  }

  /** Changes every row that is not the administrator's, past triggers, and takes it back. */
  async function withValue(at: Column, sql: string): Promise<string[]> {
    const mine = at.table === 'credential' ? `WHERE public_id <> '${world.administratorKey.split('_')[1] ?? ''}'` : '';
    const place = `scopegate."${at.table}"`;
    await query(database.url, `CREATE TABLE kept AS SELECT ${at.whole} FROM ${place}`);
    const past = 'SET session_replication_role = replica;';
    try {
      const changed = query(database.url, `${past} UPDATE ${place} SET "${at.column}" = ${sql} ${mine}`);
      // What generated columns are computed from cannot be anything.
      const isPossible = await changed.then(
        () => true,
        () => false,
      );
      tried += isPossible ? 1 : 0;
      return isPossible ? await showAll() : [];
    } finally {
      await query(
        database.url,
        `${past} DELETE FROM ${place}; INSERT INTO ${place} (${at.whole}) OVERRIDING SYSTEM VALUE SELECT ${at.whole} FROM kept; DROP TABLE kept`,
      );
    }
  }

  it('is there to begin with', async () => {
    expect(await showAll()).to.deep.equal([]);
    expect(columns.filter(({ type }) => type !== 'text').map(({ table }) => table)).to.include.members([
      ...['credential', 'credential_use', 'scope_use', 'audit_transaction'],
    ]);
  });

  it('takes no page with it, whatever time it holds', async () => {
    const problems: string[] = [];
    tried = 0;
    for (const at of columns.filter(({ type }) => type !== 'text')) {
      for (const time of FAR_TIMES) {
        const found = await withValue(at, `'${time}'`);
        problems.push(...found.map((problem) => `${at.table}.${at.column} = ${time}: ${problem}`));
      }
    }
    expect(problems).to.deep.equal([]);
    expect(tried).to.be.greaterThan(50);
  }).timeout(300_000);

  it('takes no page with it, whatever text it holds', async () => {
    const problems: string[] = [];
    tried = 0;
    for (const at of columns.filter(({ type }) => type === 'text')) {
      for (const text of ODD_TEXTS) {
        const found = await withValue(at, text);
        problems.push(...found.map((problem) => `${at.table}.${at.column} = ${text}: ${problem}`));
      }
    }
    expect(problems).to.deep.equal([]);
    expect(tried).to.be.greaterThan(50);
  }).timeout(300_000);
});
