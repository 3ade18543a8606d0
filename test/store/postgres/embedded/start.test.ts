import { createServer } from 'node:net';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect } from 'chai';
import { silentLog } from '../../../../src/base/log.js';
import type { EmbeddedOptions, EmbeddedServer } from '../../../../src/store/postgres/embedded/start.js';
import { startEmbedded } from '../../../../src/store/postgres/embedded/start.js';
import { rejection } from '../../../support/rejection.js';
import { eventually, query } from '../../../support/query.js';
import { makeTemporaryFolder } from '../../../support/temporary.js';

describe('the embedded PostgreSQL', () => {
  let folder: ReturnType<typeof makeTemporaryFolder>;
  let dataDir: string;
  const running: EmbeddedServer[] = [];

  before(() => {
    folder = makeTemporaryFolder();
    dataDir = join(folder.path, 'data');
  });
  after(async () => {
    for (const server of running) await server.stop();
    folder.remove();
  });

  async function start(options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedServer> {
    const server = await startEmbedded({ dataDir, purpose: 'serve', log: silentLog, ...options });
    running.push(server);
    return server;
  }

  it('starts in an empty folder, says what it does, and answers', async () => {
    const said: string[] = [];
    const server = await start({ onProgress: (message) => said.push(message) });
    expect(said.join('\n')).to.match(/creating the database in .*\nstarting PostgreSQL 18/);
    const [row] = await query(server.url, `select split_part(version(), '.', 1) as version`);
    expect(row).to.deep.equal({ version: 'PostgreSQL 18' });
    await query(server.url, 'create table kept as select 42 as answer');
    await server.stop();
    await server.stop();
    expect(await rejection(query(server.url, 'select 1'))).to.have.property('code', 'ECONNREFUSED');
  });

  it('keeps data, port and password over a restart', async () => {
    const first = await start();
    await first.stop();
    const second = await start();
    expect(second.url).to.equal(first.url);
    expect(await query(second.url, 'select answer from kept')).to.deep.equal([{ answer: 42 }]);
    await second.stop();
  });

  it('listens on loopback only, wants the password, and waits for the disk', async () => {
    const server = await start();
    const names = ['listen_addresses', 'unix_socket_directories', 'password_encryption', 'fsync', 'full_page_writes'];
    const rows = await query(server.url, 'select name, setting from pg_settings where name = any($1)', [names]);
    expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).to.deep.equal({
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      password_encryption: 'scram-sha-256',
      fsync: 'on',
      full_page_writes: 'on',
    });
    const wrong = server.url.replace(/:[^:@]+@/, ':wrong@');
    expect(await rejection(query(wrong, 'select 1'))).to.have.property('code', '28P01');
    const [hba] = await query(
      server.url,
      `select count(*)::int as n from pg_hba_file_rules where auth_method <> 'scram-sha-256'`,
    );
    expect(hba).to.deep.equal({ n: 0 });
    await server.stop();
  });

  it('keeps the password in a file of mode 0600, and nowhere else', () => {
    const file = join(dataDir, 'connection.json');
    const { password } = JSON.parse(readFileSync(file, 'utf8')) as { password: string };
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    expect(statSync(join(dataDir, 'postgres.log')).mode & 0o777).to.equal(0o600);
    expect(readFileSync(join(dataDir, 'postgres.log'), 'utf8')).to.not.contain(password);
    expect(statSync(join(dataDir, 'postgres')).mode & 0o777).to.equal(0o700);
    expect(statSync(join(dataDir, 'postgres')).uid).to.not.equal(0);
  });

  it('takes another port when somebody else has taken its own', async () => {
    const { port } = JSON.parse(readFileSync(join(dataDir, 'connection.json'), 'utf8')) as { port: number };
    const thief = createServer().listen(port, '127.0.0.1');
    await once(thief, 'listening');
    try {
      const said: string[] = [];
      const server = await start({ onProgress: (message) => said.push(message) });
      expect(new URL(server.url).port).to.not.equal(String(port));
      expect(said.join('\n')).to.contain('another program has the port of the database');
      expect(await query(server.url, 'select answer from kept')).to.deep.equal([{ answer: 42 }]);
      await server.stop();
    } finally {
      thief.close();
    }
  });

  const leftovers = [
    { title: 'a process that is gone', pid: () => 2 ** 22 - 1 },
    { title: 'this very process (a pid given out again)', pid: () => process.pid },
    { title: 'the first process of the system', pid: () => 1 },
  ];
  for (const { title, pid } of leftovers) {
    it(`starts over a postmaster.pid that names ${title}`, async () => {
      const data = join(dataDir, 'postgres');
      const lines = [pid(), data, 1_700_000_000, 5432, '', '127.0.0.1', '  1234567     98765', 'ready   '];
      writeFileSync(join(data, 'postmaster.pid'), `${lines.join('\n')}\n`);
      const server = await start();
      expect(await query(server.url, 'select answer from kept')).to.deep.equal([{ answer: 42 }]);
      await server.stop();
    });
  }

  it('refuses data of another major version, and leaves it alone', async () => {
    const file = join(dataDir, 'postgres', 'PG_VERSION');
    writeFileSync(file, '17\n');
    const error = await rejection(start());
    writeFileSync(file, '18\n');
    expect(error).to.have.property('code', 'config');
    expect(error)
      .to.have.property('message')
      .that.matches(/is of PostgreSQL 17, this is 18/);
    expect(error).to.have.property('hint').that.contains('pg_dump');
  });

  it('refuses to guess a lost password', async () => {
    const file = join(dataDir, 'connection.json');
    const content = readFileSync(file);
    rmSync(file);
    const error = await rejection(start());
    writeFileSync(file, content, { mode: 0o600 });
    expect(error).to.have.property('code', 'config');
    expect(error).to.have.property('message').that.contains('connection.json');
  });

  it('starts over what a creation cut short has left', async () => {
    const other = join(folder.path, 'cut-short');
    mkdirSync(join(other, 'postgres.new', 'base'), { recursive: true });
    writeFileSync(join(other, 'postgres.new', 'PG_VERSION'), '18\n');
    writeFileSync(join(other, 'postgres.new.password'), 'old\n');
    const server = await start({ dataDir: other, settings: ['fsync=off'] });
    expect(await query(server.url, 'show fsync')).to.deep.equal([{ fsync: 'off' }]);
    await server.stop();
    expect(() => statSync(join(other, 'postgres.new.password'))).to.throw();
  });

  it('goes on without its database when that cannot be started again, says so, and stops', async () => {
    const lines: string[] = [];
    const add = (_fields: object, message: string): void => void lines.push(message);
    const server = await start({ log: { ...silentLog, warn: add, error: add } });
    const data = join(dataDir, 'postgres');
    const pid = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
    renameSync(data, `${data}.gone`);
    process.kill(pid, 'SIGKILL');
    await eventually(() => Promise.resolve(expect(lines).to.have.lengthOf(2)));
    renameSync(`${data}.gone`, data);
    expect(lines).to.deep.equal([
      'the embedded PostgreSQL died; restarting it',
      'the embedded PostgreSQL could not be restarted; restart this process',
    ]);
    await server.stop();
    const again = await start();
    expect(await query(again.url, 'select answer from kept')).to.deep.equal([{ answer: 42 }]);
    await again.stop();
  });

  it('is owned once in one process, too; a failed start leaves no owner', async () => {
    const server = await start();
    expect(await rejection(start()))
      .to.have.property('message')
      .that.contains(`process ${process.pid} serves from`);
    await server.stop();
    const binaries = { bin: join(folder.path, 'nowhere'), version: '18.4', major: 18 };
    expect(await rejection(start({ binaries }))).to.include({ code: 'unavailable' });
    await (await start()).stop();
  });

  it('gives up waiting for another command after its time', async () => {
    const server = await start({ purpose: 'command' });
    const error = await rejection(start({ waitMs: 0 }));
    expect(error)
      .to.have.property('message')
      .that.contains(`process ${process.pid} runs a command on the data directory`);
    await server.stop();
  });

  it('says that a folder cannot be written', async () => {
    const file = join(folder.path, 'a-file');
    writeFileSync(file, '');
    const error = await rejection(start({ dataDir: join(file, 'data') }));
    expect(error).to.have.property('code', 'config');
    expect(error).to.have.property('message').that.contains('cannot be written');
  });
});
