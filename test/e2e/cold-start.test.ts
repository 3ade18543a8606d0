import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { generateKeyPair } from 'jose';
import { SEND, STATUS, fillDatabase, makeOperator } from '../support/outage-world.js';
import type { Operator } from '../support/outage-world.js';
import { startThrowawayServer } from '../support/postgres.js';
import type { PrivateServer } from '../support/postgres.js';
import { eventually } from '../support/query.js';
import { startReplica } from '../support/replica.js';
import type { Replica } from '../support/replica.js';
import { AUDIENCE, startTokenIssuer } from '../support/token-issuer.js';
import type { TokenIssuer } from '../support/token-issuer.js';
import { startTcpProxy, throughProxy } from '../support/tcp-proxy.js';
import type { TcpProxy } from '../support/tcp-proxy.js';

describe('A start without the database', function () {
  this.timeout(60_000);
  let server: PrivateServer;
  let proxy: TcpProxy;
  let operator: Operator;
  let tokens: TokenIssuer;
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
    tokens = await startTokenIssuer();
    await operator.pool.query(`SELECT scopegate.define_issuer('login', '${tokens.url}', '${AUDIENCE}',
      jwks_uri => '${tokens.url}/jwks', algorithms => '{ES256}')`);
    await operator.pool.query("SELECT scopegate.map_issuer_scope('login', 'texts', 'sms:send')");
    await operator.pool.query("SELECT scopegate.define_oauth_client('shop', 'login', 'a', 'acme', 'sms:send')");
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
    await tokens.stop();
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

  it('decides about tokens of issuers that it knows, and says of no token that it is unknown because it does not know', async () => {
    cutOff();
    const replica = await start();
    const ask = (token: string): Promise<string> =>
      replica.outcome({ ...SEND, authorization: `Bearer ${token}` }).then((said) => said.replace(', degraded', ''));
    // From then on nothing is called unknown: what would make it known may have come meanwhile.
    await eventually(async () => {
      expect(await replica.outcome(STATUS)).to.equal('public_endpoint, degraded');
    });
    const stranger = await generateKeyPair('ES256');
    const right = await tokens.token({ scope: 'texts' });
    const outcomes = {
      right: await ask(right),
      again: await ask(right),
      'without the scope': await ask(await tokens.token({ scope: 'message:send' })),
      'of a client that is not known': await ask(await tokens.token({ scope: 'texts', client_id: 'b' })),
      'of an issuer that is not known': await ask(await tokens.token({ iss: 'https://new.example.com' })),
      'signed by somebody else': await ask(await tokens.tokenBy(stranger.privateKey, { scope: 'texts' })),
      'for somebody else': await ask(await tokens.token({ scope: 'texts', aud: 'https://other.example.com' })),
    };
    expect(outcomes).to.deep.equal({
      right: 'scope_held',
      again: 'scope_held',
      'without the scope': 'missing_scope',
      'of a client that is not known': 'unavailable',
      'of an issuer that is not known': 'unavailable',
      'signed by somebody else': 'unavailable',
      'for somebody else': 'unavailable',
    });

    await operator.pool.query("SELECT scopegate.disable_credential('shop')");
    proxy.setMode('pass');
    await eventually(async () => {
      expect(await ask(right)).to.equal('disabled_credential');
    });
    expect(await ask(await tokens.token({ scope: 'texts', client_id: 'b' }))).to.equal('unknown_credential');
    await operator.pool.query("SELECT scopegate.enable_credential('shop')");
  });

  it('has no answer about tokens while it has no keys of their issuer', async () => {
    cutOff();
    tokens.answer('with an error');
    try {
      const replica = await start();
      const authorization = `Bearer ${await tokens.token({ scope: 'texts' })}`;
      expect(await replica.outcome({ ...SEND, authorization })).to.match(/^unavailable/);
    } finally {
      tokens.answer('rightly');
    }
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
