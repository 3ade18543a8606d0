import { setTimeout as sleep } from 'node:timers/promises';
import type { Binaries } from '../../src/store/postgres/embedded/binaries.js';
import { grantsFor } from '../../src/store/postgres/roles/grants.js';
import { fillDatabase } from '../support/outage-world.js';
import { query } from '../support/query.js';
import { startStockPostgres } from '../support/stock-postgres.js';
import type { StockPostgres } from '../support/stock-postgres.js';
import { troublesOf, within } from './bounds.js';
import { FAULTS } from './faults.js';
import { PROMOTION, STANDBY_FAULTS } from './standby-faults.js';
import type { Fault, Scene } from './faults.js';
import type { Compared } from '../proofs/verdict.js';
import type { KeyHistory } from './history.js';
import { judge } from './oracle.js';
import type { Observation, Trouble, Verdict } from './oracle.js';
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
  /** `single`: one database. `standbys`: a primary, and two standbys that every replica prefers to it. */
  readonly topology: 'single' | 'standbys';
  readonly say: (line: string) => void;
}

export interface ChaosReport extends Verdict {
  readonly faults: number;
  readonly changes: number;
  /** After each fault, of the slowest replica: until it decides about a key that it never saw, unflagged. */
  readonly recoveriesMs: readonly number[];
  /** What the run itself could not do; it then ends early, and is no proof. */
  readonly troubles: readonly string[];
}

/** However badly a step ends, the next one begins, and the verdict comes. */
const LIMITS_MS = { preparation: 120_000, key: 30_000, fault: 90_000, ending: 15_000, removal: 15_000 };

/** How long a run may last in all, beyond the time within which faults begin. */
export const LONGEST_BEYOND_MS = Object.values(LIMITS_MS).reduce((sum, limitMs) => sum + limitMs, 20_000);

/** Does harm for a while, under steady checks and changes, and compares every answer with what was true. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const postgres = await startStockPostgres(options.binaries);
  const replicas: ChaosReplica[] = [];
  const writers: Writer[] = [];
  try {
    const prepared = prepare({ postgres, replicas, writers }, options);
    const scene = await within(LIMITS_MS.preparation, 'the preparation', prepared);
    return await harm(scene, writers, options);
  } finally {
    const ends = [...replicas.map((replica) => replica.remove()), ...writers.map((writer) => writer.close())];
    await troublesOf(LIMITS_MS.removal, [['the end', Promise.allSettled(ends).then(() => postgres.remove())]]);
  }
}

interface Opened {
  readonly postgres: StockPostgres;
  readonly replicas: ChaosReplica[];
  readonly writers: Writer[];
}

/** A scene, as far as it is set before anything is asked. */
type Stage = Omit<Scene, 'probe' | 'moveWriters'>;

async function prepare({ postgres, replicas, writers }: Opened, options: ChaosOptions): Promise<Stage> {
  await fillDatabase(postgres.url);
  const replicaUrl = await addRole(postgres);
  const standbys = options.topology === 'standbys' ? await addStandbys(postgres) : [];
  const before = standbys.map(({ url }) => asReplica(url));
  for (let number = 0; number < options.replicas; number++) {
    replicas.push(await startChaosReplica(number, replicaUrl, before));
  }
  writers.push(...['chaos maker', 'chaos writer 1', 'chaos writer 2'].map((name) => makeWriter(postgres.url, name)));
  return { postgres, standbys, replicaUrl, replicas, random: makeRandom(options.seed), pace: options.pace };
}

/** What is acknowledged is on one of them at least, so that a promotion loses nothing of it. */
async function addStandbys(postgres: StockPostgres): Promise<readonly StockPostgres[]> {
  const standbys = [await postgres.addStandby(), await postgres.addStandby()];
  await query(postgres.url, `ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (*)'`);
  await query(postgres.url, 'SELECT pg_reload_conf()');
  return standbys;
}

function asReplica(url: string): string {
  return url.replace('scopegate@', 'replica@');
}

/** Replicas connect as an ordinary role, so that filling its connections leaves the writers theirs. */
async function addRole(postgres: StockPostgres): Promise<string> {
  await query(postgres.url, 'CREATE ROLE replica LOGIN');
  await query(postgres.url, grantsFor('serve', 'replica'));
  return asReplica(postgres.url);
}

async function harm(stage: Stage, writers: readonly Writer[], options: ChaosOptions): Promise<ChaosReport> {
  const observations: Observation[] = [];
  const maker = writers[0]!;
  const scene: Scene = {
    ...stage,
    probe: async () => recovery(stage.replicas, await maker.makeKey(), observations),
    moveWriters(url) {
      for (const writer of writers) writer.moveTo(url);
    },
  };
  const stopping = new AbortController();
  const { signal } = stopping;
  const writing = writers.slice(1).map((writer, index) => writer.run(makeRandom(options.seed + 1000 + index), signal));
  const asking = scene.replicas.flatMap((replica) =>
    [1, 2].map((loop) =>
      ask(replica, { writers, observations, stop: signal, random: makeRandom(options.seed + loop) }),
    ),
  );
  const recoveriesMs: number[] = [];
  const harmed: Trouble[] = [];
  const troubles = await strikeAll(scene, { maker, observations, recoveriesMs, harmed }, options);
  stopping.abort();
  const ending = [
    ...writing.map((one) => ['a writer', one] as const),
    ...asking.map((one) => ['a caller', one] as const),
  ];
  troubles.push(...(await troublesOf(LIMITS_MS.ending, ending)));
  const changes = writers.reduce((sum, writer) => sum + writer.changes, 0);
  return { ...judge(observations, PROMISES, harmed), faults: recoveriesMs.length, changes, recoveriesMs, troubles };
}

interface Striking {
  /** Of its own: a writer does one thing after the other. */
  readonly maker: Writer;
  readonly observations: Observation[];
  readonly recoveriesMs: number[];
  readonly harmed: Trouble[];
}

/** After a recovery: for connections that are still being made anew. */
const SETTLING_MS = 300;

/** One fault after the other; answers with what went wrong with the run itself, which ends it. */
async function strikeAll(scene: Scene, striking: Striking, options: ChaosOptions): Promise<string[]> {
  const endsAt = Date.now() + options.lastMs;
  const faults = options.topology === 'standbys' ? STANDBY_FAULTS : FAULTS;
  let queue: Fault[] = [];
  let isLast = false;
  while (!isLast) {
    if (queue.length === 0) queue = scene.random.shuffle(faults);
    isLast = Date.now() >= endsAt;
    if (isLast && options.topology === 'single') break;
    const fault = isLast ? PROMOTION : queue.pop()!;
    const trouble = { fromMs: Infinity, toMs: Infinity };
    striking.harmed.push(trouble);
    try {
      const unseen = await within(LIMITS_MS.key, 'making a key', striking.maker.makeKey());
      await sleep(scene.random.between(500, 1500));
      const beganAt = Date.now();
      trouble.fromMs = beganAt;
      await within(LIMITS_MS.fault, fault.name, fault.strike(scene));
      const lastedMs = Date.now() - beganAt;
      const recoveryMs = await recovery(scene.replicas, unseen, striking.observations);
      trouble.toMs = Date.now() + SETTLING_MS;
      striking.recoveriesMs.push(recoveryMs);
      options.say(`${fault.name}: lasted ${String(lastedMs)} ms, over after ${String(recoveryMs)} ms`);
    } catch (error) {
      return [`${fault.name}: ${String(error)}`];
    }
  }
  return [];
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

/** The least that a run must have compared, by how many faults it made. */
export function leastOf({ faults, allows, denies, quietAnswers }: ChaosReport): readonly Compared[] {
  return [
    { what: 'faults', got: faults, least: 1 },
    { what: 'allows with the true history', got: allows, least: 20 * faults },
    { what: 'denies with the true history', got: denies, least: 20 * faults },
    { what: 'answers in quiet times', got: quietAnswers, least: 10 * faults },
  ];
}
