import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { runScopegate } from '../support/command-line.js';
import type { CommandResult } from '../support/command-line.js';
import { forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { startService } from '../support/running-service.js';
import type { RunningService } from '../support/running-service.js';
import { makeTemporaryFolder } from '../support/temporary.js';
import { eventually, query } from '../support/query.js';

const PEPPER = Buffer.alloc(32, 9).toString('base64');

interface KeyJson {
  readonly id: string;
  readonly key: string;
  readonly revision: number;
  readonly scopes: readonly string[];
  readonly enabled: boolean;
}

function expectMistake(result: CommandResult, ...names: readonly string[]): void {
  expect(result.code, result.stderr).to.equal(2);
  expect(result.stdout).to.equal('');
  expect(result.stderr).not.to.match(/\n\s+at /);
  for (const name of names) expect(result.stderr).to.include(name);
}

/** A command tries for ten seconds to reach the database. */
const COMMANDS_TRY_MS = 120_000;

describe('Command line without a database', function () {
  this.timeout(30_000);

  it('lists its commands', async () => {
    const result = await runScopegate(['--help']);
    expect(result.code).to.equal(0);
    for (const command of ['serve', 'migrate', 'check', 'key', 'config']) expect(result.stdout).to.include(command);
  });

  it('prints the effective configuration with secrets hidden', async () => {
    const result = await runScopegate(['config', '--json'], {
      SCOPEGATE_PEPPER: PEPPER,
      DATABASE_URL: 'postgres://user:hunter2@127.0.0.1:1/x',
      SCOPEGATE_POLL_INTERVAL_MS: '100',
    });
    expect(result.code).to.equal(0);
    expect(result.stdout).not.to.include(PEPPER).and.not.to.include('hunter2');
    const variables = JSON.parse(result.stdout) as { name: string; value: string; source: string }[];
    const poll = variables.find(({ name }) => name === 'SCOPEGATE_POLL_INTERVAL_MS');
    expect(poll).to.include({ value: '100', source: 'environment' });
  });

  it('reports every problem of the configuration at once', async () => {
    const env = { SCOPEGATE_GRPC_LISTEN: 'nowhere', SCOPEGATE_LOG_LEVEL: 'loud', SCOPEGATE_TYPO: '1' };
    const result = await runScopegate(['serve'], env);
    expectMistake(result, 'SCOPEGATE_GRPC_LISTEN', 'SCOPEGATE_LOG_LEVEL', 'SCOPEGATE_TYPO');
  });

  const mistakes: [title: string, words: readonly string[], names: string][] = [
    ['a command that does not exist', ['chek'], 'chek'],
    ['an option that does not exist', ['check', '--hots', 'x', 'GET', '/'], '--hots'],
    ['a missing argument', ['check', 'GET'], 'path'],
    [
      'a time that is none',
      ['key', 'create', '--name', 'x', '--scope', 'a', '--expires', 'tomorrow'],
      'expiresAt "tomorrow"',
    ],
    ['a key without a name', ['key', 'create', '--scope', 'a'], '--name'],
    ['a limit out of range', ['key', 'list', '--limit', '5000'], '--limit'],
  ];
  for (const [title, words, names] of mistakes) {
    it(`explains ${title}`, async () => {
      expectMistake(await runScopegate(words), names);
    });
  }

  it('says that the database cannot be reached, and gives up', async () => {
    // Of its own: a policy snapshot that another test has left would be served.
    const folder = makeTemporaryFolder();
    const env = {
      DATABASE_URL: 'postgres://user:hunter2@127.0.0.1:1/x',
      ...{ SCOPEGATE_PEPPER: PEPPER, SCOPEGATE_DATA_DIR: folder.path },
    };
    for (const words of [['serve'], ['migrate'], ['key', 'list']]) {
      const result = await runScopegate(words, {
        ...env,
        SCOPEGATE_GRPC_LISTEN: '127.0.0.1:0',
        SCOPEGATE_HTTP_LISTEN: '127.0.0.1:0',
      });
      expectMistake(result, '127.0.0.1:1');
      expect(result.stderr).not.to.include('hunter2');
    }
    folder.remove();
  }).timeout(COMMANDS_TRY_MS);

  it('says which port is taken, before it touches a database', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => holder.once('listening', resolve));
    const taken = `127.0.0.1:${String((holder.address() as AddressInfo).port)}`;
    const env = { DATABASE_URL: 'postgres://127.0.0.1:1/x', SCOPEGATE_PEPPER: PEPPER };
    expectMistake(
      await runScopegate(['serve'], { ...env, SCOPEGATE_GRPC_LISTEN: taken, SCOPEGATE_HTTP_LISTEN: '127.0.0.1:0' }),
      taken,
      'SCOPEGATE_GRPC_LISTEN',
    );
    expectMistake(
      await runScopegate(['serve'], { ...env, SCOPEGATE_HTTP_LISTEN: taken, SCOPEGATE_GRPC_LISTEN: '127.0.0.1:0' }),
      taken,
      'SCOPEGATE_HTTP_LISTEN',
    );
    holder.close();
  });
});

forEachPostgres('Command line', (server) => {
  let database: TestDatabase;
  let folder: string;
  let env: Record<string, string>;
  let service: RunningService;

  before(async function () {
    this.timeout(60_000);
    database = await server.createEmptyDatabase();
    folder = await mkdtemp(join(tmpdir(), 'scopegate-cli-'));
    env = { DATABASE_URL: database.url, SCOPEGATE_PEPPER: PEPPER, SCOPEGATE_DATA_DIR: folder };
    service = await startService({ env, words: ['--migrate', '--demo'] });
  });

  after(async function () {
    this.timeout(30_000);
    await service.stop();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const run = (words: readonly string[]): Promise<CommandResult> => runScopegate(words, env);
  const checkAs = (key: string, ...words: readonly string[]): Promise<CommandResult> =>
    runScopegate(['check', '--address', service.grpcAddress, '--host', 'api.example.com', ...words], {
      SCOPEGATE_KEY: key,
    });

  async function createKey(...words: readonly string[]): Promise<KeyJson> {
    const result = await run(['key', 'create', '--name', 'test', '--account', 'acme', '--json', ...words]);
    expect(result.code, result.stderr).to.equal(0);
    return JSON.parse(result.stdout) as KeyJson;
  }

  it('serves the demo policy from this database', async () => {
    const key = (await readFile(join(folder, 'demo-key'), 'utf8')).trim();
    const allowed = await checkAs(key, '--json', 'POST', '/sms/2/messages');
    expect(allowed.code, allowed.stderr).to.equal(0);
    expect(JSON.parse(allowed.stdout)).to.include({ decision: 'DECISION_ALLOW', matchedScope: 'message:send' });
    expect((await checkAs(key, 'DELETE', '/numbers/1/numbers/42')).code).to.equal(1);
  }).timeout(30_000);

  it('follows a key through its life', async () => {
    const { key, id, revision } = await createKey('--scope', 'inbound-message:read');
    const ask = (atLeast: number): Promise<CommandResult> =>
      checkAs(key, '--min-revision', String(atLeast), 'POST', '/sms/2/messages');
    const change = async (...words: readonly string[]): Promise<KeyJson> => {
      const result = await run(['key', ...words, '--json']);
      expect(result.code, result.stderr).to.equal(0);
      return JSON.parse(result.stdout) as KeyJson;
    };
    expect((await ask(revision)).stdout).to.match(/^DENY {2}missing_scope/);
    expect((await ask((await change('grant', id, 'message:send')).revision)).stdout).to.match(/^ALLOW {2}scope_held/);
    expect((await ask((await change('disable', id)).revision)).stdout).to.match(/^DENY {2}disabled_credential/);
    expect((await ask((await change('enable', id)).revision)).stdout).to.match(/^ALLOW {2}scope_held/);
    const less = await change('revoke', id, 'message:send');
    expect(less.scopes).to.deep.equal(['inbound-message:read']);
    expect((await ask(less.revision)).stdout).to.match(/^DENY {2}missing_scope/);
    expect((await ask((await change('revoke', id)).revision)).stdout).to.match(/^DENY {2}disabled_credential/);
    expect((await run(['key', 'show', id])).stdout).to.match(/^state +revoked$/m);
    expectMistake(await run(['key', 'enable', id]), id);
  }).timeout(60_000);

  it('waits until every replica has applied a change, or names those that have not', async () => {
    const { id, revision } = await createKey('--scope', 'message:send');
    const revoked = await run(['key', 'revoke', id, '--wait']);
    expect(revoked.code, revoked.stderr).to.equal(0);
    expect(revoked.stderr).to.match(/revision \d+ is applied by 1 replica/);
    expect((await run(['wait', String(revision)])).code).to.equal(0);
    const beyond = await run(['wait', String(revision + 1_000_000), '--timeout', '100']);
    expect(beyond.code).to.equal(1);
    expect(beyond.stdout).to.match(/is not applied yet by 1 replica:\n.*127\.0\.0\.1:\d+\): at revision \d+, heard of/);
    expectMistake(await run(['wait', 'soon']), 'whole number');
  }).timeout(30_000);

  it('binds a key to addresses and to a time', async () => {
    const bound = await createKey('--scope', 'message:send', '--ip', '192.0.2.0/24', '--ip', '2001:db8::/32');
    const from = (address: string): Promise<CommandResult> =>
      checkAs(bound.key, '--ip', address, 'POST', '/sms/2/messages');
    expect((await from('192.0.2.77')).code).to.equal(0);
    expect((await from('::ffff:192.0.2.77')).code).to.equal(0);
    expect((await from('2001:db8::5')).code).to.equal(0);
    expect((await from('198.51.100.1')).stdout).to.match(/^DENY {2}address_not_allowed/);
    const late = await createKey('--scope', 'message:send', '--not-before', '2099-01-01T00:00:00Z');
    expect((await checkAs(late.key, 'POST', '/sms/2/messages')).stdout).to.match(/^DENY {2}not_yet_valid/);
    const old = await createKey('--scope', 'message:send', '--not-before', '2001-01-01');
    await query(
      database.url,
      `UPDATE scopegate.credential SET expires_at = '2002-01-01' WHERE public_id = '${old.id}'`,
    );
    await eventually(async () => {
      expect((await checkAs(old.key, 'POST', '/sms/2/messages')).stdout).to.match(/^DENY {2}expired/);
    });
  }).timeout(60_000);

  it('takes a credential from a variable, a file or standard input, and never as an argument', async () => {
    const { key } = await createKey('--scope', 'message:send');
    const file = join(folder, 'key');
    await writeFile(file, `${key}\n`);
    const header = join(folder, 'authorization');
    await writeFile(header, `App ${key}`);
    const question = ['--host', 'api.example.com', 'POST', '/sms/2/messages'];
    const ask = (words: readonly string[], more: Record<string, string> = {}, stdin = ''): Promise<CommandResult> =>
      runScopegate(['check', '--address', service.grpcAddress, ...words, ...question], more, stdin);
    for (const [title, allowed] of [
      ['a variable', await ask([], { SCOPEGATE_KEY: key })],
      ['a variable with the header', await ask([], { SCOPEGATE_AUTHORIZATION: `App ${key}` })],
      ['a file', await ask(['--key-file', file])],
      ['a file before a variable', await ask(['--key-file', file], { SCOPEGATE_KEY: 'sgk_other' })],
      ['a file with the header', await ask(['--authorization-file', header])],
      ['standard input', await ask(['--key-file', '-'], {}, `${key}\n`)],
      ['standard input with the header', await ask(['--authorization-file', '-'], {}, `App ${key}`)],
    ] as const) {
      expect(allowed.stdout, `${title}: ${allowed.stderr}`).to.match(/^ALLOW/);
    }
    const anonymous = await ask(['--anonymous'], { SCOPEGATE_KEY: key });
    expect(anonymous.stdout).to.match(/^DENY {2}no_credential/);
    for (const [refused, names] of [
      [await ask(['--key', key]), '--key-file'],
      [await ask([`--key=${key}`]), '--key-file'],
      [await ask(['--key', 'sgk_mistyped']), 'unknown option'],
      [await ask(['--anonymous', '--key-file', file]), 'only one'],
      [await ask([], { SCOPEGATE_KEY: key, SCOPEGATE_AUTHORIZATION: `App ${key}` }), 'both'],
      [await ask(['--key-file', '-'], {}, ''), 'no key'],
      [await ask(['--key-file', join(folder, 'none')]), 'cannot read'],
      [await run(['key', 'show', key]), 'argument 3'],
      [await run(['can', key]), 'argument 2'],
      [await run(['check', 'GET', `/x?key=${key}`]), 'argument 3'],
    ] as const) {
      expect(refused.code, refused.stdout).to.equal(2);
      expect(refused.stderr).to.include(names).and.not.include(key);
    }
  }).timeout(120_000);

  it('shows a key whole only when it is created', async () => {
    const { key, id } = await createKey('--scope', 'message:send');
    const shown = await run(['key', 'show', id]);
    const listed = await run(['key', 'list', '--account', 'acme']);
    expect(shown.stdout).to.include(id).and.not.to.include(key);
    expect(listed.stdout).to.include(id).and.not.to.include(key);
  }).timeout(30_000);

  it('pages through keys', async () => {
    for (let made = 0; made < 3; made++) await createKey('--scope', 'message:send', '--account', 'paged');
    const ids: string[] = [];
    for (let page = 0; page < 3; page++) {
      const last = ids.at(-1);
      const words = ['key', 'list', '--account', 'paged', '--limit', '2', '--json'];
      const result = await run([...words, ...(last === undefined ? [] : ['--after', last])]);
      ids.push(...(JSON.parse(result.stdout) as KeyJson[]).map(({ id }) => id));
    }
    expect(ids).to.have.length(3);
    expect(new Set(ids).size).to.equal(3);
  }).timeout(60_000);

  const refusals: [title: string, words: readonly string[], names: string][] = [
    ['an unknown scope', ['key', 'create', '--name', 'x', '--scope', 'no:such'], 'no:such'],
    ['a bad block', ['key', 'create', '--name', 'x', '--scope', 'message:send', '--ip', '10.0.0.0/40'], '10.0.0.0/40'],
    [
      'host bits in a block',
      ['key', 'create', '--name', 'x', '--scope', 'message:send', '--ip', '10.0.0.1/8'],
      '10.0.0.1/8',
    ],
    [
      'expiry before start',
      [
        'key',
        'create',
        '--name',
        'x',
        '--scope',
        'message:send',
        '--not-before',
        '2030-01-02',
        '--expires',
        '2030-01-01',
      ],
      'expire',
    ],
    ['a key that does not exist', ['key', 'show', 'nobody'], 'nobody'],
    ['granting to nobody', ['key', 'grant', 'nobody', 'message:send'], 'nobody'],
  ];
  for (const [title, words, names] of refusals) {
    it(`refuses ${title}, and names it`, async () => {
      expectMistake(await run(words), names);
    }).timeout(30_000);
  }

  it('refuses a replica with another pepper instead of calling every key unknown', async () => {
    const result = await runScopegate(['key', 'create', '--name', 'x', '--scope', 'message:send'], {
      ...env,
      SCOPEGATE_PEPPER: Buffer.alloc(32, 1).toString('base64'),
    });
    expectMistake(result, 'another pepper', 'SCOPEGATE_PEPPER');
  }).timeout(30_000);

  it('applies the policy migrations of an operator, once, and the running service follows', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'scopegate-policy-'));
    await writeFile(
      join(dir, '0001_reports.sql'),
      "SELECT scopegate.define_api('reports', ARRAY['reports.example.com']);\n" +
        "SELECT scopegate.define_endpoint('reports', 'GET', '/r/{id}', ARRAY['message:send']);\n",
    );
    const first = await run(['migrate', '--dir', dir, '--json']);
    expect(first.code, first.stderr).to.equal(0);
    expect((JSON.parse(first.stdout) as { policy: string[] }).policy).to.have.length(1);
    const again = await run(['migrate', '--dir', dir, '--json']);
    const { revision: last, ...applied } = JSON.parse(again.stdout) as { revision: number };
    expect(applied).to.deep.equal({ schema: [], policy: [] });
    expect((await run(['wait', String(last)])).stdout).to.equal(`revision ${String(last)} is applied by 1 replica\n`);
    const { key, revision } = await createKey('--scope', 'message:send');
    const words = ['--host', 'reports.example.com', '--min-revision', String(revision), 'GET', '/r/7'];
    expect((await checkAs(key, ...words)).stdout).to.match(/^ALLOW/);
    await writeFile(join(dir, '0001_reports.sql'), '-- edited\n');
    expectMistake(await run(['migrate', '--dir', dir]), '0001_reports');
    await rm(dir, { recursive: true });
  }).timeout(60_000);
});
