import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, query } from '../support/query.js';
import type { StockPostgres } from '../support/stock-postgres.js';
import type { Fault, Scene } from './faults.js';

/**
 * The longest that replicas may stay with a standby that lags while the primary is healthy: the limit of an unflagged
 * answer, one look at all members that waits for one of them, and what a busy machine adds.
 */
const LONGEST_WITH_LAGGING_MS = 6_000;

const someTime = ({ random, pace }: Scene): Promise<void> => sleep(random.between(1500, 5000) * pace);

/** Faults of one primary with two standbys that stand before it in the list of every replica. */
export const STANDBY_FAULTS: readonly Fault[] = [
  {
    name: 'both standbys stop replaying',
    async strike(scene) {
      for (const { url } of scene.standbys) await query(url, 'SELECT pg_wal_replay_pause()');
      await leavesLagging(scene);
      await someTime(scene);
      for (const { url } of scene.standbys) await query(url, 'SELECT pg_wal_replay_resume()');
    },
  },
  {
    name: 'one standby stops replaying again and again',
    async strike(scene) {
      const { url } = scene.random.pick(scene.standbys);
      for (let round = 0; round < 4; round++) {
        await query(url, 'SELECT pg_wal_replay_pause()');
        await sleep(scene.random.between(300, 2200));
        await query(url, 'SELECT pg_wal_replay_resume()');
        await sleep(scene.random.between(100, 1200));
      }
    },
  },
  {
    name: 'the first standby receives nothing',
    async strike(scene) {
      const [first] = scene.standbys;
      if (first === undefined) throw new Error('there is no standby');
      const from = await followNobody(first);
      await leavesLagging(scene);
      await someTime(scene);
      await follow(first, from);
    },
  },
  {
    name: 'a standby is killed and started again',
    async strike(scene) {
      const standby = scene.random.pick(scene.standbys);
      await standby.kill();
      await someTime(scene);
      await standby.start();
    },
  },
  {
    name: 'the primary is out of the reach of one replica',
    async strike(scene) {
      const { link } = scene.random.pick(scene.replicas);
      link.setMode('refuse');
      link.cut();
      await someTime(scene);
      link.setMode('pass');
    },
  },
  {
    name: 'one standby hangs',
    async strike(scene) {
      const standby = scene.random.pick(scene.standbys);
      standby.pause();
      await someTime(scene);
      standby.resume();
    },
  },
];

/** The last one of a run: the old primary does not come back. */
export const PROMOTION: Fault = {
  name: 'the primary is killed while its standbys do not replay, and one of them is promoted',
  async strike(scene) {
    for (const { url } of scene.standbys) await query(url, 'SELECT pg_wal_replay_pause()');
    await sleep(500);
    await scene.postgres.kill();
    await someTime(scene);
    const [promoted, ...others] = await mostReceivedFirst(scene.standbys);
    if (promoted === undefined) throw new Error('there is no standby');
    for (const { url } of scene.standbys) await query(url, 'SELECT pg_wal_replay_resume()');
    await promoted.promote();
    for (const other of others) await follow(other, `host=127.0.0.1 port=${String(promoted.port)} user=scopegate`);
    scene.moveWriters(promoted.url);
  },
};

async function leavesLagging(scene: Scene): Promise<void> {
  const tookMs = await scene.probe();
  if (tookMs <= LONGEST_WITH_LAGGING_MS) return;
  throw new Error(`replicas stayed with a standby that lags for ${String(tookMs)} ms`);
}

async function followNobody({ url }: StockPostgres): Promise<string> {
  const [row] = await query(url, 'SHOW primary_conninfo');
  await follow({ url }, '');
  return String(row?.['primary_conninfo']);
}

async function follow({ url }: Pick<StockPostgres, 'url'>, from: string): Promise<void> {
  await query(url, `ALTER SYSTEM SET primary_conninfo = '${from.replaceAll("'", "''")}'`);
  await query(url, 'SELECT pg_reload_conf()');
}

/** What was acknowledged has been received by one of them at least, so by the one that received most. */
async function mostReceivedFirst(standbys: readonly StockPostgres[]): Promise<StockPostgres[]> {
  const received = await Promise.all(
    standbys.map(async (standby) => {
      const text = `SELECT (coalesce(pg_last_wal_receive_lsn(), '0/0') - '0/0'::pg_lsn)::text AS bytes`;
      const [row] = await eventually(() => query(standby.url, text));
      return { standby, bytes: BigInt(String(row?.['bytes'])) };
    }),
  );
  return received.sort((a, b) => (a.bytes < b.bytes ? 1 : -1)).map(({ standby }) => standby);
}
