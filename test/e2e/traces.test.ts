import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Metadata, credentials } from '@grpc/grpc-js';
import { expect } from 'chai';
import { loadProto } from '../../src/wire/load-proto.js';
import { eventually } from '../support/query.js';
import { startService } from '../support/running-service.js';
import type { RunningService } from '../support/running-service.js';
import { startTraceCollector } from '../support/trace-collector.js';
import type { CollectedSpan, TraceCollector } from '../support/trace-collector.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';
const SAMPLED = `00-${TRACE}-${PARENT}-01`;
const NOT_SAMPLED = `00-${TRACE.replace('0af', '1af')}-${PARENT}-00`;
/** Of a query that no span may carry. */
const SECRET_IN_PATH = 'c29tZXRoaW5nLXNlY3JldA';

const REPORT = pathToFileURL(join(import.meta.dirname, '..', 'support', 'report-imports.mjs')).href;
const loadedPackages = (service: RunningService): readonly string[] =>
  [...service.stderr().matchAll(/^loaded package (\S+)$/gm)].map((found) => found[1]!);

describe('Traces', function () {
  this.timeout(60_000);
  let dataDir: string;
  let collector: TraceCollector;
  let service: RunningService;
  let key: string;

  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'scopegate-traces-'));
    // Where the account of the database can reach it, so that everything stays in there.
    await chmod(dataDir, 0o755);
    collector = await startTraceCollector();
    service = await startService({
      env: {
        SCOPEGATE_DATA_DIR: dataDir,
        SCOPEGATE_TRACES_ENDPOINT: collector.url,
        SCOPEGATE_TRACES_RATIO: '0',
        NODE_OPTIONS: `--import=${REPORT}`,
      },
      words: ['--demo'],
    });
    key = readFileSync(join(dataDir, 'demo-key'), 'utf8').trim();
  });
  after(async () => {
    await service.stop();
    await collector.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const headers = () => ({
    authorization: `App ${key}`,
    'x-original-method': 'POST',
    'x-original-host': 'api.example.com',
    'x-original-uri': `/sms/2/messages?token=${SECRET_IN_PATH}`,
  });

  async function checkOverGrpc(traceparent: string): Promise<void> {
    const client = new (loadProto().scopegate.v1.DecisionPoint)(service.grpcAddress, credentials.createInsecure());
    const metadata = new Metadata();
    metadata.set('traceparent', traceparent);
    await new Promise<void>((resolve, reject) => {
      const request = {
        ...{ authorization: `App ${key}`, host: 'api.example.com' },
        ...{ method: 'DELETE', path: '/numbers/1/numbers/42' },
      };
      client.check(request, metadata, (error) => (error === null ? resolve() : reject(error)));
    });
    client.close();
  }

  /** Spans are sent together, about once a second. */
  const arrived = (isWanted: (span: CollectedSpan) => boolean): Promise<CollectedSpan> =>
    eventually(() => {
      const span = collector.spans.find(isWanted);
      return span === undefined ? Promise.reject(new Error('no such span came')) : Promise.resolve(span);
    });

  it('continue the trace of the gateway, say what was decided and why, and show the read below it', async () => {
    await fetch(`${service.httpUrl}/auth/nginx`, { headers: { ...headers(), traceparent: SAMPLED } });
    const check = await arrived(({ name }) => name === 'Check');
    expect(check).to.include({ traceId: TRACE, parentSpanId: PARENT });
    expect(check.attributes).to.deep.include({
      'scopegate.decision': 'allow',
      'scopegate.reason': 'scope_held',
      'scopegate.api': 'platform',
      'scopegate.principal': key.split('_')[1],
      'http.request.method': 'POST',
      'http.route': '/sms/2/messages',
    });
    const read = await arrived(({ name, traceId }) => name.startsWith('store ') && traceId === TRACE);
    expect(read).to.include({ traceId: TRACE, parentSpanId: check.spanId });
  });

  it('come from gRPC too', async () => {
    await checkOverGrpc(SAMPLED);
    const denied = await arrived((span) => span.attributes['scopegate.decision'] === 'deny');
    expect(denied).to.include({ traceId: TRACE, parentSpanId: PARENT });
    expect(denied.attributes).to.deep.include({ 'scopegate.reason': 'missing_scope' });
  });

  it('are not made for a caller that does not want one, or beyond the ratio', async () => {
    const before = collector.spans.length;
    await fetch(`${service.httpUrl}/auth/nginx`, { headers: { ...headers(), traceparent: NOT_SAMPLED } });
    await fetch(`${service.httpUrl}/auth/nginx`, { headers: headers() });
    // One that is made, so that those before it would have come.
    await checkOverGrpc(SAMPLED.replace('0af', '2af'));
    await arrived(({ traceId }) => traceId.startsWith('2af'));
    expect(collector.spans.slice(before).every(({ traceId }) => traceId.startsWith('2af'))).to.equal(true);
  });

  it('hold no credential and no path', () => {
    expect(collector.text()).not.to.include(key).and.not.to.include(SECRET_IN_PATH);
    expect(collector.text()).to.include('scopegate.decision');
  });

  it('that the collector does not take are said in the log, and disturb no check', async () => {
    collector.answerWith(400);
    const { status } = await fetch(`${service.httpUrl}/auth/nginx`, {
      headers: { ...headers(), traceparent: SAMPLED },
    });
    expect(status).to.equal(200);
    await eventually(() =>
      service.stderr().includes('traces were not taken') ? Promise.resolve() : Promise.reject(new Error('not said')),
    );
  });

  it('are a matter of libraries that are loaded with an endpoint, and not without', async () => {
    expect(loadedPackages(service)).to.include('@opentelemetry/sdk-trace-base');
    await service.stop();
    service = await startService({ env: { SCOPEGATE_DATA_DIR: dataDir, NODE_OPTIONS: `--import=${REPORT}` } });
    const packages = loadedPackages(service);
    expect(packages).to.include('pg');
    expect(packages.filter((name) => name.startsWith('@opentelemetry/'))).to.deep.equal([]);
  });
});
