import { join } from 'node:path';
import type { Log } from '../../../base/log.js';
import { ScopegateError } from '../../../base/errors.js';
import type { Binaries } from './binaries.js';
import { locateBinaries } from './binaries.js';
import { readConnection, urlOf } from './connection.js';
import { explainSystemError } from './failures.js';
import { hasData, initialise } from './initialise.js';
import type { LaunchOptions } from './launch.js';
import { boundLog, launch } from './launch.js';
import type { Lease } from './leases.js';
import { countLeases, takeLease } from './leases.js';
import { withLock } from './lock.js';
import type { Place } from './place.js';
import { preparePlace } from './place.js';
import type { Postmaster } from './postmaster.js';
import { findPostmaster, stopPostmaster } from './postmaster.js';
import { isAlive } from './processes.js';
import type { Durability } from './settings.js';
import { supervise, usualPace } from './supervise.js';

export interface EmbeddedOptions {
  /** Folder of everything; created when missing. */
  readonly dataDir: string;
  readonly log: Log;
  /** Short lines for people: what is being waited for. */
  readonly onProgress?: (message: string) => void;
  /** `kept` unless said otherwise. */
  readonly durability?: Durability;
  /** Another PostgreSQL than that of the npm package. */
  readonly binaries?: Binaries;
  /** How long a stop may take before connections are cut hard; 10 s. */
  readonly stopTimeoutMs?: number;
}

export interface EmbeddedServer {
  /** With the password in it: not for logs. Valid for the life of this process, also across restarts of the server. */
  readonly url: string;
  readonly port: number;
  /** `18.4`. */
  readonly version: string;
  /** True when this process started the server, or took it over; false when another process was using it already. */
  readonly owned: boolean;
  /** Ends our use. The server is stopped when nobody else uses it. May be called again. */
  stop(): Promise<void>;
}

const lockTimeoutMs = 180_000;

/**
 * Starts the PostgreSQL that comes with Scopegate, or joins it when another process runs it on the same folder, and looks
 * after it until `stop`. The last process to stop, stops it; when one was killed, the next start takes over what it left.
 *
 * Works as root (PostgreSQL then runs as an account without privileges) and as an ordinary account. It listens on loopback
 * only, and takes a generated password.
 *
 * Errors: `config` for a platform or folder that cannot do, `unavailable` when it fails to start; each says what to do.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  try {
    return await start(options);
  } catch (error) {
    throw explainSystemError(error);
  }
}

async function start(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const place = preparePlace(options.dataDir);
  const binaries = options.binaries ?? locateBinaries(place.account, place.copies);
  const onProgress = options.onProgress ?? (() => undefined);
  const launching = { place, binaries, durability: options.durability ?? 'kept', onProgress };
  const lock = <T>(work: () => Promise<T>): Promise<T> => {
    const onWait = (pid: number): void => onProgress(`waiting for process ${pid}, which is at the same database`);
    return withLock(place.home, { timeoutMs: lockTimeoutMs, onWait }, work);
  };

  const { lease, owned, postmaster } = await lock(async () => {
    const others = countLeases(place.leases);
    const postmaster = await runningOrStarted(launching, others);
    return { lease: takeLease(place.leases), owned: others === 0, postmaster };
  });

  let current = postmaster;
  const stopWatching = supervise(
    {
      isAlive: () => isAlive(current.mark),
      revive: () =>
        lock(async () => {
          boundLog(place.log);
          current = await revived(launching);
        }),
    },
    { log: options.log, ...usualPace },
  );
  const stop = async (): Promise<void> => {
    await stopWatching();
    try {
      await lock(() => leave(place, lease, options));
    } catch {
      // A full disk takes not even a lock; the server is to stop all the same.
      await leave(place, lease, options);
    }
  };
  let stopping: Promise<void> | undefined;
  const { port } = postmaster;
  return {
    url: urlOf({ ...readConnection(place.connection), port }),
    port,
    version: binaries.version,
    owned,
    stop: () => (stopping ??= stop()),
  };
}

/** Under the lock. `others`: how many other users the server has. */
async function runningOrStarted(launching: LaunchOptions, others: number): Promise<Postmaster> {
  const { place, binaries, onProgress } = launching;
  const running = findPostmaster(place.data);
  if (running !== undefined) {
    if (others > 0 || (running.isReady && running.program === join(binaries.bin, 'postgres'))) return running;
    onProgress('stopping a PostgreSQL that was left behind');
    await stopPostmaster(running, 10_000);
  }
  if (!hasData(place, binaries)) {
    onProgress(`creating the database in ${place.home} (once)`);
    await initialise(place, binaries);
  }
  onProgress(`starting PostgreSQL ${binaries.version}`);
  return launch(launching, others === 0 ? 'any' : 'kept');
}

/** Under the lock. Another process may have been faster. Data that vanished is not replaced by empty data. */
async function revived(launching: LaunchOptions): Promise<Postmaster> {
  const { place, binaries } = launching;
  const running = findPostmaster(place.data);
  if (running !== undefined) return running;
  if (hasData(place, binaries)) return launch(launching, 'kept');
  throw new ScopegateError('unavailable', `the data in ${place.data} is gone`, { hint: 'Restore it, or start anew.' });
}

/** Under the lock. */
async function leave(place: Place, lease: Lease, options: EmbeddedOptions): Promise<void> {
  lease.release();
  if (countLeases(place.leases) > 0) return;
  const running = findPostmaster(place.data);
  if (running === undefined) return;
  const end = await stopPostmaster(running, options.stopTimeoutMs ?? 10_000);
  if (end === 'forced') options.log.warn({ pid: running.pid }, 'the embedded PostgreSQL had to be stopped by force');
}
