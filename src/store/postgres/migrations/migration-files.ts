import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ScopegateError, messageOf } from '../../../base/errors.js';

export interface SqlFile {
  /** Name without `.sql`; what the database remembers. */
  readonly name: string;
  readonly path: string;
  readonly sql: string;
  /** SHA-256 of `sql` in hex; the same whatever line ends the file was checked out with. */
  readonly sha256: string;
}

/** One numbered SQL file. */
export interface MigrationFile extends SqlFile {
  readonly number: number;
}

/** 1 to 15 digits, which a double holds exactly; no character that a tool could take for syntax. */
const fileNamePattern = /^(\d{1,15})[_-][A-Za-z0-9_.-]{1,200}\.sql$/;

/**
 * The `.sql` files of a folder in the order of their numbers; other files are left alone.
 *
 * @throws ScopegateError `migration` when there is none, one has no number, or two have the same
 */
export async function readMigrationFiles(dir: string): Promise<readonly MigrationFile[]> {
  const names = (await listFolder(dir)).filter((name) => name.toLowerCase().endsWith('.sql') && !name.startsWith('.'));
  if (names.length === 0) throw new ScopegateError('migration', `the folder ${dir} holds no .sql file`);
  const files = await Promise.all(names.map((name) => readMigrationFile(dir, name)));
  files.sort((a, b) => a.number - b.number);
  for (const [i, file] of files.entries()) {
    const before = files[i - 1];
    if (before?.number === file.number) {
      throw new ScopegateError('migration', `${before.path} and ${file.path} have the same number`, {
        hint: 'Number each file once: it says in which order they are applied.',
      });
    }
  }
  return files;
}

async function listFolder(dir: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(dir, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile() || entry.isSymbolicLink()).map(({ name }) => name);
  } catch (error) {
    throw new ScopegateError('migration', `cannot read the folder ${dir}: ${messageOf(error)}`, { cause: error });
  }
}

async function readMigrationFile(dir: string, fileName: string): Promise<MigrationFile> {
  const path = join(dir, fileName);
  const number = fileNamePattern.exec(fileName)?.[1];
  if (number === undefined) {
    throw new ScopegateError('migration', `${path} is not named as a migration`, {
      hint: 'Name it like 0007_what_it_does.sql: a number first, then letters, digits, "_", "-" and ".".',
    });
  }
  return { ...(await readSqlFile(path)), number: Number(number) };
}

/**
 * One file, whatever it is called.
 *
 * @throws ScopegateError `migration` when it cannot be read, or is not UTF-8
 */
export async function readSqlFile(path: string): Promise<SqlFile> {
  const sql = await readText(path);
  const sha256 = createHash('sha256').update(sql).digest('hex');
  return { name: basename(path, '.sql'), path, sql, sha256 };
}

async function readText(path: string): Promise<string> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
    return text.replaceAll('\r\n', '\n');
  } catch (error) {
    throw new ScopegateError('migration', `cannot read ${path}: ${messageOf(error)}`, { cause: error });
  }
}
