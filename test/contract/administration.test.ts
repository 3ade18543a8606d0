import { expect } from 'chai';
import { makeWholeProgram } from '../../src/cli/program.js';
import { makeProgress } from '../../src/cli/progress.js';
import { administrate } from '../support/administrate.js';
import { ADMINISTRATION_RULES, ADMINISTRATION_WORLD } from '../support/administration-rules.js';
import { startManageWorld } from '../support/manage-world.js';
import type { ManageWorld } from '../support/manage-world.js';
import { PASSWORD } from '../support/maker.js';
import { forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { query } from '../support/query.js';
import { rejection } from '../support/rejection.js';
import { runScopegate } from '../support/command-line.js';
import { PEPPER } from '../support/replica.js';
import { makePool } from '../../src/store/postgres/pool.js';
import { silentLog } from '../../src/base/log.js';

const ANY = { 'if-match': '*' };

forEachPostgres('The rules of administration', (server) => {
  let database: TestDatabase;
  let world: ManageWorld;
  let env: Record<string, string>;
  const own = new Map<string, string | undefined>();
  before(async () => {
    database = await server.createDatabase();
    world = await startManageWorld(database);
    await query(database.url, ADMINISTRATION_WORLD);
    env = { DATABASE_URL: await database.serverUrl(), SCOPEGATE_PEPPER: PEPPER.toString('base64') };
    // Commands run in this process, and know no variables of tests.
    const others = Object.keys(process.env).filter((name) => name.startsWith('SCOPEGATE_'));
    for (const name of [...others, ...Object.keys(env)]) {
      own.set(name, process.env[name]);
      Reflect.deleteProperty(process.env, name);
    }
    Object.assign(process.env, env);
  });
  after(async () => {
    for (const [name, value] of own) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
    await world.stop();
    await database.drop();
  });

  it('are tried for every use case', async () => {
    const pool = makePool(database.url, { log: silentLog });
    const { rooms } = administrate(pool);
    const uses = Object.entries(rooms).flatMap(([room, cases]) => Object.keys(cases).map((each) => `${room}.${each}`));
    await pool.close();
    expect(uses.length).to.be.above(10);
    expect([...new Set(ADMINISTRATION_RULES.map(({ use }) => use))]).to.have.members(uses);
  });

  /** The id of the first administrator in place of `$admin`. */
  const named = (text: string): string => text.replace('$admin', world.administratorKey.split('_')[1] ?? '');

  /** Everything that could have changed. */
  const everything = async (): Promise<unknown> =>
    query(
      database.url,
      `SELECT (SELECT json_agg(c ORDER BY c.id) FROM scopegate.credential c) c,
        (SELECT json_agg(s ORDER BY s) FROM scopegate.credential_held_scope s) s,
        (SELECT json_agg(r ORDER BY r) FROM scopegate.role_scope r) r, (SELECT json_agg(i ORDER BY i.id) FROM scopegate.oauth_issuer i) i,
        (SELECT json_agg(m ORDER BY m) FROM scopegate.oauth_scope m) m`,
    );

  for (const { use, title, api } of ADMINISTRATION_RULES) {
    it(`over the API: ${use} rejects ${title}`, async () => {
      const [method, path, body, status] = api;
      const before = await everything();
      const headers = method === 'PATCH' ? ANY : {};
      const call = body === undefined ? { headers } : { headers, body };
      const reply = await world.call(method, named(path), call);
      expect(reply.status, JSON.stringify(reply.body)).to.equal(status);
      expect(await everything()).to.deep.equal(before);
    });
  }

  const commands = ADMINISTRATION_RULES.flatMap(({ use, title, cli }) => ('none' in cli ? [] : [{ use, title, cli }]));
  for (const { use, title, cli } of commands) {
    it(`on the command line: ${use} rejects ${title}`, async () => {
      const [words, code] = cli;
      const before = await everything();
      // It reads the password from the standard input of its process.
      if (words[1] === 'create' && words[0] === 'user') {
        const { code: exit, stderr } = await runScopegate(words, env, PASSWORD);
        expect(exit, stderr).to.equal(2);
      } else expect(await rejection(run(words.map(named)))).to.have.property('code', code);
      expect(await everything()).to.deep.equal(before);
    });
  }

  const statements = ADMINISTRATION_RULES.flatMap(({ use, title, sql }) =>
    'none' in sql ? [] : [{ use, title, sql }],
  );
  for (const { use, title, sql } of statements) {
    it(`in SQL: ${use} rejects ${title}`, async () => {
      const [statement, state] = sql;
      const sent = query(database.url, `BEGIN; ${named(statement)}; COMMIT`);
      expect(await rejection(sent)).to.have.property('code', state);
    });
  }

  it('are told all at once', async () => {
    const body = { name: 'a\nb', scopes: ['sms:send'], allowedAddresses: ['x'], expiresAt: '2020-01-01T00:00:00Z' };
    const reply = await world.call('POST', '/v1/api-keys', { body });
    const violations = reply.body['violations'] as unknown as { property: string }[];
    expect(violations.map(({ property }) => property)).to.have.members(['/name', '/allowedAddresses', '/expiresAt']);
    const words = ['key', 'create', '--name', 'a\nb', '--scope', 'sms:send', '--ip', 'x', '--expires', '2020-01-01'];
    expect(await rejection(run(words)))
      .to.have.property('message')
      .that.includes('name')
      .and.includes('allowedAddresses')
      .and.includes('expiresAt');
  });

  it('let an operator do without an administrator who says so, and keep who it was', async () => {
    await run(['key', 'disable', named('$admin'), '--allow-no-administrator', '--as', 'Ada']);
    const [row] = await query(
      database.url,
      `SELECT t.actor_kind, t.actor_id, t.actor_name FROM scopegate.audit_transaction t ORDER BY t.id DESC LIMIT 1`,
    );
    expect(row).to.include({ actor_kind: 'operator', actor_id: 'Ada' });
    expect(row?.['actor_name']).to.match(/^Ada \(.+@.+\)$/);
    await run(['key', 'enable', named('$admin')]);
  });
});

/** A command in this process. */
async function run(words: readonly string[]): Promise<void> {
  const program = await makeWholeProgram({
    print: () => undefined,
    note: () => undefined,
    deliver: () => Promise.resolve(),
    requireReader: () => undefined,
    isTerminal: () => false,
    progress: () => makeProgress(),
  });
  await program.parseAsync(words, { from: 'user' });
}
