import { expect } from 'chai';
import { connect } from 'node:http2';
import { systemClock } from '../../../src/base/clock.js';
import { ScopegateError } from '../../../src/base/errors.js';
import { connectDecisionPoint } from '../../../src/client/decision-point.js';
import type { DecisionPoint } from '../../../src/client/decision-point.js';
import type { Check } from '../../../src/service/decision/answer.js';
import { startGrpcServer } from '../../../src/transports/grpc/server.js';
import type { GrpcServer } from '../../../src/transports/grpc/server.js';
import { loadProto } from '../../../src/wire/load-proto.js';
import type { CheckRequest } from '../../../src/wire/scopegate/v1/CheckRequest.js';
import { makeCheckWorld } from '../../support/check-world.js';
import type { CheckWorld } from '../../support/check-world.js';
import { rejection } from '../../support/rejection.js';
import { settled, until } from '../../support/settle.js';

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** A message as gRPC frames it on HTTP/2: not compressed, its length, its bytes. */
function frame(message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

describe('many checks over gRPC', () => {
  let world: CheckWorld;
  let server: GrpcServer;
  let decisionPoint: DecisionPoint;
  /** How the server decides; tests put delays in. */
  let check: Check;
  let asked: number;

  beforeEach(async () => {
    world = await makeCheckWorld();
    check = world.check;
    asked = 0;
    server = await startGrpcServer({
      host: '127.0.0.1',
      port: 0,
      check(request) {
        asked++;
        return check(request);
      },
      checkBatch: world.checkBatch,
      clock: systemClock,
      trustedHops: 0,
    });
    decisionPoint = connectDecisionPoint({ address: `127.0.0.1:${String(server.port)}`, timeoutMs: 5000 });
  });

  afterEach(async () => {
    decisionPoint.close();
    await server.stop(0);
  });

  /** Requests that can be told apart by the path in their answers. */
  function requests(count: number, authorization: string): CheckRequest[] {
    return Array.from({ length: count }, (_, at) => ({
      authorization,
      method: 'GET',
      path: at % 7 === 3 ? '' : `/messages/${String(at)}`,
    }));
  }

  function expected(count: number): string[] {
    return Array.from({ length: count }, (_, at) => (at % 7 === 3 ? 'invalid_argument' : `/messages/${String(at)}`));
  }

  async function collect(asking: readonly CheckRequest[]): Promise<string[]> {
    const seen: string[] = [];
    for await (const { response, error } of decisionPoint.stream(asking)) {
      seen.push(error === null ? response.canonicalPath : error.code);
    }
    return seen;
  }

  describe('CheckBatch', () => {
    it('says everything that a check says, in order, with one revision', async () => {
      const asking = requests(20, world.addKey({ scopes: ['message:read'] }));
      const { outcomes, revision } = await decisionPoint.checkBatch(asking);
      expect(
        outcomes.map(({ response, error }) => (error === null ? response.canonicalPath : error.code)),
      ).to.deep.equal(expected(20));
      expect(revision).to.equal(1);
      expect(outcomes[0]?.response).to.deep.equal(await decisionPoint.check(asking[0]!));
    });

    it('refuses 1,001 items with the number and the bound', async () => {
      const error = await rejection(decisionPoint.checkBatch(requests(1001, '')));
      expect(error).to.have.property('code', 'invalid_argument');
      expect((error as ScopegateError).message)
        .to.include('1001')
        .and.include('1000');
    });
  });

  describe('CheckStream', () => {
    it('answers in the order of the requests, and a bad one spoils only itself', async () => {
      expect(await collect(requests(500, world.addKey({ scopes: ['message:read'] })))).to.deep.equal(expected(500));
    });

    it('keeps the order when answers become ready in another one', async () => {
      let seed = 7;
      check = async (request) => {
        seed = (seed * 16_807) % 2_147_483_647;
        if (seed % 3 > 0) await pause(seed % 9);
        return world.check(request);
      };
      expect(await collect(requests(700, world.addKey({ scopes: ['message:read'] })))).to.deep.equal(expected(700));
    });

    it('takes no more than it can hand on while answers are awaited', async () => {
      let release = (): void => undefined;
      const gate = new Promise<void>((resolve) => (release = resolve));
      check = (request) => gate.then(() => world.check(request));
      const collecting = collect(requests(2000, world.addKey({ scopes: ['message:read'] })));
      await until(() => asked >= 256, 'as many requests as a stream may have under way');
      expect(await settled(() => asked)).to.equal(256);
      release();
      expect(await collecting).to.deep.equal(expected(2000));
    });

    it('stops taking requests while nobody reads the answers', async () => {
      // The client of grpc-js reads ahead without bound, so this one speaks HTTP/2 itself.
      const session = connect(`http://127.0.0.1:${String(server.port)}`);
      const call = session.request({
        ...{ ':method': 'POST', ':path': '/scopegate.v1.DecisionPoint/CheckStream' },
        ...{ 'content-type': 'application/grpc', te: 'trailers' },
      });
      call.pause();
      const check = { authorization: world.addKey({ scopes: ['message:read'] }), method: 'GET', path: '/messages/1' };
      const message = frame(loadProto().scopegate.v1.DecisionPoint.service.CheckStream.requestSerialize({ check }));
      const total = 50_000;
      for (let sent = 0; sent < total; sent++) call.write(message);
      await until(() => asked > 0, 'the first request');
      // Nothing is read: both sides stand still, with no more under way than fits into the window of the stream.
      expect(await settled(() => asked, { quietMs: 300 })).to.be.lessThan(5000);
      session.destroy();
    });

    it('ends when the caller stops reading', async () => {
      const authorization = world.addKey({ scopes: ['message:read'] });
      function* endless(): Generator<CheckRequest> {
        for (;;) yield { authorization, method: 'GET', path: '/messages/1' };
      }
      for await (const { response } of decisionPoint.stream(endless())) {
        expect(response?.decision).to.equal('DECISION_ALLOW');
        break;
      }
      // The requests have no end: they stop coming only where the stream has ended.
      await settled(() => asked);
    });

    it('tells a failure of the requests to whoever reads the outcomes', async () => {
      function* failing(): Generator<CheckRequest> {
        yield { method: 'GET', path: '/status' };
        throw new ScopegateError('conflict', 'the source of requests broke');
      }
      const reading = (async () => {
        for await (const outcome of decisionPoint.stream(failing())) expect(outcome.error).to.equal(null);
      })();
      expect(await rejection(reading)).to.have.property('code', 'conflict');
    });

    it('says that nobody answers', async () => {
      await server.stop(0);
      const error = await rejection(collect(requests(2, '')));
      expect(error).to.have.property('code', 'unavailable');
    });
  });
});
