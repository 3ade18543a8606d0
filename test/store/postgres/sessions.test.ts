import { expect } from 'chai';
import { silentLog } from '../../../src/base/log.js';
import { makeSessionKeys } from '../../../src/service/identity/sessions.js';
import { makeLastUses } from '../../../src/service/recording/uses/last-uses.js';
import { makeChangeReader } from '../../../src/store/postgres/change-reader.js';
import { makePool } from '../../../src/store/postgres/pool.js';
import type { Pool } from '../../../src/store/postgres/pool.js';
import { makeSessionReader } from '../../../src/store/postgres/session-reader.js';
import { makeUseRecorder } from '../../../src/store/postgres/use-recorder.js';
import { administrate } from '../../support/administrate.js';
import { forEachPostgres } from '../../support/postgres.js';
import type { TestDatabase } from '../../support/postgres.js';
import { query } from '../../support/query.js';
import { rejection } from '../../support/rejection.js';

const MINUTE_MS = 60_000;

forEachPostgres('sessions', (server) => {
  let database: TestDatabase;
  let pool: Pool;
  before(async () => {
    database = await server.createDatabase();
    await query(
      database.url,
      `SELECT scopegate.define_category('General', 1);
       SELECT scopegate.define_scope(name, 'General', 'Test') FROM unnest(ARRAY['a', 'b']) name;
       SELECT scopegate.define_role('reader', 'Reads', 'a')`,
    );
    pool = makePool(database.url, { log: silentLog });
  });
  after(async () => {
    await pool.close();
    await database.drop();
  });

  async function makeUser(login: string) {
    return administrate(pool).user(login, { scopes: ['b'], roles: ['reader'] });
  }

  async function makeSession(login: string, idleMs = 5 * MINUTE_MS, lifetimeMs = 60 * MINUTE_MS) {
    return administrate(pool).session(login, idleMs, lifetimeMs);
  }

  async function read(publicId: string) {
    const [session] = (await makeSessionReader(pool).findSessions([publicId])).sessions;
    if (session === undefined) throw new Error('no session');
    return session;
  }

  /** Ids of the credentials that changed after a revision. */
  async function changed(since: number): Promise<readonly number[]> {
    const { changes } = await makeChangeReader(pool).readChanges(since);
    return changes.map((change) => (change.kind === 'credential' ? change.credentialId : -1));
  }

  const revisionNow = async () => (await makeSessionReader(pool).findSessions([])).revision;

  it('keep no token, and have what their user has', async () => {
    await makeUser('whole');
    const { token, publicId, expiresAtMs } = await makeSession('whole');
    const session = await read(publicId);
    expect(session).to.deep.include({
      kind: 'session',
      name: 'whole',
      account: 'acme',
      scopes: ['a', 'b'],
      expiresAtMs,
    });
    expect(session).to.deep.include({ enabled: true, idleMs: 5 * MINUTE_MS, lastUsedAtMs: session.createdAtMs });
    expect(token).to.match(/^sgks_/);
    const dump = await query(
      database.url,
      `SELECT row_to_json(s)::text || row_to_json(c)::text AS text
      FROM scopegate.session s JOIN scopegate.credential c ON c.id = s.credential`,
    );
    expect(JSON.stringify(dump)).not.to.include(token.split('_')[2]);
  });

  const followed: [title: string, statement: string][] = [
    ['a scope of the user', `SELECT scopegate.revoke_scope('followed', 'b')`],
    ['a scope of a role of the user', `SELECT scopegate.define_role('reader', 'Reads', 'a', 'b')`],
    ['a role of the user', `SELECT scopegate.revoke_role('followed', 'reader')`],
    ['the user himself', `SELECT scopegate.disable_credential('followed')`],
    ['the account of the user', `UPDATE scopegate.account SET name = 'acme 2' WHERE name = 'acme'`],
    [
      'the user, in a transaction that sees an old snapshot',
      `BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT scopegate.enable_credential('followed'); COMMIT`,
    ],
  ];
  it('change with their user', async () => {
    await makeUser('followed');
    const { id } = await read((await makeSession('followed')).publicId);
    for (const [title, statement] of followed) {
      const since = await revisionNow();
      await query(database.url, statement);
      const ids = await changed(since);
      expect(ids.includes(id) || ids.includes(-1), title).to.equal(true);
    }
  });

  it('end with the password of their user, and for good', async () => {
    await makeUser('renewed');
    const { publicId } = await makeSession('renewed');
    const { users, actor } = administrate(pool);
    await users.setPassword(actor, 'renewed', 'another password of some length');
    expect(await read(publicId)).to.include({ enabled: false });
    expect((await read(publicId)).revokedAtMs).not.to.equal(null);
  });

  it('are not made for a user that cannot call, or is none', async () => {
    await makeUser('off');
    const { users, sessions, actor } = administrate(pool);
    await users.change(actor, { login: 'off', change: { enabled: false }, ifMatch: null });
    expect(await rejection(makeSession('off'))).to.have.property('code', 'conflict');
    expect(await rejection(makeSession('nobody'))).to.have.property('code', 'not_found');
    expect(await rejection(sessions.end(actor, 'off'))).to.have.property('code', 'not_found');
    for (const [idleMs, lifetimeMs] of [
      [1, MINUTE_MS],
      [2 * MINUTE_MS, MINUTE_MS],
      [MINUTE_MS, 31 * 86_400_000],
    ] as const) {
      expect(await rejection(makeSession('whole', idleMs, lifetimeMs))).to.have.property('code', 'invalid_argument');
    }
  });

  it('last as long as they are used, and not past their lifetime', async () => {
    await makeUser('idle');
    const { publicId, expiresAtMs } = await makeSession('idle');
    const { id, createdAtMs } = await read(publicId);
    let nowMs = createdAtMs;
    const recorder = makeUseRecorder(pool);
    const uses = makeLastUses({ recorder, log: silentLog, clock: () => nowMs, maxPending: 10 });
    const keys = makeSessionKeys({
      reader: makeSessionReader(pool),
      lastUsedAtMs: (credentialId) => uses.lastUsedAtMs(credentialId),
      slackMs: 10_000,
    });
    const endsIn = async () => ((await keys.findApiKeys([publicId])).keys[0]?.expiresAtMs ?? 0) - createdAtMs;
    const idleMs = 5 * MINUTE_MS + 10_000;
    expect(await endsIn()).to.equal(idleMs);
    nowMs += 3 * MINUTE_MS;
    uses.note(id);
    // Known here before it is written, and to everybody after.
    expect(await endsIn()).to.equal(3 * MINUTE_MS + idleMs);
    const since = await revisionNow();
    await uses.flush();
    expect(uses.pending).to.equal(0);
    expect(await endsIn()).to.equal(3 * MINUTE_MS + idleMs);
    expect(await revisionNow()).to.equal(since);
    nowMs += 57 * MINUTE_MS;
    uses.note(id);
    expect(await endsIn()).to.equal(expiresAtMs - createdAtMs);
  });

  it('are removed a week after their end', async () => {
    await makeUser('old');
    const { publicId } = await makeSession('old');
    const kept = await makeSession('old');
    const { sessions, actor } = administrate(pool);
    await sessions.end(actor, publicId);
    const recorder = makeUseRecorder(pool);
    expect(await recorder.removeOldSessions(Date.now() - 7 * 86_400_000)).to.equal(0);
    expect(await recorder.removeOldSessions(Date.now() + MINUTE_MS)).to.be.at.least(1);
    expect((await makeSessionReader(pool).findSessions([publicId, kept.publicId])).sessions).to.have.length(1);
  });
});
