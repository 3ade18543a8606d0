import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { closeSync, openSync, statSync } from 'node:fs';
import { ScopegateError } from '../../../base/errors.js';
import type { Account } from './account.js';
import { spawnAs } from './account.js';
import { readTail } from './failures.js';

export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly account: Account | undefined;
  /** Both outputs are appended here. */
  readonly log: string;
}

export interface Running {
  readonly pid: number;
  /** Exit code or signal, once it ended. */
  readonly ended: Promise<string>;
  /** What it has printed so far. */
  output(): string;
  /** Its life no longer keeps ours going. */
  letGo(): void;
}

/**
 * Starts a program of PostgreSQL in a session of its own: Ctrl-C in the terminal goes to us alone, and we decide when the
 * database stops. It gets no environment of ours. Errors: `config` when it cannot be started at all.
 */
export async function runProgram({ file, args, account, log }: Program): Promise<Running> {
  const handle = openSync(log, 'a', 0o600);
  const fromByte = statSync(log).size;
  try {
    const child = spawn(file, args, {
      ...spawnAs(account),
      cwd: '/',
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', handle, handle],
      detached: true,
    });
    const pid = await started(child, { file, account });
    const ended = new Promise<string>((resolve) => {
      child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code ?? 0}`));
    });
    return { pid, ended, output: () => readTail(log, fromByte), letGo: () => child.unref() };
  } finally {
    closeSync(handle);
  }
}

function started(child: ChildProcess, { file, account }: Pick<Program, 'file' | 'account'>): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve(child.pid ?? 0));
    child.once('error', (cause: NodeJS.ErrnoException) => {
      const as = account === undefined ? '' : ` as account ${account.name}`;
      // ENOENT for a file that is there: the loader that its header names is not.
      const why = cause.code === 'ENOENT' ? 'this system has no glibc' : cause.message;
      reject(
        new ScopegateError('config', `${file} cannot be started${as}: ${why}`, {
          cause,
          hint: 'Set DATABASE_URL to a running PostgreSQL.',
        }),
      );
    });
  });
}
