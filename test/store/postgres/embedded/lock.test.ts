import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { transpileWhenStale } from '../../../../scripts/steps/transpile.mjs';
import type { Lock } from '../../../../src/store/postgres/embedded/lock.js';
import { takeLock } from '../../../../src/store/postgres/embedded/lock.js';
import { eventually } from '../../../support/query.js';
import { root } from '../../../support/root.js';
import { makeTemporaryFolder } from '../../../support/temporary.js';

describe('the lock of a data directory', () => {
  let folder: ReturnType<typeof makeTemporaryFolder>;
  before(() => transpileWhenStale(root));
  beforeEach(() => {
    folder = makeTemporaryFolder();
  });
  afterEach(() => folder.remove());

  const lockFiles = (): readonly string[] => readdirSync(folder.path).filter((name) => name.startsWith('lock.'));

  function mustTake(): Lock {
    const taken = takeLock(folder.path, 'command');
    if ('release' in taken) return taken;
    throw new Error(`process ${taken.pid} has the lock`);
  }

  /** Runs `body` in a process of its own, with `takeLock`, `folder`, `sleep` and functions of node:fs at hand. */
  function run(body: string): ReturnType<typeof spawn> {
    const lock = join(root, 'dist', 'store', 'postgres', 'embedded', 'lock.js');
    const script = `import { takeLock } from ${JSON.stringify(lock)};
      import { readFileSync, writeFileSync } from 'node:fs';
      import { setTimeout as sleep } from 'node:timers/promises';
      const folder = ${JSON.stringify(folder.path)};
      ${body}`;
    return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' });
  }

  it('has one owner at a time, however many processes ask', async () => {
    const counter = join(folder.path, 'counter');
    writeFileSync(counter, '0');
    const children = [1, 2, 3, 4].map(() =>
      run(`for (let i = 0; i < 10; ) {
        const taken = takeLock(folder, 'command');
        if ('release' in taken) {
          const seen = Number(readFileSync(folder + '/counter', 'utf8'));
          await sleep(1);
          writeFileSync(folder + '/counter', String(seen + 1));
          taken.release();
          i += 1;
        } else await sleep(1);
      }`),
    );
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'close'))[0] as number));
    expect(codes).to.deep.equal([0, 0, 0, 0]);
    expect(readFileSync(counter, 'utf8')).to.equal('40');
    expect(lockFiles()).to.have.lengthOf(1);
  });

  for (const purpose of ['serve', 'command'] as const) {
    it(`names its owner, who took it to ${purpose}, until the release`, () => {
      const lock = takeLock(folder.path, purpose);
      expect(takeLock(folder.path, 'command')).to.deep.equal({ pid: process.pid, purpose });
      (lock as Lock).release();
      mustTake().release();
    });
  }

  it('passes over an owner that was killed, and only then', async () => {
    const owner = run(`takeLock(folder, 'serve'); writeFileSync(folder + '/taken', ''); await sleep(60_000);`);
    await eventually(() => Promise.resolve(readFileSync(join(folder.path, 'taken'))));
    expect(takeLock(folder.path, 'command')).to.deep.equal({ pid: owner.pid, purpose: 'serve' });
    owner.kill('SIGKILL');
    await once(owner, 'close');
    mustTake().release();
  });

  const leftBehind = [
    { title: 'an owner whose pid another process has now', content: `${process.pid}-12345-other serve` },
    { title: 'no owner at all', content: 'not a process' },
    { title: 'an owner of another boot', content: '1-1-00000000 serve' },
  ];
  for (const { title, content } of leftBehind) {
    it(`passes over a file that names ${title}`, () => {
      writeFileSync(join(folder.path, 'lock.7'), content);
      mustTake();
      expect(lockFiles()).to.deep.equal(['lock.8']);
    });
  }
});
