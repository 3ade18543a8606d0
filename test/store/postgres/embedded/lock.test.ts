import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { transpileWhenStale } from '../../../../scripts/steps/transpile.mjs';
import { withLock } from '../../../../src/store/postgres/embedded/lock.js';
import { eventually } from '../../../support/query.js';
import { rejection } from '../../../support/rejection.js';
import { root } from '../../../support/root.js';
import { makeTemporaryFolder } from '../../../support/temporary.js';

describe('the lock of a data folder', () => {
  let folder: ReturnType<typeof makeTemporaryFolder>;
  before(() => transpileWhenStale(root));
  beforeEach(() => {
    folder = makeTemporaryFolder();
  });
  afterEach(() => folder.remove());

  /** Runs `body` in a process of its own, with `withLock`, `folder` and the functions of node:fs at hand. */
  function run(body: string): ReturnType<typeof spawn> {
    const lock = join(root, 'dist', 'store', 'postgres', 'embedded', 'lock.js');
    const script = `import { withLock } from ${JSON.stringify(lock)};
      import { readFileSync, writeFileSync } from 'node:fs';
      import { setTimeout as sleep } from 'node:timers/promises';
      const folder = ${JSON.stringify(folder.path)};
      ${body}`;
    return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' });
  }

  it('lets one process at a time in, however many come', async () => {
    const counter = join(folder.path, 'counter');
    writeFileSync(counter, '0');
    const children = [1, 2, 3, 4].map(() =>
      run(`for (let i = 0; i < 10; i += 1) {
        await withLock(folder, { timeoutMs: 20_000 }, async () => {
          const seen = Number(readFileSync(folder + '/counter', 'utf8'));
          await sleep(1);
          writeFileSync(folder + '/counter', String(seen + 1));
        });
      }`),
    );
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'close'))[0] as number));
    expect(codes).to.deep.equal([0, 0, 0, 0]);
    expect(readFileSync(counter, 'utf8')).to.equal('40');
    expect(readdirSync(folder.path).filter((name) => name.startsWith('lock.'))).to.have.lengthOf(1);
  });

  it('lets callers of one process in one at a time', async () => {
    let inside = 0;
    let most = 0;
    await Promise.all(
      [1, 2, 3].map(() =>
        withLock(folder.path, { timeoutMs: 5_000 }, async () => {
          inside += 1;
          most = Math.max(most, inside);
          await new Promise((resolve) => setTimeout(resolve, 5));
          inside -= 1;
        }),
      ),
    );
    expect(most).to.equal(1);
  });

  it('passes over a holder that was killed, and only then', async () => {
    const holder = run(`await withLock(folder, { timeoutMs: 1_000 }, async () => {
      writeFileSync(folder + '/held', '');
      await sleep(60_000);
    });`);
    await eventually(() => Promise.resolve(readFileSync(join(folder.path, 'held'))));
    const waitedFor: number[] = [];
    const options = { timeoutMs: 10_000, onWait: (pid: number) => waitedFor.push(pid) };
    const state = { entered: false };
    const entry = withLock(folder.path, options, () => Promise.resolve((state.entered = true)));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(state.entered).to.equal(false);
    holder.kill('SIGKILL');
    await entry;
    expect(waitedFor).to.deep.equal([holder.pid]);
  });

  it('is released when the work fails', async () => {
    const failing = withLock(folder.path, { timeoutMs: 1_000 }, () => Promise.reject(new Error('broken')));
    expect(await rejection(failing)).to.have.property('message', 'broken');
    expect(await withLock(folder.path, { timeoutMs: 0 }, () => Promise.resolve('in'))).to.equal('in');
  });

  it('gives up after its time, and names the holder', async () => {
    await withLock(folder.path, { timeoutMs: 0 }, async () => {
      const error = await rejection(withLock(folder.path, { timeoutMs: 50 }, () => Promise.resolve()));
      expect(error).to.have.property('code', 'unavailable');
      expect(error).to.have.property('message').that.contains(`process ${process.pid}`);
    });
  });
});
