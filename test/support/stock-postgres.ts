import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseAccount, spawnAs } from '../../src/store/postgres/embedded/account.js';
import type { Binaries } from '../../src/store/postgres/embedded/binaries.js';
import { freePort } from './free-port.js';
import { markOf } from '../../src/store/postgres/embedded/processes.js';
import { findEngines } from './engines.js';
import type { Prerequisite } from './prerequisites.js';
import { eventually, query } from './query.js';

/** A PostgreSQL that can replicate, be frozen and be killed; it trusts everybody on loopback. */
export interface StockPostgres {
  readonly url: string;
  readonly port: number;
  start(): Promise<void>;
  /** Ends it hard; committed data stays. */
  kill(): Promise<void>;
  /** Ends it in order, and every connection with it. */
  stop(): Promise<void>;
  /** Stops every one of its processes where it stands, until `resume`: the machine that hangs. */
  pause(): void;
  resume(): void;
  /** Makes a standby of it the primary; resolves when it is. */
  promote(): Promise<void>;
  /** A hot standby that follows it. */
  addStandby(): Promise<StockPostgres>;
  /** Ends it and removes its data. */
  remove(): Promise<void>;
}

/** The binaries of a stock PostgreSQL, which has `pg_basebackup`; null where none is installed, or no /proc. */
function findStockBinaries(): Binaries | null {
  if (!existsSync('/proc/self/stat')) return null;
  return findEngines().find(({ binaries }) => binaries !== undefined)?.binaries ?? null;
}

/** For tests that need a standby, or a server that can be frozen. */
export const STOCK_POSTGRES: Prerequisite<Binaries> = {
  name: 'a stock PostgreSQL',
  found: findStockBinaries(),
  remedy: 'Install it: apt-get install postgresql',
};

export async function startStockPostgres(binaries: Binaries): Promise<StockPostgres> {
  const server = new Server(binaries, await freePort());
  server.run('initdb', ['-D', server.data, '-U', 'scopegate', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C']);
  server.configure();
  await server.start();
  return server;
}

const SETTINGS = `
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
fsync = off
full_page_writes = off
max_connections = 300
shared_buffers = 16MB
wal_retrieve_retry_interval = 200ms
timezone = 'UTC'
`;

class Server implements StockPostgres {
  readonly port: number;
  readonly data: string;
  private readonly binaries: Binaries;
  private readonly folder: string;
  private readonly account = chooseAccount('/nowhere');
  private child: ChildProcess | null = null;
  private readonly standbys: Server[] = [];

  constructor(binaries: Binaries, port: number) {
    this.binaries = binaries;
    this.port = port;
    // Named and laid out as throwaway servers are, so that what a killed run leaves is swept with them.
    this.folder = mkdtempSync(join(tmpdir(), `scopegate-test-${markOf(process.pid) ?? ''}.`));
    this.data = join(this.folder, 'server', 'postgres');
    chmodSync(this.folder, 0o711);
    for (const folder of [join(this.folder, 'server'), this.data]) {
      mkdirSync(folder, { mode: 0o700 });
      if (this.account !== undefined) chownSync(folder, this.account.uid, this.account.gid);
    }
  }

  get url(): string {
    return `postgresql://scopegate@127.0.0.1:${String(this.port)}/postgres`;
  }

  run(program: string, args: readonly string[]): void {
    const options = { ...spawnAs(this.account), cwd: '/', encoding: 'utf8' } as const;
    const { status, stderr } = spawnSync(join(this.binaries.bin, program), args, options);
    if (status !== 0) throw new Error(`${program} failed: ${stderr}`);
  }

  /** Later lines win over what a copied configuration says. */
  configure(): void {
    appendFileSync(join(this.data, 'postgresql.conf'), `${SETTINGS}\nport = ${String(this.port)}\n`);
  }

  async start(): Promise<void> {
    const options = { ...spawnAs(this.account), cwd: '/', stdio: 'ignore', detached: true } as const;
    const child = spawn(join(this.binaries.bin, 'postgres'), ['-D', this.data], options);
    child.unref();
    this.child = child;
    await eventually(() => query(this.url, 'SELECT 1'));
  }

  async kill(): Promise<void> {
    const { child } = this;
    this.child = null;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    const all = [child.pid, ...childrenOf(child.pid)];
    for (const pid of all) signal(pid, 'SIGKILL');
    await ended;
    // Its other processes hold on to its memory until they are gone, and the next start would be refused.
    await eventually(() => {
      const alive = all.some((pid) => existsSync(`/proc/${String(pid)}/stat`));
      return alive ? Promise.reject(new Error('it has processes yet')) : Promise.resolve();
    });
  }

  async stop(): Promise<void> {
    const { child } = this;
    this.child = null;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    signal(child.pid, 'SIGINT');
    await ended;
  }

  pause(): void {
    // The postmaster first: it would start others.
    for (const pid of this.processes()) signal(pid, 'SIGSTOP');
    for (const pid of this.processes()) signal(pid, 'SIGSTOP');
  }

  resume(): void {
    for (const pid of this.processes().reverse()) signal(pid, 'SIGCONT');
  }

  async promote(): Promise<void> {
    await query(this.url, 'SELECT pg_promote(true, 20)');
  }

  async addStandby(): Promise<StockPostgres> {
    const standby = new Server(this.binaries, await freePort());
    const from = ['-h', '127.0.0.1', '-p', String(this.port), '-U', 'scopegate'];
    this.run('pg_basebackup', [...from, '-D', standby.data, '-R', '-X', 'stream', '-c', 'fast', '--no-sync']);
    standby.configure();
    await standby.start();
    this.standbys.push(standby);
    return standby;
  }

  async remove(): Promise<void> {
    for (const standby of this.standbys.splice(0)) await standby.remove();
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private processes(): number[] {
    const pid = this.child?.pid;
    return pid === undefined ? [] : [pid, ...childrenOf(pid)];
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended meanwhile.
  }
}

/** From /proc/<pid>/stat: the fourth field, after the name in parentheses, is the parent. */
function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent;
      } catch {
        return false;
      }
    })
    .map(Number);
}
