import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ScopegateError, messageOf } from '../../base/errors.js';
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
}

/** Serves what machines ask about this process: `/metrics`, `/healthz` (it lives), `/readyz` (it holds policy). */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const server = createServer((request, response) => {
    respond(options, request, response).catch((error: unknown) => {
      send(response, 500, 'text/plain; charset=utf-8', `${messageOf(error)}\n`);
    });
  });
  server.requestTimeout = 10_000;
  const port = await listen(server, options.host, options.port);
  return {
    port,
    stop: (drainMs) => stop(server, drainMs),
  };
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

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const message = `cannot listen for HTTP on ${host}:${String(port)}: ${messageOf(error)}`;
      const hint = 'Another process may hold the port: end it, or set SCOPEGATE_HTTP_LISTEN to another address.';
      reject(new ScopegateError('config', message, { cause: error, hint }));
    });
    server.listen(port, host, () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
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
