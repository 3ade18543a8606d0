import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { ShadowStatus } from '../../src/store/ports/shadow.js';
import { runScopegate } from '../support/command-line.js';
import { SEND, STATUS, fillDatabase, makeOperator } from '../support/outage-world.js';
import { onOnePostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { eventually, query } from '../support/query.js';
import { startReplica } from '../support/replica.js';
import type { Replica } from '../support/replica.js';
import { makeTemporaryFolder } from '../support/temporary.js';

onOnePostgres('scopegate shadow', function (server) {
  let database: TestDatabase;
  let replicas: Replica[];
  let folder: ReturnType<typeof makeTemporaryFolder>;
  let authorization = '';
  let id = '';
  before(async () => {
    folder = makeTemporaryFolder();
    database = await server.createEmptyDatabase();
    await fillDatabase(database.url);
    const operator = makeOperator(database.url);
    ({ authorization, id } = await operator.createKey());
    await operator.close();
    replicas = [
      await startReplica({ DATABASE_URL: await database.serverUrl() }),
      await startReplica({ DATABASE_URL: database.url }),
    ];
    mkdirSync(join(folder.path, 'policy'));
    write(
      '0001_who_may_send.sql',
      `SELECT scopegate.define_scope('sms:bulk', 'General', 'Send a lot.');
      SELECT scopegate.change_endpoint('platform', 'POST', '/sms', '{sms:bulk}');
      SELECT scopegate.define_endpoint('platform', 'GET', '/me', access => 'authenticated');`,
    );
  });
  after(async () => {
    for (const replica of replicas) await replica.stop();
    await database.drop();
    folder.remove();
  });
  const policy = (): string => join(folder.path, 'policy');
  const write = (name: string, sql: string): void => writeFileSync(join(policy(), name), sql);
  const shadow = (...words: string[]) => runScopegate(['shadow', ...words], { DATABASE_URL: database.url });
  const revision = async (): Promise<unknown> =>
    (await query(database.url, 'SELECT scopegate.current_revision() AS r'))[0]?.['r'];
  const counts = async (): Promise<Record<string, number>> => {
    const rows = await query(database.url, 'SELECT outcome, checks::int AS n FROM scopegate.shadow_count');
    return Object.fromEntries(rows.map(({ outcome, n }) => [String(outcome), Number(n)]));
  };

  it('is tried by every replica, changes no answer, and is summed up', async () => {
    const before = await revision();
    const started = await shadow('start', policy());
    expect(started, started.stderr).to.deep.include({ code: 0 });
    expect(await revision()).to.equal(before);
    // Until both have taken it up.
    for (const [index, replica] of replicas.entries()) {
      await eventually(async () => {
        await replica.check({ ...STATUS });
        const page = await (await fetch(`${replica.httpUrl}/metrics`)).text();
        expect(page, String(index)).to.match(/scopegate_shadow_checks_total\{outcome="agree"\} [1-9]/);
      });
    }
    for (const replica of replicas) {
      for (let n = 0; n < 3; n++) expect(await replica.outcome({ ...SEND, authorization })).to.match(/^scope_held/);
      expect(await replica.outcome({ method: 'GET', path: '/me', authorization })).to.match(/^no_route/);
    }
    await eventually(async () => expect(await counts()).to.deep.include({ allow_to_deny: 6, undecided: 2 }));
    const { code, stdout } = await shadow('status', '--json');
    const status = JSON.parse(stdout) as ShadowStatus;
    expect(code).to.equal(1);
    expect(status).to.deep.include({ isStale: false });
    expect(status.disagreements).to.have.length(1);
    const said = { live: 'allow scope_held', shadow: 'deny missing_scope' };
    expect(status.disagreements[0]).to.deep.include({ endpoint: 'POST /sms', credential: id, checks: 6, ...said });
    expect((await shadow('status')).stdout).to.match(/POST \/sms +\w+ +allow scope_held +deny missing_scope +6/);
  }).timeout(300_000);

  it('says that it is stale once the policy in force has changed', async () => {
    await query(database.url, `SELECT scopegate.define_endpoint('platform', 'GET', '/new', access => 'public')`);
    expect((await shadow('status')).stdout).to.include('STALE');
  }).timeout(120_000);

  it('is promoted as it was tried, and not otherwise', async () => {
    write('0002_more.sql', `SELECT scopegate.define_endpoint('platform', 'GET', '/more', access => 'public');`);
    const refused = await shadow('promote', policy());
    expect([refused.code, refused.stderr]).to.satisfy(
      ([code, text]: [number, string]) => code === 2 && text.includes('0002_more'),
    );
    expect((await shadow('start', policy())).code).to.equal(0);
    write('0002_more.sql', `SELECT scopegate.define_endpoint('platform', 'GET', '/else', access => 'public');`);
    expect((await shadow('promote', policy())).code).to.equal(2);
    write('0002_more.sql', `SELECT scopegate.define_endpoint('platform', 'GET', '/more', access => 'public');`);
    const unconfirmed = await shadow('promote', policy(), '--confirm-above', '0');
    expect([unconfirmed.code, unconfirmed.stderr]).to.satisfy(
      ([code, text]: [number, string]) => code === 2 && text.includes('--confirm'),
    );
    expect((await shadow('promote', policy(), '--confirm-above', '0', '--confirm')).stdout).to.include(
      'applied 0001_who_may_send, 0002_more',
    );
    const [replica] = replicas;
    await eventually(async () => expect(await replica!.outcome({ ...SEND, authorization })).to.match(/^missing_scope/));
    const ledger = await query(
      database.url,
      `SELECT name FROM scopegate.migration_checksum WHERE set = 'policy' ORDER BY name`,
    );
    expect(ledger.map(({ name }) => name)).to.deep.equal(['0001_who_may_send', '0002_more']);
    expect((await shadow('status')).stdout).to.include('no shadow policy');
    expect((await shadow('promote', policy())).code).to.equal(2);
    expect((await shadow('start', policy())).code).to.equal(2);
  }).timeout(300_000);

  it('is dropped, and then nothing is decided twice', async () => {
    write('0003_close.sql', `SELECT scopegate.change_endpoint('platform', 'GET', '/status', access => 'closed');`);
    expect((await shadow('start', join(policy(), '0003_close.sql'))).code).to.equal(0);
    const [replica] = replicas;
    await eventually(async () => {
      await replica!.check({ ...STATUS });
      expect(await counts()).to.have.property('allow_to_deny');
    });
    expect((await shadow('drop')).code).to.equal(0);
    expect((await shadow('drop')).code).to.equal(1);
    expect(await counts()).to.deep.equal({});
    expect(await replica!.outcome({ ...STATUS })).to.match(/^public_endpoint/);
  }).timeout(300_000);

  it('refuses what does not run, and keeps what is tried', async () => {
    write('0004_broken.sql', 'SELECT scopegate.define_endpoint(1);');
    const { code, stderr } = await shadow('start', join(policy(), '0004_broken.sql'));
    expect([code, stderr]).to.satisfy(([exit, text]: [number, string]) => exit === 2 && text.includes('0004_broken'));
  }).timeout(120_000);
});
