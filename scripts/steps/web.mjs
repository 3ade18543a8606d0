import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the admin page takes from src. */
const SHARED = ['src/client/management/operations.ts', 'src/client/management/types.ts', 'src/wire/management.ts'];

/**
 * Builds the admin page to dist/web when that is not what web says; costs a few milliseconds otherwise. Without a folder
 * web there is nothing to build.
 * @param {string} root
 * @returns {'fresh' | 'built'} throws with what the bundler said
 */
export function buildWebWhenStale(root) {
  if (!existsSync(join(root, 'web'))) return 'fresh';
  const stampFile = join(root, 'dist', '.web-stamp');
  const stamp = stampOf(root);
  if (readStamp(stampFile) === stamp && isWhole(join(root, 'dist', 'web'))) return 'fresh';
  rmSync(stampFile, { force: true });
  // In a process of its own: the bundler keeps threads that would stay beside a server that starts in this one.
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [vite, 'build', 'web', '--logLevel', 'warn'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the admin page could not be built:\n${stdout}${stderr}`);
  writeFileSync(stampFile, stamp);
  return 'built';
}

/**
 * Whether the page and what it loads at once is there: the stamp outlives a folder that somebody removed.
 * @param {string} folder
 */
function isWhole(folder) {
  const page = join(folder, 'index.html');
  if (!existsSync(page)) return false;
  const parts = readFileSync(page, 'utf8').matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g);
  return [...parts].every(([, part]) => existsSync(join(folder, part ?? '')));
}

/** @param {string} file */
function readStamp(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

/** @param {string} root */
function stampOf(root) {
  const own = readdirSync(join(root, 'web'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
  const hash = createHash('sha256');
  for (const path of ['package-lock.json', ...SHARED, ...own]) {
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.digest('hex');
}
