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

  function child(): EmbeddedChild {
    const started = startChild({ dataDir });
    children.push(started);
    return started;
  }
  function postmasterPid(): number {
    return Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  }

  it('is created once when several start at the same moment in an empty folder', async () => {
    const all = [child(), child(), child()];
    const ready = await Promise.all(all.map((one) => one.ready));
    expect(new Set(ready.map(({ url }) => url)).size).to.equal(1);
    expect(ready.filter(({ owned }) => owned)).to.have.lengthOf(1);
    expect(all.flatMap(({ said }) => said).filter((line) => line.startsWith('creating'))).to.have.lengthOf(1);
    await query(ready[0]!.url, 'create table kept as select 42 as answer');
  });

  it('runs for as long as anybody uses it, whoever started it, and no longer', async () => {
    const first = child();
    const { url, owned } = await first.ready;
    const second = child();
    const joined = await second.ready;
    expect([owned, joined.owned]).to.deep.equal([true, false]);
    expect(joined.url).to.equal(url);
    await first.stop();
    expect(await query(url, 'select answer from kept')).to.deep.equal([{ answer: 42 }]);
    await second.stop();
    expect(await rejection(query(url, 'select 1'))).to.have.property('code', 'ECONNREFUSED');
  });

  it('is taken over, still running, from a process that was killed', async () => {
    const killed = child();
    const { url } = await killed.ready;
    const pid = postmasterPid();
    await killed.kill();
    expect(await query(url, 'select answer from kept')).to.deep.equal([{ answer: 42 }]);
    const next = child();
    expect(await next.ready).to.include({ url, owned: true });
    expect(postmasterPid()).to.equal(pid);
    await next.stop();
    expect(await rejection(query(url, 'select 1'))).to.have.property('code', 'ECONNREFUSED');
  });

  it('starts after both the process and PostgreSQL were killed', async () => {
    const killed = child();
    const { url } = await killed.ready;
    await query(url, 'insert into kept values (43)');
    await killed.kill();
    process.kill(postmasterPid(), 'SIGKILL');
    const next = child();
    await next.ready;
    expect(await query(url, 'select answer from kept order by 1')).to.deep.equal([{ answer: 42 }, { answer: 43 }]);
  });

  it('comes back, at the same address and with its data, when PostgreSQL is killed', async () => {
    const one = child();
    const { url } = await one.ready;
    for (const value of [1, 2, 3]) {
      await eventually(() => query(url, 'insert into kept values ($1)', [value]));
      process.kill(postmasterPid(), 'SIGKILL');
    }
    const rows = await eventually(() => query(url, 'select answer from kept where answer < 10 order by 1'));
    expect(rows).to.deep.equal([{ answer: 1 }, { answer: 2 }, { answer: 3 }]);
    expect(one.said).to.include('the embedded PostgreSQL died; restarting it');
    await eventually(() => Promise.resolve(expect(one.said).to.include('the embedded PostgreSQL is back')));
  });

  it('is brought back once when several look after it', async () => {
    const all = [child(), child()];
    const [{ url }] = (await Promise.all(all.map((one) => one.ready))) as [{ url: string }, unknown];
    const pid = postmasterPid();
    process.kill(pid, 'SIGKILL');
    const rows = await eventually(() => query(url, 'select count(*)::int as n from pg_stat_database'));
    expect(rows).to.have.lengthOf(1);
    for (const one of all) {
      await eventually(() => Promise.resolve(expect(one.said).to.include('the embedded PostgreSQL is back')));
    }
    expect(postmasterPid()).to.not.equal(pid);
  });
});
