import { readFileSync, statSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credentials, loadPackageDefinition } from '@grpc/grpc-js';
import type { Client, ServiceError } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { expect } from 'chai';
import { spawnScopegate } from '../support/command-line.js';
import { startService } from '../support/running-service.js';
import type { RunningService } from '../support/running-service.js';

const FORBIDDEN = '{"requestError":{"serviceException":{"messageId":"FORBIDDEN","text":"Forbidden"}}}';
const HOST = 'api.example.com';
const UNAUTHORIZED = '{"requestError":{"serviceException":{"messageId":"UNAUTHORIZED","text":"Unauthorized"}}}';

interface ForeignAnswer {
  readonly decision: string;
  readonly http_status: number;
  readonly body: Buffer;
  readonly headers: readonly { name: string; value: string }[];
  readonly matched_scope: string;
}

interface ForeignClient extends Client {
  check(request: object, callback: (error: ServiceError | null, answer: ForeignAnswer) => void): void;
}

/** A client that knows nothing but the .proto file. */
function makeForeignClient(address: string): ForeignClient {
  const file = join(import.meta.dirname, '..', '..', 'proto', 'scopegate', 'v1', 'decision_point.proto');
  const loaded = loadPackageDefinition(
    loadSync(file, { keepCase: true, enums: String, defaults: true }),
  ) as unknown as {
    scopegate: { v1: { DecisionPoint: new (address: string, security: unknown) => ForeignClient } };
  };
  return new loaded.scopegate.v1.DecisionPoint(address, credentials.createInsecure());
}

function askForeign(client: ForeignClient, request: object): Promise<ForeignAnswer> {
  return new Promise((resolve, reject) => {
    client.check(request, (error, answer) => {
      if (error === null) resolve(answer);
      else reject(error);
    });
  });
}

describe('The first minute', function () {
  this.timeout(60_000);
  let dataDir: string;
  let service: RunningService;
  let lines: string[];

  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'scopegate-first-minute-'));
    // Where the account of the database can reach it, so that everything stays in there.
    await chmod(dataDir, 0o755);
    service = await startService({ env: { SCOPEGATE_DATA_DIR: dataDir }, words: ['--demo'] });
    lines = service.stdout().split('\n');
  });

  after(async () => {
    await service.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const printed = (title: string): string[] => {
    const line = lines[lines.indexOf(title) + 1] ?? '';
    expect(line, title).to.match(/^ {2}bin\/scopegate check /);
    return line.trim().split(' ').slice(1);
  };
  const keyFile = (): string => /^ {2}export SCOPEGATE_KEY="\$\(cat (\S+)\)"$/m.exec(service.stdout())?.[1] ?? '';
  const demoKey = (): string => readFileSync(keyFile(), 'utf8').trim();
  const printedVariable = (): Record<string, string> => ({ SCOPEGATE_KEY: demoKey() });

  it('prints no key where the output is no terminal: the key is in a file that only its owner may read', () => {
    expect(service.stdout() + service.stderr()).not.to.include('sgk_');
    expect(keyFile()).to.equal(join(dataDir, 'demo-key'));
    expect(statSync(keyFile()).mode & 0o777).to.equal(0o600);
    expect(demoKey()).to.match(/^sgk_\w+$/);
  });

  it('answers the printed allowed check with ALLOW and exit code 0', async () => {
    const result = await spawnScopegate(printed('An allowed check:'), printedVariable());
    expect(result.stdout).to.match(/^ALLOW {2}scope_held/);
    expect(result.code).to.equal(0);
  });

  it('answers the printed denied check with DENY, the exact body and exit code 1', async () => {
    const result = await spawnScopegate(printed('A denied check:'), printedVariable());
    expect(result.stdout)
      .to.match(/^DENY {2}missing_scope/)
      .and.include(FORBIDDEN);
    expect(result.code).to.equal(1);
  });

  it('denies a check without a host, and shows which hosts there are', async () => {
    const words = ['check', '--address', service.grpcAddress, 'POST', '/sms/2/messages'];
    const result = await spawnScopegate(words, printedVariable());
    expect(result.stdout)
      .to.match(/^DENY {2}host_required/)
      .and.include('api-eu.example.com, api.example.com, partners.example.com')
      .and.include('--host <host>');
    expect(result.code).to.equal(1);
  });

  it('answers a client that only has the .proto alike', async () => {
    const client = makeForeignClient(service.grpcAddress);
    const authorization = `App ${demoKey()}`;
    const allowed = await askForeign(client, { authorization, host: HOST, method: 'POST', path: '/sms/2/messages' });
    expect(allowed).to.include({ decision: 'DECISION_ALLOW', http_status: 200, matched_scope: 'message:send' });
    const denied = await askForeign(client, {
      ...{ authorization, host: HOST, method: 'DELETE', path: '/numbers/1/numbers/42' },
    });
    expect(denied).to.include({ decision: 'DECISION_DENY', http_status: 403 });
    expect(denied.body.toString()).to.equal(FORBIDDEN);
    const anonymous = await askForeign(client, { host: HOST, method: 'POST', path: '/sms/2/messages' });
    expect(anonymous).to.include({ decision: 'DECISION_DENY', http_status: 401 });
    expect(anonymous.body.toString()).to.equal(UNAUTHORIZED);
    expect(anonymous.headers.map(({ name }) => name)).to.deep.equal(['Content-Type', 'WWW-Authenticate']);
    client.close();
  });

  it('serves metrics, health and readiness', async () => {
    const metrics = await (await fetch(`${service.httpUrl}/metrics`)).text();
    expect(metrics).to.match(/scopegate_decisions_total\{decision="allow",reason="scope_held"\} \d/);
    expect(metrics).to.match(/scopegate_decision_duration_seconds_bucket\{le="0.00001"\}/);
    expect((await fetch(`${service.httpUrl}/healthz`)).status).to.equal(200);
    expect((await fetch(`${service.httpUrl}/readyz`)).status).to.equal(200);
    expect((await fetch(`${service.httpUrl}/nothing.txt`)).status).to.equal(404);
  });

  it('refuses the key soon after it is revoked from another process', async () => {
    const env = { SCOPEGATE_DATA_DIR: dataDir };
    const created = await spawnScopegate(
      ['key', 'create', '--name', 'short', '--scope', 'message:send', '--json'],
      env,
    );
    const { key, id } = JSON.parse(created.stdout) as { key: string; id: string };
    const words = ['check', '--address', service.grpcAddress, '--host', HOST, 'POST', '/sms/2/messages'];
    expect((await spawnScopegate(words, { SCOPEGATE_KEY: key })).code).to.equal(0);
    const revoked = await spawnScopegate(['key', 'revoke', id, '--json'], env);
    const { revision } = JSON.parse(revoked.stdout) as { revision: number };
    const after = await spawnScopegate([...words, '--min-revision', String(revision)], { SCOPEGATE_KEY: key });
    expect(after.stdout).to.match(/^DENY {2}disabled_credential/);
    expect(after.code).to.equal(1);
  });

  it('names the key only once: a restart keeps the data, makes no key and names none', async () => {
    const key = demoKey();
    expect(await service.stop()).to.equal(0);
    service = await startService({ env: { SCOPEGATE_DATA_DIR: dataDir }, words: ['--demo'] });
    expect(service.stdout()).not.to.match(/sgk_|demo-key/);
    const words = ['check', '--address', service.grpcAddress, '--host', HOST, 'POST', '/sms/2/messages'];
    expect((await spawnScopegate(words, { SCOPEGATE_KEY: key })).code).to.equal(0);
  });

  it('answers a check with exit code 2 when nobody serves', async () => {
    const result = await spawnScopegate(['check', '--address', '127.0.0.1:1', '--timeout', '500', 'GET', '/']);
    expect(result.code).to.equal(2);
    expect(result.stderr).to.include('scopegate: ');
    expect(result.stderr).not.to.include('    at ');
  });
});
