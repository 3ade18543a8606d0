import { expect } from 'chai';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { connectDecisionPoint } from '../../src/client/decision-point.js';
import { spawnScopegate } from '../support/command-line.js';
import { buildProject } from '../support/built-project.js';
import { layContainerFiles } from '../support/container-files.js';
import { onOnePostgres } from '../support/postgres.js';
import { PEPPER } from '../support/replica.js';
import { startService } from '../support/running-service.js';
import { makeTemporaryFolder } from '../support/temporary.js';

const PASSWORD = 'correct horse battery staple';

onOnePostgres('The files of the container image', (server) => {
  // What is left out of the image is left out for every database.

  it('serve without any other: migrations, the demo policy, keys, and users with their passwords', async () => {
    await buildProject();
    const folder = makeTemporaryFolder();
    const database = await server.createEmptyDatabase();
    layContainerFiles(folder.path);
    expect(existsSync(join(folder.path, 'node_modules', 'mocha'))).to.equal(false);
    const env = { DATABASE_URL: database.url, SCOPEGATE_PEPPER: PEPPER.toString('base64') };
    const service = await startService({
      // Packages are looked for where the image has them, not where the links lead to.
      env: { ...env, NODE_OPTIONS: '--preserve-symlinks --preserve-symlinks-main' },
      command: join(folder.path, 'bin', 'scopegate'),
      cwd: folder.path,
      words: ['--migrate', '--demo'],
    });
    const client = connectDecisionPoint({ address: service.grpcAddress, timeoutMs: 5_000 });
    try {
      const words = ['user', 'create', 'ops', '--account', 'acme', '--scope', 'message:send', '--json'];
      const created = await spawnScopegate(words, env, `${PASSWORD}\n`);
      expect(created.code, created.stderr).to.equal(0);
      const { revision: minRevision } = JSON.parse(created.stdout) as { revision: number };
      const authorization = `Basic ${Buffer.from(`ops:${PASSWORD}`).toString('base64')}`;
      const request = { authorization, host: 'api.example.com', method: 'POST', path: '/sms/2/messages', minRevision };
      expect((await client.check(request)).reason).to.equal('REASON_SCOPE_HELD');
    } finally {
      client.close();
      await service.stop();
      await database.drop();
      folder.remove();
    }
  }).timeout(90_000);
});
