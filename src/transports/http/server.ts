import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { toCallerError } from '../../base/caller-error.js';
import type { Log } from '../../base/log.js';
import type { Certificates } from '../listener/certificates.js';
import { listen } from '../listener/connections.js';
import { unprotected } from '../listener/protection.js';
import type { Protection } from '../listener/protection.js';
import type { HttpRoute } from './route.js';

export interface HttpServer {
  readonly port: number;
  stop(drainMs: number): Promise<void>;
}

export interface HttpServerOptions {
  readonly host: string;
  readonly port: number;
  /** What is served besides the pages about this process; the first that matches. */
  readonly routes: readonly HttpRoute[];
  /** The metrics page and its content type. */
  readonly metrics: () => Promise<{ contentType: string; body: string }>;
  /** Null when ready, else what is missing. */
  readonly notReadyBecause: () => string | null;
  readonly protection?: Protection;
  /** Gets what callers are not told. */
  readonly log?: Log;
  /** Longest wait for a whole request; what is slower holds a connection for nothing. Left out: 10 s. */
  readonly requestTimeoutMs?: number;
}

/** Serves what machines ask about this process: `/metrics`, `/healthz` (it lives), `/readyz` (it holds policy). */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { host, port: wanted, protection = unprotected, requestTimeoutMs = REQUEST_TIMEOUT_MS } = options;
  const server = makeServer({ ...protection, requestTimeoutMs }, (request, response) => {
    respond(options, request, response).catch((error: unknown) => {
      options.log?.error({ err: error, method: request.method }, 'an HTTP request failed');
      send(response, 500, 'text/plain; charset=utf-8', `${toCallerError(error).message}\n`);
    });
  });
  server.maxConnections = protection.maxConnections;
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

async function respond(options: HttpServerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = pathOf(request);
  const route = options.routes.find((candidate) => candidate.matches(path));
  if (route !== undefined) return route.handle(request, response);
  return respondAboutProcess(options, request, response);
}

async function respondAboutProcess(
  options: HttpServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    sendText(response, 405, 'only GET and HEAD');
    return;
  }
  const path = pathOf(request);
  if (path === '/metrics') {
    const { contentType, body } = await options.metrics();
    send(response, 200, contentType, body);
  } else if (path === '/healthz') {
    sendText(response, 200, 'alive');
  } else if (path === '/readyz') {
    const missing = options.notReadyBecause();
    sendText(response, missing === null ? 200 : 503, missing ?? 'ready');
  } else {
    sendText(response, 404, 'not here; try /metrics, /healthz or /readyz');
  }
}

/** The request target without its query, as received. */
function pathOf(request: IncomingMessage): string {
  const target = request.url ?? '/';
  const query = target.indexOf('?');
  return query < 0 ? target : target.slice(0, query);
}

function sendText(response: ServerResponse, status: number, text: string): void {
  send(response, status, 'text/plain; charset=utf-8', `${text}\n`);
}

function send(response: ServerResponse, status: number, contentType: string, body: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { 'Content-Type': contentType, 'Cache-Control': 'no-store' }).end(body);
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
