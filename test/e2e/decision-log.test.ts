import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Log } from '../../src/base/log.js';
import { silentLog } from '../../src/base/log.js';
import { connectDecisionPoint } from '../../src/client/decision-point.js';
import type { DecisionRecord } from '../../src/service/recording/decision-log/record.js';
import { SEND, STATUS, fillDatabase, makeOperator } from '../support/outage-world.js';
import { startThrowawayServer } from '../support/postgres.js';
import type { PrivateServer, TestDatabase } from '../support/postgres.js';
import { testWith } from '../support/prerequisites.js';
import { FULL_DEVICE } from '../support/programs.js';
import { eventually, query } from '../support/query.js';
import { PEPPER, startReplica } from '../support/replica.js';
import type { Replica } from '../support/replica.js';
import { startService } from '../support/running-service.js';
import { makeTemporaryFolder } from '../support/temporary.js';
import { loadExtAuthzProto } from '../../src/wire/load-proto.js';
import { credentials } from '@grpc/grpc-js';

const EVERYTHING = '*=1';

describe('The decision log of a running service', function () {
  this.timeout(60_000);
  let server: PrivateServer;
  let database: TestDatabase;
  let folder: ReturnType<typeof makeTemporaryFolder>;
  let authorization = '';
  let id = '';
  before(async () => {
    server = await startThrowawayServer();
    database = await server.createEmptyDatabase();
    await fillDatabase(database.url);
    const operator = makeOperator(database.url);
    ({ authorization, id } = await operator.createKey());
    await operator.close();
  });
  after(async () => {
    await server.remove();
  });
  beforeEach(() => {
    folder = makeTemporaryFolder();
  });
  afterEach(() => folder.remove());

  const file = (): string => join(folder.path, 'decisions.ndjson');
  const start = async (log: string, more: Record<string, string> = {}, to: Log = silentLog): Promise<Replica> =>
    startReplica(
      {
        DATABASE_URL: await database.serverUrl(),
        SCOPEGATE_DECISION_LOG: log,
        SCOPEGATE_DECISION_LOG_RULES: EVERYTHING,
        ...more,
      },
      to,
    );
  const logged = (): DecisionRecord[] =>
    existsSync(file())
      ? readFileSync(file(), 'utf8')
          .split('\n')
          .filter((text) => text !== '')
          .map((text) => JSON.parse(text) as DecisionRecord)
      : [];
  const metric = async (replica: Replica, labels: string): Promise<number> => {
    const page = await (await fetch(`${replica.httpUrl}/metrics`)).text();
    const start = `scopegate_decision_log_records_total{${labels}} `;
    return Number(
      page
        .split('\n')
        .find((text) => text.startsWith(start))
        ?.slice(start.length) ?? 0,
    );
  };

  it('has every entry point', async () => {
    const replica = await start(`file:${file()}`);
    const client = connectDecisionPoint({ address: `127.0.0.1:${String(replica.app.grpcPort)}`, timeoutMs: 3000 });
    const ask = { ...SEND, authorization };
    await client.check(ask);
    await client.checkBatch([ask, STATUS]);
    for await (const outcome of client.stream([ask])) expect(outcome).to.have.property('response');
    await askEnvoy(replica, authorization);
    const headers = { 'x-original-method': 'POST', 'x-original-uri': '/sms?needle', authorization };
    expect((await fetch(`${replica.httpUrl}/auth/nginx`, { headers })).status).to.equal(200);
    await fetch(`${replica.httpUrl}/v1/api-keys`, { headers: { authorization } });
    client.close();
    await replica.stop();
    const asked = logged().map(
      ({ entry_point: entryPoint, decision, reason }) => `${String(entryPoint)} ${decision} ${reason}`,
    );
    expect(asked).to.deep.equal([
      'grpc allow scope_held',
      'grpc_batch allow scope_held',
      'grpc_batch allow public_endpoint',
      'grpc_stream allow scope_held',
      'ext_authz allow scope_held',
      'forward_auth allow scope_held',
      'management deny missing_scope',
    ]);
    expect(readFileSync(file(), 'utf8')).not.to.match(/needle/);
    expect(logged()[0]?.principal).to.deep.equal({ id, kind: 'api_key', account: 'acme' });
  });

  it('goes to several places, and is whole after an orderly end', async () => {
    await query(database.url, 'TRUNCATE scopegate.decision_log');
    const replica = await start(`file:${file()}, database`);
    for (let n = 0; n < 700; n++) await replica.outcome({ ...SEND, authorization });
    await replica.stop();
    expect(logged()).to.have.length(700);
    const [row] = await query(database.url, 'SELECT count(*)::int AS n FROM scopegate.decision_log');
    expect(row).to.deep.equal({ n: 700 });
  });

  it('goes to standard output alone, with nothing beside it', async () => {
    const service = await startServiceToStdout(database.url, folder.path);
    const client = connectDecisionPoint({ address: service.grpcAddress, timeoutMs: 3000 });
    await client.check({ ...SEND, authorization });
    client.close();
    expect(await service.stop()).to.equal(0);
    const lines = service
      .stdout()
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text) as DecisionRecord);
    expect(lines.map(({ reason }) => reason)).to.deep.equal(['scope_held']);
  });

  testWith(
    FULL_DEVICE,
    'on a full disk: loses what there is no room for, says so, and answers as ever',
    async (path) => {
      const said: unknown[] = [];
      const to = { ...silentLog, error: (fields: object) => said.push(fields) };
      const replica = await start(`file:${path}`, { SCOPEGATE_DECISION_LOG_MAX_PENDING: '20' }, to);
      for (let n = 0; n < 50; n++) expect(await replica.outcome({ ...SEND, authorization })).to.match(/^scope_held/);
      await eventually(async () => expect(await metric(replica, 'sink="file",outcome="lost"')).to.equal(30));
      await replica.stop();
      expect(said.reduce<number>((sum, fields) => sum + (fields as { lost: number }).lost, 0)).to.equal(50);
    },
  );

  it('while the database is away: decides on, and catches up when it is back', async () => {
    await query(database.url, 'TRUNCATE scopegate.decision_log');
    const replica = await start('database');
    await replica.outcome({ ...SEND, authorization });
    await server.kill();
    for (let n = 0; n < 30; n++) expect(await replica.outcome({ ...SEND, authorization })).to.match(/^scope_held/);
    await server.restart();
    await eventually(async () => {
      const [row] = await query(database.url, 'SELECT count(*)::int AS n FROM scopegate.decision_log');
      expect(row).to.deep.equal({ n: 31 });
    });
    expect(await metric(replica, 'sink="database",outcome="lost"')).to.equal(0);
    await replica.stop();
  });
});

function startServiceToStdout(url: string, dataDir: string) {
  return startService({
    env: {
      DATABASE_URL: url,
      SCOPEGATE_DATA_DIR: dataDir,
      SCOPEGATE_PEPPER: PEPPER.toString('base64'),
      SCOPEGATE_DECISION_LOG: 'stdout',
      SCOPEGATE_DECISION_LOG_RULES: EVERYTHING,
    },
  });
}

function askEnvoy(replica: Replica, authorization: string): Promise<void> {
  const { Authorization } = loadExtAuthzProto().envoy.service.auth.v3;
  const client = new Authorization(`127.0.0.1:${String(replica.app.grpcPort)}`, credentials.createInsecure());
  const http = { method: 'POST', path: '/sms', headers: { authorization }, scheme: 'http', host: 'api.example.com' };
  return new Promise((resolve, reject) => {
    client.Check({ attributes: { request: { http } } }, (error) => {
      client.close();
      if (error === null) resolve();
      else reject(error);
    });
  });
}
