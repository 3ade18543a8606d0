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
 * The account that PostgreSQL runs as. Undefined: our own. For root it is the owner of the data that is there, else
 * `postgres`, `nobody`, or any other account of /etc/passwd, where initdb looks it up.
 */
export function chooseAccount(dataFolder: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readAccounts().filter(({ uid }) => uid !== 0);
  const owner = statSync(dataFolder, { throwIfNoEntry: false });
  if (owner !== undefined && owner.uid !== 0) {
    const { uid, gid } = owner;
    return { uid, gid, name: accounts.find((account) => account.uid === uid)?.name ?? String(uid) };
  }
  const named = (wanted: string): Account | undefined => accounts.find(({ name }) => name === wanted);
  const chosen = named('postgres') ?? named('nobody') ?? accounts[0];
  if (chosen !== undefined) return chosen;
  throw new ScopegateError('config', 'PostgreSQL refuses to run as root, and this system has no other account', {
    hint: 'Add an account named postgres, or set DATABASE_URL to a running PostgreSQL.',
  });
}

/** Asks the system itself, as `account`: modes alone do not tell about access lists and network file systems. */
export function mayAccess(account: Account | undefined, access: 'w' | 'x', path: string): boolean {
  const { status } = spawnSync('/bin/sh', ['-c', `test -${access} "$0"`, path], { ...spawnAs(account), cwd: '/' });
  return status === 0;
}

/** The part of `spawn`'s options that makes the child run as `account`. */
export function spawnAs(account: Account | undefined): { uid?: number; gid?: number } {
  return account === undefined ? {} : { uid: account.uid, gid: account.gid };
}

/** passwd(5): name:password:uid:gid:... */
function readAccounts(): readonly Account[] {
  const lines = readFileSync('/etc/passwd', 'utf8').matchAll(/^([^:\n]+):[^:\n]*:(-?\d+):(-?\d+):/gm);
  return [...lines].map(([, name = '', uid, gid]) => ({ name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 }));
}
