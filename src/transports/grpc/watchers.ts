import type { ServerUnaryCall, ServerWritableStream, handleServerStreamingCall, handleUnaryCall } from '@grpc/grpc-js';
import { ScopegateError } from '../../base/errors.js';
import { toServiceError } from './errors.js';

/** Bounds the calls that stay open to watch or to wait: each holds memory for as long as its caller likes. */
export interface Watchers {
  unary<Request, Response>(handle: handleUnaryCall<Request, Response>): handleUnaryCall<Request, Response>;
  stream<Request, Response>(
    handle: handleServerStreamingCall<Request, Response>,
  ): handleServerStreamingCall<Request, Response>;
}

/** A client needs one or two; the rest is for several clients behind one proxy. */
const PER_CONNECTION = 20;

/** `max`: of the whole process. Beyond it and beyond the share of one connection: RESOURCE_EXHAUSTED. */
export function makeWatchers(max: number): Watchers {
  const byConnection = new Map<string, number>();
  let all = 0;
  const enter = (call: Call): (() => void) => {
    const peer = call.getPeer();
    const count = byConnection.get(peer) ?? 0;
    if (all >= max) throw full(`${String(max)} calls watch or wait already`, 'SCOPEGATE_MAX_WATCHERS');
    if (count >= PER_CONNECTION) {
      throw full(`this connection has ${String(count)} calls that watch or wait`, 'one watcher for each client');
    }
    all += 1;
    byConnection.set(peer, count + 1);
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      all -= 1;
      const left = (byConnection.get(peer) ?? 1) - 1;
      if (left > 0) byConnection.set(peer, left);
      else byConnection.delete(peer);
    };
  };
  return {
    unary: (handle) => (call, callback) => {
      let leave: () => void;
      try {
        leave = enter(call);
      } catch (error) {
        callback(toServiceError(error));
        return;
      }
      call.once('cancelled', leave);
      handle(call, (...answer) => {
        leave();
        callback(...answer);
      });
    },
    stream: (handle) => (call) => {
      try {
        const leave = enter(call);
        for (const event of ['cancelled', 'close', 'finish', 'error']) call.once(event, leave);
      } catch (error) {
        call.emit('error', toServiceError(error));
        return;
      }
      handle(call);
    },
  };
}

type Call = Pick<ServerUnaryCall<unknown, unknown> | ServerWritableStream<unknown, unknown>, 'getPeer'>;

function full(problem: string, setting: string): ScopegateError {
  return new ScopegateError('resource_exhausted', problem, { hint: `See ${setting}.` });
}
