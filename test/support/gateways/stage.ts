import { connect } from 'node:net';
import type { CheckRequest } from '../../../src/service/check-request.js';
import { compileAddressRule } from '../../../src/service/identity/addresses.js';
import { startGrpcServer } from '../../../src/transports/grpc/server.js';
import { makeForwardAuthRoutes } from '../../../src/transports/http/forward-auth/route.js';
import { startHttpServer } from '../../../src/transports/http/server.js';
import { anyCaller } from '../../../src/transports/listener/callers.js';
import { NOW_MS, makeCheckWorld } from '../check-world.js';
import type { CheckWorld } from '../check-world.js';
import { startEchoUpstream } from './echo-upstream.js';
import type { EchoUpstream } from './echo-upstream.js';
import { startGateway } from './programs.js';
import type { Gateway } from './programs.js';
import { LOOPBACK_LISTENER } from '../listener.js';

/** A gateway with its shipped configuration between a client and an application, and Scopegate beside it. */
export interface Stage {
  readonly world: CheckWorld;
  readonly port: number;
  readonly upstream: EchoUpstream;
  /** Every question that reached Scopegate, oldest first. */
  readonly asked: CheckRequest[];
  /** Forgets what was seen and asked. */
  clear(): void;
  stop(): Promise<void>;
}

/** Ends a request that gets no answer. */
const SILENCE_MS = 2_000;

export async function startStage(gateway: Gateway, application?: number): Promise<Stage> {
  const world = await makeCheckWorld({ apis: 'two' });
  const asked: CheckRequest[] = [];
  const check: typeof world.check = (question) => {
    asked.push(question);
    return world.check(question);
  };
  const trustedPeers = compileAddressRule(['127.0.0.1'])!;
  const routes = makeForwardAuthRoutes({
    ...{ check, clock: () => NOW_MS, callers: anyCaller, trustedPeers, trustedHops: 0, timeoutMs: 500 },
    certificateField: '',
    ...LOOPBACK_LISTENER,
  });
  const at = { host: '127.0.0.1', port: 0 };
  const http = await startHttpServer({ ...at, routes, ...LOOPBACK_LISTENER });
  const { checkBatch } = world;
  const grpc = await startGrpcServer({ ...at, check, checkBatch, clock: () => NOW_MS, trustedHops: 0 });
  const upstream = await startEchoUpstream();
  const ports = { scopegate: http.port, grpc: grpc.port, upstream: application ?? upstream.port };
  const running = await startGateway(gateway, ports);
  return {
    world,
    port: running.port,
    upstream,
    asked,
    clear() {
      upstream.seen.length = 0;
      asked.length = 0;
    },
    async stop() {
      await running.stop();
      await Promise.all([http.stop(0), grpc.stop(0), upstream.close()]);
    },
  };
}

/** Sends the head of one request as it is written here, and what follows it. Resolves with the answer as it came back. */
export function sendLines(port: number, lines: readonly string[], content = ''): Promise<string> {
  const text = `${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n${content}`;
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(Buffer.from(text, 'latin1')));
    socket.setTimeout(SILENCE_MS, () => socket.destroy());
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
      if (isWhole(answer)) socket.destroy();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve(answer);
    });
  });
}

/** Some gateways close a connection long after the answer. */
function isWhole(answer: string): boolean {
  const headEnd = answer.indexOf('\r\n\r\n');
  if (headEnd < 0) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(answer.slice(0, headEnd))?.[1];
  return length === undefined ? answer.endsWith('\r\n0\r\n\r\n') : answer.length >= headEnd + 4 + Number(length);
}

export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1] ?? 0);
}
