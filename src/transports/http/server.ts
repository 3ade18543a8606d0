import { createServer } from 'node:http';
import type { RequestListener, Server, ServerOptions } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Server as TlsServer } from 'node:https';
import type { OnRejected } from '../../service/decision/rejected-request.js';
import { ANSWER_TIMEOUT_MS, MAX_HEADER_BYTES } from '../listener/bounds.js';
import type { Certificates } from '../listener/certificates.js';
import { listen } from '../listener/connections.js';
import { shareConnections } from '../listener/connection-share.js';
import { unprotected } from '../listener/protection.js';
import type { Protection } from '../listener/protection.js';
import { endFailedHandshakes } from '../listener/handshakes.js';
import { cutSlowReaders } from '../listener/slow-readers.js';
import { makeDispatch } from './dispatch.js';
import type { DispatchDeps } from './dispatch.js';
import { makeRejector } from './reject.js';
import { boundRequests } from './request-bounds.js';

export interface HttpServer {
  readonly port: number;
  stop(drainMs: number): Promise<void>;
}

export interface HttpServerOptions extends Omit<DispatchDeps, 'onRejected'> {
  readonly host: string;
  readonly port: number;
  readonly protection?: Protection;
  /** Longest wait for a whole request; what is slower holds a connection for nothing. Left out: 10 s. */
  readonly requestTimeoutMs?: number;
  /** Longest wait for an answer to be read. Left out: 10 s. */
  readonly answerTimeoutMs?: number;
  /** Left out: nobody hears of it. */
  readonly onRejected?: OnRejected;
}

/** Serves the routes, and 404 at every other address. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { host, port: wanted, protection = unprotected, onRejected = ignore } = options;
  const { requestTimeoutMs = REQUEST_TIMEOUT_MS, answerTimeoutMs = ANSWER_TIMEOUT_MS } = options;
  const dispatch = makeDispatch({ ...options, onRejected });
  const bounds = { certificates: protection.certificates, requestTimeoutMs, answerTimeoutMs, onRejected };
  const server = makeServer(bounds, boundRequests(dispatch, onRejected));
  shareConnections(server, { ...protection, listener: 'http', onRejected });
  const port = await listen(server, { host, port: wanted, protocol: 'HTTP', variable: 'SCOPEGATE_HTTP_LISTEN' });
  return {
    port,
    stop: (drainMs) => stop(server, drainMs),
  };
}

function ignore(): void {
  // Nobody wants to hear of it.
}

const REQUEST_TIMEOUT_MS = 10_000;
/** How often Node looks for requests that are too slow; left to itself, twice a minute. */
const LOOK_EVERY_MS = 500;
const HANDSHAKE_TIMEOUT_MS = 5_000;

interface Bounds {
  readonly certificates: Certificates | null;
  readonly requestTimeoutMs: number;
  readonly answerTimeoutMs: number;
  readonly onRejected: OnRejected;
}

function makeServer({ certificates, requestTimeoutMs, answerTimeoutMs, onRejected }: Bounds, handle: RequestListener) {
  const options = {
    requestTimeout: requestTimeoutMs,
    headersTimeout: requestTimeoutMs,
    connectionsCheckingInterval: LOOK_EVERY_MS,
    noDelay: true,
    maxHeaderSize: MAX_HEADER_BYTES,
    // `boundRequests` says what is missing; Node would say nothing.
    requireHostHeader: false,
  };
  const server =
    certificates === null
      ? createServer(options, handle)
      : makeTlsServer(certificates, { options, handle, onRejected });
  // Node would drop headers beyond a number of its own, unseen: a second Host or credential, or the headers of a gateway.
  server.maxHeadersCount = 0;
  const rejector = makeRejector(requestTimeoutMs, onRejected);
  server.on('clientError', (error, socket) => {
    rejector.clientError(error, socket);
  });
  server.on('connect', (_request, socket) => {
    rejector.connect(socket);
  });
  const event = certificates === null ? 'connection' : 'secureConnection';
  cutSlowReaders(server, { event, answerTimeoutMs, onRejected });
  return server;
}

interface TlsParts {
  readonly options: ServerOptions;
  readonly handle: RequestListener;
  readonly onRejected: OnRejected;
}

function makeTlsServer(certificates: Certificates, { options, handle, onRejected }: TlsParts): TlsServer {
  const { context, requiresClientCertificate: requestCert } = certificates;
  // A missing certificate is refused where decisions are asked for; probes and scrapes need none.
  const tls = { ...context, requestCert, rejectUnauthorized: false, handshakeTimeout: HANDSHAKE_TIMEOUT_MS };
  const server = createTlsServer({ ...options, ...tls }, handle);
  endFailedHandshakes(server, { listener: 'http', onRejected });
  certificates.onChange((next) => {
    server.setSecureContext(next);
  });
  return server;
}

function stop(server: Server, drainMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      server.closeAllConnections();
    }, drainMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
