import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ScopegateError, messageOf } from '../base/errors.js';

/** A file that only its owner may read and that holds one key. */
export interface FirstKeyFile {
  keep(minted: string): Promise<string>;
  discard(): Promise<void>;
}

/**
 * Keeps the key of the first administrator in a file of mode 0600. The file is on disk before the key is valid, so that a
 * start which fails in between loses nothing: the next one finds the file and uses its key.
 *
 * @throws ScopegateError `unavailable` when the file can be neither written nor read
 */
export function makeFirstKeyFile(path: string): FirstKeyFile {
  let isOurs = false;
  return {
    async keep(minted) {
      try {
        await mkdir(dirname(path), { recursive: true });
        isOurs = await writeOnce(path, `${minted}\n`);
        return isOurs ? minted : (await readFile(path, 'utf8')).trim();
      } catch (error) {
        throw new ScopegateError(
          'unavailable',
          `the administrator's key cannot be kept in ${path}: ${messageOf(error)}`,
          {
            cause: error,
            hint: 'Name a file that can be written in SCOPEGATE_FIRST_ADMINISTRATOR_FILE, or choose the key in SCOPEGATE_FIRST_ADMINISTRATOR_KEY, and start again.',
          },
        );
      }
    },
    async discard() {
      if (isOurs) await rm(path, { force: true });
    },
  };
}

/**
 * Writes a key into a file of mode 0600, in place of one that an earlier start has left.
 *
 * @throws ScopegateError `unavailable` when it cannot be written
 */
export async function writeKeyFile(path: string, key: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await rm(path, { force: true });
    if (!(await writeOnce(path, `${key}\n`))) throw new Error('another process has just made it');
  } catch (error) {
    throw new ScopegateError('unavailable', `the key cannot be kept in ${path}: ${messageOf(error)}`, {
      cause: error,
      hint: 'Nothing was changed. Make room there, or name another folder in SCOPEGATE_DATA_DIR, and start again.',
    });
  }
}

/** False where the file is there already. A file that could not be written whole is removed. */
async function writeOnce(path: string, text: string): Promise<boolean> {
  const file = await open(path, 'wx', 0o600).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return null;
    throw error;
  });
  if (file === null) return false;
  try {
    await file.writeFile(text);
    await file.sync();
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  return true;
}
