import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { runScopegate } from '../support/command-line.js';
import { forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { query } from '../support/query.js';
import { makeTemporaryFolder } from '../support/temporary.js';

describe('scopegate lint', () => {
  let folder: ReturnType<typeof makeTemporaryFolder>;
  before(() => {
    folder = makeTemporaryFolder();
  });
  after(() => folder.remove());

  async function lint(routes: readonly object[], ...more: readonly string[]) {
    const file = join(folder.path, 'routes');
    writeFileSync(file, routes.map((route) => JSON.stringify(route)).join('\n'));
    return runScopegate(['lint', '--routes', file, ...more]);
  }
  const OVERLAPPING = [
    { method: 'GET', path: '/a/{x}', scopes: ['read'] },
    { method: 'GET', path: '/{y}/b', scopes: ['write'] },
  ];

  it('says nothing but the count about sound routes', async () => {
    const { code, stdout, stderr } = await lint([OVERLAPPING[0]!]);
    expect({ code, stdout, stderr }).to.deep.equal({ code: 0, stdout: '0 errors, 0 warnings, 0 notes\n', stderr: '' });
  });

  it('shows an overlap with a request and its verdict, and fails only where that is asked for', async () => {
    const { code, stdout } = await lint(OVERLAPPING);
    expect(code).to.equal(0);
    expect(stdout)
      .to.match(/^warning +overlap +\[routes\] GET \/a\/\{x\} and GET \/\{y\}\/b both match \/a\/b/m)
      .and.match(/^ +GET \/a\/b is decided by GET \/a\/\{x\}$/m);
    expect((await lint(OVERLAPPING, '--fail-on', 'warning')).code).to.equal(1);
  });

  it('takes routes that contradict each other for an error', async () => {
    const { code, stdout } = await lint([OVERLAPPING[0]!, { ...OVERLAPPING[1], path: '/a/{z}' }]);
    expect(code).to.equal(1);
    expect(stdout).to.match(/^error +rejected_policy /m);
    expect((await lint([OVERLAPPING[0]!, { ...OVERLAPPING[1], path: '/a/{z}' }], '--fail-on', 'never')).code).to.equal(
      0,
    );
  });

  it('prints findings and counts for machines', async () => {
    const { stdout } = await lint(OVERLAPPING, '--json');
    const report = JSON.parse(stdout) as { findings: object[]; warning: number };
    expect(report.warning).to.equal(1);
    expect(report.findings[0]).to.deep.include({
      rule: 'overlap',
      level: 'warning',
      witness: { method: 'GET', path: '/a/b', decidedBy: 'GET /a/{x}' },
    });
  });

  it('gives exit code 2 for a file that is no list of routes', async () => {
    const { code, stderr } = await lint([{ path: '/a' }]);
    expect(code).to.equal(2);
    expect(stderr).to.contain('line 1').and.contain('method');
  });
});

forEachPostgres('scopegate lint', (server) => {
  let database: TestDatabase;
  before(async () => {
    database = await server.createDatabase();
    await query(
      database.url,
      `SELECT scopegate.define_category('General', 1);
       SELECT scopegate.define_scope(name, 'General', 'Test') FROM unnest(ARRAY['held', 'by-role', 'unheld', 'unused', 'ended', 'carried']) name;
       SELECT scopegate.define_api('platform');
       SELECT scopegate.define_endpoint('platform', 'GET', '/a', '{held,by-role,unheld,ended,carried}');
       INSERT INTO scopegate.credential (public_id, kind, account, name, enabled)
       VALUES ('used', 'api_key', scopegate.define_account('acme'), 'Used', true),
              ('off', 'api_key', scopegate.define_account('acme'), 'Off', false);
       SELECT scopegate.grant_scope('used', 'held');
       SELECT scopegate.grant_scope('off', 'ended');
       SELECT scopegate.define_role('caller', 'Callers', 'by-role');
       SELECT scopegate.grant_role('used', 'caller');
       INSERT INTO scopegate.oauth_issuer (name, issuer, audience, jwks_uri, scopes_from)
       VALUES ('login', 'https://login.example.com', 'api', 'https://login.example.com/keys', 'token');
       INSERT INTO scopegate.oauth_scope (issuer, theirs, ours)
       VALUES (scopegate.issuer_id('login'), 'theirs', 'carried');
       SELECT scopegate.define_oauth_client('app', 'login', 'app', 'acme')`,
    );
  });
  after(() => database.drop());

  it('looks at the policy and the grants of the database', async () => {
    const { stdout } = await runScopegate(['lint'], { DATABASE_URL: database.url });
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.replace(/ +/g, ' ')),
    ).to.deep.equal([
      'warning unused_scope scope "unused" opens no endpoint',
      'info unheld_scope scope "ended" is held by no credential that can be used',
      'info unheld_scope scope "unheld" is held by no credential that can be used',
      '0 errors, 1 warnings, 2 notes',
    ]);
  }).timeout(30_000);
});
