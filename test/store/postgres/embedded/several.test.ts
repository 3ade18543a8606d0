import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { transpileWhenStale } from '../../../../scripts/steps/transpile.mjs';
import type { EmbeddedChild } from '../../../support/embedded-child.js';
import { startChild } from '../../../support/embedded-child.js';
import { eventually, query } from '../../../support/query.js';
import { rejection } from '../../../support/rejection.js';
import { root } from '../../../support/root.js';
import { makeTemporaryFolder } from '../../../support/temporary.js';

describe('an embedded PostgreSQL among several processes', () => {
  let folder: ReturnType<typeof makeTemporaryFolder>;
  let dataDir: string;
  let children: EmbeddedChild[] = [];

  before(() => transpileWhenStale(root));
  before(() => {
    folder = makeTemporaryFolder();
    dataDir = join(folder.path, 'data');
  });
  afterEach(async () => {
    for (const child of children) await child.stop();
    children = [];
  });
  after(() => folder.remove());

  function child(purpose: 'serve' | 'command' = 'serve'): EmbeddedChild {
    const started = startChild({ dataDir, purpose });
    children.push(started);
    return started;
  }
  function postmasterPid(): number {
    return Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  }
  const isStopped = async (url: string): Promise<void> => {
    expect(await rejection(query(url, 'select 1'))).to.have.property('code', 'ECONNREFUSED');
  };

  it('is owned by one of several services that start at the same moment; the others say by whom, and what to do', async () => {
    const all = [child(), child(), child()];
    const ends = await Promise.allSettled(all.map((one) => one.ready));
    const urls = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value.url] : []));
    const errors = ends.flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : []));
    expect([urls.length, errors.length]).to.deep.equal([1, 2]);
    for (const error of errors) {
      expect(error).to.match(/config: process (\d+) serves from the data directory .*; Stop process \1 first, set /);
      expect(error).to.contain(dataDir);
    }
    await query(urls[0]!, 'create table kept as select 42 as answer');
  });

  it('of a service is used by commands, which leave it running', async () => {
    const { url } = await child().ready;
    const commands = [child('command'), child('command')];
    for (const command of commands) expect(await command.ready).to.deep.equal({ url });
    for (const command of commands) await command.stop();
    expect(await query(url, 'select answer from kept')).to.deep.equal([{ answer: 42 }]);
  });

  it('runs for a command alone where no service has it; the next command, and a service, wait for its end', async () => {
    let owner = child('command');
    const { url } = await owner.ready;
    for (const purpose of ['command', 'serve'] as const) {
      const next = child(purpose);
      await eventually(() => Promise.resolve(expect(next.said.join()).to.match(/waiting for process \d+, which uses/)));
      await owner.stop();
      expect(await next.ready).to.deep.equal({ url });
      owner = next;
    }
  });

  it('that a killed service left behind is replaced by the next, with what was committed', async () => {
    const killed = child();
    const { url } = await killed.ready;
    const pid = postmasterPid();
    await killed.kill();
    await query(url, 'insert into kept values (43)');
    const next = child();
    expect(await next.ready).to.deep.equal({ url });
    expect(next.said).to.include('stopping a PostgreSQL that was left behind');
    expect(postmasterPid()).to.not.equal(pid);
    expect(await query(url, 'select answer from kept order by 1')).to.deep.equal([{ answer: 42 }, { answer: 43 }]);
    await next.stop();
    await isStopped(url);
  });

  it('starts after both the process and PostgreSQL were killed', async () => {
    const killed = child();
    const { url } = await killed.ready;
    await query(url, 'insert into kept values (44)');
    await killed.kill();
    process.kill(postmasterPid(), 'SIGKILL');
    await child().ready;
    const rows = await query(url, 'select answer from kept order by 1');
    expect(rows).to.deep.equal([{ answer: 42 }, { answer: 43 }, { answer: 44 }]);
  });

  it('comes back, at the same address and with its data, each time that PostgreSQL is killed', async () => {
    const one = child();
    const { url } = await one.ready;
    for (const value of [1, 2, 3]) {
      await eventually(() => query(url, 'insert into kept values ($1)', [value]));
      process.kill(postmasterPid(), 'SIGKILL');
    }
    const rows = await eventually(() => query(url, 'select answer from kept where answer < 10 order by 1'));
    expect(rows).to.deep.equal([{ answer: 1 }, { answer: 2 }, { answer: 3 }]);
    expect(one.said).to.include('the embedded PostgreSQL died; restarting it');
    await one.stop();
    await isStopped(url);
  });
});
