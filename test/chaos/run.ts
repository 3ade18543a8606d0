import { setTimeout as sleep } from 'node:timers/promises';
import type { Binaries } from '../../src/store/postgres/embedded/binaries.js';
import { fillDatabase } from '../support/outage-world.js';
import { query } from '../support/query.js';
import { startStockPostgres } from '../support/stock-postgres.js';
import type { StockPostgres } from '../support/stock-postgres.js';
import { FAULTS } from './faults.js';
import type { Fault, Scene } from './faults.js';
import type { KeyHistory } from './history.js';
import { judge } from './oracle.js';
import type { Observation, Verdict } from './oracle.js';
import { makeRandom } from './random.js';
import type { Random } from './random.js';
import { PROMISES, startChaosReplica } from './replicas.js';
import type { ChaosReplica } from './replicas.js';
import { makeWriter } from './writer.js';
import type { Writer } from './writer.js';

export interface ChaosOptions {
  readonly binaries: Binaries;
  readonly seed: number;
  /** No fault begins after that. */
  readonly lastMs: number;
  readonly replicas: number;
  readonly pace: number;
  readonly say: (line: string) => void;
}

export interface ChaosReport extends Verdict {
  readonly faults: number;
  readonly changes: number;
  /** After each fault, of the slowest replica: until it decides about a key that it never saw, unflagged. */
  readonly recoveriesMs: readonly number[];
}

/** Does harm for a while, under steady checks and changes, and compares every answer with what was true. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const postgres = await startStockPostgres(options.binaries);
  const replicas: ChaosReplica[] = [];
  const writers: Writer[] = [];
  try {
    await fillDatabase(postgres.url);
    const replicaUrl = await addRole(postgres);
    for (let number = 0; number < options.replicas; number++) {
      replicas.push(await startChaosReplica(number, replicaUrl));
    }
    writers.push(...['chaos maker', 'chaos writer 1', 'chaos writer 2'].map((name) => makeWriter(postgres.url, name)));
    const random = makeRandom(options.seed);
    const scene = { postgres, replicaUrl, replicas, random, pace: options.pace };
    return await harm(scene, writers, options);
  } finally {
    for (const replica of replicas) await replica.remove();
    for (const writer of writers) await writer.close();
    await postgres.remove();
  }
}

/** Replicas connect as an ordinary role, so that filling its connections leaves the writers theirs. */
async function addRole(postgres: StockPostgres): Promise<string> {
  await query(postgres.url, 'CREATE ROLE replica LOGIN; GRANT pg_read_all_data, pg_write_all_data TO replica');
  return postgres.url.replace('scopegate@', 'replica@');
}

async function harm(scene: Scene, writers: readonly Writer[], options: ChaosOptions): Promise<ChaosReport> {
  const observations: Observation[] = [];
  const stopping = new AbortController();
  const { signal } = stopping;
  const writing = writers.slice(1).map((writer, index) => writer.run(makeRandom(options.seed + 1000 + index), signal));
  const asking = scene.replicas.flatMap((replica) =>
    [1, 2].map((loop) =>
      ask(replica, { writers, observations, stop: signal, random: makeRandom(options.seed + loop) }),
    ),
  );
  // Of its own: a writer does one thing after the other.
  const [maker] = writers;
  const recoveriesMs: number[] = [];
  const endsAt = Date.now() + options.lastMs;
  let queue: Fault[] = [];
  while (Date.now() < endsAt) {
    if (queue.length === 0) queue = scene.random.shuffle(FAULTS);
    const fault = queue.pop()!;
    const unseen = await maker!.makeKey();
    await sleep(scene.random.between(200, 800));
    const beganAt = Date.now();
    await fault.strike(scene);
    const lastedMs = Date.now() - beganAt;
    const recoveryMs = await recovery(scene.replicas, unseen, observations);
    recoveriesMs.push(recoveryMs);
    options.say(`${fault.name}: lasted ${String(lastedMs)} ms, over after ${String(recoveryMs)} ms`);
  }
  stopping.abort();
  await Promise.all([...writing, ...asking]);
  const changes = writers.reduce((sum, writer) => sum + writer.changes, 0);
  return { ...judge(observations, PROMISES), faults: recoveriesMs.length, changes, recoveriesMs };
}

interface Asking {
  readonly writers: readonly Writer[];
  readonly observations: Observation[];
  readonly stop: AbortSignal;
  readonly random: Random;
}

async function ask(replica: ChaosReplica, { writers, observations, stop, random }: Asking): Promise<void> {
  while (!stop.aborted) {
    const { keys } = random.pick(writers.slice(1));
    // The newest are asked about most: they are what changes, and what a replica does not hold yet.
    const key = random.between(1, 2) === 1 ? keys.at(-random.between(1, 10)) : keys[random.between(0, keys.length - 1)];
    if (key !== undefined) observations.push(await replica.ask(key));
    await sleep(random.between(2, 12));
  }
}

const GIVE_UP_MS = 20_000;

/** Until every replica decides about a key that it has never looked up, by state that needs no flag. */
async function recovery(
  replicas: readonly ChaosReplica[],
  unseen: KeyHistory,
  observations: Observation[],
): Promise<number> {
  const endedAt = Date.now();
  await Promise.all(
    replicas.map(async (replica) => {
      while (Date.now() - endedAt < GIVE_UP_MS) {
        const seen = await replica.ask(unseen);
        observations.push(seen);
        if (seen.outcome === 'scope_held' && !seen.isDegraded) return;
        await sleep(10);
      }
    }),
  );
  return Date.now() - endedAt;
}
