import { chmod, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { spawnScopegate } from '../support/command-line.js';
import { eventually } from '../support/query.js';
import { startService } from '../support/running-service.js';
import type { RunningService } from '../support/running-service.js';

interface Created {
  readonly id: string;
  readonly key: string;
  readonly revision: number;
}

async function findPostmaster(dataDir: string): Promise<number> {
  const files = await readdir(dataDir, { recursive: true });
  const file = files.find((name) => name.endsWith('postmaster.pid')) ?? '';
  return Number((await readFile(join(dataDir, file), 'utf8')).split('\n', 1)[0]);
}

describe('A crash', function () {
  this.timeout(60_000);
  let dataDir: string;
  let service: RunningService;

  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'scopegate-crash-'));
    // Where the account of the database can reach it, so that everything stays in there.
    await chmod(dataDir, 0o755);
    service = await startService({ env: { SCOPEGATE_DATA_DIR: dataDir }, words: ['--demo'] });
  });

  after(async () => {
    await service.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  async function createKey(): Promise<Created> {
    const words = ['key', 'create', '--name', 'test', '--scope', 'message:send', '--json'];
    const result = await spawnScopegate(words, { SCOPEGATE_DATA_DIR: dataDir });
    expect(result.code, result.stderr).to.equal(0);
    return JSON.parse(result.stdout) as Created;
  }

  async function ask(key: string, atLeast = 0): Promise<string> {
    const address = ['--address', service.grpcAddress, '--min-revision', String(atLeast)];
    return (
      await spawnScopegate(['check', ...address, '--host', 'api.example.com', 'POST', '/sms/2/messages'], {
        SCOPEGATE_KEY: key,
      })
    ).stdout;
  }

  it('of PostgreSQL under a running service loses nothing, and keys that are held go on meanwhile', async () => {
    const before = await createKey();
    expect(await ask(before.key, before.revision)).to.match(/^ALLOW/);
    process.kill(await findPostmaster(dataDir), 'SIGKILL');
    expect(await ask(before.key)).to.match(/^ALLOW/);
    const after = await createKey();
    expect(after.revision).to.be.greaterThan(before.revision);
    expect(await ask(after.key, after.revision)).to.match(/^ALLOW/);
    expect(await ask(before.key, after.revision)).to.match(/^ALLOW/);
  });

  it('of the service itself loses nothing: the next start simply works', async () => {
    const { id, key, revision } = await createKey();
    await service.stop('SIGKILL');
    service = await startService({ env: { SCOPEGATE_DATA_DIR: dataDir }, words: ['--demo'] });
    expect(await ask(key, revision)).to.match(/^ALLOW/);
    const revoked = await spawnScopegate(['key', 'revoke', id, '--json'], { SCOPEGATE_DATA_DIR: dataDir });
    expect(await ask(key, (JSON.parse(revoked.stdout) as Created).revision)).to.match(/^DENY {2}disabled_credential/);
  });

  it('is not what a signal to stop is: each ends the service and its PostgreSQL with exit code 0', async () => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2'] as const) {
      expect(await service.stop(signal), signal).to.equal(0);
      expect(service.stderr(), signal).to.contain('"msg":"stopped"');
      await eventually(() =>
        findPostmaster(dataDir).then(
          () => Promise.reject(new Error('it runs')),
          () => undefined,
        ),
      );
      service = await startService({ env: { SCOPEGATE_DATA_DIR: dataDir } });
    }
  });
});
