import { credentials, status } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import { expect } from 'chai';
import { systemClock } from '../../../src/base/clock.js';
import { ScopegateError } from '../../../src/base/errors.js';
import type { Check } from '../../../src/service/decision/answer.js';
import type { CheckRequest } from '../../../src/service/check-request.js';
import { startGrpcServer } from '../../../src/transports/grpc/server.js';
import type { GrpcServer } from '../../../src/transports/grpc/server.js';
import type { AttributeContext } from '../../../src/wire/envoy/service/auth/v3/AttributeContext.js';
import type { AuthorizationClient } from '../../../src/wire/envoy/service/auth/v3/Authorization.js';
import type { CheckResponse__Output as CheckResponse } from '../../../src/wire/envoy/service/auth/v3/CheckResponse.js';
import type { Struct__Output as Struct } from '../../../src/wire/google/protobuf/Struct.js';
import { loadExtAuthzProto } from '../../../src/wire/load-proto.js';
import { makeCheckWorld } from '../../support/check-world.js';
import type { CheckWorld } from '../../support/check-world.js';

const MESSAGES = { method: 'POST', path: '/messages?a=1', host: 'api.example.com' };

function plain(struct: Struct | null): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(struct?.fields ?? {}).map(([key, value]) => [key, value.stringValue ?? value.numberValue]),
  );
}

describe('Envoy ext_authz', () => {
  let world: CheckWorld;
  let server: GrpcServer;
  let client: AuthorizationClient;
  let asked: CheckRequest[];
  let check: Check;

  async function start(trustedHops: number, extAuthzHost: 'context' | 'request' = 'context'): Promise<void> {
    const spied: Check = (question) => {
      asked.push(question);
      return check(question);
    };
    server = await startGrpcServer({
      host: '127.0.0.1',
      port: 0,
      check: spied,
      checkBatch: world.checkBatch,
      clock: systemClock,
      trustedHops,
      extAuthzHost,
    });
    const { Authorization } = loadExtAuthzProto().envoy.service.auth.v3;
    client = new Authorization(`127.0.0.1:${String(server.port)}`, credentials.createInsecure());
  }

  beforeEach(async () => {
    world = await makeCheckWorld({ apis: 'two' });
    check = world.check;
    asked = [];
    await start(0);
  });

  afterEach(async () => {
    client.close();
    await server.stop(0);
  });

  function ask(attributes: AttributeContext | null): Promise<CheckResponse> {
    return new Promise((resolve, reject) => {
      client.check({ attributes }, { deadline: Date.now() + 5000 }, (error: ServiceError | null, response) => {
        if (error !== null || response === undefined) reject(error ?? new Error('no response'));
        else resolve(response);
      });
    });
  }

  const http = (request: object): AttributeContext => ({
    request: { http: { ...MESSAGES, ...request } },
    contextExtensions: { api_host: 'api.example.com' },
  });
  const withoutContext = (request: object): AttributeContext => ({ ...http(request), contextExtensions: {} });

  it('allows with identity headers that overwrite, removals of the others, and metadata', async () => {
    const authorization = world.addKey();
    const reply = await ask(http({ headers: { authorization, 'x-scopegate-principal': 'root' } }));
    expect(reply.status?.code).to.equal(status.OK);
    const headers = reply.okResponse?.headers ?? [];
    const sent = new Map(headers.map(({ header }) => [header?.key, header?.value]));
    expect(authorization).to.include(sent.get('x-scopegate-principal'));
    expect(sent.get('x-scopegate-scope')).to.equal('message:send');
    expect(sent.get('x-scopegate-endpoint')).to.equal('POST /messages');
    for (const header of headers) {
      expect(header.append).to.deep.equal({ value: false });
      expect(header.appendAction).to.equal('OVERWRITE_IF_EXISTS_OR_ADD');
    }
    expect(plain(reply.dynamicMetadata)).to.deep.equal({
      decision: 'allow',
      reason: 'scope_held',
      endpoint: 'POST /messages',
      principal: sent.get('x-scopegate-principal'),
      revision: 1,
      degraded: 'no',
      state_age_ms: 0,
    });
  });

  it('removes what it does not set, and never what it sets', async () => {
    const reply = await ask(http({ method: 'GET', path: '/status', headers: { 'x-scopegate-principal': 'root' } }));
    const removed = reply.okResponse?.headersToRemove ?? [];
    const set = (reply.okResponse?.headers ?? []).map(({ header }) => header?.key);
    expect(removed).to.include.members(['x-scopegate-principal', 'x-scopegate-account', 'x-scopegate-scope']);
    expect(set).to.include.members(['x-scopegate-decision', 'x-scopegate-reason', 'x-scopegate-revision']);
    expect([...set, ...removed]).to.have.length(9);
    expect(new Set([...set, ...removed]).size).to.equal(9);
  });

  it('denies inside of the message, with status, headers and the exact body', async () => {
    const reply = await ask(http({ headers: {} }));
    expect(reply.status).to.include({ code: status.UNAUTHENTICATED, message: 'no_credential' });
    expect(reply.httpResponse).to.equal('deniedResponse');
    expect(reply.deniedResponse).to.include({ body: '{"messageId":"UNAUTHORIZED"}' });
    expect(reply.deniedResponse?.status?.code).to.equal('Unauthorized');
    const headers = reply.deniedResponse?.headers.map(({ header }) => [header?.key, header?.value]);
    expect(headers).to.deep.include(['WWW-Authenticate', 'App realm="platform", Bearer realm="platform"']);
    const forbidden = await ask(http({ headers: { authorization: world.addKey({ scopes: [] }) } }));
    expect(forbidden.status?.code).to.equal(status.PERMISSION_DENIED);
    expect(forbidden.deniedResponse?.status?.code).to.equal('Forbidden');
    expect(plain(forbidden.dynamicMetadata)).to.include({ decision: 'deny', reason: 'missing_scope' });
  });

  it('reads raw headers, in any case and as bytes', async () => {
    const authorization = world.addKey();
    const rawValue = Buffer.from(authorization);
    const reply = await ask(http({ headerMap: { headers: [{ key: 'Authorization', rawValue }] } }));
    expect(reply.status?.code).to.equal(status.OK);
  });

  const pairs: [title: string, headers: (good: string) => object][] = [
    ['joined', (good) => ({ headers: { authorization: `${good},${good}` } })],
    ['kept apart', (good) => ({ headerMap: { headers: [1, 2].map(() => ({ key: 'authorization', value: good })) } })],
    [
      'in both forms',
      (good) => ({ headers: { authorization: good }, headerMap: { headers: [{ key: 'authorization', value: good }] } }),
    ],
  ];
  for (const [title, headers] of pairs) {
    it(`refuses several credentials, ${title}`, async () => {
      const reply = await ask(http(headers(world.addKey())));
      expect(plain(reply.dynamicMetadata)).to.include({ decision: 'deny', reason: 'malformed_credential' });
    });
  }

  it('takes the API from the context extensions alone', async () => {
    const authorization = world.addKey();
    await ask(withoutContext({ host: 'other.example.com', headers: { authorization, host: 'other.example.com' } }));
    await ask({ ...http({ headers: { authorization } }), contextExtensions: { api_host: 'other.example.com' } });
    expect(asked.map(({ host }) => host)).to.deep.equal(['', 'other.example.com']);
  });

  const hosts = [
    { source: 'context', host: 'api.example.com', detail: 'host_required' },
    { source: 'context', host: 'nowhere.example.com', detail: 'host_required' },
    { source: 'request', host: 'api.example.com', detail: 'scope_held' },
    { source: 'request', host: 'nowhere.example.com', detail: 'no_route' },
    { source: 'request', host: 'other.example.com', detail: 'scope_held' },
    { source: 'request', host: '', detail: 'host_required' },
    { source: 'request', host: 'a@api.example.com', detail: 'unsafe_path' },
  ] as const;
  for (const { source, host, detail } of hosts) {
    it(`with several APIs and no context, decides by the ${source}: "${host}" is ${detail}`, async () => {
      client.close();
      await server.stop(0);
      await start(0, source);
      const headers = { authorization: world.addKey() };
      const reply = await ask(withoutContext({ host, headers }));
      expect(plain(reply.dynamicMetadata)).to.include({ reason: detail });
    });
  }

  it('keeps the path as it came', async () => {
    const path = '/internal/../%2e%2E/status;x?b=/../c';
    const reply = await ask(http({ method: 'GET', path, headers: {} }));
    expect(asked[0]?.target).to.equal(path);
    expect(plain(reply.dynamicMetadata)).to.include({ reason: 'unsafe_path' });
  });

  it('believes only trusted hops about the address', async () => {
    const source = { address: { socketAddress: { address: '10.0.0.1', portValue: 1 } } };
    const headers = { 'x-forwarded-for': '198.51.100.9, 192.0.2.7' };
    await ask({ ...http({ headers }), source });
    client.close();
    await server.stop(0);
    await start(1);
    await ask({ ...http({ headers }), source });
    await ask({ ...http({ headers: { 'x-forwarded-for': '192.0.2.8, 10.0.0.1' } }), source });
    await ask({ ...http({ headers: {} }), source });
    expect(asked.map(({ sourceIp }) => sourceIp)).to.deep.equal(['10.0.0.1', '192.0.2.7', '192.0.2.8', '']);
  });

  const nonsense: [title: string, attributes: AttributeContext | null][] = [
    ['nothing', null],
    ['a connection without a request', { source: {} }],
    ['no method', http({ method: '' })],
    ['no path', http({ path: '' })],
  ];
  for (const [title, attributes] of nonsense) {
    it(`denies ${title}, whatever the gateway does with errors`, async () => {
      const reply = await ask(attributes);
      expect(reply.status?.code).to.equal(status.PERMISSION_DENIED);
      expect(reply.deniedResponse?.status?.code).to.equal('Forbidden');
    });
  }

  it('uses a gRPC error only where there is no answer', async () => {
    check = () => Promise.reject(new ScopegateError('unavailable', 'down'));
    const error = await ask(http({ headers: {} })).catch((problem: unknown) => problem);
    expect(error).to.have.property('code', status.UNAVAILABLE);
  });
});
