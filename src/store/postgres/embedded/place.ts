import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ScopegateError, messageOf } from '../../../base/errors.js';
import type { Account } from './account.js';
import { chooseAccount, mayAccess } from './account.js';

/** Where root keeps what an unprivileged account must reach. */
const SYSTEM_FOLDER = '/var/lib/scopegate';

/** The folders of one embedded server. */
export interface Place {
  /** Ours: lock, connection file, log. */
  readonly home: string;
  /** PostgreSQL's own (PGDATA); belongs to the account it runs as. */
  readonly data: string;
  /** Below it go copies of the binaries. */
  readonly copies: string;
  /** Undefined: PostgreSQL runs as ourselves. */
  readonly account: Account | undefined;
}

/**
 * Finds, or makes, the place for `dataDir`: that folder itself, or, when we are root and the account that PostgreSQL runs
 * as cannot reach it (a project below a 0700 home), a folder of its own below /var/lib/scopegate.
 * Errors: `config` when it cannot be written, or when data is there that can no longer be reached.
 */
export function preparePlace(dataDir: string): Place {
  const wanted = makeFolder(dataDir);
  if (process.getuid?.() !== 0) return placeAt(wanted, wanted, undefined);
  makeFolder(SYSTEM_FOLDER);
  const elsewhere = join(SYSTEM_FOLDER, createHash('sha256').update(wanted).digest('hex').slice(0, 16));
  const hasData = existsSync(join(wanted, 'postgres'));
  const isElsewhere = !hasData && existsSync(join(elsewhere, 'postgres'));
  const account = chooseAccount(join(isElsewhere ? elsewhere : wanted, 'postgres'));
  if (!isElsewhere && mayAccess(account, 'x', wanted)) return placeAt(wanted, SYSTEM_FOLDER, account);
  if (hasData) {
    throw new ScopegateError('config', `account ${account?.name ?? ''} can no longer reach its data in ${wanted}`, {
      hint: `Let it pass through every folder on the way (chmod o+x), or move ${wanted} out of there.`,
    });
  }
  writeFileSync(
    join(wanted, 'postgres-is-elsewhere.txt'),
    `The database is in ${elsewhere}, because account ${account?.name ?? ''} cannot reach this folder.\n`,
  );
  return placeAt(makeFolder(elsewhere), SYSTEM_FOLDER, account);
}

function placeAt(home: string, copies: string, account: Account | undefined): Place {
  return { home, data: join(home, 'postgres'), copies, account };
}

/** For root, who alone has a second account that must pass through, 0711; 0700 otherwise. Whatever the umask. */
function makeFolder(path: string): string {
  try {
    const isNew = mkdirSync(path, { recursive: true }) !== undefined;
    if (isNew) chmodSync(path, process.getuid?.() === 0 ? 0o711 : 0o700);
    const home = realpathSync(path);
    if (mayAccess(undefined, 'w', home)) return home;
    throw new Error('it belongs to another account');
  } catch (cause) {
    throw new ScopegateError('config', `the data directory ${path} cannot be written: ${messageOf(cause)}`, {
      cause,
      hint: 'Run as the account that created it, choose another with SCOPEGATE_DATA_DIR, or set DATABASE_URL.',
    });
  }
}
