import { credentials, makeClientConstructor } from '@grpc/grpc-js';
import type { ClientReadableStream, ServiceDefinition } from '@grpc/grpc-js';
import { expect } from 'chai';
import { mintApiKey } from '../../src/service/identity/api-key-format.js';
import { loadExtAuthzProto, loadFreshnessProto, loadProto } from '../../src/wire/load-proto.js';
import { fillDatabase } from '../support/outage-world.js';
import { forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { query } from '../support/query.js';
import { startReplica } from '../support/replica.js';
import type { Replica } from '../support/replica.js';
import { startTcpProxy, throughProxy } from '../support/tcp-proxy.js';
import type { TcpProxy } from '../support/tcp-proxy.js';

/** Stands in every error of the database: in names of its tables, in its own name and user, and in what it raises. */
const MARK = 'marked4711';

/** What no caller may read, beside the mark. */
const INTERNALS =
  /marked4711|ECONN|ETIMEDOUT|Query read timeout|Connection terminated|scopegate migrate|SELECT |relation "|node:internal|\/tmp\//;

interface Failing {
  readonly title: string;
  /** Breaks every statement. */
  break(): Promise<void>;
  mend(): Promise<void>;
}

interface Shown {
  readonly where: string;
  readonly text: string;
}

forEachPostgres('what callers read when every operation of the store fails', (server) => {
  let database: TestDatabase;
  let proxy: TcpProxy;
  let replica: Replica;
  let key: string;
  let openapi: OpenApi;

  before(async function () {
    this.timeout(60_000);
    database = await server.createEmptyDatabase();
    await fillDatabase(database.url);
    const name = new URL(database.url).pathname.slice(1);
    await query(database.url, `CREATE ROLE ${MARK}_user LOGIN SUPERUSER PASSWORD 'x'`);
    const url = new URL(database.url);
    url.username = `${MARK}_user`;
    url.password = 'x';
    url.searchParams.set('application_name', `${MARK} ${name}`);
    proxy = await startTcpProxy(Number(url.port));
    replica = await startReplica({
      DATABASE_URL: throughProxy(url.href, proxy),
      SCOPEGATE_DATABASE_TIMEOUT_MS: '500',
    });
    const known = replica.app.administratorKey;
    key = known?.where === 'here' ? known.key : '';
    openapi = (await (await fetch(`${replica.httpUrl}/openapi.json`)).json()) as OpenApi;
    // Cached from here on, so that every operation gets as far as its own statements.
    const me = await fetch(`${replica.httpUrl}/v1/api-keys`, { headers: { authorization: `App ${key}` } });
    expect(me.status).to.equal(200);
  });
  after(async () => {
    await replica.stop();
    await proxy.close();
    await database.drop();
  });

  const failures: readonly Failing[] = [
    {
      title: 'because the database refuses connections',
      break: () => {
        proxy.setMode('refuse');
        proxy.cut();
        return Promise.resolve();
      },
      mend: () => {
        proxy.setMode('pass');
        return Promise.resolve();
      },
    },
    {
      title: 'because the database hangs',
      break: () => {
        proxy.setMode('blackhole');
        return Promise.resolve();
      },
      mend: () => {
        proxy.setMode('pass');
        proxy.cut();
        return Promise.resolve();
      },
    },
    {
      title: 'because every table is gone',
      break: async () => {
        await query(database.url, `ALTER SCHEMA scopegate RENAME TO ${MARK}`);
      },
      mend: async () => {
        await query(database.url, `ALTER SCHEMA ${MARK} RENAME TO scopegate`);
      },
    },
    {
      title: 'because the password was changed',
      break: async () => {
        await query(database.url, `ALTER ROLE ${MARK}_user NOLOGIN`);
        proxy.cut();
      },
      mend: async () => {
        await query(database.url, `ALTER ROLE ${MARK}_user LOGIN`);
      },
    },
  ];

  for (const failing of failures) {
    it(`${failing.title}: no entry point shows why`, async function () {
      this.timeout(180_000);
      await failing.break();
      try {
        const shown = [...(await askGrpc(replica)), ...(await askHttp(replica, openapi, key))];
        expect(shown.length).to.be.above(60);
        const ports = [proxy.port, Number(new URL(database.url).port)].map(String);
        const isInternal = ({ text }: Shown): boolean =>
          INTERNALS.test(text) || ports.some((port) => text.includes(port));
        expect(shown.filter(isInternal)).to.deep.equal([]);
        expect(
          shown.filter(({ text }) => /UNAVAILABLE|503|500|14 |No answer now|no answer/.test(text)).length,
        ).to.be.above(30);
      } finally {
        await failing.mend();
      }
    });
  }
});

const strangerKey = (): string => `App ${mintApiKey('sgk').key}`;

/** Authorization of each kind of credential, none of which is cached. */
function strangers(): readonly string[] {
  return [
    strangerKey(),
    `Basic ${Buffer.from('nobody:secret').toString('base64')}`,
    `Bearer ${mintApiKey('sgk').key}`,
    'Bearer eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln',
  ];
}

/** Every method of every service, with a question that needs the database. */
async function askGrpc(replica: Replica): Promise<Shown[]> {
  const address = `127.0.0.1:${String(replica.app.grpcPort)}`;
  const services: Readonly<Record<string, ServiceDefinition>> = {
    DecisionPoint: loadProto().scopegate.v1.DecisionPoint.service,
    Freshness: loadFreshnessProto().scopegate.v1.Freshness.service,
    Authorization: loadExtAuthzProto().envoy.service.auth.v3.Authorization.service,
  };
  const shown: Shown[] = [];
  for (const [service, definition] of Object.entries(services)) {
    const Client = makeClientConstructor(definition, service);
    const client = new Client(address, credentials.createInsecure());
    for (const [
      method,
      { path, requestStream, responseStream, requestSerialize, responseDeserialize },
    ] of Object.entries(definition)) {
      for (const authorization of strangers()) {
        const request = { method: 'POST', path: '/sms', authorization };
        const http = { method: 'POST', path: '/sms', host: 'x', headers: { authorization } };
        const message = {
          ...request,
          requests: [request],
          check: request,
          revision: 1,
          attributes: { request: { http } },
        };
        const text = await new Promise<string>((resolve) => {
          const deadline = { deadline: Date.now() + 1500 };
          if (requestStream || responseStream) {
            const asking = requestStream
              ? client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, deadline)
              : null;
            const call: ClientReadableStream<object> =
              asking ?? client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, message, deadline);
            const parts: string[] = [];
            call.on('data', (part: unknown) => parts.push(JSON.stringify(part)));
            call.on('error', (error: Error) => resolve(`${parts.join()} ${error.message}`));
            call.on('end', () => resolve(parts.join()));
            asking?.write(message);
            asking?.end();
          } else {
            client.makeUnaryRequest(path, requestSerialize, responseDeserialize, message, deadline, (error, answer) =>
              resolve(error === null ? JSON.stringify(answer) : error.message),
            );
          }
        });
        shown.push({ where: `${service}.${method}`, text });
      }
    }
    client.close();
  }
  return shown;
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Every operation of the Management API, the forward-auth entry points, AuthZEN and the pages about the process. */
async function askHttp(replica: Replica, openapi: OpenApi, key: string): Promise<Shown[]> {
  const asked: { readonly method: string; readonly path: string; readonly init: RequestInit }[] = [];
  for (const [template, methods] of Object.entries(openapi.paths)) {
    for (const method of Object.keys(methods)) {
      const path = template.replace(/\{[^}]+\}/g, 'x');
      const authorization = `App ${key}`;
      asked.push({ method: method.toUpperCase(), path, init: { headers: { authorization } } });
    }
  }
  for (const authorization of strangers()) {
    const question = {
      'x-forwarded-method': 'POST',
      'x-forwarded-uri': '/sms',
      'x-original-method': 'POST',
      'x-original-uri': '/sms',
    };
    for (const path of ['/auth/nginx', '/auth/traefik', '/auth/caddy', '/auth/haproxy', '/auth/envoy/sms'])
      asked.push({ method: 'GET', path, init: { headers: { ...question, authorization } } });
  }
  const subject = { type: 'api_key', id: 'nobody' };
  const evaluation = { subject, action: { name: 'POST' }, resource: { type: 'endpoint', id: '/sms' } };
  for (const path of ['evaluation', 'evaluations', 'search/subject', 'search/resource', 'search/action'])
    asked.push({
      method: 'POST',
      path: `/access/v1/${path}`,
      init: { body: JSON.stringify(evaluation), headers: { 'content-type': 'application/json' } },
    });
  for (const path of ['/readyz', '/healthz', '/metrics']) asked.push({ method: 'GET', path, init: {} });
  const shown: Shown[] = [];
  for (const { method, path, init } of asked) {
    const response = await fetch(`${replica.httpUrl}${path}`, { method, ...init });
    const headers = JSON.stringify([...response.headers]);
    shown.push({ where: `${method} ${path}`, text: `${String(response.status)} ${headers} ${await response.text()}` });
  }
  return shown;
}
