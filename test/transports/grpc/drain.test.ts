import { credentials, makeClientConstructor, status } from '@grpc/grpc-js';
import type { ClientReadableStream, ServiceError } from '@grpc/grpc-js';
import { expect } from 'chai';
import { service as healthService } from 'grpc-health-check';
import { systemClock } from '../../../src/base/clock.js';
import type { Answer, Check } from '../../../src/service/decision/answer.js';
import { startGrpcServer } from '../../../src/transports/grpc/server.js';
import type { GrpcServer } from '../../../src/transports/grpc/server.js';
import type { CheckStreamResponse__Output } from '../../../src/wire/scopegate/v1/CheckStreamResponse.js';
import type { DecisionPointClient } from '../../../src/wire/scopegate/v1/DecisionPoint.js';
import { loadProto } from '../../../src/wire/load-proto.js';
import { makeCheckWorld } from '../../support/check-world.js';
import { settled, until } from '../../support/settle.js';

const DRAIN_MS = 20_000;
const STATUS = { method: 'GET', path: '/status' };

describe('The end of a gRPC server', () => {
  let server: GrpcServer;
  let client: DecisionPointClient;
  let release: (() => void)[] = [];
  let asked: number;
  const events: string[] = [];

  beforeEach(async () => {
    const world = await makeCheckWorld();
    release = [];
    asked = 0;
    events.length = 0;
    /** Answers about `/me` wait. */
    const check: Check = (request) => {
      asked++;
      return request.target === '/me'
        ? new Promise<Answer>((resolve) => release.push(() => resolve(world.ask({ target: '/me', method: 'GET' }))))
        : world.check(request);
    };
    const { checkBatch } = world;
    server = await startGrpcServer({
      ...{ host: '127.0.0.1', port: 0, check, checkBatch, clock: systemClock, trustedHops: 0 },
    });
    server.setServing('serving');
    const address = `127.0.0.1:${String(server.port)}`;
    client = new (loadProto().scopegate.v1.DecisionPoint)(address, credentials.createInsecure());
  });
  afterEach(async () => {
    client.close();
    await server.stop(0);
  });

  function openStream(): ReturnType<DecisionPointClient['checkStream']> {
    const stream = client.checkStream();
    stream.on('data', ({ result }: CheckStreamResponse__Output) => events.push(result?.response?.reason ?? 'error'));
    stream.on('error', ({ code }: ServiceError) => events.push(`stream: ${status[code]}`));
    return stream;
  }

  it('comes at once where nothing is under way, though streams and watchers are open', async () => {
    const stream = openStream();
    stream.write({ check: STATUS });
    const address = `127.0.0.1:${String(server.port)}`;
    const Health = makeClientConstructor(healthService, 'Health');
    const health = new Health(address, credentials.createInsecure());
    const watch = health['watch'] as unknown as (request: object) => ClientReadableStream<{ status: string }>;
    const watching = watch.call(health, {});
    watching.on('data', (said: { status: string }) => events.push(`health: ${said.status}`));
    watching.on('error', () => undefined);
    watching.on('end', () => events.push('health: end'));
    await until(() => events.length === 2, 'the first state and the first answer');
    const startedAt = Date.now();
    await server.stop(DRAIN_MS);
    // Otherwise the drain waited for what has no end.
    expect(Date.now() - startedAt).to.be.below(DRAIN_MS);
    await until(() => events.length >= 5, 'the end of the stream and of the watch');
    health.close();
    expect(events).to.have.members([
      ...['health: SERVING', 'REASON_PUBLIC_ENDPOINT', 'health: NOT_SERVING', 'health: end', 'stream: UNAVAILABLE'],
    ]);
    expect(events.indexOf('health: NOT_SERVING')).to.be.below(events.indexOf('health: end'));
  });

  it('waits for what was taken: a call, and the requests of a stream, in their order', async () => {
    const stream = openStream();
    stream.write({ check: { method: 'GET', path: '/me' } });
    stream.write({ check: STATUS });
    const call = new Promise<string>((resolve) => {
      client.check({ method: 'GET', path: '/me' }, (error, response) =>
        resolve(error?.message ?? response?.reason ?? ''),
      );
    });
    await until(() => asked === 3, 'all three questions');
    let isStopped = false;
    const stopped = server.stop(DRAIN_MS).then(() => (isStopped = true));
    expect(await settled(() => `${String(isStopped)} ${events.join()}`)).to.equal('false ');
    for (const one of release) one();
    expect(await call).to.equal('REASON_NO_CREDENTIAL');
    await stopped;
    await until(() => events.length >= 3, 'the end of the stream');
    expect(events).to.deep.equal(['REASON_NO_CREDENTIAL', 'REASON_PUBLIC_ENDPOINT', 'stream: UNAVAILABLE']);
  });

  it('takes no new call, also on a connection that is open', async () => {
    const first = new Promise<string>((resolve) => {
      client.check({ method: 'GET', path: '/me' }, (error, response) =>
        resolve(error?.message ?? response?.reason ?? ''),
      );
    });
    await until(() => asked === 1, 'the question');
    const stopped = server.stop(DRAIN_MS);
    const code = await new Promise<status | undefined>((resolve) => {
      client.check(STATUS, { deadline: Date.now() + 2_000 }, (error: ServiceError | null) => resolve(error?.code));
    });
    expect([status.UNAVAILABLE, status.DEADLINE_EXCEEDED]).to.include(code);
    for (const one of release) one();
    expect(await first).to.equal('REASON_NO_CREDENTIAL');
    await stopped;
  });

  it('cuts what takes longer than it may', async () => {
    const call = new Promise<status | undefined>((resolve) => {
      client.check({ method: 'GET', path: '/me' }, (error) => resolve(error?.code));
    });
    await until(() => asked === 1, 'the question');
    await server.stop(100);
    expect(await call).not.to.equal(undefined);
  });
});
