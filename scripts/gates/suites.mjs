/**
 * No suite vanishes: `node scripts/gates/suites.mjs` lists the tests twice, on this machine as it is and without any of its
 * programs, and fails where the lists differ in number. With `CI` set it also fails where this machine lacks something
 * that tests need.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const mocha = join(root, 'node_modules', 'mocha', 'bin', '_mocha');
const isCi = !['', '0', 'false'].includes(process.env['CI'] ?? '');

/** @typedef {{ tests: { fullTitle: string }[], pending: { fullTitle: string }[] }} Listed */

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Listed>}
 */
async function list(env) {
  const folder = mkdtempSync(join(tmpdir(), 'scopegate-suites-'));
  const output = join(folder, 'tests.json');
  const words = ['--dry-run', '--reporter=json', `--reporter-option=output=${output}`, 'test/**/*.test.ts'];
  try {
    const child = spawn(process.execPath, ['--import=tsx', mocha, ...words], {
      cwd: root,
      env: { ...env, XDG_CACHE_HOME: env['XDG_CACHE_HOME'] ?? folder },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaint = '';
    child.stderr.on('data', (chunk) => (complaint += String(chunk)));
    const code = await new Promise((resolve) => child.once('close', resolve));
    if (code !== 0) throw new Error(`the tests cannot be listed:\n${complaint.trim()}`);
    return JSON.parse(readFileSync(output, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// Programs are looked for in PATH and in the folders of the system; SCOPEGATE_TEST_WITHOUT hides both.
const bare = { PATH: dirname(process.execPath), PIP_NO_INDEX: '1', SCOPEGATE_TEST_WITHOUT: 'programs' };
const here = await list({ ...process.env, CI: '', SCOPEGATE_TEST_ENGINES: '' });
const without = await list(bare);
const problems = [];
if (here.tests.length === 0) problems.push('no test was found');
if (here.tests.length !== without.tests.length) {
  const known = new Set(without.tests.map(({ fullTitle }) => fullTitle));
  const gone = here.tests.filter(({ fullTitle }) => !known.has(fullTitle)).map(({ fullTitle }) => fullTitle);
  problems.push(`${here.tests.length} tests here, ${without.tests.length} where no program is installed; some differ:`);
  problems.push(...gone.slice(0, 20).map((title) => `  ${title}`));
}
if (without.pending.length === 0) problems.push('no test is skipped where no program is installed: nothing was hidden');
if (isCi) {
  const lacking = here.pending.map(({ fullTitle }) => /\(this machine lacks [^]*\)/.exec(fullTitle)?.[0] ?? fullTitle);
  for (const reason of new Set(lacking.filter((text) => !text.includes('optional'))))
    problems.push(`tests are skipped ${reason}`);
}
for (const problem of problems) console.log(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
