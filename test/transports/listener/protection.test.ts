import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import { Metadata, credentials, status } from '@grpc/grpc-js';
import type { ChannelCredentials, ServiceError } from '@grpc/grpc-js';
import { expect } from 'chai';
import { systemClock } from '../../../src/base/clock.js';
import { silentLog } from '../../../src/base/log.js';
import { compileAddressRule } from '../../../src/service/identity/addresses.js';
import type { Log } from '../../../src/base/log.js';
import { startGrpcServer } from '../../../src/transports/grpc/server.js';
import type { GrpcServer } from '../../../src/transports/grpc/server.js';
import { makeForwardAuthRoutes } from '../../../src/transports/http/forward-auth/route.js';
import { startHttpServer } from '../../../src/transports/http/server.js';
import type { HttpServer } from '../../../src/transports/http/server.js';
import { openCallerTokens } from '../../../src/transports/listener/caller-tokens.js';
import { makeCallers } from '../../../src/transports/listener/callers.js';
import { openCertificates } from '../../../src/transports/listener/certificates.js';
import type { CertificateFiles } from '../../../src/transports/listener/certificates.js';
import { unprotected } from '../../../src/transports/listener/protection.js';
import type { Protection } from '../../../src/transports/listener/protection.js';
import { loadProto } from '../../../src/wire/load-proto.js';
import { makeCertificateAuthority } from '../../support/certificates.js';
import { makeCheckWorld } from '../../support/check-world.js';
import { eventually } from '../../support/query.js';
import { rejection } from '../../support/rejection.js';
import { until } from '../../support/settle.js';
import { makeTemporaryFolder } from '../../support/temporary.js';
import { OPEN_LISTENER, PROCESS_ROUTES } from '../../support/listener.js';

const TOKEN = 'c'.repeat(32);
const OTHER_TOKEN = 'd'.repeat(32);
const REREAD_MS = 20;

describe('Protection of the listeners', () => {
  let folder: ReturnType<typeof makeTemporaryFolder>;
  let grpc: GrpcServer;
  let http: HttpServer;
  const closing: (() => void)[] = [];
  /** What was logged as an error. */
  let problems: string[];
  const log: Log = { ...silentLog, error: (_fields, message) => void problems.push(message) };
  const inFolder = (name: string): string => join(folder.path, name);

  beforeEach(() => {
    folder = makeTemporaryFolder();
    problems = [];
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) close();
    await Promise.all([grpc.stop(0), http.stop(0)]);
    folder.remove();
  });

  async function start(differences: Partial<Protection>): Promise<void> {
    const protection = { ...unprotected, ...differences };
    const { check, checkBatch } = await makeCheckWorld();
    const place = { host: '127.0.0.1', port: 0, protection };
    const clock = systemClock;
    grpc = await startGrpcServer({ ...place, check, checkBatch, clock, trustedHops: 0 });
    const { callers } = protection;
    const trustedPeers = compileAddressRule(['127.0.0.1'])!;
    http = await startHttpServer({
      ...place,
      ...OPEN_LISTENER,
      routes: makeForwardAuthRoutes({
        check,
        callers,
        clock,
        trustedPeers,
        trustedHops: 0,
        certificateField: '',
        ...OPEN_LISTENER,
        timeoutMs: 500,
      }).concat(PROCESS_ROUTES),
    });
  }
  async function withCertificates(files: CertificateFiles) {
    const certificates = await openCertificates(files, { log, rereadMs: REREAD_MS });
    closing.push(() => certificates.close());
    return certificates;
  }
  async function withTokens(text: string) {
    writeFileSync(inFolder('tokens'), text);
    const tokens = await openCallerTokens(inFolder('tokens'), { log, rereadMs: REREAD_MS });
    closing.push(() => tokens.close());
    return tokens;
  }

  /** The gRPC status of one check of a public endpoint. */
  function ask(security: ChannelCredentials = credentials.createInsecure(), token = ''): Promise<status> {
    const client = new (loadProto().scopegate.v1.DecisionPoint)(`127.0.0.1:${String(grpc.port)}`, security);
    const metadata = new Metadata();
    if (token !== '') metadata.set('x-scopegate-caller-token', token);
    return new Promise((resolve) => {
      const deadline = Date.now() + 2_000;
      client.check({ method: 'GET', path: '/status' }, metadata, { deadline }, (error: ServiceError | null) => {
        client.close();
        resolve(error?.code ?? status.OK);
      });
    });
  }
  /** The HTTP status of a page; 0 for a connection that came to nothing. */
  function get(path: string, options: { headers?: Record<string, string>; tls?: object } = {}): Promise<number> {
    const { headers = {}, tls } = options;
    const target = { host: '127.0.0.1', port: http.port, path, headers, ...tls };
    return new Promise((resolve) => {
      const call = (tls === undefined ? httpRequest : httpsRequest)(target, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      call.on('error', () => {
        resolve(0);
      });
      call.end();
    });
  }
  const question = { 'x-original-host': 'api.example.com', 'x-original-method': 'GET', 'x-original-uri': '/status' };

  describe('with caller tokens', () => {
    beforeEach(async () => {
      const tokens = await withTokens(`# gateways\n${TOKEN}\n`);
      await start({ callers: makeCallers({ certificates: null, tokens }) });
    });

    it('answers callers that send one over gRPC', async () => {
      expect(await ask(undefined, TOKEN)).to.equal(status.OK);
      expect(await ask()).to.equal(status.UNAUTHENTICATED);
      expect(await ask(undefined, OTHER_TOKEN)).to.equal(status.UNAUTHENTICATED);
      expect(await ask(undefined, TOKEN.slice(1))).to.equal(status.UNAUTHENTICATED);
    });

    it('answers callers that send one over HTTP, and probes without', async () => {
      const withToken = (token: string) => ({ headers: { ...question, 'x-scopegate-caller-token': token } });
      expect(await get('/auth/nginx', withToken(TOKEN))).to.equal(200);
      expect(await get('/auth/nginx', withToken(OTHER_TOKEN))).to.equal(403);
      expect(await get('/auth/nginx', { headers: question })).to.equal(403);
      expect(await get('/healthz')).to.equal(200);
      expect(await get('/metrics')).to.equal(200);
    });

    it('follows the file: a new token counts, a removed one does not', async () => {
      writeFileSync(inFolder('tokens'), `${OTHER_TOKEN}\n`);
      await eventually(async () => {
        expect(await ask(undefined, OTHER_TOKEN)).to.equal(status.OK);
      });
      expect(await ask(undefined, TOKEN)).to.equal(status.UNAUTHENTICATED);
    });

    it('keeps the old tokens while the file cannot be used', async () => {
      writeFileSync(inFolder('tokens'), 'short\n');
      await until(
        () => problems.includes('the new caller tokens cannot be used; the old ones keep counting'),
        'the log',
      );
      expect(await ask(undefined, TOKEN)).to.equal(status.OK);
    });
  });

  const badTokenFiles = [
    { title: 'a token that is too short', text: '\nshort\n', says: 'line 2' },
    { title: 'a token with spaces', text: `${'a'.repeat(20)} ${'b'.repeat(20)}\n`, says: 'line 1' },
    { title: 'no token', text: '# nobody\n\n', says: 'no caller token' },
  ];
  for (const { title, text, says } of badTokenFiles) {
    it(`refuses a token file with ${title}`, async () => {
      await start({});
      expect(String(await rejection(withTokens(text)))).to.contain(says);
    });
  }

  describe('with TLS', () => {
    const trust = () => readFileSync(inFolder('ours.pem'));
    beforeEach(async () => {
      const files = makeCertificateAuthority(folder.path, 'ours').sign('first');
      copyFileSync(files.certificateFile, inFolder('served.pem'));
      copyFileSync(files.keyFile, inFolder('served.key'));
      const served = { certificateFile: inFolder('served.pem'), keyFile: inFolder('served.key') };
      await start({ certificates: await withCertificates({ ...served, clientCaFile: null }) });
    });

    it('speaks TLS on both ports, and nothing else', async () => {
      expect(await ask(credentials.createSsl(trust()))).to.equal(status.OK);
      expect(await get('/healthz', { tls: { ca: trust() } })).to.equal(200);
      expect(await ask()).to.equal(status.UNAVAILABLE);
      expect(await get('/healthz')).to.equal(0);
    });

    it('takes a new certificate for new connections, and keeps those that are open', async () => {
      const names: string[] = [];
      const openOne = (): Promise<TLSSocket> =>
        new Promise((resolve, reject) => {
          const socket = connectTls({ host: '127.0.0.1', port: http.port, ca: trust() }, () => {
            names.push(String(socket.getPeerCertificate().subject.CN));
            resolve(socket);
          });
          socket.on('error', reject);
        });
      const old = await openOne();
      // The authority signs again; its own certificate is another one now.
      const files = makeCertificateAuthority(folder.path, 'ours').sign('second');
      copyFileSync(files.certificateFile, inFolder('served.pem'));
      copyFileSync(files.keyFile, inFolder('served.key'));
      await eventually(async () => {
        (await openOne()).destroy();
        expect(names.at(-1)).to.equal('second');
      });
      const answer = new Promise<string>((resolve) => old.once('data', (data) => resolve(String(data))));
      old.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
      expect(await answer).to.match(/^HTTP\/1.1 200/);
      old.destroy();
      expect(names[0]).to.equal('first');
    });

    it('keeps serving with the old certificate while the new one cannot be used', async () => {
      writeFileSync(inFolder('served.pem'), 'nothing');
      await until(() => problems.includes('the new certificate cannot be used; the old one keeps serving'), 'the log');
      expect(await ask(credentials.createSsl(trust()))).to.equal(status.OK);
    });
  });

  describe('with client certificates', () => {
    let client: { cert: Buffer; key: Buffer };
    let stranger: { cert: Buffer; key: Buffer };
    let ca: Buffer;
    beforeEach(async () => {
      const read = (files: { certificateFile: string; keyFile: string }) => ({
        cert: readFileSync(files.certificateFile),
        key: readFileSync(files.keyFile),
      });
      const ours = makeCertificateAuthority(folder.path, 'ours');
      client = read(ours.sign('gateway'));
      stranger = read(makeCertificateAuthority(folder.path, 'theirs').sign('stranger'));
      ca = readFileSync(ours.certificateFile);
      const certificates = await withCertificates({ ...ours.sign('server'), clientCaFile: ours.certificateFile });
      await start({ certificates, callers: makeCallers({ certificates, tokens: null }) });
    });

    it('answers gRPC callers that have one, and no other', async () => {
      expect(await ask(credentials.createSsl(ca, client.key, client.cert))).to.equal(status.OK);
      expect(await ask(credentials.createSsl(ca, stranger.key, stranger.cert))).to.equal(status.UNAVAILABLE);
      expect(await ask(credentials.createSsl(ca))).to.equal(status.UNAVAILABLE);
    });

    it('answers HTTP callers that have one, and probes without', async () => {
      const asking = (tls: object) => get('/auth/nginx', { headers: question, tls: { ca, ...tls } });
      expect(await asking(client)).to.equal(200);
      expect(await asking(stranger)).to.equal(403);
      expect(await asking({})).to.equal(403);
      expect(await get('/readyz', { tls: { ca } })).to.equal(200);
    });
  });

  it('closes connections above the bound as they come', async () => {
    await start({ maxConnections: 2 });
    const open = (): Promise<'open' | 'closed'> =>
      new Promise((resolve) => {
        const socket = connect(grpc.port, '127.0.0.1');
        closing.push(() => socket.destroy());
        socket.on('error', () => resolve('closed'));
        socket.on('close', () => resolve('closed'));
        // A server speaks first in HTTP/2.
        socket.on('data', () => resolve('open'));
        socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0');
      });
    expect([await open(), await open(), await open()]).to.deep.equal(['open', 'open', 'closed']);
  });

  const badFiles = [
    { title: 'a file that is not there', certificate: 'none.pem', says: 'none.pem' },
    { title: 'a file that holds no PEM', certificate: 'text', says: 'nothing in PEM' },
    { title: 'a key of another certificate', certificate: 'other.pem', says: 'cannot serve TLS' },
  ];
  for (const { title, certificate, says } of badFiles) {
    it(`refuses ${title}`, async () => {
      await start({});
      const authority = makeCertificateAuthority(folder.path, 'ours');
      authority.sign('other');
      writeFileSync(inFolder('text'), 'text');
      const files = { ...authority.sign('mine'), certificateFile: inFolder(certificate), clientCaFile: null };
      expect(String(await rejection(withCertificates(files)))).to.contain(says);
    });
  }
});
