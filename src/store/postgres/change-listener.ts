import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { messageOf } from '../../base/errors.js';
import type { Log } from '../../base/log.js';
import type { ChangeListener } from '../ports/changes.js';
import { describeDatabaseUrl } from './database-url.js';

export interface ChangeListenerTimes {
  /** How often the link is tried; one that went silent is found out by nothing else. */
  readonly heartbeatMs: number;
  /** For a connection, and for each statement. */
  readonly answerTimeoutMs: number;
  /** Pause after the first failure; doubles up to `maxPauseMs`. */
  readonly minPauseMs: number;
  readonly maxPauseMs: number;
}

const FAREWELL_MS = 500;

interface Listening {
  readonly url: string;
  readonly log: Log;
  readonly times: ChangeListenerTimes;
  readonly wake: () => void;
  readonly stop: AbortSignal;
  /** Called when it is known whether an attempt succeeded. */
  readonly onAttempted: () => void;
}

/**
 * Listens for commits on a connection of its own, and keeps trying: the database may be down now, may be a standby
 * that is promoted later, or may sit behind a pooler that never delivers. Each new connection wakes once, for what was
 * missed meanwhile. `listen` resolves after the first attempt, whatever came of it.
 *
 * @throws ScopegateError `config` when `url` is no PostgreSQL URL
 */
export function makeChangeListener(url: string, log: Log, times: Partial<ChangeListenerTimes> = {}): ChangeListener {
  const usual = { heartbeatMs: 10_000, answerTimeoutMs: 5_000, minPauseMs: 100, maxPauseMs: 5_000 };
  const target = describeDatabaseUrl(url);
  return {
    async listen(wake) {
      const stopping = new AbortController();
      let running: Promise<void> = Promise.resolve();
      await new Promise<void>((onAttempted) => {
        running = keepListening(
          { url, log, times: { ...usual, ...times }, wake, stop: stopping.signal, onAttempted },
          target,
        );
      });
      return async () => {
        stopping.abort();
        await running;
      };
    },
  };
}

async function keepListening(listening: Listening, target: string): Promise<void> {
  const { log, times, stop } = listening;
  let pauseMs = times.minPauseMs;
  let silent = false;
  while (!stop.aborted) {
    try {
      await listenOnce(listening, () => {
        if (silent) log.info({ database: target }, 'the database notifies again');
        silent = false;
        pauseMs = times.minPauseMs;
      });
    } catch (error) {
      const problem = messageOf(error);
      if (isOver(stop)) return;
      if (!silent) log.info({ database: target, problem }, 'the database does not notify; polling finds changes');
      silent = true;
    }
    listening.onAttempted();
    await sleep(pauseMs, undefined, { signal: stop }).catch(() => undefined);
    pauseMs = Math.min(pauseMs * 2, times.maxPauseMs);
  }
}

/** Resolves when asked to stop; rejects when the connection cannot be had, or is lost. */
async function listenOnce(listening: Listening, onListening: () => void): Promise<void> {
  const { times, wake, stop } = listening;
  // Held here because the driver closes in good order only, which a silent link never answers.
  const socket = new Socket();
  const client = new pg.Client({
    connectionString: listening.url,
    connectionTimeoutMillis: times.answerTimeoutMs,
    query_timeout: times.answerTimeoutMs,
    keepAlive: true,
    fallback_application_name: 'scopegate listener',
    stream: () => socket,
  });
  const lost = new AbortController();
  client.on('error', (error) => {
    lost.abort(error);
  });
  client.on('end', () => {
    lost.abort(new Error('the connection was closed'));
  });
  client.on('notification', wake);
  const giveUp = (): void => {
    socket.destroy();
  };
  stop.addEventListener('abort', giveUp);
  try {
    await client.connect();
    await client.query('LISTEN scopegate_changes');
    stop.removeEventListener('abort', giveUp);
    onListening();
    wake();
    listening.onAttempted();
    await beat(client, times.heartbeatMs, AbortSignal.any([stop, lost.signal]));
    lost.signal.throwIfAborted();
    await Promise.race([client.end(), sleep(FAREWELL_MS, undefined, { ref: false })]);
  } finally {
    stop.removeEventListener('abort', giveUp);
    socket.destroy();
  }
}

/** Tries the link again and again; resolves when `ended`. */
async function beat(client: pg.Client, heartbeatMs: number, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    await sleep(heartbeatMs, undefined, { signal: ended }).catch(() => undefined);
    if (!isOver(ended)) await client.query('SELECT 1');
  }
}

/** As a call, because it changes while somebody awaits. */
function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}
