import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Certificates } from '../listener/certificates.js';
import { listen } from '../listener/connections.js';
import { shareConnections } from '../listener/connection-share.js';
import { unprotected } from '../listener/protection.js';
import type { Protection } from '../listener/protection.js';
import { makeDispatch } from './dispatch.js';
import type { DispatchDeps } from './dispatch.js';

export interface HttpServer {
  readonly port: number;
  stop(drainMs: number): Promise<void>;
}

export interface HttpServerOptions extends DispatchDeps {
  readonly host: string;
  readonly port: number;
  readonly protection?: Protection;
  /** Longest wait for a whole request; what is slower holds a connection for nothing. Left out: 10 s. */
  readonly requestTimeoutMs?: number;
}

/** Serves the routes, and 404 at every other address. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { host, port: wanted, protection = unprotected, requestTimeoutMs = REQUEST_TIMEOUT_MS } = options;
  const server = makeServer({ ...protection, requestTimeoutMs }, makeDispatch(options));
  shareConnections(server, protection);
  const port = await listen(server, { host, port: wanted, protocol: 'HTTP', variable: 'SCOPEGATE_HTTP_LISTEN' });
  return {
    port,
    stop: (drainMs) => stop(server, drainMs),
  };
}

const REQUEST_TIMEOUT_MS = 10_000;
/** How often Node looks for requests that are too slow; left to itself, twice a minute. */
const LOOK_EVERY_MS = 500;
const HANDSHAKE_TIMEOUT_MS = 5_000;
/** Above what gateways take from clients, so that a path that is too long gets the answer of every other entry point. */
const MAX_HEADER_BYTES = 64 * 1024;

interface Bounds {
  readonly certificates: Certificates | null;
  readonly requestTimeoutMs: number;
}

function makeServer({ certificates, requestTimeoutMs }: Bounds, handle: RequestListener): Server {
  const options = {
    requestTimeout: requestTimeoutMs,
    headersTimeout: requestTimeoutMs,
    connectionsCheckingInterval: LOOK_EVERY_MS,
    noDelay: true,
    maxHeaderSize: MAX_HEADER_BYTES,
  };
  if (certificates === null) return createServer(options, handle);
  const { context, requiresClientCertificate: requestCert } = certificates;
  // A missing certificate is refused where decisions are asked for; probes and scrapes need none.
  const tls = { ...context, requestCert, rejectUnauthorized: false, handshakeTimeout: HANDSHAKE_TIMEOUT_MS };
  const server = createTlsServer({ ...options, ...tls }, handle);
  server.on('tlsClientError', (_error, socket) => socket.destroy());
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
