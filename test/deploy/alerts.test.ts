import { expect } from 'chai';
import { CONTRACT_POLICY } from '../support/credential-contract.js';
import { suiteWith } from '../support/prerequisites.js';
import { programOf } from '../support/programs.js';
import { startThrowawayServer } from '../support/postgres.js';
import type { PrivateServer, TestDatabase } from '../support/postgres.js';
import { startPrometheus } from '../support/prometheus.js';
import type { RunningPrometheus } from '../support/prometheus.js';
import { eventually, query } from '../support/query.js';
import { startReplica } from '../support/replica.js';
import type { Replica } from '../support/replica.js';

const PUBLIC = { method: 'GET', path: '/status' };

suiteWith(programOf('prometheus'), 'The alerts of a Prometheus that scrapes a live service', function () {
  this.timeout(90_000);
  let server: PrivateServer;
  let database: TestDatabase;
  let replica: Replica;
  let prometheus: RunningPrometheus;
  let asking: NodeJS.Timeout;
  before(async () => {
    server = await startThrowawayServer();
    database = await server.createDatabase();
    await query(database.url, CONTRACT_POLICY);
    replica = await startReplica({ DATABASE_URL: database.url });
    prometheus = await startPrometheus(new URL(replica.httpUrl).host);
    // Nobody is told of degraded decisions where nobody asks.
    asking = setInterval(() => void replica.outcome(PUBLIC), 100);
  });
  after(async () => {
    clearInterval(asking);
    await prometheus.stop();
    await replica.stop();
    await server.remove();
  });

  const fires = (...names: readonly string[]): Promise<void> =>
    eventually(async () => {
      expect(await prometheus.firing()).to.include.members([...names]);
    }, 60_000);
  const isQuiet = (): Promise<void> =>
    eventually(async () => {
      expect(await prometheus.firing()).to.deep.equal([]);
    }, 30_000);

  it('are silent while all is well', async () => {
    await eventually(async () => {
      expect(await prometheus.value('sum(scopegate_decisions_total)')).to.be.greaterThan(10);
      expect(await prometheus.value('scopegate:questions:rate5m')).to.be.greaterThan(0);
    });
    await isQuiet();
  });

  it('fire when PostgreSQL is killed: stale policy, degraded decisions, failing reads', async () => {
    await server.kill();
    await fires('ScopegateStalePolicy', 'ScopegateDegradedDecisions', 'ScopegateStoreErrors');
  });

  it('end by themselves once it is back', async () => {
    await server.restart();
    await eventually(async () => {
      expect(await prometheus.firing()).not.to.include('ScopegateStalePolicy');
    }, 30_000);
  });

  it('fire when the service itself is gone', async () => {
    clearInterval(asking);
    await replica.stop();
    await fires('ScopegateDown');
  });
});
