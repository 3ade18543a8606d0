import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'chai';
import { root } from '../support/root.js';

/** Runs files of tests on a machine without any program that they need. */
function runBare(env: Readonly<Record<string, string>>, files: readonly string[]): string {
  const mocha = join(root, 'node_modules', 'mocha', 'bin', '_mocha');
  const { stdout } = spawnSync(process.execPath, ['--import=tsx', mocha, ...files], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, CI: '', SCOPEGATE_TEST_ENGINES: '', ...env, SCOPEGATE_TEST_WITHOUT: 'programs' },
  });
  return stdout.trim().split('\n').at(-1) ?? '';
}

describe('Tests whose programs are missing', function () {
  this.timeout(60_000);
  const files = ['test/e2e/pooler.test.ts', 'test/e2e/standby.test.ts', 'test/web/safety.test.ts'];

  it('are counted as skipped', () => {
    expect(runBare({}, files)).to.match(/^0 passed, 0 failed, [1-9]\d* skipped$/);
  });

  it('fail in CI, a failure for each suite', () => {
    expect(runBare({ CI: '1' }, files)).to.equal(`0 passed, ${String(files.length)} failed`);
  });
});
