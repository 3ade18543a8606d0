import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { expect } from 'chai';
import { silentLog } from '../../src/base/log.js';
import { makePool } from '../../src/store/postgres/pool.js';
import type { Pool } from '../../src/store/postgres/pool.js';
import { administrate } from '../support/administrate.js';
import { COMMAND, ROOT, buildProject } from '../support/built-project.js';
import { CONTRACT_POLICY } from '../support/credential-contract.js';
import { startThrowawayServer } from '../support/postgres.js';
import type { PrivateServer, TestDatabase } from '../support/postgres.js';
import { query } from '../support/query.js';
import { PEPPER } from '../support/replica.js';
import { cleanEnvironment } from '../support/running-service.js';

/** Standard output that takes nothing. */
type Output = 'a full disk' | 'a pipe that nobody reads' | '/dev/null' | 'a closed descriptor';
const OUTPUTS: readonly Output[] = ['a full disk', 'a pipe that nobody reads', '/dev/null', 'a closed descriptor'];

describe('a secret that cannot be shown', () => {
  let server: PrivateServer;
  let database: TestDatabase;
  let pool: Pool;
  let env: Record<string, string>;
  let keyId: string;
  before(async function () {
    this.timeout(120_000);
    await buildProject();
    server = await startThrowawayServer();
    database = await server.createDatabase();
    await query(database.url, CONTRACT_POLICY);
    pool = makePool(database.url, { log: silentLog });
    const administration = administrate(pool);
    keyId = (await administration.key({ scopes: ['message:send'] })).publicId;
    await administration.user('ada', { scopes: ['message:send'] });
    env = { DATABASE_URL: database.url, SCOPEGATE_PEPPER: PEPPER.toString('base64') };
  });
  after(async () => {
    await pool.close();
    await server.remove();
  });

  /** Everything that could have changed. */
  const everything = (): Promise<unknown> =>
    query(
      database.url,
      `SELECT c.public_id, c.expires_at, k.ends_by FROM scopegate.credential c
       LEFT JOIN scopegate.api_key k ON k.credential = c.id ORDER BY c.id`,
    );

  const commands: readonly [title: string, words: () => readonly string[]][] = [
    ['key create', () => ['key', 'create', '--name', 'n', '--scope', 'message:send']],
    ['key rotate', () => ['key', 'rotate', keyId, '--overlap', '0s']],
    ['key rotate --json', () => ['key', 'rotate', keyId, '--json']],
    ['session create', () => ['session', 'create', 'ada']],
  ];
  for (const [title, words] of commands) {
    for (const output of OUTPUTS) {
      it(`is not made: ${title} into ${output}`, async function () {
        this.timeout(60_000);
        const before = await everything();
        const { code, stderr } = await runInto(output, words(), env);
        expect(code, stderr).to.equal(2);
        expect(stderr)
          .to.match(/[Nn]othing was changed/)
          .and.not.match(/\n\s+at |sgks?_/);
        expect(await everything()).to.deep.equal(before);
      });
    }
  }
});

function runInto(output: Output, words: readonly string[], env: Record<string, string>) {
  const environment = { ...cleanEnvironment(), ...env };
  const line = [process.execPath, COMMAND, ...words];
  const descriptor =
    output === 'a full disk' || output === '/dev/null'
      ? openSync(output === '/dev/null' ? output : '/dev/full', 'w')
      : null;
  const [command = '', ...rest] = output === 'a closed descriptor' ? ['sh', '-c', '"$@" >&-', 'sh', ...line] : line;
  const child = spawn(command, rest, { cwd: ROOT, env: environment, stdio: ['ignore', descriptor ?? 'pipe', 'pipe'] });
  child.stdout?.destroy();
  if (descriptor !== null) closeSync(descriptor);
  return new Promise<{ code: number | null; stderr: string }>((resolve, reject) => {
    let stderr = '';
    child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, stderr });
    });
  });
}
