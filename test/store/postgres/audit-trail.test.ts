import { expect } from 'chai';
import { forEachPostgres } from '../../support/postgres.js';
import type { TestDatabase } from '../../support/postgres.js';
import { query } from '../../support/query.js';

forEachPostgres('the audit trail', (server) => {
  let database: TestDatabase;
  const sql = (text: string): Promise<Record<string, unknown>[]> => query(database.url, text);
  const entries = (subject: string): Promise<Record<string, unknown>[]> =>
    sql(`SELECT e.action, e.table_name, e.before, e.after, t.revision::int, t.actor_kind, t.actor_id, t.actor_name
         FROM scopegate.audit_entry e JOIN scopegate.audit_transaction t ON t.id = e.transaction
         WHERE e.subject = '${subject}' ORDER BY e.id`);

  before(async () => {
    database = await server.createDatabase();
    await sql(
      `SELECT scopegate.define_category('General', 1); SELECT scopegate.define_scope('a:b', 'General', 'a b');`,
    );
  });
  after(() => database.drop());

  it('notes plain SQL with the database user, before, after and the revision that carries it', async () => {
    await sql(`UPDATE scopegate.scope SET description = 'new words' WHERE name = 'a:b'`);
    const [inserted, updated] = await entries('a:b');
    const [{ revision }] = (await sql('SELECT scopegate.current_revision()::int AS revision')) as [
      { revision: number },
    ];
    expect(inserted).to.include({ action: 'insert', table_name: 'scope', before: null, actor_kind: 'sql' });
    expect(updated).to.include({ action: 'update', actor_kind: 'sql', revision });
    expect(updated?.['before']).to.include({ description: 'a b' });
    expect(updated?.['after']).to.include({ description: 'new words' });
  });

  it('notes the actor that the service names for its transaction, and only for that one', async () => {
    await sql(`BEGIN; SELECT set_config('scopegate.actor', '{"kind":"credential","id":"k1","name":"Ann"}', true);
      SELECT scopegate.define_account('acme'); COMMIT`);
    expect((await entries('acme'))[0]).to.include({ actor_kind: 'credential', actor_id: 'k1', actor_name: 'Ann' });
    await sql(`SELECT scopegate.define_account('other')`);
    expect((await entries('other'))[0]).to.include({ actor_kind: 'sql' });
  });

  it('keeps digests out and names the key', async () => {
    await sql(`WITH c AS (INSERT INTO scopegate.credential (public_id, kind, account, name)
        SELECT 'k2', 'api_key', id, 'key two' FROM scopegate.account WHERE name = 'acme' RETURNING id)
      INSERT INTO scopegate.api_key (credential, digest) SELECT id, sha256('x') FROM c;
      SELECT scopegate.grant_scope('k2', 'a:b'); SELECT scopegate.revoke_scope('k2', 'a:b')`);
    const found = await entries('k2');
    expect(found.map((entry) => [entry['table_name'], entry['action']])).to.have.deep.members([
      ['credential', 'insert'],
      ['api_key', 'insert'],
      ['credential_scope', 'insert'],
      ['credential_scope', 'delete'],
    ]);
    expect(JSON.stringify(found)).not.to.include('digest');
  });

  it('notes nothing for a statement that changes nothing, or that is rolled back', async () => {
    const count = async (): Promise<unknown> =>
      (await sql('SELECT count(*)::int AS n FROM scopegate.audit_entry'))[0]?.['n'];
    const before = await count();
    await sql(`UPDATE scopegate.scope SET description = description; BEGIN; DELETE FROM scopegate.api_host; ROLLBACK`);
    expect(await count()).to.equal(before);
  });

  const attempts: [title: string, text: string][] = [
    ['changing an entry', `UPDATE scopegate.audit_entry SET subject = 'x'`],
    ['removing entries', 'DELETE FROM scopegate.audit_entry'],
    ['truncating', 'TRUNCATE scopegate.audit_entry, scopegate.audit_transaction'],
    ['changing who it was', `UPDATE scopegate.audit_transaction SET actor_id = 'somebody else'`],
  ];
  for (const [title, text] of attempts) {
    it(`refuses ${title}`, async () => {
      const error: unknown = await sql(text).then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(String(error)).to.match(/written once and never changed/);
    });
  }

  it('gives every committed transaction a revision', async () => {
    expect(await sql('SELECT FROM scopegate.audit_transaction WHERE revision IS NULL')).to.deep.equal([]);
  });
});
