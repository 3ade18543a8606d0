import type { Http2Server, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import { constants } from 'node:http2';
import type { Server } from '@grpc/grpc-js';
import { ScopegateError } from '../../base/errors.js';

/** Calls that one connection may take back at once, and how many more each second. */
const BURST = 400;
const PER_SECOND = 100;

/** Takes a stream as the server emits it: the stream, its headers, flags. */
type OnStream = (stream: ServerHttp2Stream, ...rest: unknown[]) => void;

/**
 * Stands between HTTP/2 and grpc-js. It drops calls that are over before they begin: grpc-js answers an unknown method
 * without a look at the stream, and the exception would end the process. It closes connections that open calls and take
 * them back without end (rapid reset, CVE-2023-44487): Node answers 1,000 resets with a GOAWAY and reads on. A gateway
 * whose calls all run into their deadline takes back as many as were under way, once.
 *
 * grpc-js does not hand out its HTTP/2 servers; they are taken from where it stores them.
 *
 * @throws ScopegateError `internal` when another version of grpc-js stores them elsewhere
 */
export function guardStreams(server: Server): void {
  const stored: unknown = Reflect.get(server, 'http2Servers');
  if (!(stored instanceof Map) || stored.size === 0) {
    throw new ScopegateError('internal', 'this version of grpc-js shows no HTTP/2 server that could be guarded');
  }
  for (const http2Server of stored.keys() as Iterable<Http2Server>) guard(http2Server);
}

function guard(http2Server: Http2Server): void {
  const handlers = http2Server.listeners('stream') as OnStream[];
  const counts = new WeakMap<ServerHttp2Session, (this: ServerHttp2Stream) => void>();
  http2Server.removeAllListeners('stream');
  http2Server.on('session', (session: ServerHttp2Session) => {
    counts.set(session, countResets(session));
  });
  http2Server.on('stream', (stream: ServerHttp2Stream, ...rest: unknown[]) => {
    // Of every stream, also of those that grpc-js never sees: an error that nobody hears ends the process.
    stream.on('error', ignore);
    const onClose = stream.session === undefined ? undefined : counts.get(stream.session as ServerHttp2Session);
    if (stream.destroyed || stream.closed || onClose === undefined) {
      onClose?.call(stream);
      return;
    }
    stream.on('close', onClose);
    try {
      for (const handle of handlers) handle.call(http2Server, stream, ...rest);
    } catch {
      stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    }
  });
}

function ignore(): void {
  // The call hears of it by its end.
}

/** One function for all streams of a session: every call passes here. */
function countResets(session: ServerHttp2Session): (this: ServerHttp2Stream) => void {
  let left = BURST;
  let filledAt = performance.now();
  let isEnding = false;
  return function (this: ServerHttp2Stream): void {
    if (this.rstCode === constants.NGHTTP2_NO_ERROR) return;
    const now = performance.now();
    left = Math.min(BURST, left + ((now - filledAt) * PER_SECOND) / 1000) - 1;
    filledAt = now;
    if (left > 0 || isEnding) return;
    isEnding = true;
    // Later: Node reads frames of this session right now, and would end the process. The socket goes with the session.
    setImmediate(() => {
      session.destroy(undefined, constants.NGHTTP2_ENHANCE_YOUR_CALM);
    });
  };
}
