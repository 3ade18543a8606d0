import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { StockPostgres } from '../support/stock-postgres.js';
import type { ChaosReplica } from './replicas.js';
import type { Random } from './random.js';

export interface Scene {
  readonly postgres: StockPostgres;
  /** What replicas connect as: without the places that are kept for superusers. */
  readonly replicaUrl: string;
  readonly replicas: readonly ChaosReplica[];
  /** That follow `postgres`; none in the topology of one database. */
  readonly standbys: readonly StockPostgres[];
  /** Makes a key, and measures until every replica decides about it, unflagged. */
  probe(): Promise<number>;
  /** From now on changes are made there. */
  moveWriters(url: string): void;
  readonly random: Random;
  /** 1 for the times of a whole run; less for a short one. */
  readonly pace: number;
}

/** Does harm, and resolves when it has ended. */
export interface Fault {
  readonly name: string;
  strike(scene: Scene): Promise<void>;
}

const someTime = ({ random, pace }: Scene, leastMs: number, mostMs: number): Promise<void> =>
  sleep(random.between(leastMs, mostMs) * pace);

export const FAULTS: readonly Fault[] = [
  {
    name: 'PostgreSQL is killed and started again',
    async strike(scene) {
      await scene.postgres.kill();
      await someTime(scene, 500, 4000);
      await scene.postgres.start();
    },
  },
  {
    name: 'PostgreSQL is restarted in order',
    async strike({ postgres }) {
      await postgres.stop();
      await postgres.start();
    },
  },
  {
    name: 'PostgreSQL hangs for 10 s',
    async strike({ postgres, pace }) {
      postgres.pause();
      await sleep(10_000 * pace);
      postgres.resume();
    },
  },
  {
    name: 'all connections are taken, and those of the replicas cut',
    async strike(scene) {
      const taken = await takeConnections(scene.replicaUrl);
      for (const { link } of scene.replicas) link.cut();
      await someTime(scene, 1500, 4000);
      await Promise.all(taken.map((client) => client.end()));
    },
  },
  {
    name: 'every link is cut again and again',
    async strike({ replicas, random }) {
      for (let round = 0; round < 8; round++) {
        for (const { link } of replicas) link.cut();
        await sleep(random.between(10, 200));
      }
    },
  },
  {
    name: 'one replica cannot connect',
    async strike(scene) {
      const { link } = scene.random.pick(scene.replicas);
      link.setMode('refuse');
      link.cut();
      await someTime(scene, 1000, 7000);
      link.setMode('pass');
    },
  },
  {
    name: 'one link is a black hole, and then delivers late',
    async strike(scene) {
      const { link } = scene.random.pick(scene.replicas);
      link.setMode('blackhole');
      await someTime(scene, 1000, 7000);
      link.setMode('pass');
    },
  },
  {
    name: 'every link is a black hole, and then cut',
    async strike(scene) {
      for (const { link } of scene.replicas) link.setMode('blackhole');
      await someTime(scene, 1000, 4000);
      for (const { link } of scene.replicas) {
        link.cut();
        link.setMode('pass');
      }
    },
  },
  {
    name: 'links are slow, and connections overtake one another',
    async strike(scene) {
      for (const { link } of scene.replicas) link.setDelay((connection) => (connection % 4) * 60);
      for (const { link } of scene.replicas) link.cut();
      await someTime(scene, 1000, 4000);
      for (const { link } of scene.replicas) {
        link.setDelay(0);
        link.cut();
      }
    },
  },
  {
    name: 'a replica is killed and started again',
    async strike({ replicas, random }) {
      const replica = random.pick(replicas);
      await replica.kill();
      await replica.start();
    },
  },
  {
    name: 'a replica starts while PostgreSQL is away',
    async strike(scene) {
      const replica = scene.random.pick(scene.replicas);
      await scene.postgres.kill();
      await replica.kill();
      const starting = replica.start();
      await someTime(scene, 0, 4000);
      await scene.postgres.start();
      await starting;
    },
  },
];

/** As many as there are; the database refuses the next one. */
async function takeConnections(url: string): Promise<pg.Client[]> {
  const taken: pg.Client[] = [];
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      taken.push(client);
    } catch {
      return taken;
    }
  }
}
