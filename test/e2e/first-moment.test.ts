import { request as httpRequest } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { credentials, makeClientConstructor, status } from '@grpc/grpc-js';
import type { ClientReadableStream, ServiceError } from '@grpc/grpc-js';
import { expect } from 'chai';
import { service as healthService } from 'grpc-health-check';
import { startApp } from '../../src/app.js';
import { parseConfig } from '../../src/config.js';
import type { AuthorizationClient } from '../../src/wire/envoy/service/auth/v3/Authorization.js';
import { loadExtAuthzProto } from '../../src/wire/load-proto.js';
import { STATUS, fillDatabase } from '../support/outage-world.js';
import { startThrowawayServer } from '../support/postgres.js';
import type { PrivateServer } from '../support/postgres.js';
import { eventually, query } from '../support/query.js';
import { PEPPER, startReplica } from '../support/replica.js';
import type { Replica } from '../support/replica.js';
import { startTcpProxy, throughProxy } from '../support/tcp-proxy.js';
import type { TcpProxy } from '../support/tcp-proxy.js';
import { connectDecisionPoint } from '../../src/client/decision-point.js';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function statusOf(port: number, { method = 'GET', path, headers = {} }: Asked): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end(method === 'POST' ? '{}' : undefined);
  });
}

const NGINX = { 'X-Original-Method': 'GET', 'X-Original-URI': '/status', 'X-Original-Host': 'localhost' };
const SIGN_IN = { method: 'POST', path: '/v1/session', headers: { 'Content-Type': 'application/json' } };
const EVALUATION = {
  method: 'POST',
  path: '/access/v1/evaluation',
  headers: { 'Content-Type': 'application/json' },
};

/** What is answered while there is no database, and from when there is policy. */
const HTTP_CASES: readonly (readonly [title: string, asked: Asked, starting: number, serving: number])[] = [
  ['liveness', { path: '/healthz' }, 200, 200],
  ['metrics', { path: '/metrics' }, 200, 200],
  ['readiness', { path: '/readyz' }, 503, 200],
  ['a question of nginx', { path: '/auth/nginx', headers: NGINX }, 503, 200],
  ['a question by AuthZEN that lacks everything', EVALUATION, 400, 400],
  ['the Management API', SIGN_IN, 503, 400],
  ['a misspelt entry point', { path: '/auth/ngnix', headers: NGINX }, 404, 404],
  ['an address that is nothing', { path: '/nowhere' }, 404, 404],
  ['a question at the address of metrics', { path: '/metrics', headers: NGINX }, 404, 404],
  ['the name of another server', { path: '/healthz', headers: { Host: 'evil.example.com' } }, 421, 421],
];

describe('A start, from its first moment', function () {
  this.timeout(60_000);
  let server: PrivateServer;
  let proxy: TcpProxy;
  let replica: Replica;
  let grpcPort: number;
  const health: string[] = [];
  const outcomes = { starting: new Map<string, unknown>(), serving: new Map<string, unknown>() };

  before(async () => {
    server = await startThrowawayServer();
    await fillDatabase(server.url);
    await query(
      server.url,
      "INSERT INTO scopegate.api_host (host, api) SELECT 'localhost', id FROM scopegate.api WHERE name = 'platform'",
    );
    proxy = await startTcpProxy(Number(new URL(server.url).port));
    proxy.setMode('blackhole');
    grpcPort = await freePort();
    const httpPort = await freePort();
    const starting = startReplica({
      DATABASE_URL: throughProxy(server.url, proxy),
      SCOPEGATE_GRPC_LISTEN: `127.0.0.1:${String(grpcPort)}`,
      SCOPEGATE_HTTP_LISTEN: `127.0.0.1:${String(httpPort)}`,
      SCOPEGATE_DATABASE_TIMEOUT_MS: '50000',
      SCOPEGATE_SNAPSHOT_FILE: 'off',
    });
    await eventually(() => statusOf(httpPort, { path: '/healthz' }));
    // One connection for all of it: what is asked after the hand-over goes over the connection of before.
    const address = `127.0.0.1:${String(grpcPort)}`;
    const client = connectDecisionPoint({ address, timeoutMs: 5_000 });
    const { Authorization } = loadExtAuthzProto().envoy.service.auth.v3;
    const envoy = new Authorization(address, credentials.createInsecure());
    const Health = makeClientConstructor(healthService, 'Health');
    const watcher = new Health(address, credentials.createInsecure());
    const watching = (watcher['watch'] as unknown as Watch).call(watcher, {});
    watching.on('data', (event: { status: string }) => health.push(event.status));
    watching.on('error', (error: ServiceError) => health.push(`broken: ${error.message}`));
    watching.on('end', () => health.push('ended'));
    const askAll = async (phase: keyof typeof outcomes): Promise<void> => {
      for (const [title, asked] of HTTP_CASES) outcomes[phase].set(title, await statusOf(httpPort, asked));
      outcomes[phase].set(
        'check',
        await client.check(STATUS).then(
          ({ reason }) => reason,
          (error: unknown) => (error as { code: string }).code,
        ),
      );
      outcomes[phase].set('ext_authz', await askEnvoy(envoy));
    };
    await askAll('starting');
    await eventually(() => {
      expect(health).to.deep.equal(['NOT_SERVING']);
      return Promise.resolve();
    });
    proxy.setMode('pass');
    replica = await starting;
    await askAll('serving');
    await eventually(() => {
      expect(health).to.deep.equal(['NOT_SERVING', 'SERVING']);
      return Promise.resolve();
    });
    client.close();
    envoy.close();
    watching.cancel();
    watcher.close();
  });
  after(async () => {
    await replica.stop();
    await proxy.close();
    await server.remove();
  });

  for (const [title, , starting, serving] of HTTP_CASES) {
    it(`answers ${title}: ${String(starting)} before there is a database, ${String(serving)} after`, () => {
      expect([outcomes.starting.get(title), outcomes.serving.get(title)]).to.deep.equal([starting, serving]);
    });
  }

  it('answers checks over gRPC with UNAVAILABLE before there is a database, and decides after, on the same connection', () => {
    expect([outcomes.starting.get('check'), outcomes.serving.get('check')]).to.deep.equal([
      'unavailable',
      'REASON_PUBLIC_ENDPOINT',
    ]);
    expect([outcomes.starting.get('ext_authz'), outcomes.serving.get('ext_authz')]).to.deep.equal([
      'UNAVAILABLE',
      'OK',
    ]);
    expect(health.slice(0, 2)).to.deep.equal(['NOT_SERVING', 'SERVING']);
  });
});

type Watch = (request: object) => ClientReadableStream<{ status: string }>;

function askEnvoy(envoy: AuthorizationClient): Promise<string> {
  const http = { method: 'GET', path: '/status', host: 'localhost', headers: {} };
  return new Promise((resolve) => {
    envoy.check({ attributes: { request: { http } } }, (error, answer) => {
      const code = error === null ? (answer?.status?.code ?? status.UNKNOWN) : error.code;
      resolve(status[code] ?? String(code));
    });
  });
}

describe('The first start on an empty database', function () {
  this.timeout(60_000);

  it('warns of nothing, however long the schema takes', async () => {
    const server = await startThrowawayServer();
    const proxy = await startTcpProxy(Number(new URL(server.url).port));
    const warned: string[] = [];
    const note = (fields: object, message: string): void => void warned.push(`${message} ${JSON.stringify(fields)}`);
    // Followers look every 2 seconds; the schema takes longer than that.
    proxy.setDelay(1);
    const app = await startApp({
      config: parseConfig({
        DATABASE_URL: throughProxy(server.url, proxy),
        SCOPEGATE_DATABASE_TIMEOUT_MS: '20000',
        SCOPEGATE_GRPC_LISTEN: '127.0.0.1:0',
        SCOPEGATE_HTTP_LISTEN: '127.0.0.1:0',
        SCOPEGATE_PEPPER: PEPPER.toString('base64'),
        SCOPEGATE_SNAPSHOT_FILE: 'off',
      }),
      log: { debug() {}, info() {}, warn: note, error: note },
      progress: () => undefined,
      schema: 'apply',
      demo: 'none',
      administratorKey: 'answer',
    });
    try {
      expect(warned).to.deep.equal([]);
    } finally {
      await app.stop();
      await proxy.close();
      await server.remove();
    }
  });
});
