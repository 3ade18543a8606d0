import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { ScopegateError } from '../../../base/errors.js';

/**
 * Copies a tree to `target`, owned by us and readable by everybody, unless it is there already. The copy appears whole, so
 * that racing processes and a copy cut short leave nothing half done.
 */
export function copyReadable(source: string, target: string, wanted: (path: string) => boolean): void {
  if (!existsSync(target)) {
    const draft = `${target}.${process.pid}.${Date.now()}`;
    makeReadableFolder(dirname(target));
    try {
      copyTree(source, draft, wanted);
      renameSync(draft, target);
    } catch (error) {
      if (!existsSync(target)) throw copyError(target, error);
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  }
  mustBeOurs(target);
}

/** Creates `folder` so that other accounts can pass through it, whatever the umask. */
export function makeReadableFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeReadableFolder(dirname(folder));
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
}

function copyTree(source: string, target: string, wanted: (path: string) => boolean): void {
  const stat = lstatSync(source);
  if (stat.isDirectory()) {
    mkdirSync(target);
    chmodSync(target, 0o755);
    for (const name of readdirSync(source)) {
      const path = join(source, name);
      if (wanted(path)) copyTree(path, join(target, name), wanted);
    }
  } else if (stat.isSymbolicLink()) {
    symlinkSync(readlinkSync(source), target);
  } else {
    copyFileSync(source, target);
    chmodSync(target, (stat.mode & 0o100) === 0 ? 0o644 : 0o755);
  }
}

/** A program that somebody else could replace is not run. */
function mustBeOurs(target: string): void {
  const { uid, mode } = lstatSync(target);
  if (uid === process.getuid?.() && (mode & 0o022) === 0) return;
  throw new ScopegateError('config', `${target} belongs to another account or is writable by others`, {
    hint: 'Remove it; it is made anew.',
  });
}

function copyError(target: string, cause: unknown): ScopegateError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ScopegateError('config', `the embedded PostgreSQL cannot be copied to ${target}: ${reason}`, {
    cause,
    hint: 'Make room or give write access there, or set DATABASE_URL to a running PostgreSQL.',
  });
}
