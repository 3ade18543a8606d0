import type { SpawnSyncReturns } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { root } from '../support/root.js';
import { makeTemporaryFolder } from '../support/temporary.js';

describe('the commands of the project', () => {
  let folder: ReturnType<typeof makeTemporaryFolder>;
  const inFolder = (path: string): string => join(folder.path, path);

  /** A project that has our scripts and packages, and little else. */
  beforeEach(() => {
    folder = makeTemporaryFolder();
    for (const path of ['scripts', 'package.json', 'package-lock.json', 'tsconfig.json']) {
      cpSync(join(root, path), inFolder(path), { recursive: true });
    }
    writeFileSync(inFolder('.mocharc.json'), '{ "extension": ["ts"], "reporter": "scripts/reporter.cjs" }');
    symlinkSync(join(root, 'node_modules'), inFolder('node_modules'));
    for (const path of ['src', 'test']) mkdirSync(inFolder(path));
    writeFileSync(inFolder('src/main.ts'), 'export {};\n');
  });
  afterEach(() => folder.remove());

  describe('npm test', () => {
    function runTests(args: readonly string[] = []): SpawnSyncReturns<string> & { lastLine: string } {
      const result = spawnSync(process.execPath, [inFolder('scripts/test.mjs'), ...args], { encoding: 'utf8' });
      return { ...result, lastLine: result.stdout.trimEnd().split('\n').at(-1) ?? '' };
    }
    const passing = `describe('one', () => { it('passes', () => {}); it('passes, too', () => {}); });\n`;
    const failing = `describe('two', () => { it('fails', () => { throw new Error('because of this'); }); });\n`;

    it('ends with the count, and with exit code 0 when everything passed', () => {
      writeFileSync(inFolder('test/one.test.ts'), passing);
      const { status, lastLine } = runTests();
      expect([status, lastLine]).to.deep.equal([0, '2 passed, 0 failed']);
    });

    it('shows what failed, and ends with exit code 1', () => {
      writeFileSync(inFolder('test/one.test.ts'), passing);
      writeFileSync(inFolder('test/two.test.ts'), failing);
      const { status, lastLine, stdout, stderr } = runTests();
      expect([status, lastLine]).to.deep.equal([1, '2 passed, 1 failed']);
      expect(stdout + stderr)
        .to.contain('FAILED two fails')
        .and.contain('because of this');
    });

    it('goes on with the other files when one process dies', () => {
      writeFileSync(inFolder('test/one.test.ts'), `describe('x', () => { it('dies', () => process.exit(0)); });\n`);
      writeFileSync(inFolder('test/two.test.ts'), passing);
      expect(runTests(['--workers=1']).lastLine).to.equal('2 passed, 1 failed');
    });

    it('shares the tests out between npm test and npm run test:all, whole files and marked parts', () => {
      mkdirSync(inFolder('test/web'));
      mkdirSync(inFolder('test/base'));
      writeFileSync(inFolder('test/web/page.test.ts'), `describe('a browser', () => { it('opens', () => {}); });\n`);
      writeFileSync(inFolder('test/base/log.test.ts'), `describe('a log', () => { it('has lines', () => {}); });\n`);
      writeFileSync(
        inFolder('test/one.test.ts'),
        `const mark = (part) => Reflect.set(part, Symbol.for('scopegate.tests.rest'), true);
         describe('around', () => {
           it('usual', () => {});
           mark(it('long', () => {}));
           mark(describe('second engine', () => { it('first', () => {}); it('second', () => {}); }));
         });
         describe.skip('without its program', () => { it('is counted', () => {}); });\n`,
      );
      const lines = ['quick', 'test', 'rest', 'every'].map((stage) => runTests([`--stage=${stage}`]).lastLine);
      expect(lines).to.deep.equal([
        '1 passed, 0 failed',
        '2 passed, 0 failed, 1 skipped',
        '4 passed, 0 failed',
        '6 passed, 0 failed, 1 skipped',
      ]);
    });

    it('names the file that left something open', () => {
      writeFileSync(
        inFolder('test/one.test.ts'),
        `describe('x', () => { it('leaks', () => { setTimeout(() => {}, 100_000); }); });\n`,
      );
      const { stdout, lastLine } = runTests(['--exit-deadline-ms=1000']);
      expect(lastLine).to.equal('1 passed, 1 failed');
      expect(stdout).to.match(/left something open \(.*Timeout.*\).* the last of test\/one\.test\.ts/);
    }).timeout(40_000);

    it('runs the files that are named, and hands other options on', () => {
      writeFileSync(inFolder('test/one.test.ts'), passing);
      writeFileSync(inFolder('test/two.test.ts'), failing);
      expect(runTests(['test/one.test.ts']).lastLine).to.equal('2 passed, 0 failed');
      expect(runTests(['--grep', 'too']).lastLine).to.equal('1 passed, 0 failed');
    });

    const broken: { title: string; file: string; args?: string[]; says: string }[] = [
      { title: 'no test ran', file: 'describe("none", () => {});\n', says: 'no test ran' },
      { title: 'a file cannot be loaded', file: 'import "./absent.js";\n', says: 'one.test.ts cannot be loaded' },
      {
        title: 'the run dies',
        file: 'describe("x", () => { it("dies", () => process.exit(0)); });\n',
        says: 'test/one.test.ts ended before it could report (exit code 0)',
      },
      {
        title: 'a rejection is not handled',
        file: `describe('x', () => { it('y', async () => {
          void Promise.reject(new Error('lost'));
          await new Promise((resolve) => setTimeout(resolve, 50)); }); });\n`,
        says: 'lost',
      },
      {
        title: 'a file is named that is not there',
        file: '',
        args: ['test/none.test.ts'],
        says: 'no file test/none.test.ts',
      },
    ];
    for (const { title, file, args, says } of broken) {
      it(`fails when ${title}`, () => {
        writeFileSync(inFolder('test/one.test.ts'), file);
        const { status, lastLine, stdout } = runTests(args);
        expect([status, lastLine]).to.deep.equal([1, '0 passed, 1 failed']);
        expect(stdout).to.contain(says);
      });
    }
  });

  describe('npm start', () => {
    function writeCommandLine(body: string): void {
      mkdirSync(inFolder('src/cli'));
      writeFileSync(
        inFolder('src/cli/main.ts'),
        `export async function runCommandLine(): Promise<void> {\n${body}\n}\n`,
      );
    }

    it('becomes the server: same process, signals reach it, and its exit code is the result', async () => {
      writeCommandLine(`process.once('SIGTERM', () => { console.log('drained'); process.exit(7); });
        setInterval(() => undefined, 1000);
        console.log(process.pid);`);
      const child = spawn(process.execPath, [inFolder('scripts/start.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
      const lines: string[] = [];
      createInterface({ input: child.stdout }).on('line', (line) => {
        lines.push(line);
        if (lines.length === 1) child.kill('SIGTERM');
      });
      const [code] = (await once(child, 'close')) as [number];
      expect([code, ...lines]).to.deep.equal([7, String(child.pid), 'drained']);
    });

    it('says what cannot be built, without a stack trace', () => {
      writeFileSync(inFolder('src/main.ts'), 'export const n: = 1;\n');
      const { status, stderr } = spawnSync(process.execPath, [inFolder('scripts/start.mjs')], { encoding: 'utf8' });
      expect(status).to.equal(1);
      expect(stderr)
        .to.match(/^scopegate: .*main\.ts:1:16: ERROR/s)
        .and.not.match(/^ +at /m);
    });

    it('installs first when packages are missing', () => {
      rmSync(inFolder('node_modules'));
      // An npm of our own in front of the real one: it says what it was asked for, and brings the packages.
      mkdirSync(inFolder('bin'));
      writeFileSync(
        inFolder('bin/npm'),
        `#!/bin/sh\necho "npm $*"\nln -s '${join(root, 'node_modules')}' node_modules\n`,
        { mode: 0o755 },
      );
      writeCommandLine(`console.log('serving');`);
      const path = `${inFolder('bin')}:${process.env['PATH'] ?? ''}`;
      const { status, stdout, stderr } = spawnSync(process.execPath, [inFolder('scripts/start.mjs')], {
        encoding: 'utf8',
        env: { ...process.env, PATH: path },
      });
      expect([status, stdout]).to.deep.equal([0, 'serving\n']);
      expect(stderr).to.match(
        /^Installing the locked dependencies.*\nnpm ci --ignore-scripts .*\nDependencies installed/,
      );
    });
  });
});
