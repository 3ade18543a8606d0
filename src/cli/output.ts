import { isatty } from 'node:tty';
import { isScopegateError, messageOf } from '../base/errors.js';
import { makeProgress } from './progress.js';
import type { Progress } from './progress.js';

/** Where a command prints; tests put their own in place. */
export interface Output {
  /** What was asked for: standard output. */
  print(text: string): void;
  /** What a person waiting wants to know: standard error. */
  note(text: string): void;
  /** Whether a person reads what is printed there: a secret belongs nowhere else. */
  isTerminal(where: 'print' | 'note'): boolean;
  /** For work that takes its time: a line that a terminal shows meanwhile, and nobody else. */
  progress(): Progress;
}

export const processOutput: Output = {
  print(text) {
    process.stdout.write(`${text}\n`);
  },
  note(text) {
    process.stderr.write(`${text}\n`);
  },
  isTerminal: (where) => isatty(where === 'print' ? 1 : 2),
  progress: () => makeProgress(),
};

/** An error as a person should read it: what is wrong, then what to do. No stack trace. */
export function describeError(error: unknown): string {
  if (!isScopegateError(error)) return `scopegate: ${messageOf(error)}`;
  return `scopegate: ${error.message}${error.hint === undefined ? '' : `\n  ${error.hint}`}`;
}

export function toJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** Rows under headings, columns as wide as their widest cell. */
export function toTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(headings), ...rows.map(line)].join('\n');
}
