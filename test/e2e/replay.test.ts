import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { DecisionRecord } from '../../src/service/recording/decision-log/record.js';
import type { ReplayReport } from '../../src/service/rehearsal/replay/report.js';
import { runScopegate } from '../support/command-line.js';
import { startManageWorld } from '../support/manage-world.js';
import type { ManageWorld } from '../support/manage-world.js';
import { onOnePostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { eventually, query } from '../support/query.js';
import { makeRandom } from '../support/random-changes.js';
import { makeTemporaryFolder } from '../support/temporary.js';

const PATHS = ['/sms', '/sms/1', '/calls', '/status', '/nowhere', '/sms//1', '/extra', '/sms/%41'];

/** Policy and credentials as somebody may change them, by SQL, without the service. */
const CHANGES = [
  (id: string) => `SELECT scopegate.disable_credential('${id}')`,
  (id: string) => `SELECT scopegate.enable_credential('${id}')`,
  (id: string) => `SELECT scopegate.grant_scope('${id}', 'voice:call')`,
  (id: string) => `SELECT scopegate.revoke_scope('${id}', 'sms:send')`,
  (id: string) => `SELECT scopegate.grant_scope('${id}', 'message:send')`,
  (id: string) => `SELECT scopegate.revoke_scope('${id}', 'message:send')`,
  (id: string) => `UPDATE scopegate.credential SET allowed_addresses = '{192.0.2.1}' WHERE public_id = '${id}'`,
  (id: string) => `UPDATE scopegate.credential SET allowed_addresses = '{}' WHERE public_id = '${id}'`,
  () => `SELECT scopegate.define_endpoint('platform', 'GET', '/extra', access => 'authenticated')`,
  () => `SELECT scopegate.drop_endpoint('platform', 'GET', '/extra')`,
  () => `SELECT scopegate.change_endpoint('platform', 'POST', '/calls', '{sms:send}', 'voice')`,
  () => `SELECT scopegate.change_endpoint('platform', 'POST', '/calls', '{voice:call}', 'voice')`,
  () => `UPDATE scopegate.endpoint SET access = 'closed' WHERE template = '/status'`,
  () => `UPDATE scopegate.endpoint SET access = 'public' WHERE template = '/status'`,
  () => `DELETE FROM scopegate.scope_implication WHERE scope = 'message:send'`,
  () => `SELECT scopegate.define_implication('message:send', 'sms:send')`,
];

onOnePostgres('scopegate replay', function (server) {
  // The history itself is tried on every PostgreSQL by a suite of its own.
  let database: TestDatabase;
  let world: ManageWorld;
  let folder: ReturnType<typeof makeTemporaryFolder>;
  before(async () => {
    folder = makeTemporaryFolder();
    database = await server.createDatabase();
    world = await startManageWorld(database, {
      SCOPEGATE_DECISION_LOG: `database,file:${join(folder.path, 'decisions.ndjson')}`,
      SCOPEGATE_DECISION_LOG_RULES: '*=1',
    });
  });
  after(async () => {
    await world.stop();
    await database.drop();
    folder.remove();
  });

  const scopegate = (...words: string[]) => runScopegate(words, { DATABASE_URL: database.url });
  const report = async (...words: string[]): Promise<ReplayReport & { by: string; code: number | null }> => {
    const { stdout, stderr, code } = await scopegate('replay', '--json', ...words);
    expect(stderr).to.equal('');
    return { ...(JSON.parse(stdout) as ReplayReport & { by: string }), code };
  };
  const revision = async (): Promise<number> =>
    Number((await query(database.url, 'SELECT scopegate.current_revision() AS r'))[0]?.['r']);
  const applied = async (): Promise<void> => {
    const newest = await revision();
    await eventually(async () => {
      const answer = await world.replica.check({ method: 'GET', path: '/status' });
      expect(answer.revision).to.be.at.least(newest);
    });
  };
  /** The log so far, without what only waits for a change to arrive. */
  const records = async (count: number): Promise<DecisionRecord[]> => {
    const text = `SELECT record FROM scopegate.decision_log WHERE record ->> 'entry_point' = 'grpc' AND record ->> 'source_ip' <> '' ORDER BY id`;
    return eventually(async () => {
      const rows = await query(database.url, text);
      expect(rows).to.have.length(count);
      return rows.map(({ record }) => record as DecisionRecord);
    });
  };
  const toFile = (lines: readonly unknown[]): string => {
    const file = join(folder.path, 'replayed.ndjson');
    writeFileSync(file, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));
    return file;
  };

  it('agrees with what was decided, and with what would be decided now, under random changes', async () => {
    const random = makeRandom(7);
    const keys = [
      await world.createKey(['sms:send']),
      await world.createKey(['voice:call']),
      await world.createKey(['sms:manage']),
    ];
    const questions = keys.flatMap(({ secret }) =>
      PATHS.flatMap((path) =>
        ['192.0.2.1', '198.51.100.7'].map((sourceIp) => ({
          authorization: `App ${secret}`,
          method: path === '/sms' || path === '/calls' ? 'POST' : 'GET',
          path,
          sourceIp,
        })),
      ),
    );
    const anonymous = PATHS.map((path) => ({ authorization: '', method: 'GET', path, sourceIp: '192.0.2.1' }));
    const wrong = { authorization: 'App sgk_nonsense', method: 'POST', path: '/sms', sourceIp: '192.0.2.1' };
    const all = [...questions, ...anonymous, wrong];
    let asked = 0;
    for (let step = 0; step < 25; step++) {
      const { id } = keys[random(keys.length)]!;
      await query(database.url, CHANGES[random(CHANGES.length)]!(id)).catch(() => undefined);
      await applied();
      for (const question of all.filter(() => random(3) === 0)) {
        await world.replica.check(question);
        asked++;
      }
    }
    const log = await records(asked);
    expect(new Set(log.map((record) => record.revision)).size).to.be.greaterThan(8);
    expect(new Set(log.map(({ reason }) => reason)).size).to.be.greaterThan(8);

    const asLogged = await report(toFile(log), '--as-logged');
    expect(asLogged).to.deep.include({
      code: 0,
      records: asked,
      same: asked,
      nowAllowed: 0,
      nowDenied: 0,
      otherReason: 0,
    });

    // By the newest policy: the service itself is asked again, and must say the same as the replay.
    const newest = await report(toFile(log));
    const expected = { same: 0, nowAllowed: 0, nowDenied: 0, otherReason: 0 };
    const question = (record: DecisionRecord) =>
      all.find(
        (one) =>
          one.path.replace('%41', 'A') === record.path &&
          one.sourceIp === record.source_ip &&
          one.method === record.method &&
          (record.presented === null
            ? one.authorization === ''
            : record.presented.id === null
              ? one === wrong
              : one.authorization.includes(record.presented.id)),
      )!;
    for (const record of log) {
      const { decision, reason, endpoint } = await world.replica.check(question(record));
      const allowed = decision === 'DECISION_ALLOW';
      const place = endpoint === null ? null : `${endpoint.method} ${endpoint.template}`;
      if (allowed !== (record.decision === 'allow')) expected[allowed ? 'nowAllowed' : 'nowDenied']++;
      else if (reason === `REASON_${record.reason.toUpperCase()}` && place === record.endpoint) expected.same++;
      else expected.otherReason++;
    }
    expect(expected.same).to.be.lessThan(asked);
    expect(newest).to.deep.include({ ...expected, records: asked, code: 1 });
  }).timeout(300_000);

  it('answers whether one request would have passed at a time', async () => {
    const { id } = await world.createKey(['sms:send'], 'Tuesday');
    const granted = await revision();
    const grantedAt = new Date(Date.now() + 5).toISOString();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await query(database.url, `SELECT scopegate.revoke_credential('${id}')`);
    const ask = (...words: string[]) => scopegate('replay', '--credential', id, ...words, 'POST', '/sms');
    expect(await ask('--at', grantedAt)).to.deep.include({ code: 0 });
    expect((await ask('--at', grantedAt)).stdout).to.match(/^ALLOW {2}scope_held\n[^]*sms:send[^]*revision \d+/);
    expect((await ask('--revision', String(granted))).code).to.equal(0);
    const now = await ask();
    expect(now.code).to.equal(1);
    expect(now.stdout).to.match(/^DENY {2}disabled_credential \(revoked\)/);
    expect((await ask('--revision', '1')).stdout).to.match(/^DENY {2}(no_route|unknown_credential)/);
    const json = JSON.parse((await ask('--json', '--at', grantedAt)).stdout) as object;
    expect(json).to.deep.include({ decision: 'allow', matchedScope: 'sms:send', endpoint: 'POST /sms' });
  }).timeout(180_000);

  it('judges expiry at the time of the request, and at that of now where that is wanted', async () => {
    const { id } = await world.createKey(['sms:send'], 'short');
    const at = new Date(Date.now() - 3_600_000).toISOString();
    await query(
      database.url,
      `UPDATE scopegate.credential SET not_before = now() - interval '2 hours', expires_at = now() - interval '1 minute'
       WHERE public_id = '${id}'`,
    );
    const principal = { id, kind: 'api_key', account: 'default' };
    const record = { ...RECORD, at, decision: 'allow', reason: 'scope_held', endpoint: 'POST /sms', principal };
    expect(await report(toFile([record]))).to.deep.include({ same: 1, code: 0 });
    expect(await report(toFile([record]), '--now')).to.deep.include({ nowDenied: 1, code: 1 });
  }).timeout(180_000);

  it('says of what it cannot decide again why not', async () => {
    const log = [
      { ...RECORD, decision: 'no_answer', reason: 'unavailable' },
      { ...RECORD, path_exact: false },
      { ...RECORD, path: null, path_exact: false },
      // Nobody looked at the credential then, and now one is needed.
      { ...RECORD, reason: 'no_route', presented: { scheme: 'bearer', id: null, fingerprint: 'x' } },
      'not JSON',
      { v: 2 },
    ];
    const { code, records: count, same, unreadable, undecidable } = await report(toFile(log));
    expect({ code, count, same, unreadable }).to.deep.equal({ code: 0, count: 4, same: 0, unreadable: 2 });
    expect(undecidable).to.deep.equal({ no_answer: 1, path: 2, history: 0, policy: 0, credential: 1 });
  }).timeout(180_000);

  it('decides by a draft that is applied nowhere', async () => {
    const { id } = await world.createKey(['sms:send'], 'drafted');
    const draft = join(folder.path, 'draft.sql');
    writeFileSync(
      draft,
      `SELECT scopegate.change_endpoint('platform', 'POST', '/sms', '{voice:call}');
      SELECT scopegate.grant_scope('${id}', 'voice:call');`,
    );
    const principal = { id, kind: 'api_key', account: 'default' };
    const at = new Date().toISOString();
    const mine = { ...RECORD, at, decision: 'allow', reason: 'scope_held', principal };
    const gained = { ...mine, decision: 'deny', reason: 'missing_scope', path: '/calls', endpoint: 'POST /calls' };
    const other = { ...mine, principal: { ...principal, id: (await world.createKey(['sms:send'], 'other')).id } };
    const all = await report(toFile([mine, gained, other]), '--draft', draft);
    expect(all).to.deep.include({ by: 'the draft draft', code: 1, nowDenied: 1 });
    expect(all.same + all.nowAllowed).to.equal(2);
    // Only the other key was made meanwhile.
    const rows = await query(
      database.url,
      `SELECT FROM scopegate.credential_scope WHERE scope = 'voice:call' AND credential = scopegate.credential_id('${id}')`,
    );
    expect(rows).to.deep.equal([]);
    expect((await scopegate('replay', '--draft', draft, '--credential', id, 'POST', '/sms')).code).to.equal(0);
    expect((await scopegate('replay', '--draft', 'no-such.sql', 'GET', '/status')).code).to.equal(2);
  }).timeout(300_000);

  it('replays the log of the database, of one credential and of a time', async () => {
    const { id, secret } = await world.createKey(['sms:send'], 'followed');
    const since = new Date().toISOString();
    for (let n = 0; n < 3; n++)
      await world.replica.check({ method: 'POST', path: '/sms', authorization: `App ${secret}` });
    await query(database.url, `SELECT scopegate.revoke_scope('${id}', 'sms:send')`);
    const mine = ['--from-database', '--credential', id];
    await eventually(async () => {
      const rows = await query(database.url, `SELECT FROM scopegate.decision_log WHERE credential = '${id}'`);
      expect(rows).to.have.length(3);
    });
    const found = await report(...mine, '--since', since);
    expect(found).to.deep.include({ records: 3, nowDenied: 3, code: 1 });
    const [group] = found.differences;
    expect(group).to.deep.include({ difference: 'now_denied', endpoint: 'POST /sms', credential: id, records: 3 });
    expect(await report(...mine, '--until', since)).to.deep.include({ records: 0, code: 0 });
    const { stdout } = await scopegate('replay', ...mine);
    expect(stdout).to.match(/now denied +POST \/sms +\w+ +allow scope_held +deny missing_scope +3/);
  }).timeout(180_000);

  const bad: [title: string, words: string[]][] = [
    ['nothing', []],
    ['a file and the database', ['--from-database', 'x.ndjson']],
    ['a file that is not there', ['no-such-file.ndjson']],
    ['two policies', ['--revision', '1', '--at', '2026-01-01T00:00Z', 'GET', '/status']],
    ['a revision that is yet to come', ['--revision', '999999', 'GET', '/status']],
    ['a time that is none', ['--at', 'Tuesday', 'GET', '/status']],
    ['a path with a query', ['GET', '/status?x']],
  ];
  for (const [title, words] of bad) {
    it(`refuses ${title}`, async () => {
      const { code, stderr } = await scopegate('replay', ...words);
      expect(code, stderr).to.equal(2);
    }).timeout(120_000);
  }
});

const RECORD = {
  v: 1,
  at: '2026-01-01T00:00:00.000Z',
  decision: 'deny',
  reason: 'no_credential',
  detail: '',
  host: '',
  method: 'POST',
  path: '/sms',
  path_exact: true,
  endpoint: 'POST /sms',
  principal: null,
  presented: null,
  source_ip: '',
  revision: 1,
  sample_rate: 1,
};
