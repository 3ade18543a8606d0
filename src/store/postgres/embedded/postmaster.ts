import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessMark } from './processes.js';
import { argumentsOf, isAlive, markOf, pidExists, pidOf } from './processes.js';

/** A running server, as its postmaster.pid and its process tell. */
export interface Postmaster {
  readonly mark: ProcessMark;
  readonly pid: number;
  readonly port: number;
  /** The program it was started as. */
  readonly program: string;
  readonly isReady: boolean;
}

const pollMs = 5;

/** The live postmaster of the folder `data`; undefined when there is none, whatever a left-over file says. */
export function findPostmaster(data: string): Postmaster | undefined {
  const lines = readPidFile(data);
  if (lines === undefined) return undefined;
  const pid = Number(lines[0]);
  const mark = markOf(pid);
  const program = programOf(pid, lines[1] ?? '');
  if (mark === undefined || program === undefined) return undefined;
  return { mark, pid, port: Number(lines[3]), program, isReady: lines[7]?.trim() === 'ready' };
}

/**
 * Clears the way for a new postmaster when postmaster.pid names a process that is none, and PostgreSQL would refuse to
 * start: the pid was given out again, or the dead one is a zombie because nobody waits for it (in a container without an
 * init process). The pid in it becomes one that no process has; the file itself stays, because PostgreSQL also reads from it which
 * shared memory the former server used, and waits for backends that still do. Call under the lock.
 */
export function disownReusedPid(data: string): void {
  const lines = readPidFile(data);
  if (lines === undefined || findPostmaster(data) !== undefined || !pidExists(Number(lines[0]))) return;
  writeFileSync(join(data, 'postmaster.pid'), [String(2 ** 31 - 2), ...lines.slice(1)].join('\n'), { flag: 'r+' });
}

/**
 * Stops it: first the fast way, which writes everything out and ends every connection; then, when `fastMs` has passed,
 * the immediate way, after which the next start recovers from the log; last by force. Resolves when it is gone.
 */
export async function stopPostmaster(postmaster: Postmaster, fastMs: number): Promise<'clean' | 'forced'> {
  if (await signalAndWait(postmaster.mark, 'SIGINT', fastMs)) return 'clean';
  if (await signalAndWait(postmaster.mark, 'SIGQUIT', 5_000)) return 'forced';
  await signalAndWait(postmaster.mark, 'SIGKILL', 5_000);
  return 'forced';
}

async function signalAndWait(mark: ProcessMark, signal: NodeJS.Signals, timeoutMs: number): Promise<boolean> {
  const endsAt = Date.now() + timeoutMs;
  if (isAlive(mark)) process.kill(pidOf(mark), signal);
  while (isAlive(mark)) {
    if (Date.now() > endsAt) return false;
    await sleep(pollMs);
  }
  return true;
}

/** Lines: pid, data folder, start time, port, socket folder, address, shared memory, status. */
function readPidFile(data: string): readonly string[] | undefined {
  try {
    return readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined;
  }
}

/** The program of the process when it is a postmaster of `data`: `postgres -D <data> ...`. */
function programOf(pid: number, data: string): string | undefined {
  const args = argumentsOf(pid);
  const program = args[0];
  if (program === undefined || basename(program) !== 'postgres') return undefined;
  return args[args.indexOf('-D') + 1] === data ? program : undefined;
}
