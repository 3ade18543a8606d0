import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { Metadata, credentials, status } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import { expect } from 'chai';
import { systemClock } from '../../../src/base/clock.js';
import { startGrpcServer } from '../../../src/transports/grpc/server.js';
import type { GrpcServer } from '../../../src/transports/grpc/server.js';
import { startHttpServer } from '../../../src/transports/http/server.js';
import type { HttpServer } from '../../../src/transports/http/server.js';
import { unprotected } from '../../../src/transports/listener/protection.js';
import { loadProto } from '../../../src/wire/load-proto.js';
import { makeCheckWorld } from '../../support/check-world.js';
import type { CheckWorld } from '../../support/check-world.js';
import { connect as connectHttp2 } from 'node:http2';
import { until } from '../../support/settle.js';
import { OPEN_LISTENER, PROCESS_ROUTES } from '../../support/listener.js';
import {
  CANCEL,
  CONTINUATION,
  END_HEADERS,
  HEADERS,
  PING,
  PREFACE,
  RST_STREAM,
  SETTINGS,
  frame,
} from '../../support/attacks/frames.js';

/** `:method: POST`, `:scheme: http`, `:path: /`, from the static table of HPACK (RFC 7541, appendix A). */
const POST = Buffer.from([0x83, 0x86, 0x84]);
/** A literal that is never indexed: `x: ` and a thousand characters, of which the first are the length. */
const LARGE = Buffer.concat([Buffer.from([0x10, 1, 0x78, 0x7f, 0xe1, 6]), Buffer.alloc(992, 0x61)]);

describe('Abuse of the gRPC listener', () => {
  let world: CheckWorld;
  let server: GrpcServer;
  const sockets: Socket[] = [];
  before(async () => {
    world = await makeCheckWorld();
    const { check, checkBatch } = world;
    const protection = { ...unprotected, maxStreams: 3 };
    server = await startGrpcServer({
      ...{ host: '127.0.0.1', port: 0, check, checkBatch, clock: systemClock, trustedHops: 0, protection },
    });
  });
  after(() => server.stop(0));
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
  });

  function open(): { socket: Socket; closed: Promise<void>; received: () => Buffer } {
    const socket = connect(server.port, '127.0.0.1');
    sockets.push(socket);
    const chunks: Buffer[] = [];
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => chunks.push(chunk));
    const closed = new Promise<void>((resolve) => {
      socket.once('close', () => {
        resolve();
      });
    });
    socket.write(Buffer.concat([PREFACE, frame(SETTINGS, 0, 0)]));
    return { socket, closed, received: () => Buffer.concat(chunks) };
  }

  /** How long a check of somebody else takes meanwhile. */
  async function othersAreAnswered(): Promise<void> {
    const { code } = await ask(new Metadata());
    expect(code).to.equal(status.OK);
  }

  function ask(metadata: Metadata): Promise<{ code: status }> {
    const address = `127.0.0.1:${String(server.port)}`;
    const client = new (loadProto().scopegate.v1.DecisionPoint)(address, credentials.createInsecure());
    return new Promise((resolve) => {
      const deadline = Date.now() + 5_000;
      client.check({ method: 'GET', path: '/status' }, metadata, { deadline }, (error: ServiceError | null) => {
        client.close();
        resolve({ code: error?.code ?? status.OK });
      });
    });
  }

  async function flood(socket: Socket, closed: Promise<void>, piece: (round: number) => Buffer): Promise<number> {
    for (let round = 0; round < 400; round++) {
      if (socket.destroyed) return round;
      if (!socket.write(piece(round))) {
        const drained = new Promise((resolve) => socket.once('drain', resolve));
        await Promise.race([drained, closed, new Promise((resolve) => setTimeout(resolve, 2_000))]);
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    return 400;
  }

  it('cuts off who sends pings without end and reads no answer', async () => {
    const { socket, closed } = open();
    socket.pause();
    const pings = Buffer.concat(Array<Buffer>(2_000).fill(frame(PING, 0, 0, Buffer.alloc(8))));
    const before = process.memoryUsage().rss;
    await flood(socket, closed, () => pings);
    await othersAreAnswered();
    expect(process.memoryUsage().rss - before).to.be.below(100 * 1024 * 1024);
    socket.resume();
    await closed;
  }).timeout(60_000);

  it('cuts off who opens streams and resets them at once', async () => {
    const { socket, closed } = open();
    const rounds = await flood(socket, closed, (round) =>
      Buffer.concat(
        Array.from({ length: 500 }, (_, at) => {
          const stream = 2 * (round * 500 + at) + 1;
          return Buffer.concat([frame(HEADERS, END_HEADERS, stream, POST), frame(RST_STREAM, 0, stream, CANCEL)]);
        }),
      ),
    );
    expect(rounds).to.be.below(400);
    await othersAreAnswered();
    await closed;
  }).timeout(60_000);

  it('cuts off who never ends a list of headers', async () => {
    const { socket, closed } = open();
    socket.write(frame(HEADERS, 0, 1, POST));
    const more = Buffer.concat(Array<Buffer>(16).fill(LARGE));
    const rounds = await flood(socket, closed, () => frame(CONTINUATION, 0, 1, more));
    expect(rounds).to.be.below(400);
    await othersAreAnswered();
    await closed;
  }).timeout(60_000);

  it('refuses metadata that are too large, and answers the next call', async () => {
    const large = new Metadata();
    large.set('x-large', 'x'.repeat(200_000));
    expect((await ask(large)).code).not.to.equal(status.OK);
    await othersAreAnswered();
  });

  it('says how many calls one connection may have under way', async () => {
    const session = connectHttp2(`http://127.0.0.1:${String(server.port)}`);
    const settings = await new Promise<{ maxConcurrentStreams?: number }>((resolve) => {
      session.once('remoteSettings', resolve);
    });
    session.destroy();
    expect(settings.maxConcurrentStreams).to.equal(3);
  });

  it('refuses streams above that bound to who does not care', async () => {
    const { socket, received } = open();
    for (let at = 0; at < 5; at++) socket.write(frame(HEADERS, END_HEADERS, 2 * at + 1, POST));
    const resets = (): number =>
      [
        ...received()
          .toString('hex')
          .matchAll(/00000403000000[0-9a-f]{4}(?:00000007)/g),
      ].length;
    await until(() => resets() >= 1, 'a refused stream');
    await othersAreAnswered();
  });
});

describe('Abuse of the HTTP listener', () => {
  let server: HttpServer;
  const sockets: Socket[] = [];
  before(async () => {
    server = await startHttpServer({
      ...{ host: '127.0.0.1', port: 0, routes: PROCESS_ROUTES, requestTimeoutMs: 600 },
      ...OPEN_LISTENER,
    });
  });
  after(() => server.stop(0));
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
  });

  /** What the server said before it closed the connection, and after how long. */
  function trickle(head: string, piece: string): Promise<{ answer: string; tookMs: number }> {
    const startedAt = Date.now();
    const socket = connect(server.port, '127.0.0.1', () => socket.write(head));
    sockets.push(socket);
    const timer = setInterval(() => socket.write(piece), 50);
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', () => undefined);
    return new Promise((resolve) => {
      socket.on('close', () => {
        clearInterval(timer);
        resolve({ answer, tookMs: Date.now() - startedAt });
      });
    });
  }

  const slow: [title: string, head: string, piece: string][] = [
    ['headers that never end', 'GET /healthz HTTP/1.1\r\nHost: x\r\n', 'X-A: b\r\n'],
    ['a header that comes letter by letter', 'GET /healthz HTTP/1.1\r\nX-A: ', 'b'],
    ['a request line that comes letter by letter', 'GET /', 'a'],
    ['nothing', '', ''],
  ];
  for (const [title, head, piece] of slow) {
    it(`ends a request of ${title}`, async () => {
      const { answer, tookMs } = await trickle(head, piece);
      expect(answer).to.match(/^HTTP\/1\.1 408 /);
      expect(tookMs).to.be.within(500, 5_000);
    });
  }

  it('refuses headers above 64 KiB', async () => {
    const { answer } = await trickle(`GET /healthz HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(70_000)}\r\n\r\n`, '');
    expect(answer).to.match(/^HTTP\/1\.1 431 /);
  });
});
