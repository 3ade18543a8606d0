import { linkSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ScopegateError } from '../../../base/errors.js';
import { isAlive, markOf, pidOf } from './processes.js';

export interface LockOptions {
  /** How long to wait for another process before giving up. */
  readonly timeoutMs: number;
  /** Called once when another live process has the lock. */
  readonly onWait?: (pid: number) => void;
}

const pollMs = 20;
const released = '';

/**
 * Runs `work` while no other process (nor another caller of this one) runs its own under the same folder. A holder that
 * was killed does not block: its lock is passed over as soon as its process is gone.
 *
 * The lock is a row of files `lock.1`, `lock.2`, ... of which the highest counts: it names its holder, or is empty when it
 * was released (emptying works on a full disk, too). Taking the lock is creating the next number, which the file system lets only one process do. The highest
 * number is never deleted, so whoever looked too early sees, after creating an old number, that it came too late. (A lock
 * that is one file, deleted when its holder seems dead, can be deleted just after somebody else took it over.)
 */
export async function withLock<T>(folder: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  const release = await takeLock(folder, options);
  try {
    return await work();
  } finally {
    release();
  }
}

async function takeLock(folder: string, options: LockOptions): Promise<() => void> {
  const givesUpAt = Date.now() + options.timeoutMs;
  let said = false;
  for (;;) {
    const top = highest(folder);
    const holder = top === 0 ? released : readHolder(folder, top);
    if (holder === released || !isAlive(holder)) {
      if (tryNumber(folder, top + 1)) return () => truncateSync(fileOf(folder, top + 1));
      continue;
    }
    if (!said) options.onWait?.(pidOf(holder));
    said = true;
    if (Date.now() > givesUpAt) {
      throw new ScopegateError('unavailable', `process ${pidOf(holder)} keeps ${folder} locked`, {
        hint: 'Wait for it to finish, or end it.',
      });
    }
    await sleep(pollMs);
  }
}

function tryNumber(folder: string, number: number): boolean {
  const mine = fileOf(folder, number);
  const draft = `${mine}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  writeFileSync(draft, markOf(process.pid) ?? '');
  try {
    // A link appears with its content, or not at all.
    linkSync(draft, mine);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  if (highest(folder) !== number) {
    rmSync(mine, { force: true });
    return false;
  }
  for (const name of readdirSync(folder)) {
    const old = numberOf(name);
    if (old !== 0 && old < number) rmSync(join(folder, name), { force: true });
  }
  return true;
}

function readHolder(folder: string, number: number): string {
  try {
    return readFileSync(fileOf(folder, number), 'utf8');
  } catch {
    // Deleted since: a higher number exists, and the next look will find it.
    return released;
  }
}

function highest(folder: string): number {
  return Math.max(0, ...readdirSync(folder).map(numberOf));
}

function numberOf(name: string): number {
  return Number(/^lock\.(\d+)$/.exec(name)?.[1] ?? 0);
}

function fileOf(folder: string, number: number): string {
  return join(folder, `lock.${number}`);
}
