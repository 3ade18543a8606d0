import { expect } from 'chai';
import { silentLog } from '../../../src/base/log.js';
import type { CredentialRow } from '../../../src/store/ports/credentials.js';
import type { PolicyOfMoment } from '../../../src/store/ports/history.js';
import { makeHistoryReader } from '../../../src/store/postgres/history/history-reader.js';
import { pruneHistory } from '../../../src/store/postgres/history/prune-history.js';
import { makePolicyReader } from '../../../src/store/postgres/policy-reader.js';
import { makePool } from '../../../src/store/postgres/pool.js';
import type { Pool } from '../../../src/store/postgres/pool.js';
import { makeSessionReader } from '../../../src/store/postgres/session-reader.js';
import { makeUserReader } from '../../../src/store/postgres/user-reader.js';
import { makeApiKeyReader } from '../../../src/store/postgres/api-key-reader.js';
import { smallPolicy } from '../../support/policy-sql.js';
import { forEachPostgres } from '../../support/postgres.js';
import type { TestDatabase } from '../../support/postgres.js';
import { query } from '../../support/query.js';
import { makeRandom } from '../../support/random-changes.js';
import type { Random } from '../../support/random-changes.js';
import { rejection } from '../../support/rejection.js';
import { propertyTest } from '../../support/properties.js';

const DAY_MS = 24 * 3_600_000;

/** Credentials of every kind with a proof of its own. */
const PEOPLE = `
  UPDATE scopegate.credential SET not_before = '2026-01-01 00:00:00.000001+00', expires_at = '2036-01-01 00:00:00.999999+00'
    WHERE public_id = 'k1';
  INSERT INTO scopegate.api_key (credential, digest)
    SELECT id, decode(repeat('00', 32), 'hex') FROM scopegate.credential WHERE kind = 'api_key';
  INSERT INTO scopegate.credential (public_id, kind, account, name, allowed_addresses)
    VALUES ('anna', 'user', scopegate.define_account('people'), 'Anna', '{10.0.0.0/8}');
  INSERT INTO scopegate.user_password (credential, hash)
    SELECT id, '$argon2id$x' FROM scopegate.credential WHERE public_id = 'anna';
  INSERT INTO scopegate.credential (public_id, kind, account, name, expires_at, created_at)
    VALUES ('s1', 'session', scopegate.define_account('acme'), 'Session', '2035-01-01 00:00:00.5+00', '2034-12-20Z');
  INSERT INTO scopegate.session (credential, of_user, digest, idle)
    SELECT s.id, u.id, decode(repeat('00', 32), 'hex'), interval '1 day'
    FROM scopegate.credential s, scopegate.credential u WHERE s.public_id = 's1' AND u.public_id = 'anna';
  SELECT scopegate.define_role('support', 'Reads', 'sms:read');`;

/** What proves a credential has no history. */
function withoutProof(row: CredentialRow): CredentialRow {
  const proofs = new Set(['digest', 'hash', 'idleMs', 'lastUsedAtMs']);
  return Object.fromEntries(Object.entries(row).filter(([field]) => !proofs.has(field))) as unknown as CredentialRow;
}

const IDS = ['k1', 'k2', 'anna', 's1', 'k3'];
const pick = <One>(random: Random, from: readonly One[]): One => from[random(from.length)]!;

/** One change; some fail, and then nothing is changed. */
const CHANGES: readonly ((random: Random) => string)[] = [
  (random) =>
    `SELECT scopegate.grant_scope('${pick(random, IDS)}', '${pick(random, ['sms:read', 'sms:send', 'voice:call'])}')`,
  (random) => `SELECT scopegate.revoke_scope('${pick(random, IDS)}', '${pick(random, ['sms:read', 'sms:send'])}')`,
  (random) => `SELECT scopegate.${pick(random, ['enable', 'disable'])}_credential('${pick(random, IDS)}')`,
  (random) => `SELECT scopegate.${pick(random, ['grant', 'revoke'])}_role('${pick(random, IDS)}', 'support')`,
  (random) =>
    `SELECT scopegate.define_role('support', 'Reads', VARIADIC '{${pick(random, ['sms:read', 'audit:read', 'sms:read,voice:call'])}}')`,
  (random) => `SELECT scopegate.define_endpoint('messages', 'GET', '/more/${String(random(6))}', '{sms:read}', 'sms')`,
  (random) => `SELECT scopegate.drop_endpoint('messages', 'GET', '/more/${String(random(6))}')`,
  (random) =>
    `SELECT scopegate.change_endpoint('messages', 'POST', '/sms', '{${pick(random, ['sms:send', 'message:send', 'sms:send,audit:read'])}}', 'sms')`,
  (random) =>
    `SELECT scopegate.change_endpoint('calls', 'POST', '/calls', access => '${pick(random, ['public', 'closed', 'authenticated'])}')`,
  (random) =>
    `UPDATE scopegate.product SET manage_scope = ${pick(random, ['NULL', `'sms:manage'`, `'voice:manage'`])} WHERE name = 'sms'`,
  (random) => `SELECT scopegate.define_implication('message:send', '${pick(random, ['sms:send', 'voice:call'])}')`,
  (random) => `DELETE FROM scopegate.scope_implication WHERE implies = '${pick(random, ['sms:send', 'voice:call'])}'`,
  (random) =>
    `UPDATE scopegate.scope SET name = '${pick(random, ['sms:read', 'sms:see'])}' WHERE name IN ('sms:read', 'sms:see')`,
  () => `UPDATE scopegate.role SET name = CASE name WHEN 'support' THEN 'helpers' ELSE 'support' END`,
  (random) =>
    `UPDATE scopegate.account SET name = 'account ${String(random(3))}' WHERE name = 'people' OR name LIKE 'account %'`,
  (random) => `SELECT scopegate.limit_staleness('messages', ${String(1000 + random(3))})`,
  (random) =>
    `INSERT INTO scopegate.api_host (host, api) SELECT 'h${String(random(3))}.example.com', min(id) FROM scopegate.api WHERE name = 'messages'`,
  (random) => `DELETE FROM scopegate.api_host WHERE host = 'h${String(random(3))}.example.com'`,
  () => `WITH made AS (INSERT INTO scopegate.credential (public_id, kind, account, name)
         VALUES ('k3', 'api_key', scopegate.define_account('acme'), 'Third') RETURNING id)
         INSERT INTO scopegate.api_key (credential, digest) SELECT id, decode(repeat('00', 32), 'hex') FROM made`,
  () => `DELETE FROM scopegate.credential WHERE public_id = 'k3'`,
  () => `DELETE FROM scopegate.api WHERE name = 'calls'`,
  () => `SELECT scopegate.define_api('calls', '{calls.example.com}')`,
  () =>
    `UPDATE scopegate.credential SET public_id = CASE public_id WHEN 'k2' THEN 'k2b' ELSE 'k2' END WHERE public_id IN ('k2', 'k2b')`,
];

forEachPostgres('The history of policy', (server) => {
  let database: TestDatabase;
  let pool: Pool;
  beforeEach(async () => {
    database = await server.createDatabase();
    await query(database.url, smallPolicy);
    await query(database.url, PEOPLE);
    pool = makePool(database.url, { log: silentLog });
  });
  afterEach(async () => {
    await pool.close();
    await database.drop();
  });
  const run = (sql: string): Promise<unknown> => query(database.url, sql);
  const revision = async (): Promise<number> =>
    Number((await query(database.url, 'SELECT scopegate.current_revision() AS r'))[0]?.['r']);

  /** What decisions rest on now, read as the service reads it. */
  async function presentPolicy(): Promise<PolicyOfMoment> {
    const reader = makePolicyReader(pool);
    const { apis } = await reader.readCatalogue();
    const sources = [];
    for (const { id } of apis) sources.push((await reader.readApi(id)).source!);
    return { apis, sources };
  }
  async function presentCredentials(): Promise<CredentialRow[]> {
    const { keys } = await makeApiKeyReader(pool).findApiKeys(IDS);
    const { users } = await makeUserReader(pool).findUsers(IDS);
    const { sessions } = await makeSessionReader(pool).findSessions(IDS);
    return byId([...keys, ...users, ...sessions].map(withoutProof));
  }
  const byId = (rows: CredentialRow[]): CredentialRow[] => rows.sort((one, other) => one.id - other.id);

  const title = 'is exactly what was, after random changes';
  propertyTest(title, { usual: 1, long: 3 }, async ({ numRuns, seed }) => {
    for (let turn = 0; turn < numRuns; turn++) await followChanges(seed + turn);
  });
  async function followChanges(seed: number): Promise<void> {
    const random = makeRandom(seed);
    const moments = new Map<number, { policy: PolicyOfMoment; credentials: CredentialRow[] }>();
    const remember = async (): Promise<void> => {
      moments.set(await revision(), { policy: await presentPolicy(), credentials: await presentCredentials() });
    };
    await remember();
    for (let step = 0; step < 60; step++) {
      const changes = Array.from({ length: 1 + random(3) }, () => pick(random, CHANGES)(random));
      await run(`BEGIN; ${changes.join(';')}; ${random(5) === 0 ? 'ROLLBACK' : 'COMMIT'}`).catch(() => undefined);
      await remember();
    }
    expect(moments.size).to.be.greaterThan(10);
    const history = makeHistoryReader(pool);
    for (const [at, then] of moments) {
      expect(await history.readPolicy(at), `policy of revision ${String(at)}, seed ${String(seed)}`).to.deep.equal(
        then.policy,
      );
      const rows = (await history.readCredentials(at, IDS)).map(({ row }) => row);
      expect(byId(rows), `credentials of revision ${String(at)}, seed ${String(seed)}`).to.deep.equal(then.credentials);
    }
  }

  it('knows which revision was current at a time, also of a long transaction', async () => {
    const before = await revision();
    const startedAtMs = Date.now();
    await run(`BEGIN; SELECT scopegate.grant_scope('k1', 'sms:send'); SELECT pg_sleep(0.4); COMMIT`);
    const history = makeHistoryReader(pool);
    // Changed at once, but committed later.
    expect(await history.revisionAt(startedAtMs + 200)).to.equal(before);
    expect(await history.revisionAt(Date.now() + 1000)).to.equal(await revision());
    expect(await history.revisionAt(0)).to.equal(0);
  });

  it('says that it does not know what is yet to come', async () => {
    const history = makeHistoryReader(pool);
    const error = await rejection(history.readPolicy((await revision()) + 1));
    expect(error).to.have.property('code', 'not_found');
    expect(await history.readExtent()).to.deep.equal({ begins: 0, newest: await revision() });
  });

  it('begins after a TRUNCATE, which leaves nothing behind to tell', async () => {
    const before = await revision();
    await run('TRUNCATE scopegate.credential_scope');
    const history = makeHistoryReader(pool);
    expect((await history.readExtent()).begins).to.equal(await revision());
    expect(await rejection(history.readCredentials(before, ['k1']))).to.have.property('code', 'not_found');
    expect(await history.readCredentials(await revision(), ['k1'])).to.have.length(1);
  });

  const retentions: [title: string, retention: { maxAgeMs: number; maxEntries: number }][] = [
    ['by number', { maxAgeMs: 3650 * DAY_MS, maxEntries: 4 }],
    ['by age', { maxAgeMs: 0, maxEntries: 1_000_000 }],
  ];
  for (const [title, retention] of retentions) {
    it(`is bounded ${title}: what is kept stays exact, and where it begins is said`, async () => {
      for (const scope of ['sms:send', 'sms:read', 'voice:call', 'audit:read', 'message:send']) {
        await run(`SELECT scopegate.grant_scope('k1', '${scope}')`);
      }
      const newest = await revision();
      expect(await pruneHistory(pool, retention)).to.be.greaterThan(3);
      const history = makeHistoryReader(pool);
      const { begins } = await history.readExtent();
      expect(begins).to.equal(title === 'by age' ? newest : newest - 4);
      expect(await rejection(history.readPolicy(begins - 1))).to.have.property('code', 'not_found');
      const [then] = await history.readCredentials(begins, ['k1']);
      const all = ['audit:read', 'message:send', 'sms:read', 'sms:send', 'voice:call'];
      expect(then?.row.scopes).to.deep.equal(title === 'by age' ? all : ['sms:send']);
      expect((await history.readPolicy(begins)).apis).to.have.length(3);
      expect(await pruneHistory(pool, retention)).to.equal(0);
    });
  }

  it('is still removed in no other way', async () => {
    for (const sql of [
      'DELETE FROM scopegate.audit_entry',
      'DELETE FROM scopegate.audit_transaction',
      'TRUNCATE scopegate.audit_entry',
      `UPDATE scopegate.audit_entry SET subject = 'x'`,
      `UPDATE scopegate.audit_transaction SET actor_id = 'x'`,
      `UPDATE scopegate.audit_transaction SET published_at = now()`,
      `BEGIN; SELECT scopegate.prune_history('1 day', 1000000); DELETE FROM scopegate.audit_entry; COMMIT`,
    ]) {
      expect(String(await rejection(run(sql))), sql).to.include('never changed');
    }
  });
});
