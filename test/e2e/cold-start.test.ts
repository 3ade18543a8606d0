import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { SEND, STATUS, fillDatabase, makeOperator } from '../support/outage-world.js';
import type { Operator } from '../support/outage-world.js';
import { startThrowawayServer } from '../support/postgres.js';
import type { PrivateServer } from '../support/postgres.js';
import { eventually } from '../support/query.js';
import { startReplica } from '../support/replica.js';
import type { Replica } from '../support/replica.js';
import { startTcpProxy, throughProxy } from '../support/tcp-proxy.js';
import type { TcpProxy } from '../support/tcp-proxy.js';

describe('A start without the database', function () {
  this.timeout(60_000);
  let server: PrivateServer;
  let proxy: TcpProxy;
  let operator: Operator;
  let folder: string;
  let file: string;
  const replicas: Replica[] = [];
  const said: string[] = [];
  const note = (_fields: object, message: string): void => void said.push(message);
  const log = { debug() {}, info: note, warn: note, error: note };

  before(async () => {
    server = await startThrowawayServer();
    await fillDatabase(server.url);
    operator = makeOperator(server.url);
    proxy = await startTcpProxy(Number(new URL(server.url).port));
    folder = mkdtempSync(join(tmpdir(), 'scopegate-snapshot-'));
    file = join(folder, 'policy');
    const replica = await start();
    await eventually(() => (existsSync(file) ? Promise.resolve() : Promise.reject(new Error('no snapshot'))));
    await replica.stop();
    replicas.length = 0;
  });
  beforeEach(() => {
    said.length = 0;
    proxy.setMode('pass');
  });
  afterEach(async () => {
    for (const replica of replicas.splice(0)) await replica.stop();
  });
  after(async () => {
    await proxy.close();
    await operator.close();
    await server.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(environment: Record<string, string> = {}): Promise<Replica> {
    const url = throughProxy(server.url, proxy);
    const replica = await startReplica({ DATABASE_URL: url, SCOPEGATE_SNAPSHOT_FILE: file, ...environment }, log);
    replicas.push(replica);
    return replica;
  }

  function cutOff(): void {
    proxy.setMode('refuse');
    proxy.cut();
  }

  const isReady = async (replica: Replica): Promise<boolean> => (await fetch(`${replica.httpUrl}/readyz`)).ok;

  it('serves public endpoints from the last good policy, is not ready, and becomes whole by itself', async () => {
    const { authorization } = await operator.createKey();
    cutOff();
    const replica = await start();
    const outcomes = [await replica.outcome(STATUS), await replica.outcome({ ...SEND, authorization })];
    expect(outcomes.map((outcome) => outcome.replace(', degraded', ''))).to.deep.equal([
      'public_endpoint',
      'unavailable',
    ]);
    expect((await replica.check(STATUS)).stateAgeMs).to.be.greaterThan(0);
    expect(await isReady(replica)).to.equal(false);

    proxy.setMode('pass');
    await eventually(async () => {
      expect(await replica.outcome({ ...SEND, authorization })).to.equal('scope_held');
    });
    expect(await isReady(replica)).to.equal(true);
    expect(said).to.include('the database is back, and the policy was loaded from it');
  });

  it('takes over what changed meanwhile', async () => {
    cutOff();
    const replica = await start();
    expect(await replica.outcome({ method: 'GET', path: '/new' })).to.match(/^no_route/);
    await operator.pool.query("SELECT scopegate.define_endpoint('platform', 'GET', '/new', access => 'public')");
    proxy.setMode('pass');
    await eventually(async () => {
      expect(await replica.outcome({ method: 'GET', path: '/new' })).to.equal('public_endpoint');
    });
  });

  it('never decides about credentials with a pepper that is not the right one', async () => {
    const { authorization } = await operator.createKey();
    cutOff();
    const replica = await start({ SCOPEGATE_PEPPER: Buffer.alloc(32, 6).toString('base64') });
    proxy.setMode('pass');
    await eventually(async () => {
      expect(said).to.include('the database answers, but not as it should');
      await Promise.resolve();
    });
    expect(await replica.outcome({ ...SEND, authorization })).to.equal('unavailable');
    expect(await isReady(replica)).to.equal(false);
  });

  it('holds no credential and no secret on disk', async () => {
    const { authorization, id } = await operator.createKey();
    const replica = await start();
    await replica.outcome({ ...SEND, authorization });
    await replica.stop();
    replicas.length = 0;
    const bytes = readFileSync(file).toString('latin1');
    expect(bytes).not.to.include(id).and.not.to.include(authorization.slice(-20));
  });

  const useless: [title: string, damage: () => void, environment: Record<string, string>, says: string][] = [
    ['a damaged one', () => writeFileSync(file, readFileSync(file).subarray(0, 200)), {}, 'it cannot be used'],
    ['one that is too old', () => undefined, { SCOPEGATE_MAX_STALENESS_MS: '1000' }, 'it is too old'],
    ['none', () => rmSync(file), {}, 'there is no policy snapshot'],
    ['one that is not wanted', () => undefined, { SCOPEGATE_SNAPSHOT_FILE: 'off' }, ''],
  ];
  for (const [title, damage, environment, says] of useless) {
    it(`fails as before with ${title}, and says so`, async () => {
      const kept = readFileSync(file);
      await new Promise((resolve) => setTimeout(resolve, title.includes('old') ? 1100 : 0));
      damage();
      cutOff();
      try {
        const problem = await start(environment).catch((error: unknown) => error);
        expect(problem).to.have.property('code', 'unavailable');
        expect(said.join('\n')).to.include(says);
      } finally {
        writeFileSync(file, kept);
      }
    });
  }
});
