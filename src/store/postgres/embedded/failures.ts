import { ScopegateError } from '../../../base/errors.js';

const DISK_FULL = /no space left on device|disk quota exceeded/i;

/** What PostgreSQL or the system prints when it fails, and what the reader can do about it. */
const REMEDIES: readonly (readonly [printed: RegExp, hint: string])[] = [
  [DISK_FULL, 'Make room, then start again; nothing that was committed is lost.'],
  [/read-only file system/i, 'Choose a data directory that can be written, or set DATABASE_URL.'],
  [/address already in use/i, 'End the program that listens there, or start again to get another port.'],
  [/shared librar|shared object|GLIBC|spawn .*ENOENT/, 'Use a system with glibc 2.28 or newer, or set DATABASE_URL.'],
  [/effective user ID/, 'Add the account to /etc/passwd, or set DATABASE_URL.'],
  [/shared memory|semaphores/, 'Raise the limits of shared memory (in a container: --shm-size), or set DATABASE_URL.'],
  [/permission|ownership/i, 'Give the data directory back to the account that created it, or choose another.'],
];

export function isDiskFull(printed: string): boolean {
  return DISK_FULL.test(printed);
}

/** An `unavailable` error with the last lines of what was printed, and what to do. */
export function failureOf(doing: string, printed: string, cause?: unknown): ScopegateError {
  const lines = printed.trim().split('\n').slice(-6).join('\n  ');
  const hint = REMEDIES.find(([pattern]) => pattern.test(printed))?.[1];
  return new ScopegateError('unavailable', `the embedded PostgreSQL failed ${doing}\n  ${lines}`, {
    cause,
    hint: hint ?? 'The end of its log is above. DATABASE_URL can name another PostgreSQL.',
  });
}

/** A failed call of the system, `ENOSPC: no space left on device, write`, as such an error; others pass unchanged. */
export function explainSystemError(error: unknown): unknown {
  return error instanceof Error && 'syscall' in error ? failureOf('to start', error.message, error) : error;
}
