import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ScopegateError, messageOf } from '../base/errors.js';

const FILE_NAME = 'pepper';
const PEPPER_BYTES = 32;

export interface PepperFile {
  readonly key: Buffer;
  readonly path: string;
  readonly created: boolean;
}

/**
 * The pepper of an installation that was given none: made once, kept beside the data with mode 0600. Losing the file
 * makes every key of the database useless, so it belongs in the backup, apart from the database's.
 *
 * @throws ScopegateError `config` when the file cannot be read, written, or does not hold a pepper
 */
export async function readOrCreatePepperFile(dataDir: string): Promise<PepperFile> {
  const path = join(dataDir, FILE_NAME);
  try {
    await mkdir(dataDir, { recursive: true });
    const created = await createOnce(path);
    const key = Buffer.from((await readFile(path, 'utf8')).trim(), 'base64');
    if (key.length < PEPPER_BYTES) throw new Error('it does not hold 32 bytes in base64');
    return { key, path, created };
  } catch (error) {
    throw new ScopegateError('config', `the pepper file ${path} cannot be used: ${messageOf(error)}`, {
      cause: error,
      hint: 'Restore it from a backup, or set SCOPEGATE_PEPPER.',
    });
  }
}

/** Of racing processes one creates the file; the others find it. */
async function createOnce(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(`${randomBytes(PEPPER_BYTES).toString('base64')}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
