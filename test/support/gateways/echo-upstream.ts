import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as the server behind the gateway saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly target: string;
  readonly rawHeaders: readonly string[];
  /** As they came behind a body in chunks. */
  readonly rawTrailers: readonly string[];
}

export interface EchoUpstream {
  readonly port: number;
  /** Everything that got through, oldest first. */
  readonly seen: SeenRequest[];
  close(): Promise<void>;
}

/** Stands for the application behind a gateway: remembers what reaches it, and answers 200 with `reached`. */
export async function startEchoUpstream(): Promise<EchoUpstream> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const { method = '', url: target = '', rawHeaders } = request;
    request.resume();
    request.on('end', () => {
      seen.push({ method, target, rawHeaders: [...rawHeaders], rawTrailers: [...request.rawTrailers] });
      response.end('reached');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Values of a header among raw pairs, in order. */
export function valuesAmong(rawHeaders: readonly string[], name: string): string[] {
  return rawHeaders.flatMap((header, at) =>
    at % 2 === 0 && header.toLowerCase() === name.toLowerCase() ? [rawHeaders[at + 1] ?? ''] : [],
  );
}
