import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { OnRejected, Rejection } from '../../service/decision/rejected-request.js';
import { replyPlain } from './not-found.js';
import { valuesOf } from './raw-headers.js';

/** Requests that one connection may send before it has the answers; gateways and browsers send one. */
const MAX_PIPELINED = 64;
/** A piece of 64 KiB is parsed as a whole: what follows the bound in it is dropped, and a connection that goes on is cut. */
const MAX_DROPPED = 4_000;

/** The requests of one connection that have no answer yet. */
interface Line {
  waiting: number;
  /** After the bound was passed. */
  dropped: number;
  isOver: boolean;
}

/**
 * Lets through what is a request that can be answered. HTTP/1 allows to send requests without waiting for answers; a
 * connection that sends thousands would hold their answers in memory and the process busy, so it gets 429 and is closed.
 */
export function boundRequests(handle: RequestListener, onRejected: OnRejected): RequestListener {
  const lines = new WeakMap<Socket, Line>();
  const reject = (request: IncomingMessage, response: ServerResponse, { status, reason, text }: Fault): void => {
    onRejected({ listener: 'http', rejection: reason, detail: text, peer: request.socket.remoteAddress ?? '' });
    response.setHeader('Connection', 'close');
    replyPlain(response, { status, reason, text });
  };
  return (request, response) => {
    const { socket } = request;
    let line = lines.get(socket);
    if (line === undefined) lines.set(socket, (line = { waiting: 0, dropped: 0, isOver: false }));
    if (line.isOver) {
      if (++line.dropped > MAX_DROPPED) socket.destroy();
      return;
    }
    const { length } = valuesOf(request.rawHeaders, 'host');
    const fault = ++line.waiting > MAX_PIPELINED ? TOO_MANY : length === 0 && isHttp11(request) ? NO_HOST : null;
    if (fault !== null) {
      line.isOver = true;
      reject(request, response, fault);
      return;
    }
    const own = line;
    response.once('close', () => {
      own.waiting -= 1;
    });
    handle(request, response);
  };
}

interface Fault {
  readonly status: number;
  readonly reason: Rejection;
  readonly text: string;
}

const TOO_MANY: Fault = {
  status: 429,
  reason: 'too_many_pipelined',
  text: `more than ${String(MAX_PIPELINED)} requests came before their answers; wait for answers, or open more connections`,
};

/** RFC 9112, section 3.2. */
const NO_HOST: Fault = {
  status: 400,
  reason: 'malformed_request',
  text: 'the Host header is missing; HTTP/1.1 needs one',
};

function isHttp11({ httpVersionMajor, httpVersionMinor }: IncomingMessage): boolean {
  return httpVersionMajor === 1 && httpVersionMinor === 1;
}
