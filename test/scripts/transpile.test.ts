import { existsSync, mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { transpileWhenStale } from '../../scripts/steps/transpile.mjs';
import { rejection } from '../support/rejection.js';
import { makeTemporaryFolder } from '../support/temporary.js';

describe('transpiling src to dist', () => {
  let folder: ReturnType<typeof makeTemporaryFolder>;
  const inFolder = (path: string): string => join(folder.path, path);
  beforeEach(() => {
    folder = makeTemporaryFolder();
    mkdirSync(inFolder('src/base'), { recursive: true });
    writeFileSync(inFolder('package-lock.json'), '{}');
    writeFileSync(
      inFolder('src/main.ts'),
      `import { answer } from './base/answer.js';\nexport const n: number = answer;\n`,
    );
    writeFileSync(inFolder('src/base/answer.ts'), 'export const answer = 42 as const;\n');
  });
  afterEach(() => folder.remove());

  it('makes one file of each, which Node runs', async () => {
    expect(await transpileWhenStale(folder.path)).to.equal('built');
    writeFileSync(inFolder('package.json'), '{"type":"module"}');
    const built = (await import(inFolder('dist/main.js'))) as { n: number };
    expect(built.n).to.equal(42);
    expect(existsSync(inFolder('dist/base/answer.js.map'))).to.equal(true);
  });

  it('does nothing while src is the same, whatever its times', async () => {
    await transpileWhenStale(folder.path);
    utimesSync(inFolder('src/main.ts'), 0, 0);
    const { mtimeMs } = statSync(inFolder('dist/main.js'));
    expect(await transpileWhenStale(folder.path)).to.equal('fresh');
    expect(statSync(inFolder('dist/main.js')).mtimeMs).to.equal(mtimeMs);
  });

  const changes = [
    {
      title: 'a file changes',
      change: () => writeFileSync(inFolder('src/base/answer.ts'), 'export const answer = 43;\n'),
    },
    { title: 'a file is added', change: () => writeFileSync(inFolder('src/base/more.ts'), 'export const more = 1;\n') },
    { title: 'dist is lost', change: () => rmSync(inFolder('dist'), { recursive: true }) },
    { title: 'the lock changes', change: () => writeFileSync(inFolder('package-lock.json'), '{ }') },
  ];
  for (const { title, change } of changes) {
    it(`does it again when ${title}`, async () => {
      await transpileWhenStale(folder.path);
      change();
      expect(await transpileWhenStale(folder.path)).to.equal('built');
    });
  }

  it('removes what src no longer has', async () => {
    writeFileSync(inFolder('src/base/old.ts'), 'export const old = 1;\n');
    await transpileWhenStale(folder.path);
    rmSync(inFolder('src/base/old.ts'));
    await transpileWhenStale(folder.path);
    expect(existsSync(inFolder('dist/base/old.js'))).to.equal(false);
    expect(existsSync(inFolder('dist/base/answer.js'))).to.equal(true);
  });

  it('names file and line of a syntax error, and tries again next time', async () => {
    writeFileSync(inFolder('src/main.ts'), 'export const n: = 1;\n');
    expect(await rejection(transpileWhenStale(folder.path)))
      .to.have.property('message')
      .that.matches(/main\.ts:1:16: ERROR/);
    writeFileSync(inFolder('src/main.ts'), 'export const n = 1;\n');
    expect(await transpileWhenStale(folder.path)).to.equal('built');
  });
});
