import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { ScopegateError } from '../../../base/errors.js';

/** An unprivileged account of this system. PostgreSQL refuses to run as root. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
}

/**
 * Whom PostgreSQL must run as: undefined for ourselves, or, when we are root, the owner of the data that is there, else
 * `postgres`, else `nobody`, else any account that is not root. It has to be in /etc/passwd: initdb looks it up.
 */
export function chooseAccount(dataFolder: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readAccounts();
  const owner = ownerOf(dataFolder);
  if (owner !== undefined && owner.uid !== 0) {
    return { ...owner, name: accounts.find(({ uid }) => uid === owner.uid)?.name ?? String(owner.uid) };
  }
  const chosen =
    accounts.find(({ name }) => name === 'postgres') ??
    accounts.find(({ name }) => name === 'nobody') ??
    accounts.find(({ uid }) => uid !== 0);
  if (chosen !== undefined) return chosen;
  throw new ScopegateError('config', 'PostgreSQL refuses to run as root, and this system has no other account', {
    hint: 'Add an account named postgres, or set DATABASE_URL to a running PostgreSQL.',
  });
}

/** True when `account` may do `access` (as `test -x`, `-r`, `-w` understand it) on `path`. Asked of the system itself. */
export function mayAccess(account: Account | undefined, access: 'r' | 'w' | 'x', path: string): boolean {
  // A shell under that account, since modes alone do not tell about access lists and network file systems.
  const { status } = spawnSync('/bin/sh', ['-c', `test -${access} "$0"`, path], { ...spawnAs(account), cwd: '/' });
  return status === 0;
}

/** The part of `spawn`'s options that makes the child run as `account`. */
export function spawnAs(account: Account | undefined): { uid?: number; gid?: number } {
  return account === undefined ? {} : { uid: account.uid, gid: account.gid };
}

function ownerOf(path: string): { uid: number; gid: number } | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? undefined : { uid: stat.uid, gid: stat.gid };
}

/** passwd(5): name:password:uid:gid:... */
function readAccounts(): readonly Account[] {
  let text: string;
  try {
    text = readFileSync('/etc/passwd', 'utf8');
  } catch {
    return [];
  }
  return text
    .split('\n')
    .map((line) => line.split(':'))
    .filter(([name, , uid, gid]) => name !== undefined && /^-?\d+$/.test(uid ?? '') && /^-?\d+$/.test(gid ?? ''))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 }));
}
