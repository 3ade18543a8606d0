import { randomBytes, randomInt } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { ScopegateError } from '../../../base/errors.js';
import { parseStrictObject } from '../../../base/strict-json.js';

/** What it takes to connect; kept beside the data, readable by us alone. */
export interface Connection {
  readonly port: number;
  readonly password: string;
}

export const superuser = 'scopegate';
const address = '127.0.0.1';
const BOUNDS = { maxBytes: 64 * 1024, maxDepth: 2 };

export function urlOf({ port, password }: Connection): string {
  return `postgresql://${superuser}:${password}@${address}:${port}/postgres`;
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

/** Appears whole or not at all, mode 0600. */
export function writeConnection(file: string, connection: Connection): void {
  rmSync(`${file}.new`, { force: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(connection)}\n`, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}

/** 192 bits, in characters that need no escape in a URL. */
export function newPassword(): string {
  return randomBytes(24).toString('base64url');
}

/**
 * A loopback port that is free now. Below the range from which systems take ports for outgoing connections, so that it is
 * still free at the next start.
 */
export async function findFreePort(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const port = randomInt(20_000, 32_000);
    if (await isFree(port)) return port;
  }
  throw new ScopegateError('unavailable', `no free port was found on ${address} between 20000 and 32000`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: address, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
