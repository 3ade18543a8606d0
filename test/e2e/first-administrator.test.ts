import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { runScopegate } from '../support/command-line.js';
import { forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { query } from '../support/query.js';
import { PEPPER } from '../support/replica.js';
import { startService } from '../support/running-service.js';
import type { RunningService } from '../support/running-service.js';
import { makeTemporaryFolder } from '../support/temporary.js';

forEachPostgres('the key of the first administrator', function (server) {
  let database: TestDatabase;
  let folder: ReturnType<typeof makeTemporaryFolder>;
  let service: RunningService | null = null;
  let env: Record<string, string>;

  beforeEach(async () => {
    database = await server.createDatabase();
    folder = makeTemporaryFolder();
    env = {
      DATABASE_URL: await database.serverUrl(),
      SCOPEGATE_PEPPER: PEPPER.toString('base64'),
      SCOPEGATE_DATA_DIR: folder.path,
    };
  });
  afterEach(async () => {
    await service?.stop();
    service = null;
    folder.remove();
    await database.drop();
  });

  const start = async (more: Record<string, string> = {}): Promise<RunningService> =>
    (service = await startService({ env: { ...env, ...more } }));
  const mayManage = async ({ httpUrl }: RunningService, key: string): Promise<boolean> =>
    (await fetch(`${httpUrl}/v1/api-keys`, { headers: { authorization: `App ${key}` } })).status === 200;
  const printed = ({ stdout, stderr }: RunningService): string => stdout() + stderr();

  it('goes into a file of mode 0600 where the output is no terminal, and is printed nowhere', async () => {
    const running = await start();
    const file = join(folder.path, 'first-administrator-key');
    expect(printed(running)).to.include(file).and.not.match(/sgk_/);
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    expect(await mayManage(running, readFileSync(file, 'utf8').trim())).to.equal(true);
  });

  it('goes into the file that a variable names', async () => {
    const file = join(folder.path, 'elsewhere');
    const running = await start({ SCOPEGATE_FIRST_ADMINISTRATOR_FILE: file });
    expect(await mayManage(running, readFileSync(file, 'utf8').trim())).to.equal(true);
  });

  it('is the one that a start which failed in between has left in the file', async () => {
    const file = join(folder.path, 'first-administrator-key');
    const { stdout } = await runScopegate(['key', 'mint']);
    writeFileSync(file, stdout);
    expect(await mayManage(await start(), stdout.trim())).to.equal(true);
  });

  it('is the one that the operator chose, and is written nowhere', async () => {
    const { stdout } = await runScopegate(['key', 'mint']);
    const running = await start({ SCOPEGATE_FIRST_ADMINISTRATOR_KEY: stdout.trim() });
    expect(await mayManage(running, stdout.trim())).to.equal(true);
    expect(printed(running)).not.to.match(/sgk_/);
    expect(existsSync(join(folder.path, 'first-administrator-key'))).to.equal(false);
  });

  const wrong: [title: string, key: string][] = [
    ['a word', 'secret'],
    ['another prefix', 'xyz_BUIx6WePJS5Y_aZ3A81r7dZNwHdCDOjy7uO6Val3e7XXd2BaEgjgs2YT20jbji'],
    ['a wrong checksum', 'sgk_BUIx6WePJS5Y_aZ3A81r7dZNwHdCDOjy7uO6Val3e7XXd2BaEgjgs2YT20jbjj'],
  ];
  for (const [title, key] of wrong) {
    it(`a chosen key that is none ends the start, and is not printed: ${title}`, async () => {
      const result = await runScopegate(['serve'], { ...env, SCOPEGATE_FIRST_ADMINISTRATOR_KEY: key });
      expect(result.code).to.equal(2);
      expect(result.stderr).to.include('scopegate key mint').and.not.include(key);
      expect(await query(database.url, 'SELECT FROM scopegate.first_administrator')).to.deep.equal([]);
    });
  }

  it('is not made where it could not be kept; decisions are served, and the log says what to do', async () => {
    const running = await start({ SCOPEGATE_FIRST_ADMINISTRATOR_FILE: '/dev/null/key' });
    expect(printed(running)).to.include('SCOPEGATE_FIRST_ADMINISTRATOR_FILE').and.not.match(/sgk_/);
    expect(await query(database.url, 'SELECT FROM scopegate.first_administrator')).to.deep.equal([]);
  });
});
