import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { ScopegateError, isScopegateError } from '../../../base/errors.js';

const diskFull = /No space left on device|Disk quota exceeded/;

/** What PostgreSQL says, and what the reader can do about it. */
const known: readonly { pattern: RegExp; problem: string; hint: string }[] = [
  {
    pattern: diskFull,
    problem: 'the disk is full',
    hint: 'Make room, then start again; nothing that was committed is lost.',
  },
  {
    pattern: /Address already in use|could not create any TCP\/IP sockets/,
    problem: 'its port is in use',
    hint: 'End the program that listens there, or start again to get another port.',
  },
  {
    pattern: /error while loading shared libraries|cannot open shared object|version `GLIBC/,
    problem: 'a system library is missing or too old',
    hint: 'Use a system with glibc 2.28 or newer and libstdc++, or set DATABASE_URL to a running PostgreSQL.',
  },
  {
    pattern: /could not look up effective user ID/,
    problem: 'the account it runs as is not in /etc/passwd',
    hint: 'Add the account, or set DATABASE_URL to a running PostgreSQL.',
  },
  {
    pattern: /could not (?:create|map|resize|attach) .*shared memory|could not create semaphores/,
    problem: 'the system gives it no shared memory',
    hint: 'Raise the limits of shared memory (in a container: --shm-size), or set DATABASE_URL.',
  },
  {
    pattern: /invalid permissions|wrong ownership|Permission denied/,
    problem: 'it may not use its data folder',
    hint: 'Give the folder back to the account that created it, mode 0700.',
  },
  {
    pattern: /Read-only file system/,
    problem: 'the file system is read-only',
    hint: 'Choose a data folder that can be written, or set DATABASE_URL to a running PostgreSQL.',
  },
];

/** True when the output tells of a port that somebody else has. */
export function isPortInUse(output: string): boolean {
  return /Address already in use/.test(output);
}

export function isDiskFull(output: string): boolean {
  return diskFull.test(output);
}

/** An `unavailable` error from what a program of PostgreSQL printed: the reason, its last lines, what to do. */
export function failureOf(doing: string, output: string): ScopegateError {
  const match = known.find(({ pattern }) => pattern.test(output));
  const said = output.trim().split('\n').slice(-6).join('\n  ');
  const reason = match === undefined ? '' : `: ${match.problem}`;
  const message = `the embedded PostgreSQL failed ${doing}${reason}${said === '' ? '' : `\n  ${said}`}`;
  return new ScopegateError('unavailable', message, match === undefined ? {} : { hint: match.hint });
}

/** The same for a failed call of the system, `ENOSPC: no space left on device, write`; others pass unchanged. */
export function explainSystemError(error: unknown): unknown {
  if (!(error instanceof Error) || isScopegateError(error) || !('syscall' in error)) return error;
  const match = systemErrors.find(({ code }) => (error as NodeJS.ErrnoException).code === code);
  const message = `the embedded PostgreSQL cannot be started: ${error.message}`;
  return new ScopegateError('unavailable', message, {
    cause: error,
    ...(match === undefined ? {} : { hint: match.hint }),
  });
}

const systemErrors = [
  { code: 'ENOSPC', hint: 'Make room, then start again; nothing that was committed is lost.' },
  { code: 'EDQUOT', hint: 'Make room, then start again; nothing that was committed is lost.' },
  { code: 'EROFS', hint: 'Choose a data folder that can be written, or set DATABASE_URL to a running PostgreSQL.' },
  { code: 'EACCES', hint: 'Run as the account that created the data folder, or choose another one.' },
];

/** What was appended to `file` after its first `fromByte` bytes; at most the last 16 KB. */
export function readTail(file: string, fromByte: number): string {
  const handle = openSync(file, 'r');
  try {
    const { size } = fstatSync(handle);
    const start = Math.max(Math.min(fromByte, size), size - 16_384);
    const buffer = Buffer.alloc(size - start);
    readSync(handle, buffer, 0, buffer.length, start);
    return buffer.toString('utf8');
  } finally {
    closeSync(handle);
  }
}
