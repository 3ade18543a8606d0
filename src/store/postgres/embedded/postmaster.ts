import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawnAs } from './account.js';
import type { Binaries } from './binaries.js';
import { failureOf, isDiskFull } from './failures.js';
import type { Place } from './place.js';
import type { ProcessMark } from './processes.js';
import { argumentsOf, isAlive, markOf, pidExists, pidOf } from './processes.js';

/** A running server, as its postmaster.pid and its process tell. */
export interface Postmaster {
  readonly mark: ProcessMark;
  readonly pid: number;
  readonly isReady: boolean;
}

export interface Running extends Pick<Postmaster, 'mark' | 'pid'> {
  /** Exit code or signal, once it ended. */
  readonly ended: Promise<string>;
  /** The end of what it has printed so far. */
  output(): string;
}

const POLL_MS = 5;
/** Recovery after a crash reads the whole log since the last checkpoint. */
const READY_TIMEOUT_MS = 300_000;

const MAX_LOG_BYTES = 8 * 1024 * 1024;

/** They hold at each start, whatever postgresql.conf says. */
const SETTINGS = [
  ...['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'password_encryption=scram-sha-256'],
  // Compiling plans costs more than the short statements of this service take.
  'jit=off',
  // Nothing replicates from this server; yet not wal_level=minimal, under which a sequence that was made and used in
  // one transaction falls back in a crash (the values fetched ahead then are in no log).
  ...['max_wal_senders=0', 'max_logical_replication_workers=0'],
  // Statements can hold what must not be in a log.
  ...['log_min_error_statement=panic', 'log_error_verbosity=terse', 'log_min_messages=warning'],
  ...['log_checkpoints=off', 'logging_collector=off', 'timezone=UTC', 'log_timezone=UTC'],
];

/**
 * Starts a program of PostgreSQL in a session of its own: Ctrl-C in the terminal goes to us alone, and we decide when the
 * database stops. It gets no environment of ours, and its life does not keep ours going.
 */
export async function runProgram(
  file: string,
  args: readonly string[],
  { home, account }: Pick<Place, 'home' | 'account'>,
): Promise<Running> {
  const log = join(home, 'postgres.log');
  const isLong = (statSync(log, { throwIfNoEntry: false })?.size ?? 0) > MAX_LOG_BYTES;
  const handle = openSync(log, isLong ? 'w' : 'a', 0o600);
  const fromByte = statSync(log).size;
  const child = spawn(file, args, {
    ...spawnAs(account),
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', handle, handle],
    detached: true,
  });
  closeSync(handle);
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code ?? 0}`));
  });
  await once(child, 'spawn');
  const pid = child.pid ?? 0;
  return {
    pid,
    mark: markOf(pid) ?? String(pid),
    ended,
    output: () => readFileSync(log).subarray(fromByte).toString(),
  };
}

/** Starts a postmaster on existing data, and waits until it takes connections. Call with the lock. */
export async function launch(
  place: Place,
  { binaries, settings, port }: { binaries: Binaries; settings: readonly string[]; port: number },
): Promise<Running> {
  const all = [`port=${port}`, ...SETTINGS, ...(binaries.major >= 18 ? ['io_method=sync'] : []), ...settings];
  const args = ['-D', place.data, ...all.flatMap((setting) => ['-c', setting])];
  const givesUpAt = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    disownReusedPid(place.data);
    const running = await runProgram(join(binaries.bin, 'postgres'), args, place);
    while (isAlive(running.mark)) {
      const found = findPostmaster(place.data);
      if (found?.pid === running.pid && found.isReady) return running;
      // On a full disk it may run, and yet be unable to write that it is ready.
      if (Date.now() > givesUpAt || isDiskFull(running.output())) signal(running.mark, 'SIGQUIT');
      await sleep(POLL_MS);
    }
    // When only the first process was killed, those that it had started need a moment to see it.
    const isTooEarly = /shared memory block .* is still in use/.test(running.output());
    if (!isTooEarly || Date.now() > givesUpAt) throw failureOf('to start', running.output());
    await sleep(100);
  }
}

/** The live postmaster of the folder `data`; undefined when there is none, whatever a left-over file says. */
export function findPostmaster(data: string): Postmaster | undefined {
  const lines = readPidFile(data);
  const pid = Number(lines[0]);
  const mark = markOf(pid);
  const args = argumentsOf(pid);
  const isOurs = basename(args[0] ?? '') === 'postgres' && args[args.indexOf('-D') + 1] === lines[1];
  return mark !== undefined && isOurs ? { mark, pid, isReady: lines[7]?.trim() === 'ready' } : undefined;
}

/**
 * Clears the way for a new postmaster when postmaster.pid names a process that is none, and PostgreSQL would refuse to
 * start: the pid was given out again, or the dead one is a zombie because nobody waits for it (in a container without an
 * init process). The pid in it becomes one that no process has; the file itself stays, because PostgreSQL also reads from
 * it which shared memory the former server used, and waits for backends that still do.
 */
function disownReusedPid(data: string): void {
  const lines = readPidFile(data);
  if (lines.length < 2 || findPostmaster(data) !== undefined || !pidExists(Number(lines[0]))) return;
  writeFileSync(join(data, 'postmaster.pid'), [String(2 ** 31 - 2), ...lines.slice(1)].join('\n'), { flag: 'r+' });
}

/**
 * Stops it: first the fast way, which writes everything out and ends every connection; then, when `fastMs` has passed,
 * the immediate way, after which the next start recovers from the log; last by force. Resolves when it is gone.
 */
export async function stopPostmaster({ mark }: Pick<Postmaster, 'mark'>, fastMs: number): Promise<void> {
  for (const [name, forMs] of [
    ['SIGINT', fastMs],
    ['SIGQUIT', 6_000],
    ['SIGKILL', 6_000],
  ] as const) {
    const endsAt = Date.now() + forMs;
    signal(mark, name);
    while (isAlive(mark) && Date.now() < endsAt) await sleep(POLL_MS);
  }
}

function signal(mark: ProcessMark, name: NodeJS.Signals): void {
  try {
    if (isAlive(mark)) process.kill(pidOf(mark), name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Lines: pid, data folder, start time, port, socket folder, address, shared memory, status. Empty when there is none. */
function readPidFile(data: string): readonly string[] {
  try {
    return readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return [];
  }
}
