import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ScopegateError } from '../../../base/errors.js';
import type { Binaries } from './binaries.js';
import { findFreePort, newPassword, superuser, writeConnection } from './connection.js';
import { failureOf } from './failures.js';
import type { Place } from './place.js';
import { makeOwnedFolder } from './place.js';
import { runProgram } from './run.js';

/** True when there is data, and it is of this major version. Errors: `config` when it is of another. */
export function hasData(place: Place, binaries: Binaries): boolean {
  const file = join(place.data, 'PG_VERSION');
  if (!existsSync(file)) return false;
  const major = readFileSync(file, 'utf8').trim();
  if (major === String(binaries.major)) return true;
  const message = `the data in ${place.data} is of PostgreSQL ${major}, this is PostgreSQL ${binaries.version}`;
  throw new ScopegateError('config', message, {
    hint: `Export it with pg_dump of PostgreSQL ${major} and import it here, or choose another data folder.`,
  });
}

/**
 * Creates the data once. It is made beside its place and renamed when it is whole, so that a creation cut short leaves
 * nothing that looks like data. Call under the lock. Errors: `unavailable` with the reason and what to do.
 */
export async function initialise(place: Place, binaries: Binaries): Promise<void> {
  const password = newPassword();
  const passwordFile = `${place.draft}.password`;
  rmSync(place.draft, { recursive: true, force: true });
  rmSync(passwordFile, { force: true });
  makeOwnedFolder(place.draft, place.account);
  try {
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    if (place.account !== undefined) chownSync(passwordFile, place.account.uid, place.account.gid);
    await runInitdb(place, binaries, passwordFile);
    writeConnection(place.connection, { port: await findFreePort(), password });
    renameSync(place.draft, place.data);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(place.draft, { recursive: true, force: true });
  }
}

async function runInitdb(place: Place, binaries: Binaries, passwordFile: string): Promise<void> {
  const initdb = await runProgram({
    file: join(binaries.bin, 'initdb'),
    args: [
      ...['--pgdata', place.draft, '--username', superuser, '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
      ...['--encoding', 'UTF8', '--locale', 'C', '--no-instructions', '--data-checksums'],
    ],
    account: place.account,
    log: place.log,
  });
  const end = await initdb.ended;
  if (end !== 'exit code 0') throw failureOf(`to create its data in ${place.data} (${end})`, initdb.output());
}
