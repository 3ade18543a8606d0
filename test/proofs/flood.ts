import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { SEND } from '../support/outage-world.js';
import { query } from '../support/query.js';
import type { FloodResult } from './flood-sender.js';
import { percentilesOf } from './percentiles.js';
import type { Percentiles } from './percentiles.js';
import type { ProofReplica } from './replicas.js';

export interface FloodOptions {
  readonly databaseUrl: string;
  readonly replica: ProofReplica;
  /** `Authorization` of keys that the replica holds. */
  readonly hot: readonly string[];
  readonly perSecond: number;
  readonly seconds: number;
}

export interface FloodReport extends FloodResult {
  /** Of keys that are held, while the flood lasts. */
  readonly hotAllowed: number;
  readonly hotOther: number;
  readonly hotMs: Percentiles;
  /** Transactions of the database a second, of whatever kind, before and during the flood. */
  readonly quietReadsPerSecond: number;
  readonly floodReadsPerSecond: number;
  /** Until the last of the flood was answered. */
  readonly lastedMs: number;
}

const SENDER = fileURLToPath(new URL('./flood-sender.ts', import.meta.url));
const QUIET_MS = 3000;
const HOT_BATCH = 100;

/** Floods one replica with unknown keys, and asks it about those that it holds meanwhile. */
export async function flood(options: FloodOptions): Promise<FloodReport> {
  const { databaseUrl, replica, perSecond, seconds } = options;
  const words = [replica.service.grpcAddress, String(perSecond), String(seconds)];
  const sender = fork(SENDER, words, { execArgv: ['--import=tsx'] });
  const ended = once(sender, 'exit');
  await once(sender, 'message');
  const quiet = await watchReads(databaseUrl, () => sleep(QUIET_MS));
  const asking = new AbortController();
  const hot = askHot(options, asking.signal);
  const result = once(sender, 'message') as Promise<[FloodResult]>;
  const flooded = await watchReads(databaseUrl, () => {
    sender.send('begin');
    return result;
  });
  asking.abort();
  await ended;
  const { allowed, other, tookMs } = await hot;
  return {
    ...(await result)[0],
    hotAllowed: allowed,
    hotOther: other,
    hotMs: percentilesOf(tookMs),
    quietReadsPerSecond: quiet.perSecond,
    floodReadsPerSecond: flooded.perSecond,
    lastedMs: flooded.lastedMs,
  };
}

/** Asks about every one of these keys once. */
export async function askAll(replica: ProofReplica, authorizations: readonly string[]): Promise<Map<string, number>> {
  const outcomes = new Map<string, number>();
  for (let from = 0; from < authorizations.length; from += 1000) {
    const requests = authorizations.slice(from, from + 1000).map((authorization) => ({ ...SEND, authorization }));
    const answered = await replica.client.checkBatch(requests);
    for (const { response, error } of answered.outcomes) {
      const outcome = response?.reason ?? error?.code ?? '';
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
  }
  return outcomes;
}

/** One by one for their times, and a hundred at once for their number. */
async function askHot({ replica, hot }: FloodOptions, stop: AbortSignal) {
  const found = { allowed: 0, other: 0, tookMs: [] as number[] };
  const pick = () => ({ ...SEND, authorization: hot[Math.floor(Math.random() * hot.length)]! });
  const note = (reason: string | undefined): void => {
    if (reason === 'REASON_SCOPE_HELD') found.allowed++;
    else found.other++;
  };
  const single = async (): Promise<void> => {
    while (!stop.aborted) {
      const askedAtMs = performance.now();
      note((await replica.client.check(pick()).catch(() => undefined))?.reason);
      found.tookMs.push(performance.now() - askedAtMs);
      await sleep(5);
    }
  };
  const many = async (): Promise<void> => {
    while (!stop.aborted) {
      const { outcomes } = await replica.client.checkBatch(Array.from({ length: HOT_BATCH }, pick));
      for (const { response } of outcomes) note(response?.reason);
      await sleep(20);
    }
  };
  await Promise.all([single(), many()]);
  return found;
}

/** How many transactions the database has ended; it takes a moment to count them. */
async function transactions(url: string): Promise<number> {
  await sleep(1200);
  const [row] = await query(
    url,
    'SELECT (xact_commit + xact_rollback)::float8 AS n FROM pg_stat_database WHERE datname = current_database()',
  );
  return Number(row?.['n']);
}

async function watchReads(url: string, last: () => Promise<unknown>): Promise<{ perSecond: number; lastedMs: number }> {
  const before = await transactions(url);
  const beganAtMs = performance.now();
  await last();
  const lastedMs = performance.now() - beganAtMs;
  const after = await transactions(url);
  const countedMs = performance.now() - beganAtMs;
  return { perSecond: ((after - before) * 1000) / countedMs, lastedMs };
}
