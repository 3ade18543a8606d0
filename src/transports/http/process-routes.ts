import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpRoute } from './route.js';

export interface ProcessDeps {
  /** The metrics page and its content type. */
  readonly metrics: () => Promise<{ contentType: string; body: string }>;
  /** Null when ready, else what is missing. */
  readonly notReadyBecause: () => string | null;
}

interface Page {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** What machines ask about this process: `/metrics`, `/healthz` (it lives), `/readyz` (it holds policy). */
export function makeProcessRoutes({ metrics, notReadyBecause }: ProcessDeps): readonly HttpRoute[] {
  const shared = shareUnderWay(metrics);
  return [
    makePage('/metrics', async () => ({ status: 200, ...(await shared()) })),
    makePage('/healthz', () => text(200, 'alive')),
    makePage('/readyz', () => {
      const missing = notReadyBecause();
      return text(missing === null ? 200 : 503, missing ?? 'ready');
    }),
  ];
}

/** One page for all that ask while it is made: it takes milliseconds, and anybody may ask. */
function shareUnderWay<T>(make: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<T> | null = null;
  return () => {
    underWay ??= make().finally(() => {
      underWay = null;
    });
    return underWay;
  };
}

function makePage(path: string, read: () => Page | Promise<Page>): HttpRoute {
  return {
    audience: 'visitor',
    entryPoint: null,
    matches: (target) => target === path,
    async handle(request: IncomingMessage, response: ServerResponse) {
      if (request.method === 'GET' || request.method === 'HEAD') {
        send(response, await read());
        return;
      }
      response.setHeader('Allow', 'GET, HEAD');
      send(response, text(405, 'only GET and HEAD'));
    },
  };
}

function text(status: number, line: string): Page {
  return { status, contentType: 'text/plain; charset=utf-8', body: `${line}\n` };
}

function send(response: ServerResponse, { status, contentType, body }: Page): void {
  response.writeHead(status, { 'Content-Type': contentType, 'Cache-Control': 'no-store' }).end(body);
}
