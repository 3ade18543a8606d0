import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { expect } from 'chai';
import { silentLog } from '../../../src/base/log.js';
import { systemClock } from '../../../src/base/clock.js';
import { makeHandOver } from '../../../src/app/hand-over.js';
import { compileAddressRule } from '../../../src/service/identity/addresses.js';
import { makeAuthzenRoutes } from '../../../src/transports/http/authzen/route.js';
import { makeForwardAuthRoutes } from '../../../src/transports/http/forward-auth/route.js';
import type { HttpRoute } from '../../../src/transports/http/route.js';
import { startHttpServer } from '../../../src/transports/http/server.js';
import type { HttpServer } from '../../../src/transports/http/server.js';
import { anyCaller } from '../../../src/transports/listener/callers.js';
import { openCertificates } from '../../../src/transports/listener/certificates.js';
import type { Certificates } from '../../../src/transports/listener/certificates.js';
import { unprotected } from '../../../src/transports/listener/protection.js';
import { attack } from '../../support/attacks/attacker.js';
import type { Attacker } from '../../support/attacks/attacker.js';
import { askMany, ratioOf } from '../../support/attacks/honest.js';
import type { Heard } from '../../support/attacks/honest.js';
import { LOUD, SLOW } from '../../support/attacks/http1.js';
import { makeCertificateAuthority } from '../../support/certificates.js';
import { makeCheckWorld } from '../../support/check-world.js';
import { OPEN_LISTENER, PROCESS_ROUTES } from '../../support/listener.js';
import { until } from '../../support/settle.js';
import { makeTemporaryFolder } from '../../support/temporary.js';

const QUESTIONS = 60;
const LIMIT_MS = 1_500;
const MAX_GROWTH_BYTES = 150 * 1024 * 1024;
const MEDIAN_MS = 1_000;
const LARGE = Buffer.alloc(1024 * 1024, 0x61);

/** A page as large as a list of the Management API may be, and one whose answer never comes. */
const PAGES: readonly HttpRoute[] = [
  {
    ...{ audience: 'visitor', entryPoint: null },
    matches: (target) => target === '/large',
    handle: (_request, response) => void response.writeHead(200, { 'Content-Length': LARGE.length }).end(LARGE),
  },
  {
    ...{ audience: 'visitor', entryPoint: null },
    matches: (target) => target === '/waiting',
    handle: () => undefined,
  },
];

async function start(certificates: Certificates | null, onRejected: (name: string) => void): Promise<HttpServer> {
  const { check } = await makeCheckWorld();
  const trustedPeers = compileAddressRule(['127.0.0.1'])!;
  const asking = { ...OPEN_LISTENER, check, clock: systemClock, callers: anyCaller, trustedPeers, timeoutMs: 500 };
  return startHttpServer({
    ...{ host: '127.0.0.1', port: 0, ...OPEN_LISTENER, protection: { ...unprotected, certificates } },
    ...{ requestTimeoutMs: LIMIT_MS, answerTimeoutMs: LIMIT_MS },
    onRejected: ({ rejection }) => onRejected(rejection),
    routes: [
      ...makeForwardAuthRoutes({ ...asking, trustedHops: 0, certificateField: '' }),
      ...makeAuthzenRoutes({
        ...asking,
        searches: makeHandOver().entry.lookups.searches,
        identifier: { url: null, scheme: 'http' },
      }),
      ...PROCESS_ROUTES,
      ...PAGES,
    ],
  });
}

/** A gateway's question on a connection that it keeps. */
function askOnce(port: number, agent: Agent, tls: { ca: Buffer } | null): Promise<void> {
  const headers = { 'x-original-method': 'GET', 'x-original-uri': '/status', 'x-original-host': 'api.example.com' };
  const target = { host: '127.0.0.1', port, path: '/auth/nginx', headers, timeout: 5_000 };
  return new Promise((resolve, reject) => {
    const answered = (incoming: {
      statusCode?: number | undefined;
      resume(): void;
      once: (event: 'end', heard: () => void) => unknown;
    }): void => {
      incoming.resume();
      incoming.once('end', () => {
        if (incoming.statusCode === 200) resolve();
        else reject(new Error(`status ${String(incoming.statusCode)}`));
      });
    };
    const outgoing =
      tls === null ? request({ ...target, agent }, answered) : tlsRequest({ ...target, ...tls }, answered);
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer in time')));
    outgoing.on('error', reject);
    outgoing.end();
  });
}

describe('An honest gateway beside an attacker of the HTTP listener', function () {
  this.timeout(20_000);
  let server: HttpServer;
  let quiet: Heard;
  let rejected: string[] = [];
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const attackers: Attacker[] = [];
  const ask = () => askOnce(server.port, agent, null);

  before(async () => {
    server = await start(null, (name) => rejected.push(name));
    await askMany(ask, QUESTIONS);
    quiet = await askMany(ask, QUESTIONS);
  });
  after(async () => {
    agent.destroy();
    await server.stop(0);
  });
  beforeEach(() => {
    rejected = [];
  });
  afterEach(() => {
    for (const attacker of attackers.splice(0)) attacker.stop();
  });

  for (const one of [...SLOW, ...LOUD]) {
    it(`is answered, and the attacker is closed: ${one.title}`, async () => {
      const before = process.memoryUsage().rss;
      const startedAt = performance.now();
      for (let n = 0; n < 5; n++) attackers.push(attack(server.port, one));
      const loud = await askMany(ask, QUESTIONS);
      if (one.isDeaf === true) await until(() => rejected.length === attackers.length, 'the end of the deaf ones');
      for (const attacker of attackers) attacker.listen();
      await Promise.all(attackers.map(({ closed }) => closed));
      const grown = process.memoryUsage().rss - before;
      console.log(ratioOf(loud, quiet, performance.now() - startedAt));
      expect(loud.medianMs).to.be.below(MEDIAN_MS);
      expect(grown).to.be.below(MAX_GROWTH_BYTES);
      // On a busy machine more bounds than this one may be passed.
      if (one.rejection !== null) expect(rejected).to.include(one.rejection);
      await ask();
    });
  }
});

describe('An honest client beside TLS that is never finished', function () {
  this.timeout(20_000);
  let folder: ReturnType<typeof makeTemporaryFolder>;
  let certificates: Certificates;
  let server: HttpServer;
  let ca: Buffer;
  let quiet: Heard;
  let rejected: string[] = [];
  const attackers: Attacker[] = [];
  const ask = () => askOnce(server.port, new Agent(), { ca });

  before(async () => {
    folder = makeTemporaryFolder();
    const authority = makeCertificateAuthority(folder.path, 'ours');
    ca = readFileSync(authority.certificateFile);
    certificates = await openCertificates({ ...authority.sign('server'), clientCaFile: null }, { log: silentLog });
    server = await start(certificates, (name) => rejected.push(name));
    quiet = await askMany(ask, 20);
  });
  after(async () => {
    certificates.close();
    await server.stop(0);
    folder.remove();
  });
  beforeEach(() => {
    rejected = [];
  });
  afterEach(() => {
    for (const attacker of attackers.splice(0)) attacker.stop();
  });

  /** The head of a TLS record with a ClientHello of 512 bytes, and nothing of it. */
  const HALF = Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]);
  const plain = (title: string, opening: Buffer) => ({ title, opening, piece: null });
  const cases = [
    { one: plain('no handshake', Buffer.alloc(0)), isTls: false, rejection: 'tls_failed' },
    { one: plain('half a handshake', HALF), isTls: false, rejection: 'tls_failed' },
    { one: plain('HTTP without TLS', Buffer.from('GET / HTTP/1.1\r\n\r\n')), isTls: false, rejection: 'tls_failed' },
    { one: plain('a handshake, and nothing after it', Buffer.alloc(0)), isTls: true, rejection: 'request_timeout' },
    {
      one: {
        ...plain('a large answer that is not read', Buffer.from('GET /large HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(60))),
        isDeaf: true,
      },
      ...{ isTls: true, rejection: 'answer_not_read' },
    },
  ];
  for (const { one, isTls, rejection } of cases) {
    it(`is answered, and the connection is closed: ${one.title}`, async () => {
      const startedAt = performance.now();
      const dial = (port: number) =>
        isTls ? connectTls({ port, host: '127.0.0.1', ca, servername: '' }) : connect(port, '127.0.0.1');
      for (let n = 0; n < 20; n++) attackers.push(attack(server.port, one, dial));
      const loud = await askMany(ask, 20);
      if (isTls) await until(() => rejected.length === attackers.length, 'the end of all of them');
      for (const attacker of attackers) attacker.listen();
      await Promise.all(attackers.map(({ closed }) => closed));
      console.log(ratioOf(loud, quiet, performance.now() - startedAt));
      expect(loud.medianMs).to.be.below(MEDIAN_MS);
      expect(rejected).to.include(rejection);
      await ask();
    });
  }
});
