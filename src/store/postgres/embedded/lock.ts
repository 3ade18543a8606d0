import { linkSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, markOf, pidOf } from './processes.js';

/** What the owner of a data directory does with it: a service is there to stay, a command ends soon. */
export type Purpose = 'serve' | 'command';

/** The process that has the lock. */
export interface Owner {
  readonly pid: number;
  readonly purpose: Purpose;
}

export interface Lock {
  release(): void;
}

/**
 * Takes the lock of `folder` for the life of this process, or answers with the live process that has it.
 *
 * The lock is a row of files `lock.1`, `lock.2`, ... of which the highest counts: it names its owner, or is empty when it
 * was released (emptying works on a full disk, too). Taking it is creating the next number, which the file system lets only
 * one process do. The highest number is never deleted, so a process that looked too early sees, after creating an old
 * number, that it came too late. (A lock that is one file, deleted when its owner seems dead, can be deleted just after
 * another process took it over.)
 */
export function takeLock(folder: string, purpose: Purpose): Lock | Owner {
  for (;;) {
    const numbers = numbersIn(folder);
    const top = Math.max(0, ...numbers);
    const owner = ownerIn(fileOf(folder, top));
    if (owner !== undefined) return owner;
    const mine = fileOf(folder, top + 1);
    if (!create(mine, `${markOf(process.pid) ?? ''} ${purpose}`)) continue;
    if (Math.max(...numbersIn(folder)) === top + 1) {
      for (const number of numbers) rmSync(fileOf(folder, number), { force: true });
      return { release: () => truncateSync(mine) };
    }
    rmSync(mine, { force: true });
  }
}

/** The file appears with its content, or not at all. False when another process created it first. */
function create(file: string, content: string): boolean {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, content);
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Undefined when the lock was released, its owner is dead, or a higher number exists by now. */
function ownerIn(file: string): Owner | undefined {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const [mark = '', purpose] = content.split(' ');
  return isAlive(mark) ? { pid: pidOf(mark), purpose: purpose === 'serve' ? 'serve' : 'command' } : undefined;
}

function numbersIn(folder: string): readonly number[] {
  return readdirSync(folder).map((name) => Number(/^lock\.(\d+)$/.exec(name)?.[1] ?? 0));
}

function fileOf(folder: string, number: number): string {
  return join(folder, `lock.${number}`);
}
