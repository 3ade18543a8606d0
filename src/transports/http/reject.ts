import { STATUS_CODES } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { Socket } from 'node:net';
import type { OnRejected, Rejection } from '../../service/decision/rejected-request.js';
import { MAX_HEADER_BYTES } from '../listener/bounds.js';

/** An answer that is written past Node, because there is no request that could be answered. */
interface RawAnswer {
  readonly status: 400 | 405 | 408 | 413 | 431;
  readonly rejection: Rejection;
  /** What came, which bound it passed, and what to do. */
  readonly text: string;
}

/** Ends what is no request, with a status that no gateway takes for an allow or for a server that is down. */
export interface Rejector {
  /** For `clientError`: what Node's parser or its timers gave up. */
  clientError(error: NodeJS.ErrnoException, socket: Duplex): void;
  /** For `connect`: a tunnel is nothing that this listener offers. */
  connect(socket: Duplex): void;
}

/** The other end may still be sending; a connection that is cut under it would lose it the answer. */
const LINGER_MS = 1_000;

export function makeRejector(requestTimeoutMs: number, onRejected: OnRejected): Rejector {
  /** The parser says the same again with each piece that still comes. */
  const ending = new WeakSet<Duplex>();
  const end = (socket: Duplex, answer: RawAnswer): void => {
    ending.add(socket);
    const peer = socket instanceof Socket ? (socket.remoteAddress ?? '') : '';
    onRejected({ listener: 'http', rejection: answer.rejection, detail: answer.text, peer });
    socket.end(rawResponse(answer));
    socket.once('end', () => socket.destroy());
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  };
  return {
    clientError(error, socket) {
      if (ending.has(socket)) return;
      const answer = answerTo(error.code ?? '', requestTimeoutMs);
      if (answer === null || !socket.writable || isAnswering(socket)) socket.destroy();
      else end(socket, answer);
    },
    connect(socket) {
      end(socket, { status: 405, rejection: 'malformed_request', text: 'CONNECT opens no tunnel here' });
    },
  };
}

/** Null for a connection that broke: nobody reads an answer there. */
function answerTo(code: string, requestTimeoutMs: number): RawAnswer | null {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return {
        ...{ status: 431, rejection: 'headers_too_large' },
        text: `the request line and the headers are larger than ${String(MAX_HEADER_BYTES)} bytes together; send less`,
      };
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return { status: 413, rejection: 'malformed_request', text: 'the extensions of a chunk are larger than 16 KiB' };
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return {
        ...{ status: 408, rejection: 'request_timeout' },
        text: `the request was not complete after ${String(requestTimeoutMs / 1000)} s; send it again, and faster`,
      };
    default:
      if (!code.startsWith('HPE_')) return null;
      return {
        ...{ status: 400, rejection: 'malformed_request' },
        text: `this is no request of HTTP/1.1 (${code}); see RFC 9112`,
      };
  }
}

/** Whether a part of an answer is out already: another one behind it would be read as its end. */
function isAnswering(socket: Duplex): boolean {
  // Node keeps the answer of a connection here, and looks at it for the same reason.
  const response: unknown = Reflect.get(socket, '_httpMessage');
  return typeof response === 'object' && response !== null && (response as ServerResponse).headersSent;
}

function rawResponse({ status, rejection, text }: RawAnswer): string {
  const body = `${text}\n`;
  return [
    `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    'Cache-Control: no-store',
    'Content-Type: text/plain; charset=utf-8',
    'X-Content-Type-Options: nosniff',
    `X-Scopegate-Reason: ${rejection}`,
    `Content-Length: ${String(Buffer.byteLength(body))}`,
    '',
    body,
  ].join('\r\n');
}
