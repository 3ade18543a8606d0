import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { connectDecisionPoint } from '../../src/client/decision-point.js';
import type { DecisionPoint } from '../../src/client/decision-point.js';
import { runScopegate } from '../support/command-line.js';
import type { CommandResult } from '../support/command-line.js';
import { CONTRACT_POLICY } from '../support/credential-contract.js';
import { startThrowawayServer } from '../support/postgres.js';
import type { PrivateServer, TestDatabase } from '../support/postgres.js';
import { query } from '../support/query.js';
import { startService } from '../support/running-service.js';
import type { RunningService } from '../support/running-service.js';

const PASSWORD = 'correct horse battery staple';

/** What the commands print for machines. */
type Printed = Readonly<Record<string, unknown>>;

describe('commands about credentials', () => {
  let server: PrivateServer;
  let database: TestDatabase;
  let folder: string;
  let env: Record<string, string>;
  let service: RunningService;
  let decisionPoint: DecisionPoint;

  before(async function () {
    this.timeout(60_000);
    server = await startThrowawayServer();
    database = await server.createDatabase();
    await query(database.url, CONTRACT_POLICY);
    folder = await mkdtemp(join(tmpdir(), 'scopegate-cli-'));
    env = { DATABASE_URL: await database.serverUrl(), SCOPEGATE_PEPPER: Buffer.alloc(32, 9).toString('base64') };
    env = { ...env, SCOPEGATE_DATA_DIR: folder, SCOPEGATE_MAX_KEY_OVERLAP_MS: '3600000' };
    service = await startService({ env });
    decisionPoint = connectDecisionPoint({ address: service.grpcAddress, timeoutMs: 5000 });
  });

  after(async function () {
    this.timeout(30_000);
    decisionPoint.close();
    await service.stop();
    await server.remove();
    await rm(folder, { recursive: true, force: true });
  });

  async function run(words: readonly string[], stdin = ''): Promise<Printed> {
    const result = await runScopegate([...words, '--json'], env, stdin);
    expect(result.code, result.stderr).to.equal(0);
    return JSON.parse(result.stdout) as Printed;
  }

  async function mistake(words: readonly string[], stdin = ''): Promise<CommandResult> {
    const result = await runScopegate(words, env, stdin);
    expect(result.code, result.stdout).to.equal(2);
    expect(result.stderr).not.to.match(/\n\s+at /);
    return result;
  }

  /** Why a request is answered as it is, once the revision is applied. */
  async function reason(authorization: string, path: string, { revision }: Printed): Promise<string> {
    const request = { authorization, method: 'GET', path, minRevision: Number(revision) };
    return (await decisionPoint.check(request)).reason;
  }

  const basic = (login: string, password: string): string =>
    `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;

  it('make a user, change what he may do and his password, and refuse him', async () => {
    const made = await run(['user', 'create', 'zoë', '--role', 'reader', '--scope', 'message:send'], `${PASSWORD}\n`);
    expect(made).to.deep.include({ id: 'zoë', roles: ['reader'], scopes: ['message:read', 'message:send'] });
    expect(await reason(basic('zoë', PASSWORD), '/messages/1', made)).to.equal('REASON_SCOPE_HELD');
    const poorer = await run(['user', 'revoke', 'zoë', '--role', 'reader']);
    expect(await reason(basic('zoë', PASSWORD), '/messages/1', poorer)).to.equal('REASON_MISSING_SCOPE');
    const richer = await run(['user', 'grant', 'zoë', '--scope', 'message:read']);
    expect(await reason(basic('zoë', PASSWORD), '/messages/1', richer)).to.equal('REASON_SCOPE_HELD');
    const renewed = await run(['user', 'passwd', 'zoë'], 'another password, and a long one');
    expect(await reason(basic('zoë', PASSWORD), '/me', renewed)).to.equal('REASON_UNKNOWN_CREDENTIAL');
    const other = basic('zoë', 'another password, and a long one');
    expect(await reason(other, '/me', renewed)).to.equal('REASON_ANY_CREDENTIAL');
    expect(await reason(other, '/me', await run(['user', 'disable', 'zoë']))).to.equal('REASON_DISABLED_CREDENTIAL');
    expect(await reason(other, '/me', await run(['user', 'enable', 'zoë']))).to.equal('REASON_ANY_CREDENTIAL');
    expect(await run(['user', 'show', 'zoë'])).to.include({ id: 'zoë', enabled: true });
    expect((await runScopegate(['user', 'list'], env)).stdout).to.include('zoë');
  });

  it('make a session of a user and end it', async () => {
    await run(['user', 'create', 'max', '--role', 'reader'], PASSWORD);
    const made = await run(['session', 'create', 'max', '--idle', '10m', '--lifetime', '1h']);
    const authorization = `IBSSO ${String(made['token'])}`;
    expect(await reason(authorization, '/messages/1', made)).to.equal('REASON_SCOPE_HELD');
    const ended = await run(['session', 'end', String(made['id'])]);
    expect(await reason(authorization, '/messages/1', ended)).to.equal('REASON_DISABLED_CREDENTIAL');
  });

  it('rotate a key within the bound', async () => {
    const old = await run(['key', 'create', '--name', 'Shop', '--scope', 'message:read', '--not-before', '2020-01-01']);
    const id = String(old['id']);
    const made = await run(['key', 'rotate', id, '--overlap', '30m']);
    for (const key of [old, made]) {
      expect(await reason(`App ${String(key['key'])}`, '/messages/1', made)).to.equal('REASON_SCOPE_HELD');
    }
    expect(made).to.deep.include({ replaces: id, notBefore: old['notBefore'], scopes: ['message:read'] });
    expect((await mistake(['key', 'rotate', id, '--overlap', '2h'])).stderr).to.include('SCOPEGATE_MAX_KEY_OVERLAP_MS');
    expect((await mistake(['key', 'rotate', id, '--overlap', 'long'])).stderr).to.include('12h');
  });

  const mistakes: [title: string, words: readonly string[], stdin: string, says: string][] = [
    ['a name that Basic cannot say', ['user', 'create', 'a:b'], PASSWORD, 'no colon'],
    ['a short password', ['user', 'create', 'kim'], 'short', '12 to 1024'],
    ['no password', ['user', 'create', 'kim'], '', 'standard input'],
    ['a role that does not exist', ['user', 'create', 'kim', '--role', 'nobody'], PASSWORD, 'unknown role "nobody"'],
    ['a scope that does not exist', ['user', 'create', 'kim', '--scope', 'x:y'], PASSWORD, 'unknown scope "x:y"'],
    ['nothing to grant', ['user', 'grant', 'kim'], '', '--scope'],
    ['a user that does not exist', ['session', 'create', 'nobody'], '', 'no user "nobody"'],
    ['a session that is idle for longer than it lasts', ['session', 'create', 'x', '--idle', '2d'], '', 'lifetime'],
  ];
  for (const [title, words, stdin, says] of mistakes) {
    it(`explain ${title}`, async () => {
      const { stderr } = await mistake(words, stdin);
      expect(stderr).to.include(says).and.not.to.include(PASSWORD);
    });
  }
});
