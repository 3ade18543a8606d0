import { expect } from 'chai';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CheckResponse } from '../../src/client/decision-point.js';
import { connectFreshness } from '../support/freshness-client.js';
import type { FreshnessClient } from '../support/freshness-client.js';
import { makeGatewayCache } from '../support/gateway-cache.js';
import { SEND, fillDatabase, makeOperator } from '../support/outage-world.js';
import type { Operator } from '../support/outage-world.js';
import type { TestDatabase } from '../support/postgres.js';
import { forEachPostgres } from '../support/postgres.js';
import { eventually, query } from '../support/query.js';
import { startReplica } from '../support/replica.js';
import type { Replica } from '../support/replica.js';
import { openSession } from '../support/session.js';
import { startTcpProxy, throughProxy } from '../support/tcp-proxy.js';

const UNAVAILABLE = 14;

forEachPostgres('Freshness across replicas', (server) => {
  let database: TestDatabase;
  let operator: Operator;
  let replica: Replica;
  let client: FreshnessClient;
  const addressOf = ({ app }: Replica): string => `127.0.0.1:${String(app.grpcPort)}`;
  before(async () => {
    database = await server.createDatabase();
    await fillDatabase(database.url);
    operator = makeOperator(database.url);
    replica = await startReplica({ DATABASE_URL: await database.serverUrl(), SCOPEGATE_ANSWER_MAX_AGE_MS: '60000' });
    client = connectFreshness(addressOf(replica));
  });
  after(async () => {
    client.close();
    await replica.stop();
    await operator.close();
    await database.drop();
  });

  it('waits until all replicas decide by a revision, or names those that do not', async () => {
    const port = Number(new URL(database.url).port);
    const proxy = await startTcpProxy(port);
    const env = { DATABASE_URL: throughProxy(database.url, proxy), SCOPEGATE_REPLICA_EXPIRY_MS: '3000' };
    const other = await startReplica(env);
    try {
      const key = await operator.createKey();
      const both = await client.waitApplied(key.revision, 5000);
      expect(both.applied).to.equal(true);
      expect(both.appliedBy.map(({ address }) => address.split(':')[0])).to.deep.equal(['127.0.0.1', '127.0.0.1']);
      proxy.setMode('blackhole');
      const revision = await operator.revokeKey(key.id);
      const outcome = await client.waitApplied(revision, 600);
      expect(outcome.applied).to.equal(false);
      expect(outcome.pending.map(({ address }) => address)).to.deep.equal([addressOf(other)]);
      expect(outcome.appliedBy.map(({ address }) => address)).to.deep.equal([addressOf(replica)]);
      const without = await client.waitApplied(revision, 10_000);
      expect([without.applied, without.appliedBy.length]).to.deep.equal([true, 1]);
    } finally {
      proxy.cut();
      await other.stop();
      await proxy.close();
    }
  });

  it('answers by the revision of a write, or says which revision it has', async () => {
    const { authorization, revision, id } = await operator.createKey();
    const ask = async (minRevision: number) => replica.check({ ...SEND, authorization, minRevision });
    expect((await ask(revision)).decision).to.equal('DECISION_ALLOW');
    const denied = await ask(await operator.revokeKey(id));
    expect([denied.decision, denied.detail]).to.deep.equal(['DECISION_DENY', 'revoked']);
    await query(database.url, `SELECT scopegate.define_scope('new:scope', 'General', 'x')`);
    const [row] = await query(database.url, 'SELECT scopegate.current_revision()::int AS revision');
    const bySql = Number(row?.['revision']);
    expect((await ask(bySql)).revision).to.be.least(bySql);
    const error: unknown = await ask(bySql + 1000).catch((problem: unknown) => problem);
    expect(error).to.have.property('code', 'unavailable');
    expect(error)
      .to.have.property('message')
      .that.matches(/min_revision \d+ was not reached in time: .* at revision \d+/);
  });

  it('lets a revocation wait for nothing else that is asked of the database', async () => {
    const env = { SCOPEGATE_DATABASE_CONNECTIONS: '2', SCOPEGATE_DATABASE_TIMEOUT_MS: '5000' };
    const busy = await startReplica({ DATABASE_URL: await database.serverUrl(), ...env });
    const lock = await openSession(database.url);
    const [held, ...unheld] = await Promise.all([1, 2, 3].map(() => operator.createKey()));
    const ask = (key: { authorization: string }) => busy.outcome({ ...SEND, authorization: key.authorization });
    try {
      expect(await ask(held!)).to.equal('scope_held');
      await lock.run('BEGIN');
      await lock.run('LOCK TABLE scopegate.api_key IN ACCESS EXCLUSIVE MODE');
      const waiting = [];
      for (const key of unheld) {
        waiting.push(ask(key));
        await sleep(50);
      }
      const revoked = query(database.url, 'SELECT scopegate.disable_credential($1)', [held!.id]);
      const endsAt = Date.now() + 1500;
      let outcome = 'scope_held';
      while (outcome === 'scope_held' && Date.now() < endsAt) {
        outcome = await Promise.race([ask(held!), sleep(300, 'no answer')]);
      }
      expect(outcome).to.equal('no answer');
      await lock.run('ROLLBACK');
      await Promise.all([...waiting, revoked]);
      expect(await ask(held!)).to.equal('disabled_credential');
    } finally {
      await lock.end();
      await busy.stop();
    }
  });

  it('keeps a gateway that follows the stream from ever serving a revoked key after the event', async function () {
    this.timeout(60_000);
    const keys = await Promise.all(Array.from({ length: 20 }, () => operator.createKey()));
    const cache = makeGatewayCache();
    const inputOf = new Map<string, string>();
    const told = new Set<string>();
    const watching = client.watch(0, (event) => {
      cache.hear(event);
      for (const input of event.inputs) told.add(input);
    });
    await eventually(() => expectTrue(watching.events.length > 0));
    let hits = 0;
    const wrong: string[] = [];
    let isOver = false;
    const serve = async (key: { authorization: string }): Promise<CheckResponse> => {
      const kept = cache.get(key.authorization);
      const input = inputOf.get(key.authorization) ?? '';
      if (kept !== null) {
        hits++;
        if (told.has(input) && kept.decision === 'DECISION_ALLOW') wrong.push(input);
        return kept;
      }
      const answer = await replica.check({ ...SEND, authorization: key.authorization });
      inputOf.set(key.authorization, answer.dependsOn.at(-1) ?? '');
      cache.put(key.authorization, answer);
      return answer;
    };
    const client1 = async (): Promise<void> => {
      while (!isOver) {
        for (const key of keys) await serve(key);
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    for (const key of keys) await serve(key);
    told.clear();
    const clients = [client1(), client1(), client1()];
    for (const key of keys) await operator.revokeKey(key.id);
    await eventually(() => expectTrue([...inputOf.values()].every((input) => told.has(input))));
    for (const key of keys) {
      expect((await serve(key)).decision).to.equal('DECISION_DENY');
    }
    isOver = true;
    await Promise.all(clients);
    watching.cancel();
    expect(wrong).to.deep.equal([]);
    expect(hits).to.be.above(keys.length);
  });

  it('lets no answer be kept that was on its way when its key was revoked', async () => {
    const key = await operator.createKey();
    const cache = makeGatewayCache();
    const watching = client.watch(0, (event) => {
      cache.hear(event);
    });
    const answer = await replica.check({ ...SEND, authorization: key.authorization, minRevision: key.revision });
    const { dependsOn } = answer;
    await eventually(() => expectTrue(cache.put('once', answer)));
    const revision = await operator.revokeKey(key.id);
    await eventually(() => expectTrue(watching.events.some((event) => event.revision >= revision)));
    expect(watching.events.some(({ inputs }) => dependsOn.at(-1) === inputs[0])).to.equal(true);
    expect([cache.get('once'), cache.put('late', answer)]).to.deep.equal([null, false]);
    watching.cancel();
  });

  it('says once a second that nothing has changed, and ends the streams when a replica stops', async () => {
    const ending = await startReplica({ DATABASE_URL: await database.serverUrl() });
    const other = connectFreshness(addressOf(ending));
    const watching = other.watch(0);
    await eventually(() => expectTrue(watching.events.length >= 2));
    expect(watching.events.map(({ kind }) => kind)).to.include('INVALIDATION_KIND_HEARTBEAT');
    expect(watching.events.at(-1)?.stateAgeMs).to.be.below(5000);
    await ending.stop();
    await eventually(() => expectTrue(watching.endedWith === UNAVAILABLE));
    other.close();
  });
});

function expectTrue(condition: boolean): Promise<void> {
  return condition ? Promise.resolve() : Promise.reject(new Error('not yet'));
}
