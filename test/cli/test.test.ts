import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { runScopegate } from '../support/command-line.js';
import type { CommandResult } from '../support/command-line.js';
import { forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { query } from '../support/query.js';
import { makeTemporaryFolder } from '../support/temporary.js';

const ROUTE = { method: 'GET', path: '/messages/{id}', scopes: ['message:read'] };
const ALLOWED = { method: 'GET', path: '/messages/1', scopes_held: ['message:read'], expect: 'allow' };
const DENIED = { method: 'GET', path: '/messages/1', scopes_held: ['message:send'], expect: 'deny' };
const WRONG = { ...DENIED, expect: 'allow' };

describe('scopegate test', () => {
  let folder: ReturnType<typeof makeTemporaryFolder>;
  before(() => {
    folder = makeTemporaryFolder();
  });
  after(() => folder.remove());

  const write = (name: string, lines: readonly unknown[]): string => {
    const file = join(folder.path, name);
    writeFileSync(file, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));
    return file;
  };
  const tryOn = (
    routes: readonly unknown[],
    cases: readonly unknown[],
    ...more: readonly string[]
  ): Promise<CommandResult> =>
    runScopegate(['test', '--routes', write('routes', routes), '--cases', write('cases', cases), ...more]);

  it('counts what passed, with exit code 0 and not a word more', async () => {
    const { code, stdout, stderr } = await tryOn([ROUTE], [ALLOWED, '', DENIED]);
    expect({ code, stdout, stderr }).to.deep.equal({ code: 0, stdout: '2 passed, 0 failed\n', stderr: '' });
  });

  it('explains what failed, with exit code 1', async () => {
    const { code, stdout } = await tryOn([ROUTE], [ALLOWED, WRONG]);
    expect(code).to.equal(1);
    expect(stdout)
      .to.match(/^FAILED .*cases, line 2: "GET" "\/messages\/1"$/m)
      .and.match(/^ {2}got +deny \(missing_scope\)$/m)
      .and.match(/^ {2}sufficient +message:read$/m)
      .and.match(/^1 passed, 1 failed\n$/m);
  });

  it('prints one object a case for machines', async () => {
    const { code, stdout, stderr } = await tryOn([ROUTE], [ALLOWED, WRONG], '--json');
    const verdicts = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(verdicts.map(({ line, passed, outcome }) => ({ line, passed, outcome }))).to.deep.equal([
      { line: 1, passed: true, outcome: 'allow' },
      { line: 2, passed: false, outcome: 'deny' },
    ]);
    expect(verdicts[1]).to.have.nested.property('explanation.sufficientScopes').that.deep.equals(['message:read']);
    expect([code, stderr]).to.deep.equal([1, '1 passed, 1 failed\n']);
  });

  const unusable = [
    { title: 'a route that is not JSON', routes: [ROUTE, '{'], cases: [ALLOWED], says: 'routes, line 2' },
    { title: 'a case that is not JSON', routes: [ROUTE], cases: [ALLOWED, 'GET /'], says: 'cases, line 2' },
    { title: 'a case without an expectation', routes: [ROUTE], cases: [{ method: 'GET', path: '/' }], says: 'expect' },
    {
      title: 'routes that contradict each other',
      routes: [ROUTE, { ...ROUTE, scopes: ['x'] }],
      cases: [ALLOWED],
      says: 'endpoint 1 ',
    },
  ];
  for (const { title, routes, cases, says } of unusable) {
    it(`refuses ${title}, with exit code 2`, async () => {
      const { code, stderr } = await tryOn(routes, cases);
      expect(code).to.equal(2);
      expect(stderr)
        .to.match(/^scopegate: /)
        .and.contain(says)
        .and.not.match(/^ +at /m);
    });
  }

  it('refuses files that are not there, with exit code 2', async () => {
    const missing = join(folder.path, 'missing');
    const { code, stderr } = await runScopegate(['test', '--routes', missing, '--cases', missing]);
    expect(code).to.equal(2);
    expect(stderr).to.contain('cannot read').and.contain(missing);
  });

  it('tries tens of thousands of cases in one run', async () => {
    const cases = Array.from({ length: 30_000 }, (_one, index) => ({ ...ALLOWED, path: `/messages/${String(index)}` }));
    expect((await tryOn([ROUTE], cases)).stdout).to.equal('30000 passed, 0 failed\n');
  });
});

forEachPostgres('scopegate test', (server) => {
  let database: TestDatabase;
  before(async () => {
    database = await server.createDatabase();
    await query(
      database.url,
      `SELECT scopegate.define_category('General', 1);
       SELECT scopegate.define_scope(name, 'General', 'Test') FROM unnest(ARRAY['sms:manage', 'message:send', 'sms:send']) name;
       SELECT scopegate.define_implication('message:send', 'sms:send');
       SELECT scopegate.define_api('platform', hosts => '{api.example.com}');
       SELECT scopegate.define_product('sms', 'SMS', 'sms:manage');
       SELECT scopegate.define_endpoint('platform', 'POST', '/sms', '{sms:send}', product => 'sms')`,
    );
  });
  after(() => database.drop());

  it('tries cases on the policy that the database holds', async () => {
    const folder = makeTemporaryFolder();
    const cases = [
      { method: 'POST', path: '/sms', scopes_held: ['sms:send'], expect: 'allow' },
      { method: 'POST', path: '/sms', scopes_held: ['sms:manage'], expect: 'allow' },
      { host: 'api.example.com', method: 'POST', path: '/sms', scopes_held: ['message:send'], expect: 'allow' },
      { method: 'POST', path: '/sms', scopes_held: ['sms'], expect: 'deny', reason: 'missing_scope' },
      { host: 'else.example.com', method: 'POST', path: '/sms', scopes_held: ['sms:send'], expect: 'no_route' },
    ];
    writeFileSync(join(folder.path, 'cases'), cases.map((one) => JSON.stringify(one)).join('\n'));
    const result = await runScopegate(['test', '--cases', join(folder.path, 'cases')], { DATABASE_URL: database.url });
    folder.remove();
    expect(result).to.deep.equal({ code: 0, stdout: '5 passed, 0 failed\n', stderr: '' });
  }).timeout(30_000);
});
