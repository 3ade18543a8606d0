import { expect } from 'chai';
import { runScopegate, spawnScopegate } from './command-line.js';

/** What tests of commands rely on when they run them in their own process. */
describe('A command in the process of the tests', function () {
  this.timeout(60_000);

  const same: [title: string, words: readonly string[], env: Record<string, string>, stdin: string][] = [
    ['prints its help', ['--help'], {}, ''],
    ['prints the help of a command', ['key', 'create', '--help'], {}, ''],
    ['prints its version', ['--version'], {}, ''],
    ['reads its environment', ['config', '--json'], { SCOPEGATE_POLL_INTERVAL_MS: '100' }, ''],
    ['explains a wrong configuration', ['key', 'list'], { SCOPEGATE_LOG_LEVEL: 'loud', SCOPEGATE_TYPO: '1' }, ''],
    ['explains an unknown command', ['chek'], {}, ''],
    ['explains a missing argument', ['check', 'GET'], {}, ''],
    ['reads its standard input', ['check', '--address', '127.0.0.1:1', '--key-file', '-', 'GET', '/'], {}, 'sgk_x\n'],
    ['finds an empty standard input', ['check', '--key-file', '-', 'GET', '/'], {}, ''],
  ];
  for (const [title, words, env, stdin] of same) {
    it(`${title} as one of its own does`, async () => {
      const [here, spawned] = await Promise.all([runScopegate(words, env, stdin), spawnScopegate(words, env, stdin)]);
      expect(here).to.deep.equal(spawned);
      expect(here.stdout + here.stderr).not.to.equal('');
    });
  }

  it('leaves the environment, the standard input and the exit code as they were', async () => {
    const before = { env: { ...process.env }, stdin: process.stdin, exitCode: process.exitCode };
    expect((await runScopegate(['config'], { SCOPEGATE_TYPO: '1' })).code).to.equal(2);
    expect({ env: { ...process.env }, stdin: process.stdin, exitCode: process.exitCode }).to.deep.equal(before);
  });

  it('is one at a time', async () => {
    const polls = await Promise.all(
      ['100', '200', '300'].map((poll) => runScopegate(['config', '--json'], { SCOPEGATE_POLL_INTERVAL_MS: poll })),
    );
    const shown = polls.map(({ stdout }) => /"SCOPEGATE_POLL_INTERVAL_MS",\s+"value": "(\d+)"/.exec(stdout)?.[1]);
    expect(shown).to.deep.equal(['100', '200', '300']);
  });
});
