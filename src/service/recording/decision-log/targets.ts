import { z } from 'zod';

/** Where decisions are logged to; a file by its path. */
export interface LogTargets {
  readonly stdout: boolean;
  readonly file: string | null;
  readonly database: boolean;
}

const NOWHERE: LogTargets = { stdout: false, file: null, database: false };
const FILE = 'file:';

/** `off`, or several of `stdout`, `file:/var/log/scopegate/decisions.ndjson` and `database`, with commas between. */
export const logTargets = z.string().transform((text, context): LogTargets => {
  if (text === 'off') return NOWHERE;
  const targets = text.split(',').map((part) => part.trim());
  const files = targets.filter((target) => target.startsWith(FILE) && target.length > FILE.length);
  const isKnown = targets.every((target) => target === 'stdout' || target === 'database' || files.includes(target));
  if (isKnown && files.length <= 1) {
    const file = files[0]?.slice(FILE.length) ?? null;
    return { stdout: targets.includes('stdout'), file, database: targets.includes('database') };
  }
  context.addIssue({
    code: 'custom',
    message: 'must be off, or some of stdout, file:<path> (one) and database, with commas between',
  });
  return z.NEVER;
});

/** Whether no target is configured. */
export function isOff({ stdout, file, database }: LogTargets): boolean {
  return !stdout && file === null && !database;
}
