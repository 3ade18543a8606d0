import { Client, credentials, loadPackageDefinition, status } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '../../../src/base/clock.js';
import { ScopegateError } from '../../../src/base/errors.js';
import { connectDecisionPoint } from '../../../src/client/decision-point.js';
import type { Check } from '../../../src/service/decision/answer.js';
import { startGrpcServer } from '../../../src/transports/grpc/server.js';
import type { GrpcServer } from '../../../src/transports/grpc/server.js';
import type { CheckRequest } from '../../../src/wire/scopegate/v1/CheckRequest.js';
import { NOW_MS, makeCheckWorld } from '../../support/check-world.js';
import type { CheckWorld } from '../../support/check-world.js';
import { root } from '../../support/root.js';
import { until } from '../../support/settle.js';

const run = promisify(execFile);

const HEALTH_PROTO = join(import.meta.dirname, '..', '..', '..', 'node_modules', 'grpc-health-check', 'proto');

interface HealthClient extends Client {
  check(request: object, callback: (error: ServiceError | null, answer: { status: string }) => void): void;
}

function askHealth(address: string): Promise<string> {
  const loaded = loadPackageDefinition(
    loadSync('health/v1/health.proto', { includeDirs: [HEALTH_PROTO], enums: String }),
  ) as unknown as { grpc: { health: { v1: { Health: new (address: string, security: unknown) => HealthClient } } } };
  const client = new loaded.grpc.health.v1.Health(address, credentials.createInsecure());
  return new Promise((resolve, reject) => {
    client.check({ service: 'scopegate.v1.DecisionPoint' }, (error, answer) => {
      client.close();
      if (error === null) resolve(answer.status);
      else reject(error);
    });
  });
}

/** Sends bytes as they are: what a broken or hostile caller does. */
function sendBytes(address: string, bytes: Buffer): Promise<ServiceError | null> {
  const client = new Client(address, credentials.createInsecure());
  const asIs = (value: Buffer): Buffer => value;
  return new Promise((resolve) => {
    client.makeUnaryRequest('/scopegate.v1.DecisionPoint/Check', asIs, asIs, bytes, (error) => {
      client.close();
      resolve(error);
    });
  });
}

describe('gRPC server', () => {
  let world: CheckWorld;
  let server: GrpcServer;
  let address: string;
  let failing: (() => never) | null;

  beforeEach(async () => {
    world = await makeCheckWorld();
    failing = null;
    const check: Check = (request) => (failing === null ? world.check(request) : failing());
    const { checkBatch } = world;
    server = await startGrpcServer({
      host: '127.0.0.1',
      port: 0,
      check,
      checkBatch,
      clock: systemClock,
      trustedHops: 0,
    });
    address = `127.0.0.1:${String(server.port)}`;
  });

  afterEach(() => server.stop(0));

  async function ask(request: CheckRequest) {
    const decisionPoint = connectDecisionPoint({ address, timeoutMs: 2000 });
    try {
      return await decisionPoint.check(request);
    } finally {
      decisionPoint.close();
    }
  }

  it('says everything about an allow', async () => {
    const authorization = world.addKey({ name: 'CI' });
    const answer = await ask({ authorization, method: 'POST', path: '/messages?x=1' });
    expect(answer).to.deep.include({
      decision: 'DECISION_ALLOW',
      reason: 'REASON_SCOPE_HELD',
      httpStatus: 200,
      headers: [],
      matchedScope: 'message:send',
      canonicalPath: '/messages',
      revision: 1,
      maxAgeMs: 0,
      stateAgeMs: 0,
      degraded: false,
      explanation: null,
    });
    expect(answer.endpoint).to.deep.equal({
      api: 'platform',
      method: 'POST',
      template: '/messages',
      access: 'scoped',
      requiredScopes: ['message:send', 'sms:manage', 'sms:send'],
      product: 'sms',
    });
    expect(answer.principal).to.include({ kind: 'CREDENTIAL_KIND_API_KEY', account: 'acme', name: 'CI' });
    expect(authorization).to.include(answer.principal?.id);
  });

  it('says a deny with status OK and what the gateway should send', async () => {
    const answer = await ask({ method: 'POST', path: '/messages' });
    expect(answer).to.include({ decision: 'DECISION_DENY', reason: 'REASON_NO_CREDENTIAL', httpStatus: 401 });
    expect(answer.body.toString()).to.equal('{"messageId":"UNAUTHORIZED"}');
    expect(answer.headers).to.deep.include({
      name: 'WWW-Authenticate',
      value: 'App realm="platform", Bearer realm="platform"',
    });
    expect(answer.principal).to.equal(null);
  });

  it('explains when asked to', async () => {
    const authorization = world.addKey({ scopes: ['message:read'] });
    const answer = await ask({ authorization, method: 'POST', path: '/messages', explain: true });
    expect(answer.explanation?.heldScopes).to.deep.equal(['message:read']);
    expect(answer.explanation?.sufficientScopes).to.deep.equal([
      'everything',
      'message:send',
      'sms:manage',
      'sms:send',
    ]);
  });

  it('refuses a path of a megabyte as an answer, not as a failure', async () => {
    const answer = await ask({ authorization: world.addKey(), method: 'POST', path: `/${'a'.repeat(1_000_000)}` });
    expect(answer).to.include({ decision: 'DECISION_DENY', reason: 'REASON_UNSAFE_PATH', httpStatus: 403 });
  });

  const errors: [title: string, request: CheckRequest, names: string][] = [
    ['no method', { path: '/messages' }, 'method'],
    ['no path', { method: 'GET' }, 'path'],
    ['an address that is none', { method: 'GET', path: '/a', sourceIp: '1.2.3.4:5' }, 'source_ip'],
  ];
  for (const [title, request, names] of errors) {
    it(`answers INVALID_ARGUMENT to ${title}`, async () => {
      const problem = await ask(request).catch((error: unknown) => error);
      expect(problem).to.be.instanceOf(ScopegateError).with.property('code', 'invalid_argument');
      expect((problem as ScopegateError).message).to.include(names);
    });
  }

  it('survives bytes that are no message', async () => {
    const error = await sendBytes(address, Buffer.from('ffffffffffffffff', 'hex'));
    expect(error?.code).to.equal(status.INTERNAL);
    expect((await ask({ method: 'GET', path: '/status' })).decision).to.equal('DECISION_ALLOW');
  });

  it('survives a field of the wrong type', async () => {
    // Field 2, method, as a varint instead of text.
    const error = await sendBytes(address, Buffer.from('1001', 'hex'));
    expect(error).not.to.equal(null);
    expect((await ask({ method: 'GET', path: '/status' })).decision).to.equal('DECISION_ALLOW');
  });

  it('refuses a message above the limit before it is decoded', async () => {
    const error = await sendBytes(address, Buffer.alloc(5 * 1024 * 1024));
    expect(error?.code).to.equal(status.RESOURCE_EXHAUSTED);
  });

  it('never tells a caller what went wrong inside', async () => {
    failing = () => {
      throw new Error('password=hunter2');
    };
    const problem = await ask({ method: 'GET', path: '/status' }).catch((error: unknown) => error);
    expect(problem).to.have.property('code', 'internal');
    expect((problem as Error).message).not.to.include('hunter2');
  });

  describe('to a client that knows only its address', () => {
    /** A client of another make, which has no .proto file: it asks the server what it can be asked. */
    async function buf(...words: readonly string[]): Promise<string> {
      const program = join(root, 'node_modules', '.bin', 'buf');
      const { stdout } = await run(program, ['curl', '--protocol', 'grpc', '--http2-prior-knowledge', ...words]);
      return stdout;
    }

    it('lists every method', async () => {
      const methods = (await buf(`http://${address}`, '--list-methods')).trim().split('\n').sort();
      expect(methods).to.include.members([
        'envoy.service.auth.v3.Authorization/Check',
        'grpc.health.v1.Health/Check',
        'scopegate.v1.DecisionPoint/Check',
      ]);
    });

    it('answers a check and a health check', async () => {
      const question = JSON.stringify({ method: 'GET', path: '/status' });
      const answer = await buf(`http://${address}/scopegate.v1.DecisionPoint/Check`, '--data', question);
      expect(JSON.parse(answer)).to.include({ decision: 'DECISION_ALLOW', reason: 'REASON_PUBLIC_ENDPOINT' });
      const health = await buf(`http://${address}/grpc.health.v1.Health/Check`, '--data', '{}');
      expect(JSON.parse(health)).to.deep.equal({ status: 'NOT_SERVING' });
    });
  });

  it('is NOT_SERVING until told that it serves', async () => {
    expect(await askHealth(address)).to.equal('NOT_SERVING');
    server.setServing('serving');
    expect(await askHealth(address)).to.equal('SERVING');
    server.setServing('not_serving');
    expect(await askHealth(address)).to.equal('NOT_SERVING');
  });

  it('finishes calls under way when it stops', async () => {
    let release: (() => void) | null = null;
    const slow = await startGrpcServer({
      host: '127.0.0.1',
      port: 0,
      clock: systemClock,
      check: (request) => new Promise<void>((resolve) => (release = resolve)).then(() => world.check(request)),
      checkBatch: world.checkBatch,
      trustedHops: 0,
    });
    const decisionPoint = connectDecisionPoint({ address: `127.0.0.1:${String(slow.port)}`, timeoutMs: 5000 });
    const answer = decisionPoint.check({ method: 'GET', path: '/status' });
    await until(() => release !== null, 'the question');
    const stopped = slow.stop(3000);
    release!();
    expect((await answer).decision).to.equal('DECISION_ALLOW');
    decisionPoint.close();
    await stopped;
  });

  it('says which port is taken and what to do', async () => {
    const options = { host: '127.0.0.1', port: server.port, ...world, clock: () => NOW_MS, trustedHops: 0 };
    const error = await startGrpcServer(options).catch((problem: unknown) => problem);
    expect(error).to.be.instanceOf(ScopegateError).with.property('code', 'config');
    expect((error as ScopegateError).message).to.include(String(server.port));
    expect((error as ScopegateError).hint).to.include('SCOPEGATE_GRPC_LISTEN');
  });
});
