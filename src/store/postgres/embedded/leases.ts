import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, markOf } from './processes.js';

/** A file that says: this process uses the server. It counts for as long as the process lives. */
export interface Lease {
  release(): void;
}

/** Call under the lock. */
export function takeLease(folder: string): Lease {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${markOf(process.pid) ?? process.pid}.${Math.random().toString(36).slice(2)}`);
  writeFileSync(file, '');
  return { release: () => rmSync(file, { force: true }) };
}

/** How many leases are held by live processes; those of dead ones are removed. Call under the lock. */
export function countLeases(folder: string): number {
  let live = 0;
  for (const name of namesIn(folder)) {
    const mark = name.slice(0, name.lastIndexOf('.'));
    if (isAlive(mark)) live += 1;
    else rmSync(join(folder, name), { force: true });
  }
  return live;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
