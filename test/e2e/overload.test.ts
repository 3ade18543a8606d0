import { readFileSync } from 'node:fs';
import { credentials, status } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import { expect } from 'chai';
import { mintApiKey } from '../../src/service/identity/api-key-format.js';
import type { DecisionPointClient } from '../../src/wire/scopegate/v1/DecisionPoint.js';
import { loadProto } from '../../src/wire/load-proto.js';
import { SEND, STATUS, fillDatabase, makeOperator } from '../support/outage-world.js';
import type { Operator } from '../support/outage-world.js';
import { forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { eventually } from '../support/query.js';
import { PEPPER } from '../support/replica.js';
import { startService } from '../support/running-service.js';
import type { RunningService } from '../support/running-service.js';
import { startTcpProxy, throughProxy } from '../support/tcp-proxy.js';
import type { TcpProxy } from '../support/tcp-proxy.js';
import { makeTemporaryFolder } from '../support/temporary.js';

const MAX_PENDING = 200;
const CONNECTIONS = 4;
const FLOOD = 4_000;
const FLOOD_AT_ONCE = 1_000;
/** Of a client that shares a busy machine with the flood. */
const PATIENCE_MS = 60_000;
const MEGABYTE = 1024 * 1024;

/** `held` was answered before the database hung, `unknown` must be looked up in it. */
forEachPostgres('a flood of checks while the database hangs', (server) => {
  const folder = makeTemporaryFolder();
  let database: TestDatabase;
  let operator: Operator;
  let proxy: TcpProxy;
  let service: RunningService;
  const clients: DecisionPointClient[] = [];
  let held = '';

  before(async function () {
    // The service may have to be built first.
    this.timeout(120_000);
    database = await server.createEmptyDatabase();
    await fillDatabase(database.url);
    operator = makeOperator(database.url);
    held = (await operator.createKey()).authorization;
    proxy = await startTcpProxy(Number(new URL(database.url).port));
    service = await startService({
      env: {
        DATABASE_URL: throughProxy(database.url, proxy),
        SCOPEGATE_DATA_DIR: folder.path,
        SCOPEGATE_PEPPER: PEPPER.toString('base64'),
        SCOPEGATE_DATABASE_TIMEOUT_MS: '1500',
        SCOPEGATE_MAX_PENDING_CHECKS: String(MAX_PENDING),
      },
    });
    for (let at = 0; at <= CONNECTIONS; at++) {
      // Each with a connection of its own.
      const options = { 'grpc.use_local_subchannel_pool': 1 };
      clients.push(
        new (loadProto().scopegate.v1.DecisionPoint)(service.grpcAddress, credentials.createInsecure(), options),
      );
    }
  });
  after(async () => {
    for (const client of clients) client.close();
    await service.stop();
    await proxy.close();
    await operator.close();
    await database.drop();
    folder.remove();
  });

  function ask(client: DecisionPointClient | undefined, request: object): Promise<{ code: status; reason: string }> {
    return new Promise((resolve) => {
      client?.check(request, { deadline: Date.now() + PATIENCE_MS }, (error: ServiceError | null, response) => {
        resolve({ code: error?.code ?? status.OK, reason: response?.reason ?? '' });
      });
    });
  }

  /** Bytes; 0 where the system does not say. */
  function memoryOf({ process: { pid } }: RunningService): number {
    if (process.platform !== 'linux') return 0;
    const [, kilobytes = '0'] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8')) ?? [];
    return Number(kilobytes) * 1024;
  }

  it('is shed before memory grows, and whoever is held is answered all the while', async () => {
    expect(await ask(clients[0], { ...SEND, authorization: held })).to.include({ reason: 'REASON_SCOPE_HELD' });
    await Promise.all(clients.map((client) => ask(client, STATUS)));
    const before = memoryOf(service);
    let most = before;
    proxy.setMode('blackhole');
    const counts = new Map<status, number>();
    let sent = 0;
    const flood = async (lane: number): Promise<void> => {
      while (sent < FLOOD) {
        sent++;
        const authorization = `App ${mintApiKey('sgk').key}`;
        const { code } = await ask(clients[1 + (lane % CONNECTIONS)], { ...SEND, authorization });
        counts.set(code, (counts.get(code) ?? 0) + 1);
      }
    };
    const lanes = Array.from({ length: FLOOD_AT_ONCE }, (_, lane) => flood(lane));
    const isOver = Promise.all(lanes).then(() => true);
    while (!(await Promise.race([isOver, new Promise<false>((resolve) => setTimeout(resolve, 100, false))]))) {
      const asked = await ask(clients[0], { ...SEND, authorization: held });
      expect(asked).to.deep.equal({ code: status.OK, reason: 'REASON_SCOPE_HELD' });
      most = Math.max(most, memoryOf(service));
    }
    const grown = Math.round((most - before) / MEGABYTE);
    expect(counts.get(status.RESOURCE_EXHAUSTED), JSON.stringify([...counts])).to.be.greaterThan(FLOOD / 2);
    expect(counts.get(status.OK) ?? 0, 'answers about keys that nobody could look up').to.equal(0);
    expect(grown, 'MiB').to.be.below(200);
    proxy.setMode('pass');
    const unknown = { ...SEND, authorization: `App ${mintApiKey('sgk').key}` };
    await eventually(async () => {
      expect((await ask(clients[0], unknown)).reason).to.equal('REASON_UNKNOWN_CREDENTIAL');
    });
  }).timeout(300_000);
});
