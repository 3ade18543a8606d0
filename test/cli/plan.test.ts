import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { PlanReport } from '../../src/service/rehearsal/plan/plan-report.js';
import { runScopegate } from '../support/command-line.js';
import type { CommandResult } from '../support/command-line.js';
import { forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { smallPolicy } from '../support/policy-sql.js';
import { query } from '../support/query.js';
import { policySize } from '../support/random-migrations.js';
import { makeTemporaryFolder } from '../support/temporary.js';

/** Each command is a process of its own, on a machine that may have much else to do. */
const SLOW_MS = 180_000;

/** Takes /sms/{id} from k1, which uses it, and gives k2 something new. */
const MIGRATION = `
  SELECT scopegate.define_endpoint('messages', 'GET', '/sms/report', '{audit:read}', 'sms');
  SELECT scopegate.change_endpoint('messages', 'GET', '/sms/{id}', '{audit:read}', 'sms');
`;

forEachPostgres('scopegate plan', (server) => {
  let database: TestDatabase;
  let folder: ReturnType<typeof makeTemporaryFolder>;
  beforeEach(async () => {
    database = await server.createDatabase();
    folder = makeTemporaryFolder();
    await query(
      database.url,
      `${smallPolicy}
       SELECT scopegate.grant_scope('k1', 'sms:read');
       SELECT scopegate.grant_scope('k2', 'audit:read');
       INSERT INTO scopegate.scope_use (credential, day, endpoint, scope, allowed, denied, last_at)
         SELECT scopegate.credential_id('k1'), (now() AT TIME ZONE 'UTC')::date - age,
           scopegate.endpoint_id('messages', 'GET', '/sms/{id}'), 'sms:read', calls, 0, now()
         FROM (VALUES (2, 40), (3, 2), (60, 1000)) AS use (age, calls)`,
    );
  });
  afterEach(async () => {
    folder.remove();
    await database.drop();
  });

  function write(name: string, sql: string): string {
    const path = join(folder.path, name);
    writeFileSync(path, sql);
    return path;
  }
  const run = (...words: readonly string[]): Promise<CommandResult> =>
    runScopegate(words, { DATABASE_URL: database.url });

  it('says who loses what, who gains what, and which requests lead elsewhere; exit code 1', async () => {
    const size = await policySize(database.url);
    const { code, stdout, stderr } = await run('plan', write('0001_audit.sql', MIGRATION));
    expect(code, stderr).to.equal(1);
    expect(stderr).to.equal('');
    expect(stdout.split('\n').map((line) => line.trim())).to.include.members([
      '1 file: 0001_audit',
      '3 pairs of endpoint and credential change, at 2 endpoints',
      'gained  2, by 1 credential',
      'lost    1, by 1 credential',
      'calls of the last 30 days that would have been refused: 42',
      'kinds of requests that lead elsewhere: 1 to another endpoint',
      'GET /sms/{id}  [messages]',
      'loses  1 credential, 1 called it lately (42 calls): k1 "Key k1"',
      'gains  1 credential: k2 "Key k2"',
      'before: any of sms:manage, sms:read; now: any of audit:read, sms:manage',
      'for example GET /sms/x on api.example.com',
      'GET /sms/report on api.example.com: GET /sms/{id} -> GET /sms/report; others still lead there',
    ]);
    expect(await policySize(database.url)).to.deep.equal(size);
  }).timeout(SLOW_MS);

  it('prints the same for machines, as much as asked for, with counts of everything', async () => {
    const { code, stdout } = await run(
      'plan',
      write('0001_audit.sql', MIGRATION),
      '--json',
      '--limit',
      '1',
      '--days',
      '90',
    );
    expect(code).to.equal(1);
    const { files, summary, endpoints } = JSON.parse(stdout) as PlanReport;
    expect(files).to.deep.equal(['0001_audit']);
    expect(summary).to.deep.include({
      pairs: 3,
      pairsGained: 2,
      pairsLost: 1,
      routesChanged: 1,
      routesAdded: 0,
      routesRemoved: 0,
      recentCallsLost: 1042,
    });
    expect(endpoints).to.have.length(1);
    expect(endpoints[0]!.loses).to.deep.include({ everybody: false, count: 1, recentlyUsedBy: 1, recentCalls: 1042 });
    expect(endpoints[0]!.loses.credentials).to.deep.equal([
      { id: 'k1', kind: 'api_key', name: 'Key k1', account: 'acme', recentCalls: 1042 },
    ]);
  }).timeout(SLOW_MS);

  // Any valid credential may call one endpoint of the management API, so whoever ends loses two.
  const credentials = [
    {
      title: 'a grant',
      sql: `SELECT scopegate.grant_scope('k1', 'voice:call')`,
      says: 'api_key k1 "Key k1" gets voice:call',
      pairs: 1,
    },
    {
      title: 'an end',
      sql: `UPDATE scopegate.credential SET expires_at = '2099-01-01' WHERE public_id = 'k1'`,
      says: 'api_key k1 "Key k1" is valid until 2099-01-01T00:00:00.000Z',
      pairs: 2,
    },
    {
      title: 'a disabled key',
      sql: `SELECT scopegate.disable_credential('k1')`,
      says: 'api_key k1 "Key k1" is disabled',
      pairs: 2,
    },
    {
      title: 'addresses',
      sql: `UPDATE scopegate.credential SET allowed_addresses = '{192.0.2.0/24}' WHERE public_id = 'k1'`,
      says: 'api_key k1 "Key k1" may call from 192.0.2.0/24',
      pairs: 2,
    },
    {
      title: 'a removed key',
      sql: `DELETE FROM scopegate.credential WHERE public_id = 'k1'`,
      says: 'api_key k1 "Key k1" is removed',
      pairs: 2,
    },
    {
      title: 'a role',
      sql: `SELECT scopegate.define_role('r', 'R', 'sms:read', 'voice:call'); SELECT scopegate.grant_role('k2', 'r')`,
      says: 'api_key k2 "Key k2" gets sms:read, voice:call',
      pairs: 2,
    },
    {
      title: 'another name, which opens nothing',
      sql: `UPDATE scopegate.credential SET name = 'New' WHERE public_id = 'k1'`,
      says: 'api_key k1 "New" is called or owned otherwise',
      pairs: 0,
    },
  ];
  for (const { title, sql, says, pairs } of credentials) {
    it(`says what becomes of credentials: ${title}`, async () => {
      const { code, stdout } = await run('plan', write('one.sql', sql));
      expect(stdout).to.include(says);
      expect(code).to.equal(pairs === 0 ? 0 : 1);
      if (pairs > 0) expect(stdout).to.include(`${String(pairs)} ${pairs === 1 ? 'pair' : 'pairs'} of endpoint`);
    }).timeout(SLOW_MS);
  }

  it('has exit code 0 where nobody gains or loses, and 2 where it cannot be said', async () => {
    const harmless = await run(
      'plan',
      write('closed.sql', `SELECT scopegate.define_endpoint('calls', 'GET', '/shut', access => 'closed')`),
    );
    expect(harmless).to.deep.include({ code: 0, stderr: '' });
    expect(harmless.stdout).to.include('nobody gains or loses access').and.include('GET /shut');
    const wrong = await run(
      'plan',
      write('wrong.sql', `\nSELECT scopegate.define_endpoint('calls', 'GET', '/a', '{unknown}')`),
    );
    expect(wrong.code).to.equal(2);
    expect(wrong.stderr).to.include('wrong.sql, line 2').and.include('unknown scope "unknown"');
    const missing = await run('plan', join(folder.path, 'none.sql'));
    expect(missing.code).to.equal(2);
    expect(missing.stderr).to.include('none.sql');
  }).timeout(SLOW_MS);

  describe('before migrate', () => {
    it('wants --confirm above a number of pairs, says what they are, and then applies', async () => {
      write('0001_audit.sql', MIGRATION);
      const refused = await run('migrate', '--dir', folder.path, '--confirm-above', '2');
      expect(refused.code).to.equal(2);
      expect(refused.stderr).to.include('--confirm').and.include('lost    1, by 1 credential');
      expect(await query(database.url, `SELECT FROM scopegate.endpoint WHERE template = '/sms/report'`)).to.have.length(
        0,
      );
      const confirmed = await run('migrate', '--dir', folder.path, '--confirm-above', '2', '--confirm');
      expect(confirmed.code, confirmed.stderr).to.equal(0);
      expect(await query(database.url, `SELECT FROM scopegate.endpoint WHERE template = '/sms/report'`)).to.have.length(
        1,
      );
    }).timeout(SLOW_MS);

    it('asks nothing up to that number, nor when nothing is new', async () => {
      write('0001_audit.sql', MIGRATION);
      expect((await run('migrate', '--dir', folder.path, '--confirm-above', '3')).code).to.equal(0);
      expect((await run('migrate', '--dir', folder.path, '--confirm-above', '0')).code).to.equal(0);
    }).timeout(SLOW_MS);
  });
});

forEachPostgres('the first policy of a database', (server) => {
  it('is applied without --confirm, however much it is', async () => {
    const database = await server.createDatabase();
    const folder = makeTemporaryFolder();
    writeFileSync(join(folder.path, '0001_all.sql'), `${smallPolicy} SELECT scopegate.grant_scope('k1', 'sms:read')`);
    const words = ['migrate', '--dir', folder.path, '--confirm-above', '0'];
    const result = await runScopegate(words, { DATABASE_URL: database.url });
    expect(result.code, result.stderr).to.equal(0);
    folder.remove();
    await database.drop();
  }).timeout(SLOW_MS);
});
