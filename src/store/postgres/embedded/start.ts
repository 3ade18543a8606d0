import { setTimeout as sleep } from 'node:timers/promises';
import { ScopegateError, messageOf } from '../../../base/errors.js';
import type { Log } from '../../../base/log.js';
import type { Binaries } from './binaries.js';
import { locateBinaries } from './binaries.js';
import { connectionFile, ensurePort, hasData, initialise, readConnection, urlOf } from './data.js';
import { explainSystemError } from './failures.js';
import type { Owner, Purpose } from './lock.js';
import { takeLock } from './lock.js';
import { preparePlace } from './place.js';
import type { Place } from './place.js';
import type { Running } from './postmaster.js';
import { findPostmaster, launch, stopPostmaster } from './postmaster.js';

export interface EmbeddedOptions {
  /** Folder of everything; created when missing. */
  readonly dataDir: string;
  readonly purpose: Purpose;
  readonly log: Log;
  /** Short lines for people: what is being waited for. */
  readonly onProgress?: (message: string) => void;
  /** More settings, `name=value`: tests do not wait for the disk. */
  readonly settings?: readonly string[];
  /** Another PostgreSQL than that of the npm package. */
  readonly binaries?: Binaries;
  /** How long to wait for the command that has the database, and for its server to be ready; 180 s. */
  readonly waitMs?: number;
}

export interface EmbeddedServer {
  /** With the password in it: not for logs. Valid for the life of this process, also across a restart of the server. */
  readonly url: string;
  /** Stops the server if this process started it. May be called again. */
  stop(): Promise<void>;
}

const STOP_FAST_MS = 10_000;

/**
 * Starts the PostgreSQL that comes with Scopegate. One process owns a data directory, from here to `stop`. A command uses
 * the server of a service that runs there; it waits for another command. What a killed owner left is stopped first.
 *
 * Works as root (PostgreSQL then runs as an account without privileges) and as an ordinary account. It listens on loopback
 * only, and takes a generated password.
 *
 * Errors: `config` for a platform or folder that cannot do, or one that another service owns; `unavailable` when it fails
 * to start; each says what to do.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  try {
    const place = preparePlace(options.dataDir);
    const givesUpAt = Date.now() + (options.waitMs ?? 180_000);
    for (let isFirst = true; ; isFirst = false) {
      const taken = takeLock(place.home, options.purpose);
      if ('release' in taken) return await own(place, options, () => taken.release());
      if (taken.purpose === 'serve' && options.purpose === 'serve') throw ownedBy(taken, options.dataDir);
      if (taken.purpose === 'serve' && findPostmaster(place.data)?.isReady === true) {
        return { url: urlOf(readConnection(connectionFile(place.home))), stop: () => Promise.resolve() };
      }
      if (Date.now() > givesUpAt) throw ownedBy(taken, options.dataDir);
      if (isFirst) options.onProgress?.(`waiting for process ${taken.pid}, which uses the database`);
      await sleep(20);
    }
  } catch (error) {
    throw explainSystemError(error);
  }
}

function ownedBy({ pid, purpose }: Owner, dataDir: string): ScopegateError {
  const what = purpose === 'serve' ? 'serves from' : 'runs a command on';
  return new ScopegateError('config', `process ${pid} ${what} the data directory ${dataDir}, which one process owns`, {
    hint: `Stop process ${pid} first, set SCOPEGATE_DATA_DIR to another directory, or share a PostgreSQL by DATABASE_URL.`,
  });
}

async function own(place: Place, options: EmbeddedOptions, release: () => void): Promise<EmbeddedServer> {
  const { log, onProgress = () => undefined, settings = [] } = options;
  try {
    const binaries = options.binaries ?? locateBinaries(place.account, place.copies);
    const left = findPostmaster(place.data);
    if (left !== undefined) {
      onProgress('stopping a PostgreSQL that was left behind');
      await stopPostmaster(left, STOP_FAST_MS);
    }
    if (!hasData(place, binaries)) {
      onProgress(`creating the database in ${place.home} (once)`);
      await initialise(place, binaries);
    }
    if ((await ensurePort(place)) === 'changed')
      onProgress('another program has the port of the database; took a new one');
    onProgress(`starting PostgreSQL ${binaries.version}`);
    const connection = readConnection(connectionFile(place.home));
    const start = (): Promise<Running> => launch(place, { binaries, settings, port: connection.port });
    const stop = keepRunning(await start(), start, log);
    let stopping: Promise<void> | undefined;
    return { url: urlOf(connection), stop: () => (stopping ??= stop().finally(release)) };
  } catch (error) {
    release();
    throw error;
  }
}

/**
 * PostgreSQL itself replaces a process of its own that dies; only its first process it cannot. Then there is one attempt
 * to start it again, without which one `kill` of an out-of-memory killer would need a person. When that fails the log says
 * so, and the service goes on as in every outage of its database: it decides from memory, and readiness falls in time.
 * Returns how to stop it.
 */
function keepRunning(first: Running, start: () => Promise<Running>, log: Log): () => Promise<void> {
  let isStopping = false;
  let current = Promise.resolve(first);
  const watch = async (): Promise<void> => {
    for (;;) {
      const { ended } = await current;
      const how = await ended;
      if (isStopping) return;
      log.warn({ how }, 'the embedded PostgreSQL died; restarting it');
      current = start();
      await current;
      log.info({}, 'the embedded PostgreSQL is back');
    }
  };
  watch().catch((error: unknown) => {
    log.error({ problem: messageOf(error) }, 'the embedded PostgreSQL could not be restarted; restart this process');
  });
  return async () => {
    isStopping = true;
    const running = await current.catch(() => undefined);
    if (running !== undefined) await stopPostmaster(running, STOP_FAST_MS);
  };
}
