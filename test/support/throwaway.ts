import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../../src/base/log.js';
import { findPostmaster, stopPostmaster } from '../../src/store/postgres/embedded/postmaster.js';
import { isAlive, markOf } from '../../src/store/postgres/embedded/processes.js';
import type { EmbeddedServer } from '../../src/store/postgres/embedded/start.js';
import { startEmbedded } from '../../src/store/postgres/embedded/start.js';
import type { Engine } from './engines.js';

/** A server in a folder of its own, which nobody else uses and which does not wait for the disk. */
export interface Throwaway {
  /** Of the database that a new server has. */
  readonly url: string;
  /** Kills PostgreSQL and leaves it dead; committed data stays. */
  kill(): Promise<void>;
  /** Stops it in order. */
  stop(): Promise<void>;
  /** Starts it again, at the same address. */
  restart(): Promise<void>;
  /** Stops it and removes its folder. */
  remove(): Promise<void>;
}

const prefix = 'scopegate-test-';

export async function startThrowaway(engine: Engine): Promise<Throwaway> {
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${markOf(process.pid) ?? ''}.`));
  const dataDir = join(folder, 'server');
  const start = (): Promise<EmbeddedServer> =>
    startEmbedded({
      dataDir,
      log: silentLog,
      purpose: 'serve',
      settings: ['fsync=off', 'full_page_writes=off', 'max_prepared_transactions=8', 'max_connections=300'],
      ...(engine.binaries === undefined ? {} : { binaries: engine.binaries }),
    });
  // mkdtemp makes it 0700, and PostgreSQL runs as another account when we are root.
  chmodSync(folder, 0o711);
  let server = await start();
  const { url } = server;
  return {
    url,
    async kill() {
      const postmaster = findPostmaster(join(dataDir, 'postgres'));
      if (postmaster !== undefined) process.kill(postmaster.pid, 'SIGKILL');
      // In the same breath, before it could be started again.
      await server.stop();
    },
    stop: () => server.stop(),
    async restart() {
      server = await start();
      if (server.url !== url) throw new Error('another program took the port of the stopped server');
    },
    async remove() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Removes the servers of runs that were killed. */
export async function sweepThrowaways(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(prefix)) continue;
    const folder = join(tmpdir(), name);
    if (
      isAlive(name.slice(prefix.length, name.lastIndexOf('.'))) ||
      statSync(folder, { throwIfNoEntry: false })?.uid !== process.getuid?.()
    )
      continue;
    const left = findPostmaster(join(folder, 'server', 'postgres'));
    if (left !== undefined) await stopPostmaster(left, 2_000);
    rmSync(folder, { recursive: true, force: true });
  }
}
