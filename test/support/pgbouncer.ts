import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseAccount, spawnAs } from '../../src/store/postgres/embedded/account.js';
import { freePort } from './free-port.js';
import { eventually, query } from './query.js';

/** A pgbouncer in transaction mode: each transaction may run on another connection of the server. */
export interface Pgbouncer {
  /** Of the same database, by way of it. */
  readonly url: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  remove(): Promise<void>;
}

export async function startPgbouncer(program: string, databaseUrl: string): Promise<Pgbouncer> {
  const port = await freePort();
  const target = new URL(databaseUrl);
  const folder = mkdtempSync(join(tmpdir(), 'scopegate-pgbouncer-'));
  chmodSync(folder, 0o755);
  const file = join(folder, 'pgbouncer.ini');
  const password = target.password === '' ? '' : `password=${target.password}`;
  writeFileSync(
    file,
    `[databases]
pooled = host=${target.hostname} port=${target.port} dbname=${target.pathname.slice(1)} user=${target.username} ${password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${String(port)}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
`,
    { mode: 0o644 },
  );
  const url = `postgresql://scopegate@127.0.0.1:${String(port)}/pooled`;
  let stop = (): Promise<unknown> => Promise.resolve();
  const bouncer: Pgbouncer = {
    url,
    async start() {
      const child = spawn(program, ['-q', file], { ...spawnAs(chooseAccount('/nowhere')), cwd: '/', stdio: 'ignore' });
      const ended = once(child, 'exit');
      stop = () => {
        child.kill('SIGKILL');
        return ended;
      };
      await eventually(() => query(url, 'SELECT 1'));
    },
    async stop() {
      await stop();
    },
    async remove() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await bouncer.start();
  return bouncer;
}
