import { expect } from 'chai';
import { grantsFor } from '../../../../src/store/postgres/roles/grants.js';
import { SECRET_COLUMNS, SERVER_TABLE_RIGHTS } from '../../../../src/store/postgres/roles/server-rights.js';
import { forEachPostgres } from '../../../support/postgres.js';
import type { TestDatabase } from '../../../support/postgres.js';
import { query } from '../../../support/query.js';

/** The server reads these tables; the owner or functions of the owner write them. */
const READ_BY_THE_SERVER = [
  'administrator_turn',
  ...['api', 'api_host', 'endpoint', 'endpoint_scope', 'error_family', 'product'],
  ...['scope', 'scope_category', 'scope_implication', 'implication_turn'],
  ...['audit_entry', 'audit_transaction', 'history_floor'],
  ...['change', 'change_floor', 'commit_order', 'pending_change'],
  ...['migration_checksum', 'schema_migration', 'policy_migration', 'demo_migration', 'server_role', 'rehearsal'],
  'credential_proof',
];

forEachPostgres('database roles', (server) => {
  let database: TestDatabase;
  const suffix = String(Date.now() % 1_000_000);
  const names = {
    serve: `serve_${suffix}`,
    read: `read_${suffix}`,
    plain: `plain_${suffix}`,
    member: `member_${suffix}`,
  };
  const sql = (text: string): Promise<Record<string, unknown>[]> => query(database.url, text);
  /** Runs SQL on a connection that logs in as one of the roles. */
  const as = (role: keyof typeof names, text: string): Promise<Record<string, unknown>[]> => {
    const url = new URL(database.url);
    url.username = names[role];
    url.password = 'secret';
    return query(url.href, text);
  };
  const failure = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'nothing was thrown',
      (error: unknown) => String(error),
    );

  before(async () => {
    database = await server.createDatabase();
    for (const name of Object.values(names)) await sql(`CREATE ROLE ${name} LOGIN PASSWORD 'secret'`);
    await sql(grantsFor('serve', names.serve));
    await sql(grantsFor('read', names.read));
    await sql(`GRANT USAGE ON SCHEMA scopegate TO ${names.plain};
      GRANT SELECT ON ALL TABLES IN SCHEMA scopegate TO ${names.plain};
      GRANT ${names.serve} TO ${names.member}`);
  });
  after(async () => {
    for (const name of Object.values(names)) await sql(`DROP OWNED BY ${name}; DROP ROLE ${name}`);
    await database.drop();
  });

  it('no function with the rights of the owner can be called by everybody', async () => {
    const open = await sql(`SELECT p.oid::regprocedure::text AS signature FROM pg_proc p
      WHERE p.pronamespace = 'scopegate'::regnamespace AND p.prosecdef
        AND has_function_privilege('public', p.oid, 'EXECUTE')`);
    expect(open.map(({ signature }) => signature)).to.deep.equal([]);
    const [count] = await sql(`SELECT count(*)::int AS definers FROM pg_proc p
      WHERE p.pronamespace = 'scopegate'::regnamespace AND p.prosecdef`);
    expect(count?.['definers']).to.be.greaterThan(12);
  });

  it('every function with the rights of the owner fixes its search path', async () => {
    const loose = await sql(`SELECT p.oid::regprocedure::text AS signature FROM pg_proc p
      WHERE p.pronamespace = 'scopegate'::regnamespace AND p.prosecdef
        AND NOT EXISTS (SELECT FROM unnest(p.proconfig) c WHERE c LIKE 'search_path=%')`);
    expect(loose).to.deep.equal([]);
  });

  it('every table is one that the server writes or one that it only reads', async () => {
    const rows = await sql(
      `SELECT relname FROM pg_class WHERE relnamespace = 'scopegate'::regnamespace AND relkind = 'r'`,
    );
    const known = [...Object.keys(SERVER_TABLE_RIGHTS), ...READ_BY_THE_SERVER];
    expect(rows.map(({ relname }) => relname).filter((name) => !known.includes(String(name)))).to.deep.equal([]);
  });

  const attacks: [title: string, text: string][] = [
    ['empty the audit trail', `SELECT scopegate.prune_history(interval '0', 0)`],
    ['raise the floor of the change feed', 'SELECT scopegate.prune_changes(900000000)'],
    ['take the order of commits', 'SELECT scopegate.publish_changes()'],
    ['expand pending changes', 'SELECT scopegate.expand_pending_changes()'],
    ['make an audit row', 'SELECT scopegate.audit_transaction_id()'],
    ['lock an endpoint by a check', 'SELECT scopegate.check_guard(1)'],
    [
      'run SQL of its own as the owner through the trigger of the audit trail',
      `CREATE TEMP TABLE t (id int); CREATE TRIGGER x AFTER INSERT ON t REFERENCING NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION scopegate.audit_change('(SELECT usename FROM pg_user LIMIT 1)', 'r.id')`,
    ],
    [
      'run SQL of its own as the owner through the trigger of the change feed',
      `CREATE TEMP TABLE t (id int); CREATE TRIGGER x AFTER INSERT ON t REFERENCING NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION scopegate.note_change('api', 'r.id')`,
    ],
    ['write policy', `SELECT scopegate.define_category('X', 1)`],
    ['make itself a server', `INSERT INTO scopegate.server_role (role) VALUES ('x')`],
  ];
  for (const role of ['plain', 'read'] as const) {
    for (const [title, text] of attacks) {
      it(`a role that may only read (${role}) cannot ${title}`, async () => {
        expect(await failure(as(role, text))).to.match(/permission denied/);
      });
    }
  }

  const serverLimits: [title: string, text: string][] = [
    ['change policy', `UPDATE scopegate.endpoint SET access = 'public'`],
    ['define a scope', `INSERT INTO scopegate.scope (name, category) VALUES ('x:y', 'General')`],
    ['remove audit entries', 'DELETE FROM scopegate.audit_entry'],
    ['truncate the audit trail', 'TRUNCATE scopegate.audit_entry'],
    [
      'write an audit entry by hand',
      `INSERT INTO scopegate.audit_entry (transaction, action, table_name, subject)
      VALUES (1, 'insert', 'x', 'x')`,
    ],
    ['change the schema', 'ALTER TABLE scopegate.credential ADD COLUMN x int'],
    ['make another role a server', `INSERT INTO scopegate.server_role (role) VALUES ('x')`],
    ['move the change feed', 'SELECT scopegate.prune_changes(1)'],
  ];
  for (const [title, text] of serverLimits) {
    it(`the role of the server cannot ${title}`, async () => {
      expect(await failure(as('serve', text))).to.match(/permission denied|must be owner/);
    });
  }

  it('the role for reading sees every table, and no digest or hash', async () => {
    await as('read', 'SELECT * FROM scopegate.credential');
    await as('read', 'SELECT * FROM scopegate.audit_entry');
    for (const [table, columns] of Object.entries(SECRET_COLUMNS)) {
      await as('read', `SELECT credential FROM scopegate.${table}`);
      for (const column of columns)
        expect(await failure(as('read', `SELECT ${column} FROM scopegate.${table}`))).to.match(/permission denied/);
    }
  });

  it('every column of bytes or hashes counts as a secret, or is known to be none', async () => {
    const rows = await sql(`SELECT table_name AS t, column_name AS c FROM information_schema.columns
      WHERE table_schema = 'scopegate' AND (data_type = 'bytea' OR column_name ~ '(hash|digest|password|secret)$')`);
    const known = ['idempotency_key.request_digest', 'oauth_issuer.introspection_secret', 'shadow_candidate.document'];
    const unknown = rows
      .filter(({ t, c }) => !(SECRET_COLUMNS[String(t)] ?? []).includes(String(c)))
      .map(({ t, c }) => `${String(t)}.${String(c)}`)
      .filter((name) => !known.includes(name));
    expect(unknown).to.deep.equal([]);
  });

  it('grants can be given twice', async () => {
    await sql(grantsFor('serve', names.serve));
    await sql(grantsFor('read', names.read));
    expect(await failure(as('read', 'SELECT digest FROM scopegate.api_key'))).to.match(/permission denied/);
  });

  it('the grants of an owner are enough to make the schema', async () => {
    const empty = await server.createEmptyDatabase();
    try {
      await query(empty.url, grantsFor('migrate', names.plain));
      const rows = await query(
        empty.url,
        `SELECT has_database_privilege('${names.plain}', current_database(), 'CREATE') AS may`,
      );
      expect(rows).to.deep.equal([{ may: true }]);
      await query(empty.url, `DROP OWNED BY ${names.plain}`);
    } finally {
      await empty.drop();
    }
  });

  for (const name of ['', 'a\nb', 'a$$b', 'x'.repeat(64)]) {
    it(`a role cannot be called ${JSON.stringify(name)}`, () => {
      expect(() => grantsFor('serve', name))
        .to.throw()
        .with.property('code', 'invalid_argument');
    });
  }
  it('a name is quoted', () => {
    expect(grantsFor('read', `a"; DROP TABLE x; --'`)).to.include(`TO "a""; DROP TABLE x; --'";`);
  });

  describe('the actor of a change', () => {
    const claim = `SELECT set_config('scopegate.actor', '{"kind":"credential","id":"k1","name":"The CEO"}', true)`;
    const recorded = async (account: string): Promise<Record<string, unknown> | undefined> =>
      (
        await sql(`SELECT t.actor_kind, t.actor_id, t.actor_name, t.database_role, t.application, t.rejected_actor
        FROM scopegate.audit_entry e JOIN scopegate.audit_transaction t ON t.id = e.transaction
        WHERE e.subject = '${account}'`)
      )[0];
    const change = (account: string): string =>
      `BEGIN; ${claim}; SELECT scopegate.define_account('${account}'); COMMIT`;

    it('is taken from a role of the server, with the role beside it', async () => {
      await as('serve', change('by-server'));
      expect(await recorded('by-server')).to.include({
        actor_kind: 'credential',
        actor_id: 'k1',
        database_role: names.serve,
        rejected_actor: null,
      });
    });
    it('is taken from a member of a role of the server', async () => {
      await as('member', change('by-member'));
      expect(await recorded('by-member')).to.include({ actor_id: 'k1', database_role: names.member });
    });
    it('is not taken from the owner once the server has a role of its own', async () => {
      await sql(change('by-owner'));
      const entry = await recorded('by-owner');
      expect(entry).to.include({ actor_kind: 'sql' });
      expect(entry?.['actor_id']).to.equal(entry?.['database_role']);
      expect(entry?.['rejected_actor']).to.include('The CEO');
    });
    const places: [who: string, run: (text: string) => Promise<unknown>, isKept: boolean][] = [
      ['the owner', sql, true],
      ['a role of the server', (text) => as('serve', text), false],
      ['a member of a role of the server', (text) => as('member', text), false],
      ['a role that may write accounts', (text) => as('plain', text), false],
    ];
    for (const [who, run, isKept] of places) {
      it(`${isKept ? 'keeps' : 'does not keep'} the file and line that ${who} names`, async () => {
        await sql(`GRANT INSERT, UPDATE ON scopegate.account TO ${names.plain}`);
        const account = `placed by ${who}`;
        await run(`BEGIN; SET LOCAL scopegate.place = '0001_forged.sql:7'; SET LOCAL ROLE NONE;
          SELECT scopegate.define_account('${account}'); COMMIT`);
        const entries = await sql(`SELECT e.place FROM scopegate.audit_entry e WHERE e.subject = '${account}'`);
        expect(entries).to.deep.equal([{ place: isKept ? '0001_forged.sql:7' : null }]);
      });
    }
    it('is not named by what the session calls itself', async () => {
      await as('plain', `SET application_name = 'The CEO'; SELECT scopegate.define_account('by-application')`);
      expect(await recorded('by-application')).to.include({ actor_name: names.plain, application: 'The CEO' });
    });
    it('is not taken from a role that may write accounts and is no server', async () => {
      await sql(`GRANT INSERT, UPDATE ON scopegate.account TO ${names.plain}`);
      await as('plain', `SET application_name = 'scopegate'; ${change('by-plain')}`);
      expect(await recorded('by-plain')).to.include({
        actor_kind: 'sql',
        actor_id: names.plain,
        application: 'scopegate',
        database_role: names.plain,
      });
    });
  });
});
