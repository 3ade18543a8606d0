import { expect } from 'chai';
import { silentLog } from '../../src/base/log.js';
import { connectDecisionPoint } from '../../src/client/decision-point.js';
import type { DecisionPoint } from '../../src/client/decision-point.js';
import { makePool } from '../../src/store/postgres/pool.js';
import type { Pool } from '../../src/store/postgres/pool.js';
import type { LookupEndpointsRequest } from '../../src/wire/scopegate/v1/LookupEndpointsRequest.js';
import { CONTRACT_POLICY } from '../support/credential-contract.js';
import { forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { query } from '../support/query.js';
import { rejection } from '../support/rejection.js';
import { startReplica } from '../support/replica.js';
import type { Replica } from '../support/replica.js';
import { administrate } from '../support/administrate.js';
import type { WantedKey } from '../support/administrate.js';

/** Every endpoint of the policy, by a request that reaches it. */
const REQUESTS = [
  ...[
    ['POST', '/messages'],
    ['GET', '/messages/1'],
    ['GET', '/me'],
    ['GET', '/status'],
    ['GET', '/closed'],
  ],
  ...['api_key', 'user', 'session', 'oauth_token'].map((kind) => ['GET', `/only/${kind}`]),
] as [method: string, path: string][];

forEachPostgres('lookups', (server) => {
  let database: TestDatabase;
  let pool: Pool;
  let replica: Replica;
  let decisionPoint: DecisionPoint;
  const keys = new Map<string, string>();
  before(async () => {
    database = await server.createDatabase();
    await query(database.url, CONTRACT_POLICY);
    await query(database.url, `SELECT scopegate.define_endpoint('platform', 'GET', '/closed', access => 'closed')`);
    pool = makePool(database.url, { log: silentLog });
    const administration = administrate(pool);
    const make = async (name: string, changes: WantedKey): Promise<void> => {
      const { publicId, secret } = await administration.key({ name, scopes: ['message:send'], ...changes });
      keys.set(publicId, secret);
    };
    await make('sender', {});
    await make('manager', { scopes: ['sms:manage'] });
    await make('by implication', { scopes: ['everything'] });
    await make('bound', { allowedAddresses: ['192.0.2.1'] });
    await make('expired', { expiresAtMs: Date.now() - 1000 });
    await make('later', { notBeforeMs: Date.now() + 3_600_000 });
    const grants = { scopes: ['message:send'], roles: ['reader'] };
    await administration.user('zoë', { name: 'Zoë', ...grants });
    await administration.session('zoë', 60_000, 60_000);
    replica = await startReplica({ DATABASE_URL: await database.serverUrl() });
    const address = `127.0.0.1:${String(replica.app.grpcPort)}`;
    decisionPoint = connectDecisionPoint({ address, timeoutMs: 5000 });
  });
  after(async () => {
    decisionPoint.close();
    await replica.stop();
    await pool.close();
    await database.drop();
  });

  async function endpointsOf(request: LookupEndpointsRequest) {
    const found: string[] = [];
    const cursors: string[] = [];
    let refusedBecause = '';
    for await (const page of decisionPoint.lookupEndpoints(request)) {
      found.push(...page.endpoints.map(({ method, template }) => `${method} ${template}`));
      cursors.push(page.cursor);
      ({ refusedBecause } = page);
    }
    return { found, cursors, refusedBecause };
  }

  async function callersOf(method: string, path: string, pageSize = 0): Promise<string[]> {
    const found: string[] = [];
    for await (const page of decisionPoint.lookupCredentials({ method, path, pageSize })) {
      expect(page.credentials.length).to.be.at.most(pageSize === 0 ? 500 : pageSize);
      found.push(...page.credentials.map(({ id }) => id));
    }
    return found;
  }

  it('list exactly what a check allows, from both sides', async () => {
    for (const [id, key] of keys) {
      const { found } = await endpointsOf({ credential: id });
      for (const [method, path] of REQUESTS) {
        const answer = await replica.check({ authorization: `App ${key}`, method, path, sourceIp: '192.0.2.1' });
        const allowed = answer.decision === 'DECISION_ALLOW';
        expect(found.includes(`${method} ${answer.endpoint?.template ?? ''}`), `${id} ${path}`).to.equal(allowed);
        if (answer.endpoint?.access === 'public') continue;
        expect((await callersOf(method, path)).includes(id), `${path} ${id}`).to.equal(allowed);
      }
    }
  });

  it('know users and their sessions', async () => {
    const { found } = await endpointsOf({ credential: 'zoë' });
    expect(found).to.include.members(['POST /messages', 'GET /messages/{id}', 'GET /only/user']);
    const [session = ''] = await callersOf('GET', '/only/session');
    expect((await endpointsOf({ credential: session })).found).to.include.members([
      'GET /messages/{id}',
      'GET /only/session',
    ]);
    expect(await callersOf('GET', '/messages/1')).to.include.members(['zoë', session]);
  });

  it('say why a credential is refused', async () => {
    const reasons = new Set<string>();
    for (const id of keys.keys()) reasons.add((await endpointsOf({ credential: id })).refusedBecause);
    expect(reasons).to.deep.equal(new Set(['REASON_UNSPECIFIED', 'REASON_EXPIRED', 'REASON_NOT_YET_VALID']));
  });

  it('come in pages that can be taken up again', async () => {
    const [id = ''] = keys.keys();
    const whole = await endpointsOf({ credential: id });
    expect(whole.cursors).to.deep.equal(['']);
    const paged = await endpointsOf({ credential: id, pageSize: 1 });
    expect(paged.found).to.deep.equal(whole.found);
    expect(paged.cursors).to.have.length(whole.found.length);
    expect(paged.cursors.at(-1)).to.equal('');
    const rest = await endpointsOf({ credential: id, cursor: paged.cursors[1] ?? '' });
    expect(rest.found).to.deep.equal(whole.found.slice(2));
    expect(await callersOf('GET', '/me', 1)).to.deep.equal(await callersOf('GET', '/me'));
  });

  it('name nobody for what everybody or nobody can call', async () => {
    expect(await callersOf('GET', '/status')).to.deep.equal([]);
    expect(await callersOf('GET', '/closed')).to.deep.equal([]);
  });

  const mistakes: [title: string, ask: () => Promise<unknown>, says: string][] = [
    ['a credential that does not exist', () => endpointsOf({ credential: 'nobody' }), 'no credential "nobody"'],
    ['a page that is too large', () => endpointsOf({ credential: 'zoë', pageSize: 1001 }), '1001'],
    ['a cursor of somebody else', () => endpointsOf({ credential: 'zoë', cursor: 'x.y' }), 'cursor'],
    ['no route', () => callersOf('GET', '/nowhere'), 'no endpoint'],
    ['an unsafe path', () => callersOf('GET', '/me/../me'), 'refused'],
  ];
  for (const [title, ask, says] of mistakes) {
    it(`explain ${title}`, async () => {
      const error = await rejection(ask());
      expect(error).to.have.property('code', 'invalid_argument');
      expect((error as Error).message).to.include(says);
    });
  }
});
