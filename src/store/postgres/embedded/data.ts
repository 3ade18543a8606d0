import { randomBytes, randomInt } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ScopegateError } from '../../../base/errors.js';
import { parseStrictObject } from '../../../base/strict-json.js';
import type { Binaries } from './binaries.js';
import { failureOf } from './failures.js';
import type { Place } from './place.js';
import { runProgram } from './postmaster.js';

/** What it takes to connect; a file of mode 0600 beside the data. Commands find the database of a running service by it. */
export interface Connection {
  readonly port: number;
  readonly password: string;
}

const SUPERUSER = 'scopegate';
const BOUNDS = { maxBytes: 64 * 1024, maxDepth: 2 };

export function connectionFile(home: string): string {
  return join(home, 'connection.json');
}

export function urlOf({ port, password }: Connection): string {
  return `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`;
}

/** Errors: `config` when the file of existing data is gone or damaged; the password is nowhere else. */
export function readConnection(file: string): Connection {
  try {
    const { port, password } = parseStrictObject(readFileSync(file), BOUNDS);
    if (typeof port === 'number' && typeof password === 'string') return { port, password };
    throw new Error('port and password are missing');
  } catch (cause) {
    throw new ScopegateError('config', `${file} is missing or damaged, and it alone holds the database password`, {
      cause,
      hint: 'Restore it. If the data is not needed, delete its folder and start again.',
    });
  }
}

/** Appears whole or not at all. */
function writeConnection(file: string, connection: Connection): void {
  rmSync(`${file}.new`, { force: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(connection)}\n`, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}

/** Chooses another port when the one in the connection file is taken. Only while nobody was told that port. */
export async function ensurePort(place: Place): Promise<'same' | 'changed'> {
  const file = connectionFile(place.home);
  const { port, password } = readConnection(file);
  const free = await findFreePort(port);
  if (free === port) return 'same';
  writeConnection(file, { port: free, password });
  return 'changed';
}

/**
 * A loopback port that is free now. Below the range from which systems take ports for outgoing connections, so that it is
 * still free at the next start.
 */
async function findFreePort(wanted = randomInt(20_000, 32_000), attempts = 50): Promise<number> {
  if (await isFree(wanted)) return wanted;
  if (attempts > 0) return findFreePort(randomInt(20_000, 32_000), attempts - 1);
  throw new ScopegateError('unavailable', 'no free port was found on 127.0.0.1 between 20000 and 32000');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** True when there is data, and it is of this major version. Errors: `config` when it is of another. */
export function hasData({ data }: Place, binaries: Binaries): boolean {
  const file = join(data, 'PG_VERSION');
  if (!existsSync(file)) return false;
  const major = readFileSync(file, 'utf8').trim();
  if (major === String(binaries.major)) return true;
  throw new ScopegateError('config', `the data in ${data} is of PostgreSQL ${major}, this is ${binaries.version}`, {
    hint: `Export it with pg_dump of PostgreSQL ${major} and import it here, or choose another data directory.`,
  });
}

/**
 * Creates the data once. It is made beside its place and renamed when it is whole, so that a creation cut short leaves
 * nothing that looks like data. Errors: `unavailable` with what initdb printed, and what to do.
 */
export async function initialise({ home, data, account }: Place, binaries: Binaries): Promise<void> {
  // 192 bits, in characters that need no escape in a URL.
  const password = randomBytes(24).toString('base64url');
  const draft = `${data}.new`;
  const passwordFile = `${draft}.password`;
  const discard = (): void => [draft, passwordFile].forEach((path) => rmSync(path, { recursive: true, force: true }));
  discard();
  try {
    mkdirSync(draft, { mode: 0o700 });
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    if (account !== undefined) for (const path of [draft, passwordFile]) chownSync(path, account.uid, account.gid);
    const args = ['--pgdata', draft, '--username', SUPERUSER, '--pwfile', passwordFile, '--auth', 'scram-sha-256'];
    const options = ['--encoding', 'UTF8', '--locale', 'C', '--no-instructions', '--data-checksums'];
    const initdb = await runProgram(join(binaries.bin, 'initdb'), [...args, ...options], { home, account });
    if ((await initdb.ended) !== 'exit code 0') throw failureOf(`to create its data in ${data}`, initdb.output());
    writeConnection(connectionFile(home), { port: await findFreePort(), password });
    renameSync(draft, data);
  } finally {
    discard();
  }
}
