import { expect } from 'chai';
import { setTimeout as sleep } from 'node:timers/promises';
import { suiteWith } from '../support/prerequisites.js';
import { SEND, fillDatabase, makeOperator } from '../support/outage-world.js';
import type { Operator } from '../support/outage-world.js';
import { eventually, query } from '../support/query.js';
import { startReplica } from '../support/replica.js';
import type { Replica } from '../support/replica.js';
import { STOCK_POSTGRES, startStockPostgres } from '../support/stock-postgres.js';
import type { StockPostgres } from '../support/stock-postgres.js';
import { startTcpProxy, throughProxy } from '../support/tcp-proxy.js';
import type { TcpProxy } from '../support/tcp-proxy.js';

/** Repeats the question until the outcome is as expected. */
async function becomes(replica: Replica, authorization: string, expected: string, timeoutMs = 5000): Promise<void> {
  await eventually(async () => {
    expect(await replica.outcome({ ...SEND, authorization })).to.equal(expected);
  }, timeoutMs);
}

const BACK = 'the standby follows closely again, and is read from in its turn';

async function pollsSeen(url: string): Promise<number> {
  const sql = `SELECT count(*)::int AS seen FROM pg_stat_activity
    WHERE application_name = 'scopegate' AND query LIKE '%scopegate.change c%'`;
  return Number((await query(url, sql))[0]?.['seen']);
}

suiteWith(STOCK_POSTGRES, 'A primary and its hot standby', function (binaries) {
  this.timeout(60_000);
  let primary: StockPostgres;
  let standby: StockPostgres;
  let operator: Operator;

  beforeEach(async () => {
    primary = await startStockPostgres(binaries);
    await fillDatabase(primary.url);
    standby = await primary.addStandby();
    operator = makeOperator(primary.url);
  });
  afterEach(async () => {
    await operator.close();
    await primary.remove();
  });

  it('serve one replica together: reads from the standby, and the promotion is survived', async () => {
    const replica = await startReplica({ DATABASE_URL: `${standby.url}, ${primary.url}` });
    try {
      const [kept, revoked] = [await operator.createKey(), await operator.createKey()];
      const ask = (key: { authorization: string; revision: number }) =>
        replica.outcome({ ...SEND, authorization: key.authorization, minRevision: key.revision });
      expect([await ask(kept), await ask(revoked)]).to.deep.equal(['scope_held', 'scope_held']);
      await eventually(async () => {
        expect(await pollsSeen(standby.url)).to.equal(1);
      });
      expect(await pollsSeen(primary.url)).to.equal(0);
      const revision = await operator.revokeKey(revoked.id);
      expect(await ask({ ...revoked, revision })).to.equal('disabled_credential');
      await sleep(1500);
      expect(await ask(kept), 'a standby that follows is no outage').to.equal('scope_held');

      await primary.kill();
      await becomes(replica, kept.authorization, 'scope_held, degraded');
      await standby.promote();
      await becomes(replica, kept.authorization, 'scope_held');
      const promoted = makeOperator(standby.url);
      const fresh = await promoted.createKey();
      expect(await ask(fresh)).to.equal('scope_held');

      // The old primary comes back, knows of nothing, and is written to by mistake.
      await primary.start();
      await operator.revokeKey(kept.id);
      await sleep(1500);
      expect([await ask(kept), await ask(fresh)]).to.deep.equal(['scope_held', 'scope_held']);
      await promoted.close();
    } finally {
      await replica.stop();
    }
  });

  it('take over soon what the primary notifies of, also where the standby has it a moment later', async () => {
    const env = { SCOPEGATE_POLL_INTERVAL_MS: '30000' };
    const replica = await startReplica({ DATABASE_URL: `${standby.url},${primary.url}`, ...env });
    try {
      const key = await operator.createKey();
      const { authorization, revision } = key;
      expect(await replica.outcome({ ...SEND, authorization, minRevision: revision })).to.equal('scope_held');
      await operator.revokeKey(key.id);
      await becomes(replica, authorization, 'disabled_credential', 10_000);
    } finally {
      await replica.stop();
    }
  });

  /** Collects every outcome until it is stopped. */
  function watch(replica: Replica, authorization: string): { stop(): Promise<Map<string, number>> } {
    const outcomes = new Map<string, number>();
    const state = { isOver: false };
    const asking = (async () => {
      while (!state.isOver) {
        const outcome = await replica.outcome({ ...SEND, authorization });
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        await sleep(20);
      }
    })();
    return {
      async stop() {
        state.isOver = true;
        await asking;
        return outcomes;
      },
    };
  }

  async function metric(replica: Replica, name: string): Promise<number> {
    const page = await (await fetch(`${replica.httpUrl}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(page)?.[1]);
  }

  it('leave a standby that stops replaying for the primary, and go back when it follows', async () => {
    const other = await primary.addStandby();
    const lines: { level: string; message: string; fields: object }[] = [];
    const line = (level: string) => (fields: object, message: string) => void lines.push({ level, message, fields });
    const log = { debug: () => undefined, info: line('info'), warn: line('warn'), error: line('error') };
    const url = [standby.url, other.url, primary.url].join(',');
    const replica = await startReplica({ DATABASE_URL: url }, log);
    try {
      const [kept, revoked] = [await operator.createKey(), await operator.createKey()];
      for (const { authorization, revision } of [kept, revoked])
        await replica.check({ ...SEND, authorization, minRevision: revision });
      await eventually(async () => {
        expect(await pollsSeen(standby.url)).to.equal(1);
      });
      for (const paused of [standby, other]) await query(paused.url, 'SELECT pg_wal_replay_pause()');
      await operator.revokeKey(revoked.id);
      // The bound of a degraded answer, one look at all members, and one poll.
      await becomes(replica, revoked.authorization, 'disabled_credential', 3500);
      const unseen = await operator.createKey();
      const watched = watch(replica, kept.authorization);
      await becomes(replica, unseen.authorization, 'scope_held', 2000);
      await sleep(3000);
      expect([...(await watched.stop()).keys()], 'the primary is fresh').to.deep.equal(['scope_held']);
      expect(await metric(replica, 'scopegate_lagging_standbys')).to.equal(2);
      expect(await metric(replica, 'scopegate_standbys_passed_over_total')).to.equal(2);
      const passedOver = lines.filter(({ message }) => message.startsWith('a standby lags behind'));
      expect(passedOver).to.have.length(2);

      await query(standby.url, 'SELECT pg_wal_replay_resume()');
      await eventually(async () => {
        expect(await metric(replica, 'scopegate_lagging_standbys')).to.equal(1);
      });
      expect(lines.map(({ message }) => message)).to.include(BACK);
    } finally {
      await replica.stop();
    }
  });

  it('flag answers, and call no key unknown, while nothing but a standby that lags is in reach', async () => {
    const proxy: TcpProxy = await startTcpProxy(primary.port);
    const replica = await startReplica({ DATABASE_URL: `${standby.url},${throughProxy(primary.url, proxy)}` });
    try {
      const known = await operator.createKey();
      await replica.check({ ...SEND, authorization: known.authorization, minRevision: known.revision });
      proxy.setMode('refuse');
      proxy.cut();
      await query(standby.url, 'SELECT pg_wal_replay_pause()');
      await sleep(1500);
      const unseen = await operator.createKey();
      expect(await replica.outcome({ ...SEND, authorization: known.authorization })).to.equal('scope_held, degraded');
      const failure = await replica.check({ ...SEND, authorization: unseen.authorization }).then(
        () => 'an answer',
        (error: unknown) => String(error),
      );
      expect(failure).to.match(
        /not cached here, and no database has confirmed for \d+\.\d s that this replica is up to date/,
      );
      await query(standby.url, 'SELECT pg_wal_replay_resume()');
      proxy.setMode('pass');
      await becomes(replica, unseen.authorization, 'scope_held');
    } finally {
      await replica.stop();
      await proxy.close();
    }
  });

  it('are both passed over for the promoted one after the primary was killed', async () => {
    const other = await primary.addStandby();
    const url = [standby.url, other.url, primary.url].join(',');
    const replica = await startReplica({ DATABASE_URL: url });
    try {
      const key = await operator.createKey();
      await replica.check({ ...SEND, authorization: key.authorization, minRevision: key.revision });
      await primary.kill();
      await becomes(replica, key.authorization, 'scope_held, degraded');
      await other.promote();
      // The standby that stands first follows nobody now.
      await becomes(replica, key.authorization, 'scope_held', 3500);
      const promoted = makeOperator(other.url);
      await promoted.revokeKey(key.id);
      await promoted.close();
      await becomes(replica, key.authorization, 'disabled_credential', 2000);
    } finally {
      await replica.stop();
    }
  });

  it('never take a replica back in time: a standby that is behind is waited for', async () => {
    const proxy: TcpProxy = await startTcpProxy(primary.port);
    const replica = await startReplica({ DATABASE_URL: `${throughProxy(primary.url, proxy)},${standby.url}` });
    try {
      const key = await operator.createKey();
      const { authorization } = key;
      await replica.check({ ...SEND, authorization, minRevision: key.revision });
      await eventually(async () => {
        const [row] = await query(standby.url, 'SELECT scopegate.current_revision()::int AS revision');
        expect(row?.['revision']).to.equal(key.revision);
      });
      await query(standby.url, 'SELECT pg_wal_replay_pause()');
      const minRevision = await operator.revokeKey(key.id);
      expect(await replica.outcome({ ...SEND, authorization, minRevision })).to.equal('disabled_credential');

      proxy.setMode('refuse');
      proxy.cut();
      const outcomes = new Set<string>();
      for (const endsAt = Date.now() + 4000; Date.now() < endsAt;) {
        outcomes.add(await replica.outcome({ ...SEND, authorization }));
        await sleep(20);
      }
      expect([...outcomes].filter((outcome) => outcome.startsWith('scope_held'))).to.deep.equal([]);
      await query(standby.url, 'SELECT pg_wal_replay_resume()');
      await eventually(async () => {
        expect(await replica.outcome({ ...SEND, authorization })).to.match(/^disabled_credential/);
      });
    } finally {
      await replica.stop();
      await proxy.close();
    }
  });
});
