import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { ScopegateError, messageOf } from '../../base/errors.js';
import type { Log } from '../../base/log.js';
import type { ChangeListener } from '../ports/changes.js';

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
  /** Asked before each attempt: the primary may have moved. */
  readonly findUrl: () => Promise<string>;
  readonly log: Log;
  readonly times: ChangeListenerTimes;
  readonly wake: (revision: number) => void;
  readonly stop: AbortSignal;
  /** Called when it is known whether an attempt succeeded. */
  readonly onAttempted: () => void;
}

/**
 * Listens for commits on a connection of its own, and keeps trying: the database may be down now, may be a standby
 * that is promoted later, or may sit behind a pooler that never delivers. Each new connection wakes once, for what was
 * missed meanwhile. `listen` resolves after the first attempt, whatever came of it.
 */
export function makeChangeListener(
  findUrl: () => Promise<string>,
  log: Log,
  times: Partial<ChangeListenerTimes> = {},
): ChangeListener {
  const usual = { heartbeatMs: 10_000, answerTimeoutMs: 5_000, minPauseMs: 100, maxPauseMs: 5_000 };
  return {
    async listen(wake) {
      const stopping = new AbortController();
      let running: Promise<void> = Promise.resolve();
      await new Promise<void>((onAttempted) => {
        running = keepListening({
          findUrl,
          log,
          times: { ...usual, ...times },
          wake,
          stop: stopping.signal,
          onAttempted,
        });
      });
      return async () => {
        stopping.abort();
        await running;
      };
    },
  };
}

async function keepListening(listening: Listening): Promise<void> {
  const { log, times, stop } = listening;
  let pauseMs = times.minPauseMs;
  let silent = false;
  while (!stop.aborted) {
    try {
      await listenOnce(listening, () => {
        if (silent) log.info({}, 'the database notifies again');
        silent = false;
        pauseMs = times.minPauseMs;
      });
    } catch (error) {
      const problem = messageOf(error);
      if (isOver(stop)) return;
      if (!silent) log.info({ problem }, 'the database does not notify; polling finds changes');
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
    connectionString: await listening.findUrl(),
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
  client.on('notification', ({ payload }) => {
    const revision = Number(payload);
    wake(Number.isSafeInteger(revision) ? revision : 0);
  });
  const giveUp = (): void => {
    socket.destroy();
  };
  stop.addEventListener('abort', giveUp);
  try {
    await client.connect();
    await refusePooler(client);
    await client.query('LISTEN scopegate_changes');
    stop.removeEventListener('abort', giveUp);
    onListening();
    wake(0);
    listening.onAttempted();
    await beat(client, times.heartbeatMs, AbortSignal.any([stop, lost.signal]));
    lost.signal.throwIfAborted();
    await Promise.race([client.end(), sleep(FAREWELL_MS, undefined, { ref: false })]);
  } finally {
    stop.removeEventListener('abort', giveUp);
    socket.destroy();
  }
}

/**
 * A pooler in transaction mode takes LISTEN and never delivers. It is known by this: the process that was named when the
 * connection was made, is not the one that runs the statements.
 */
async function refusePooler(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const named: unknown = Reflect.get(client, 'processID');
  if (named === rows[0]?.pid) return;
  throw new ScopegateError('unavailable', 'a pooler stands between, and notifications do not pass it');
}

/** Tries the link again and again; resolves when `ended`. */
async function beat(client: pg.Client, heartbeatMs: number, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    await sleep(heartbeatMs, undefined, { signal: ended }).catch(() => undefined);
    if (!isOver(ended)) await client.query('SELECT 1');
  }
}

/** A function, because the value changes during an `await`. */
function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}
