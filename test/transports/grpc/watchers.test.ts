import { EventEmitter } from 'node:events';
import { status } from '@grpc/grpc-js';
import type { ServerUnaryCall, ServerWritableStream, ServiceError, handleUnaryCall } from '@grpc/grpc-js';
import { expect } from 'chai';
import { makeWatchers } from '../../../src/transports/grpc/watchers.js';

type Watching = ServerWritableStream<unknown, unknown>;
type Waiting = ServerUnaryCall<unknown, unknown>;

const callFrom = (peer: string): EventEmitter => Object.assign(new EventEmitter(), { getPeer: () => peer });

describe('Calls that watch or wait', () => {
  /** Opens a watch and says how it went. */
  function watch(watchers: ReturnType<typeof makeWatchers>, call: EventEmitter): status {
    let code = status.OK;
    call.on('error', (error: ServiceError) => (code = error.code));
    watchers.stream(() => undefined)(call as unknown as Watching);
    return code;
  }

  it('have a bound on one connection, which leaves the others theirs', () => {
    const watchers = makeWatchers(1000);
    const codes = Array.from({ length: 22 }, () => watch(watchers, callFrom('192.0.2.1:1000')));
    expect(codes.filter((code) => code === status.OK)).to.have.length(20);
    expect(codes.slice(20)).to.deep.equal([status.RESOURCE_EXHAUSTED, status.RESOURCE_EXHAUSTED]);
    expect(watch(watchers, callFrom('192.0.2.1:1001'))).to.equal(status.OK);
  });

  it('have a bound in the whole process, watching and waiting together', () => {
    const watchers = makeWatchers(2);
    const never: handleUnaryCall<unknown, unknown> = () => undefined;
    let refused: unknown = null;
    watchers.unary(never)(callFrom('192.0.2.1:1') as unknown as Waiting, () => undefined);
    expect(watch(watchers, callFrom('192.0.2.1:2'))).to.equal(status.OK);
    expect(watch(watchers, callFrom('192.0.2.1:3'))).to.equal(status.RESOURCE_EXHAUSTED);
    watchers.unary(never)(callFrom('192.0.2.1:4') as unknown as Waiting, (error) => (refused = error));
    expect(refused).to.have.property('code', status.RESOURCE_EXHAUSTED);
  });

  for (const end of ['cancelled', 'close', 'finish']) {
    it(`give their place back once, at their end: ${end}`, () => {
      const watchers = makeWatchers(1);
      const call = callFrom('192.0.2.1:1');
      expect(watch(watchers, call)).to.equal(status.OK);
      call.emit(end);
      call.emit('close');
      expect(watch(watchers, callFrom('192.0.2.1:2'))).to.equal(status.OK);
      expect(watch(watchers, callFrom('192.0.2.1:3'))).to.equal(status.RESOURCE_EXHAUSTED);
    });
  }
});
