import { expect } from 'chai';
import { startManageWorld } from '../../../support/manage-world.js';
import type { Body, ManageWorld } from '../../../support/manage-world.js';
import { forEachPostgres } from '../../../support/postgres.js';
import type { TestDatabase } from '../../../support/postgres.js';
import { query } from '../../../support/query.js';

const FLUSH_INTERVAL_MS = 100;

forEachPostgres('Use of scopes over the Management API', (server) => {
  let database: TestDatabase;
  let world: ManageWorld;
  before(async () => {
    database = await server.createDatabase();
    world = await startManageWorld(database, { SCOPEGATE_USE_FLUSH_INTERVAL_MS: String(FLUSH_INTERVAL_MS) });
  });
  after(async () => {
    await world.stop();
    await database.drop();
  });
  const call = (secret: string, method: string, path: string): Promise<string> =>
    world.replica.outcome({ authorization: `App ${secret}`, method, path });
  /** The usage of a key once so many calls are written. */
  const usageAfter = async (id: string, calls: number): Promise<Body> => {
    for (;;) {
      const { body } = await world.call('GET', `/v1/api-keys/${id}/usage`);
      const endpoints = body['endpoints'] as unknown as { allowedCalls: number; deniedCalls: number }[];
      if (endpoints.reduce((sum, each) => sum + each.allowedCalls + each.deniedCalls, 0) >= calls) return body;
      await new Promise((resolve) => setTimeout(resolve, FLUSH_INTERVAL_MS / 2));
    }
  };

  it('counts calls by endpoint and scope, allowed and denied, and names the scopes that nothing was done with', async () => {
    const { id, secret } = await world.createKey(['sms:send', 'voice:call']);
    for (let n = 0; n < 3; n += 1) expect(await call(secret, 'POST', '/sms')).to.equal('scope_held');
    const other = await world.createKey(['sms:send']);
    expect(await call(other.secret, 'POST', '/calls')).to.equal('missing_scope');
    const usage = await usageAfter(id, 3);
    expect(usage['unusedScopes']).to.deep.equal(['voice:call']);
    const [endpoint] = usage['endpoints'] as unknown as object[];
    expect(endpoint).to.include({
      method: 'POST',
      template: '/sms',
      scope: 'sms:send',
      allowedCalls: 3,
      deniedCalls: 0,
    });
    for (let n = 0; n < 2; n += 1) await call(secret, 'POST', '/sms');
    const more = await usageAfter(id, 5);
    expect((more['endpoints'] as unknown as object[])[0]).to.include({ allowedCalls: 5 });
    const denied = await usageAfter(other.id, 1);
    expect((denied['endpoints'] as unknown as object[])[0]).to.include({
      template: '/calls',
      allowedCalls: 0,
      deniedCalls: 1,
    });
    expect(denied['unusedScopes']).to.deep.equal(['sms:send']);
    const key = await world.call('GET', `/v1/api-keys/${id}`);
    expect(Date.parse(key.body['lastUsedAt'] as unknown as string)).to.be.closeTo(Date.now(), 60_000);
  });

  it('a denied call moves "last denied" and never "last used", also after a revocation', async () => {
    const { id, secret } = await world.createKey(['sms:send']);
    const times = async () => {
      const { body } = await world.call('GET', `/v1/api-keys/${id}`);
      return { used: body['lastUsedAt'] as unknown as string | null, denied: body['lastDeniedAt'] as unknown };
    };
    expect(await call(secret, 'POST', '/calls')).to.equal('missing_scope');
    await usageAfter(id, 1);
    const { used, denied } = await times();
    expect(used).to.equal(null);
    expect(denied).to.be.a('string');
    expect(await call(secret, 'POST', '/sms')).to.equal('scope_held');
    await usageAfter(id, 2);
    const { used: usedOnce } = await times();
    expect(usedOnce).to.be.a('string');

    const revoked = await world.call('POST', `/v1/api-keys/${id}/revoke`, { body: {} });
    const minRevision = Number(revoked.body['revision']);
    const request = { authorization: `App ${secret}`, method: 'POST', path: '/sms', minRevision };
    expect(await world.replica.outcome(request)).to.equal('disabled_credential');
    const usage = await usageAfter(id, 3);
    const after = await times();
    expect(after.used).to.equal(usedOnce);
    expect(Date.parse(String(after.denied))).to.be.greaterThan(Date.parse(String(usedOnce)));
    // The same row counts both outcomes; each has its own time there, too.
    const rows = usage['endpoints'] as unknown as {
      template: string;
      scope: string | null;
      lastUsedAt: string | null;
    }[];
    expect(rows.filter(({ lastUsedAt }) => lastUsedAt !== null)).to.have.length(1);
    const [scope] = usage['scopes'] as unknown as { lastUsedAt: string }[];
    expect(scope?.lastUsedAt).to.equal(usedOnce);
  });

  it('sorts by the last call that was allowed', async () => {
    const [used, refused] = [
      await world.createKey(['sms:send'], 'sorted'),
      await world.createKey(['voice:call'], 'sorted'),
    ];
    expect(await call(used.secret, 'POST', '/sms')).to.equal('scope_held');
    await usageAfter(used.id, 1);
    expect(await call(refused.secret, 'POST', '/sms')).to.equal('missing_scope');
    await usageAfter(refused.id, 1);
    const { body } = await world.call('GET', '/v1/api-keys?q=sorted&sort=lastUsedAt&order=desc');
    expect((body['items'] as unknown as { id: string }[]).map(({ id }) => id)).to.deep.equal([used.id, refused.id]);
  });

  for (const [scope, why] of [
    ['message:send', 'implies what the endpoint asks for'],
    ['sms:manage', 'is the manage scope of the product'],
  ] as const) {
    it(`a scope counts as used when it ${why}`, async () => {
      const { id, secret } = await world.createKey([scope]);
      expect(await call(secret, 'GET', '/sms/1')).to.equal('scope_held');
      const usage = await usageAfter(id, 1);
      expect(usage['unusedScopes']).to.deep.equal([]);
      expect((usage['scopes'] as unknown as object[])[0]).to.include({ scope, allowedCalls: 1, unused: false });
    });
  }

  it('what a role opened is no use of a scope of the key', async () => {
    const { id, secret } = await world.createKey(['sms:send']);
    await query(database.url, `SELECT scopegate.define_role('callers', '', 'voice:call')`);
    const [row] = await query(
      database.url,
      `SELECT scopegate.grant_role('${id}', 'callers'), scopegate.publish_changes() AS revision`,
    );
    const request = {
      authorization: `App ${secret}`,
      method: 'POST',
      path: '/calls',
      minRevision: Number(row?.['revision']),
    };
    expect(await world.replica.outcome(request)).to.equal('scope_held');
    expect((await usageAfter(id, 1))['unusedScopes']).to.deep.equal(['sms:send']);
  });

  it('is written when the service stops', async () => {
    const { secret, id } = await world.createKey(['sms:send']);
    const second = await startManageWorld(database, { SCOPEGATE_USE_FLUSH_INTERVAL_MS: '600000' });
    await second.replica.outcome({ authorization: `App ${secret}`, method: 'POST', path: '/sms' });
    await second.stop();
    expect((await usageAfter(id, 1))['unusedScopes']).to.deep.equal([]);
  });

  it('adds up where two replicas write the same counters at once', async () => {
    const { secret, id } = await world.createKey(['sms:send']);
    const second = await startManageWorld(database, { SCOPEGATE_USE_FLUSH_INTERVAL_MS: String(FLUSH_INTERVAL_MS) });
    const ask = ({ replica }: ManageWorld): Promise<string> =>
      replica.outcome({ authorization: `App ${secret}`, method: 'POST', path: '/sms' });
    for (let round = 0; round < 20; round++) {
      await Promise.all([ask(world), ask(second), ask(second)]);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await second.stop();
    const { endpoints } = await usageAfter(id, 60);
    expect((endpoints as unknown as object[])[0]).to.include({ allowedCalls: 60 });
  });
});
