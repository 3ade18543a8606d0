import { fstatSync, fsyncSync, statSync, writeFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { isatty } from 'node:tty';
import { ScopegateError, isScopegateError, messageOf } from '../base/errors.js';
import { printable } from '../base/printable.js';
import { makeProgress } from './progress.js';
import type { Progress } from './progress.js';

/** Where a command prints; tests put their own in place. */
export interface Output {
  /** What was asked for: standard output. */
  print(text: string): void;
  /** What a person waiting wants to know: standard error. */
  note(text: string): void;
  /** The same; resolves when it has been written. Rejects with `unavailable` where nobody reads it or there is no room. */
  deliver(text: string): Promise<void>;
  /** @throws ScopegateError `invalid_argument` where standard output is closed or /dev/null: a secret would be lost there */
  requireReader(): void;
  /** Whether a person reads what is printed there: a secret belongs nowhere else. */
  isTerminal(where: 'print' | 'note'): boolean;
  /** For work that takes its time: a line that a terminal shows meanwhile, and nobody else. */
  progress(): Progress;
}

const FAILED = 2;

export const processOutput: Output = {
  print(text) {
    process.stdout.write(`${text}\n`);
  },
  note(text) {
    process.stderr.write(`${text}\n`);
  },
  async deliver(text) {
    try {
      await writeWhole(`${text}\n`);
    } catch (error) {
      throw undelivered(error);
    }
  },
  requireReader() {
    if (!isNowhere(1)) return;
    throw new ScopegateError(
      'invalid_argument',
      'standard output is closed or /dev/null, and the secret would be lost',
      {
        hint: 'Send it to a terminal, a pipe or a file. Nothing was changed.',
      },
    );
  },
  isTerminal: (where) => isatty(where === 'print' ? 1 : 2),
  progress: () => makeProgress(),
};

/** On a disk, too, it counts as written only when all of it is there: a stream takes a part for the whole. */
async function writeWhole(text: string): Promise<void> {
  if (fstatSync(1).isFile()) {
    writeFileSync(1, text);
    fsyncSync(1);
    return;
  }
  await new Promise<void>((resolve, reject) => {
    process.stdout.write(text, (error) => {
      if (error === null || error === undefined) resolve();
      else reject(error);
    });
  });
}

function undelivered(error: unknown): ScopegateError {
  return new ScopegateError('unavailable', `the secret could not be written to standard output: ${messageOf(error)}`, {
    cause: error,
    hint: 'Nothing was changed. Send it to a terminal, a pipe that is read, or a file on a disk with room.',
  });
}

/** Node opens /dev/null in place of a standard output that is closed. */
function isNowhere(descriptor: number): boolean {
  try {
    const [target, nowhere] = [fstatSync(descriptor), statSync(devNull)];
    return target.isCharacterDevice() && target.rdev === nowhere.rdev;
  } catch {
    return false;
  }
}

/**
 * Without a listener Node ends the process at the first write that fails, with a stack trace. Who awaits `deliver` is told;
 * for everything else, as for `scopegate key list | head`, the exit code says it.
 */
export function surviveClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', () => {
      process.exitCode ??= FAILED;
    });
  }
}

/** An error as a person should read it: what is wrong, then what to do. No stack trace. */
export function describeError(error: unknown): string {
  if (!isScopegateError(error)) return `scopegate: ${messageOf(error)}`;
  return `scopegate: ${error.message}${error.hint === undefined ? '' : `\n  ${error.hint}`}`;
}

export function toJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** Rows under headings, columns as wide as their widest cell. What is in a cell stays in it, whoever wrote it. */
export function toTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const shown = rows.map((row) => row.map(printable));
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...shown.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(headings), ...shown.map(line)].join('\n');
}
