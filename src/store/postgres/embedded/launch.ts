import { renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Binaries } from './binaries.js';
import { findFreePort, readConnection, writeConnection } from './connection.js';
import { failureOf, isDiskFull, isPortInUse } from './failures.js';
import type { Place } from './place.js';
import type { Postmaster } from './postmaster.js';
import { disownReusedPid, findPostmaster } from './postmaster.js';
import type { Running } from './run.js';
import { runProgram } from './run.js';
import type { Durability } from './settings.js';
import { settingsFor } from './settings.js';

export interface LaunchOptions {
  readonly place: Place;
  readonly binaries: Binaries;
  readonly durability: Durability;
  readonly onProgress: (message: string) => void;
}

/** Recovery after a crash reads the whole log since the last checkpoint. */
const readyTimeoutMs = 300_000;
const pollMs = 5;
const maxLogBytes = 8 * 1024 * 1024;

/**
 * Starts a postmaster on existing data and waits until it takes connections. Call under the lock.
 * `port`: `kept` insists on the port in the connection file, which others were told; `any` may choose another when that one
 * is taken. Errors: `unavailable` with the reason and what to do.
 */
export async function launch(options: LaunchOptions, port: 'kept' | 'any'): Promise<Postmaster> {
  const { place } = options;
  disownReusedPid(place.data);
  boundLog(place.log);
  for (let attempt = 1; ; attempt += 1) {
    const running = await spawnPostmaster(options);
    const postmaster = await untilReady(running, options);
    if (postmaster !== undefined) {
      running.letGo();
      return postmaster;
    }
    const output = running.output();
    if (port === 'kept' || attempt === 5 || !isPortInUse(output)) throw failureOf('to start', output);
    options.onProgress('the port of the database is taken by another program; choosing a new one');
    writeConnection(place.connection, { ...readConnection(place.connection), port: await findFreePort() });
  }
}

function spawnPostmaster({ place, binaries, durability }: LaunchOptions): Promise<Running> {
  const { port } = readConnection(place.connection);
  const settings = settingsFor(binaries.major, port, durability).flatMap((setting) => ['-c', setting]);
  const file = join(binaries.bin, 'postgres');
  return runProgram({ file, args: ['-D', place.data, ...settings], account: place.account, log: place.log });
}

/** Undefined when it ended instead. */
async function untilReady(running: Running, { place, onProgress }: LaunchOptions): Promise<Postmaster | undefined> {
  const startedAt = Date.now();
  const state = { ended: false };
  void running.ended.then(() => (state.ended = true));
  let nextLookMs = 1_000;
  while (!state.ended) {
    const found = findPostmaster(place.data);
    if (found?.pid === running.pid && found.isReady) return found;
    const waitedMs = Date.now() - startedAt;
    if (waitedMs > nextLookMs) {
      await giveUpWhenHopeless(running, waitedMs);
      onProgress(`PostgreSQL is still starting (${Math.round(waitedMs / 1000)} s); after a crash it first recovers`);
      nextLookMs += 5_000;
    }
    await sleep(pollMs);
  }
  return undefined;
}

/** On a full disk it may run, and yet be unable to write that it is ready. */
async function giveUpWhenHopeless(running: Running, waitedMs: number): Promise<void> {
  const output = running.output();
  if (waitedMs < readyTimeoutMs && !isDiskFull(output)) return;
  process.kill(running.pid, 'SIGQUIT');
  await running.ended;
  throw failureOf(`to be ready within ${Math.round(waitedMs / 1000)} s`, output);
}

/** Keeps one former log beside the present one. */
export function boundLog(log: string): void {
  const stat = statSync(log, { throwIfNoEntry: false });
  if (stat !== undefined && stat.size > maxLogBytes) renameSync(log, `${log}.1`);
}
