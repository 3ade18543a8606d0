import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { silentLog } from '../../../src/base/log.js';
import { makeHeartbeat } from '../../../src/service/decision/freshness/heartbeat.js';
import { makeWaitApplied } from '../../../src/service/decision/freshness/wait-applied.js';
import { makePool } from '../../../src/store/postgres/pool.js';
import type { Pool } from '../../../src/store/postgres/pool.js';
import { makeReplicaRegistry } from '../../../src/store/postgres/replica-registry.js';
import type { ReplicaRegistry, ReplicaState } from '../../../src/store/ports/replicas.js';
import type { TestDatabase } from '../../support/postgres.js';
import { forEachPostgres } from '../../support/postgres.js';
import { eventually, query } from '../../support/query.js';

function stateOf(name: string, appliedRevision: number): ReplicaState {
  return { id: randomUUID(), name, address: '127.0.0.1:50051', startedAtMs: Date.now(), appliedRevision };
}

forEachPostgres('the registry of replicas', (server) => {
  let database: TestDatabase;
  let pool: Pool;
  let registry: ReplicaRegistry;
  beforeEach(async () => {
    database = await server.createDatabase();
    pool = makePool(database.url, { log: silentLog });
    registry = makeReplicaRegistry(pool);
  });
  afterEach(async () => {
    await pool.close();
    await database.drop();
  });
  const waitFor = (revision: number, timeoutMs: number) =>
    makeWaitApplied({ registry, clock: Date.now })({ revision, deadlineMs: Date.now() + timeoutMs });
  const names = async () => (await registry.listLive()).map(({ name }) => name);
  const currentRevision = async () =>
    (await query(database.url, 'SELECT scopegate.current_revision()::int AS revision'))[0]?.['revision'];

  it('knows the newest word of each replica, and makes no revision of it', async () => {
    const before = await currentRevision();
    const one = stateOf('one', 3);
    await registry.announce(one, 10_000);
    await registry.announce(stateOf('another', 5), 10_000);
    await registry.announce({ ...one, appliedRevision: 4 }, 10_000);
    const live = await registry.listLive();
    expect(live.map(({ name, appliedRevision }) => [name, appliedRevision])).to.deep.equal([
      ['another', 5],
      ['one', 4],
    ]);
    expect(live[1]).to.include({ id: one.id, address: '127.0.0.1:50051' });
    expect(live[1]?.seenAgeMs).to.be.within(0, 10_000);
    expect(await currentRevision()).to.equal(before);
    expect(await query(database.url, 'SELECT * FROM scopegate.pending_change')).to.deep.equal([]);
  });

  it('forgets one that says goodbye at once, and a dead one when its time is over', async () => {
    const polite = stateOf('polite', 1);
    await registry.announce(polite, 10_000);
    await registry.announce(stateOf('killed', 1), 50);
    await registry.remove(polite.id);
    await eventually(async () => {
      expect(await names()).to.deep.equal([]);
    });
    await registry.announce(stateOf('next', 1), 10_000);
    const rows = await query(database.url, 'SELECT name FROM scopegate.replica');
    expect(rows).to.deep.equal([{ name: 'next' }]);
  });

  it('names those that have not applied a revision, at the deadline', async () => {
    await registry.announce(stateOf('behind', 6), 10_000);
    await registry.announce(stateOf('there', 7), 10_000);
    const outcome = await waitFor(7, 60);
    expect(outcome.isApplied).to.equal(false);
    expect(outcome.pending.map(({ name }) => name)).to.deep.equal(['behind']);
    expect(outcome.applied.map(({ name }) => name)).to.deep.equal(['there']);
  });

  it('lets a waiter go as soon as the last replica has applied the revision, or is dead', async () => {
    const behind = stateOf('behind', 6);
    await registry.announce(behind, 10_000);
    await registry.announce(stateOf('dying', 6), 200);
    const waiting = waitFor(7, 20_000);
    await registry.announce({ ...behind, appliedRevision: 7 }, 10_000);
    const outcome = await waiting;
    expect(outcome.isApplied).to.equal(true);
    expect(outcome.applied.map(({ name }) => name)).to.deep.equal(['behind']);
  });

  it('hears of a revision from a heartbeat at once, not at its next beat', async () => {
    let applied = 1;
    const replica = stateOf('beating', 0);
    const heartbeat = makeHeartbeat({
      registry,
      replica,
      appliedRevision: () => applied,
      livesForMs: 60_000,
      everyMs: 60_000,
      log: silentLog,
    });
    await heartbeat.start();
    expect((await waitFor(1, 0)).isApplied).to.equal(true);
    for (applied = 2; applied < 20; applied++) heartbeat.noteApplied();
    expect((await waitFor(19, 20_000)).isApplied).to.equal(true);
    await heartbeat.stop();
    expect(await names()).to.deep.equal([]);
  });
});
