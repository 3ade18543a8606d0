import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface CollectedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty at the top of a trace. */
  readonly parentSpanId: string;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  /** 2 is an error. */
  readonly statusCode: number;
}

/** Takes spans as a collector does (OTLP over HTTP, JSON). */
export interface TraceCollector {
  readonly url: string;
  readonly spans: readonly CollectedSpan[];
  /** Everything that came, as text. */
  readonly text: () => string;
  /** The status that it answers with from now on. */
  answerWith(status: number): void;
  stop(): Promise<void>;
}

interface WireSpan extends Omit<CollectedSpan, 'parentSpanId' | 'attributes' | 'statusCode'> {
  readonly parentSpanId?: string;
  readonly attributes: readonly { key: string; value: Record<string, string | number | boolean> }[];
  readonly status: { readonly code?: number };
}
interface WireBody {
  readonly resourceSpans: readonly { scopeSpans: readonly { spans: readonly WireSpan[] }[] }[];
}

export async function startTraceCollector(): Promise<TraceCollector> {
  const spans: CollectedSpan[] = [];
  const bodies: string[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      bodies.push(body);
      if (status === 200) spans.push(...spansIn(JSON.parse(body) as WireBody));
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/v1/traces`,
    spans,
    text: () => bodies.join('\n'),
    answerWith(next) {
      status = next;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function spansIn({ resourceSpans }: WireBody): CollectedSpan[] {
  const found = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  return found.map(({ name, traceId, spanId, parentSpanId = '', attributes, status }) => ({
    ...{ name, traceId, spanId, parentSpanId, statusCode: status.code ?? 0 },
    attributes: Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]!])),
  }));
}
