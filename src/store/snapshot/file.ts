import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseSnapshot } from './format.js';
import type { PolicySnapshot } from '../ports/policy-snapshot.js';

/** Replaces the file whole or not at all, also when the machine dies meanwhile. Readable by us alone. */
export async function writeSnapshotFile(path: string, bytes: Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const fresh = `${path}.${String(process.pid)}`;
  try {
    const file = await open(fresh, 'w', 0o600);
    try {
      await file.chmod(0o600);
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

/** Null where there is no such file. Rejects for one that cannot be read or is no whole snapshot. */
export async function readSnapshotFile(path: string): Promise<PolicySnapshot | null> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return parseSnapshot(bytes);
}
