import type { Http2Server, IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import { constants } from 'node:http2';
import type { Server } from '@grpc/grpc-js';
import { ScopegateError } from '../../base/errors.js';
import type { OnRejected, Rejection } from '../../service/decision/rejected-request.js';
import { OpenCalls } from './open-calls.js';
import type { CallKind } from './open-calls.js';

/** Calls that one connection may take back at once, and how many more each second. */
const BURST = 400;
const PER_SECOND = 100;
/** Far above what calls under way have waiting where their caller sends and reads. */
const MAX_WAITING_MIB = 64;
/** Methods whose callers send messages for as long as they like. */
const LASTING = /\/(?:CheckStream|ServerReflectionInfo)$/;

export interface StreamRules {
  /** Longest time for a request to be complete, and for a part of an answer to be taken by its caller. */
  readonly callTimeoutMs: number;
  readonly onRejected: OnRejected;
}

/** Takes a stream as the server emits it: the stream, its headers, flags. */
type OnStream = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, ...rest: unknown[]) => void;

/**
 * Stands between HTTP/2 and grpc-js. It drops calls that are over before they begin: grpc-js answers an unknown method
 * without a look at the stream, and the exception would end the process. It closes connections that open calls and take
 * them back without end (rapid reset, CVE-2023-44487): Node answers 1,000 resets with a GOAWAY and reads on. A gateway
 * whose calls all run into their deadline takes back as many as were under way, once. It ends calls that are never
 * complete or whose answers are not taken, and connections where too much of that waits.
 *
 * grpc-js does not hand out its HTTP/2 servers; they are taken from where it stores them.
 *
 * @throws ScopegateError `internal` when another version of grpc-js stores them elsewhere
 */
export function guardStreams(server: Server, rules: StreamRules): void {
  const stored: unknown = Reflect.get(server, 'http2Servers');
  if (!(stored instanceof Map) || stored.size === 0) {
    throw new ScopegateError('internal', 'this version of grpc-js shows no HTTP/2 server that could be guarded');
  }
  for (const http2Server of stored.keys() as Iterable<Http2Server>) guard(http2Server, rules);
}

function guard(http2Server: Http2Server, rules: StreamRules): void {
  const handlers = http2Server.listeners('stream') as OnStream[];
  const guards = new WeakMap<ServerHttp2Session, SessionGuard>();
  http2Server.removeAllListeners('stream');
  http2Server.on('session', (session: ServerHttp2Session) => {
    guards.set(session, guardSession(session, rules));
  });
  http2Server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, ...rest: unknown[]) => {
    // Of every stream, also of those that grpc-js never sees: an error that nobody hears ends the process.
    stream.on('error', ignore);
    const own = stream.session === undefined ? undefined : guards.get(stream.session as ServerHttp2Session);
    if (stream.destroyed || stream.closed || own === undefined) {
      own?.onClose.call(stream);
      return;
    }
    own.calls.begin(stream, kindOf(headers));
    stream.on('close', own.onClose);
    try {
      for (const handle of handlers) handle.call(http2Server, stream, headers, ...rest);
    } catch {
      stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    }
  });
}

function kindOf(headers: IncomingHttpHeaders): CallKind {
  return LASTING.test(headers[':path'] ?? '') ? 'lasting' : 'single';
}

function ignore(): void {
  // The call hears of it by its end.
}

interface SessionGuard {
  readonly calls: OpenCalls;
  /** One function for all streams of a session: every call passes here. */
  readonly onClose: (this: ServerHttp2Stream) => void;
}

function guardSession(session: ServerHttp2Session, { callTimeoutMs, onRejected }: StreamRules): SessionGuard {
  let isEnding = false;
  const reject = (rejection: Rejection, detail: string): void => {
    onRejected({ listener: 'grpc', rejection, detail, peer: peerOf(session) });
  };
  const cut = (rejection: Rejection, detail: string): void => {
    if (isEnding) return;
    isEnding = true;
    reject(rejection, detail);
    // Later: Node reads frames of this session right now, and would end the process. The socket goes with the session.
    setImmediate(() => {
      session.destroy(undefined, constants.NGHTTP2_ENHANCE_YOUR_CALM);
    });
  };
  const isTooMany = makeResetBudget();
  const calls = new OpenCalls(session, {
    timeoutMs: callTimeoutMs,
    maxBytes: MAX_WAITING_MIB * 1024 * 1024,
    onLate(stream, what) {
      const { late, problem } = LATE[what];
      reject(late, `${problem} within ${String(callTimeoutMs / 1000)} s; the call is ended`);
      stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    },
    onTooMuch(what) {
      cut(LATE[what].tooMuch, `more than ${String(MAX_WAITING_MIB)} MiB ${LATE[what].waiting} on one connection`);
    },
  });
  return {
    calls,
    onClose() {
      calls.end(this);
      if (this.rstCode === constants.NGHTTP2_NO_ERROR || !isTooMany()) return;
      cut('too_many_resets', `one connection opened calls and took them back, more than ${String(BURST)} at once`);
    },
  };
}

interface Late {
  readonly late: Rejection;
  readonly problem: string;
  readonly tooMuch: Rejection;
  readonly waiting: string;
}

const LATE: Readonly<Record<'request' | 'answer', Late>> = {
  request: {
    ...{ late: 'request_timeout', problem: 'a request was not complete' },
    ...{ tooMuch: 'too_much_unfinished', waiting: 'of requests are not complete' },
  },
  answer: {
    ...{ late: 'answer_not_read', problem: 'a caller did not take its answer' },
    ...{ tooMuch: 'too_much_unread', waiting: 'of answers wait for their callers' },
  },
};

/** Counts a call that was taken back; true once there were too many. */
function makeResetBudget(): () => boolean {
  let left = BURST;
  let filledAt = performance.now();
  return () => {
    const now = performance.now();
    left = Math.min(BURST, left + ((now - filledAt) * PER_SECOND) / 1000) - 1;
    filledAt = now;
    return left <= 0;
  };
}

function peerOf(session: ServerHttp2Session): string {
  try {
    return session.socket.remoteAddress ?? '';
  } catch {
    // A session that is over has no socket.
    return '';
  }
}
