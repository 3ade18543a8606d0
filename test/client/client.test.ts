import { expect } from 'chai';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { ForbiddenException, UnauthorizedException, makeClient } from '../../src/client/index.js';
import type { ApiException, Client } from '../../src/client/index.js';
import { startManageWorld } from '../support/manage-world.js';
import type { ManageWorld } from '../support/manage-world.js';
import { forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';

forEachPostgres('The client of the decision point', (server) => {
  let database: TestDatabase;
  let world: ManageWorld;
  let client: Client;
  let address: string;
  let secret: string;
  before(async () => {
    database = await server.createDatabase();
    world = await startManageWorld(database, { SCOPEGATE_ANSWER_MAX_AGE_MS: '60000' });
    address = `127.0.0.1:${String(world.replica.app.grpcPort)}`;
    client = makeClient({ address, timeoutMs: 3000 });
    ({ secret } = await world.createKey(['sms:send']));
  });
  after(async () => {
    client.close();
    await world.stop();
    await database.drop();
  });
  const sms = (key: string) => ({ authorization: `App ${key}`, method: 'POST', path: '/sms' });
  const failureOf = (call: Promise<unknown>): Promise<ApiException> =>
    call.then(
      () => Promise.reject(new Error('it did not fail')),
      (error: unknown) => error as ApiException,
    );

  it('answers an allow and a deny alike, and throws denials where that is asked for', async () => {
    expect((await client.check(sms(secret))).decision).to.equal('DECISION_ALLOW');
    const denied = { ...sms(secret), path: '/calls' };
    expect((await client.check(denied)).reason).to.equal('REASON_MISSING_SCOPE');
    const forbidden = await failureOf(client.authorise(denied));
    expect(forbidden).to.be.instanceOf(ForbiddenException);
    expect(forbidden.responseBody).to.contain('FORBIDDEN');
    const unauthorized = await failureOf(client.authorise({ ...sms(secret), authorization: '' }));
    expect(unauthorized).to.be.instanceOf(UnauthorizedException);
    expect(unauthorized.responseHeaders).to.have.property('www-authenticate');
  });

  it('throws 400 for what cannot be a question, and asks it once', async () => {
    expect((await failureOf(client.check({ path: '/sms' }))).code).to.equal(400);
  });

  it('decides batches, and says of each item what came of it', async () => {
    const { outcomes, revision } = await client.checkBatch([sms(secret), { ...sms(secret), method: '' }]);
    expect(outcomes[0]?.response?.decision).to.equal('DECISION_ALLOW');
    expect(outcomes[1]?.error?.code).to.equal(400);
    expect(revision).to.be.greaterThan(0);
  });

  it('keeps a stream to the requests that may wait for their answers', async () => {
    let sent = 0;
    let read = 0;
    let most = 0;
    function* requests() {
      for (; sent < 40; sent++) {
        most = Math.max(most, sent - read);
        yield sms(secret);
      }
    }
    for await (const { response } of client.stream(requests(), { maxOutstanding: 4 })) {
      expect(response?.decision).to.equal('DECISION_ALLOW');
      read++;
      await sleep(1);
    }
    expect(read).to.equal(40);
    expect(most).to.be.within(1, 6);
  });

  it('throws 503 when nobody is there, after asking again until the time is over', async () => {
    const nobody = makeClient({ address: '127.0.0.1:1', timeoutMs: 300 });
    const failure = await failureOf(nobody.check(sms(secret)));
    nobody.close();
    expect(failure.code).to.be.oneOf([503, 504]);
  });

  it('throws 504 when somebody is there and says nothing', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket.on('error', () => undefined))).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    const waiting = makeClient({ address: `127.0.0.1:${String(port)}`, timeoutMs: 200 });
    expect((await failureOf(waiting.check(sms(secret)))).code).to.equal(504);
    waiting.close();
    silent.close();
    // grpc-js lets go of a connection that never became one only when the other side does.
    for (const socket of sockets) socket.destroy();
  });

  it('keeps answers until the key is revoked, and then keeps none of it', async () => {
    const kept = makeClient({ address, timeoutMs: 3000, cache: { maxEntries: 10 } });
    const key = await world.createKey(['sms:send'], 'to revoke');
    // The same object twice: the second answer came from the cache.
    const isKept = async (): Promise<boolean> =>
      (await kept.check(sms(key.secret))) === (await kept.check(sms(key.secret)));
    while (!(await isKept())) await sleep(20);
    await world.call('POST', `/v1/api-keys/${key.id}/revoke`, { body: {} });
    let answer = await kept.check(sms(key.secret));
    for (let turn = 0; turn < 100 && answer.decision === 'DECISION_ALLOW'; turn++) {
      await sleep(20);
      answer = await kept.check(sms(key.secret));
    }
    kept.close();
    expect(answer.reason).to.equal('REASON_DISABLED_CREDENTIAL');
  });
});
