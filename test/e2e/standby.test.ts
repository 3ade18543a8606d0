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

  it('flag answers, and call no key unknown, while the standby receives nothing', async () => {
    const replica = await startReplica({ DATABASE_URL: `${standby.url},${primary.url}` });
    try {
      const known = await operator.createKey();
      await replica.check({ ...SEND, authorization: known.authorization, minRevision: known.revision });
      await query(standby.url, 'SELECT pg_wal_replay_pause()');
      await sleep(1500);
      const unseen = await operator.createKey();
      expect(await replica.outcome({ ...SEND, authorization: known.authorization })).to.equal('scope_held, degraded');
      expect(await replica.outcome({ ...SEND, authorization: unseen.authorization })).to.equal('unavailable');
      await query(standby.url, 'SELECT pg_wal_replay_resume()');
      await becomes(replica, unseen.authorization, 'scope_held');
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
