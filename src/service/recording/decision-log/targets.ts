import { ScopegateError } from '../../../base/errors.js';

/** Targets of the decision log; a file is given by its path. */
export interface LogTargets {
  readonly stdout: boolean;
  readonly file: string | null;
  readonly database: boolean;
}

const NOWHERE: LogTargets = { stdout: false, file: null, database: false };
const FILE = 'file:';

/**
 * Reads `off`, or several of `stdout`, `file:/var/log/scopegate/decisions.ndjson` and `database`, with commas between.
 *
 * @throws ScopegateError `config`
 */
export function parseLogTargets(text: string): LogTargets {
  if (text === 'off') return NOWHERE;
  const targets = text.split(',').map((part) => part.trim());
  const files = targets.filter((target) => target.startsWith(FILE) && target.length > FILE.length);
  const isKnown = targets.every((target) => target === 'stdout' || target === 'database' || files.includes(target));
  if (isKnown && files.length <= 1) {
    const file = files[0]?.slice(FILE.length) ?? null;
    return { stdout: targets.includes('stdout'), file, database: targets.includes('database') };
  }
  throw new ScopegateError(
    'config',
    'must be off, or some of stdout, file:<path> (one) and database, with commas between',
  );
}

/** Whether no target is configured. */
export function isOff({ stdout, file, database }: LogTargets): boolean {
  return !stdout && file === null && !database;
}
