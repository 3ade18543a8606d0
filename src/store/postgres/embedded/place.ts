import { createHash } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ScopegateError, messageOf } from '../../../base/errors.js';
import type { Account } from './account.js';
import { chooseAccount, mayAccess } from './account.js';
import { makeReadableFolder } from './copy.js';

/** Where root keeps what an unprivileged account must reach. */
const systemFolder = '/var/lib/scopegate';

/** The folders and files of one embedded server. */
export interface Place {
  /** Ours: lock, leases, connection file, log. */
  readonly home: string;
  /** PostgreSQL's own (PGDATA); belongs to the account it runs as. */
  readonly data: string;
  /** initdb works here; renamed to `data` when it is done. */
  readonly draft: string;
  readonly leases: string;
  /** Port and password, mode 0600. */
  readonly connection: string;
  readonly log: string;
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
  const wanted = makeHome(dataDir);
  const elsewhere = join(systemFolder, createHash('sha256').update(wanted).digest('hex').slice(0, 16));
  const hasData = existsSync(join(wanted, 'postgres'));
  const home = !hasData && isRoot() && existsSync(join(elsewhere, 'postgres')) ? elsewhere : wanted;
  const account = chooseAccount(join(home, 'postgres'));
  if (account === undefined || mayAccess(account, 'x', home)) return placeAt(home, account);
  if (hasData) {
    throw new ScopegateError('config', `account ${account.name} can no longer reach its data in ${wanted}`, {
      hint: `Give it passage through every folder on the way (chmod o+x), or move ${wanted} out of there.`,
    });
  }
  makeReadableFolder(systemFolder);
  writeFileSync(
    join(wanted, 'postgres-is-elsewhere.txt'),
    `The database is in ${elsewhere}, because account ${account.name} cannot reach this folder.\n`,
  );
  return placeAt(makeHome(elsewhere), account);
}

function placeAt(home: string, account: Account | undefined): Place {
  return {
    home,
    data: join(home, 'postgres'),
    draft: join(home, 'postgres.new'),
    leases: join(home, 'leases'),
    connection: join(home, 'connection.json'),
    log: join(home, 'postgres.log'),
    copies: isRoot() ? systemFolder : home,
    account,
  };
}

/** The account needs passage, not sight: 0711 for root, who alone has a second account; 0700 otherwise. */
function makeHome(path: string): string {
  try {
    mkdirSync(dirname(path), { recursive: true });
    if (!existsSync(path)) {
      mkdirSync(path);
      chmodSync(path, isRoot() ? 0o711 : 0o700);
    }
    const home = realpathSync(path);
    if (!mayAccess(undefined, 'w', home)) throw new Error(`it belongs to uid ${statSync(home).uid}`);
    return home;
  } catch (cause) {
    throw new ScopegateError('config', `the data folder ${path} cannot be written: ${messageOf(cause)}`, {
      cause,
      hint: 'Run as the account that created it, choose another data folder, or set DATABASE_URL.',
    });
  }
}

/** Makes an empty folder that belongs to `account`, mode 0700. */
export function makeOwnedFolder(path: string, account: Account | undefined): void {
  mkdirSync(path, { mode: 0o700 });
  if (account !== undefined) chownSync(path, account.uid, account.gid);
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
