/**
 * `npm test [files] [mocha options]`: installs what is missing, runs every test (or the named files) in one process, and
 * ends with the plain line `N passed, N failed`, and `, N skipped` where this machine lacks what some tests need. Exit code 1 when anything failed or nothing ran.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { installWhenNeeded } from './steps/install.mjs';
import { transpileWhenStale } from './steps/transpile.mjs';

const root = join(import.meta.dirname, '..');
/** A run that has reported should be gone by then; what is still open is a leak of a test or of the code under it. */
const exitDeadlineMs = 15_000;

/**
 * @param {string[]} args
 * @returns {Promise<{ passed: number, failed: number, skipped: number, problems: string[] }>}
 */
function runMocha(args) {
  const files = args.some((arg) => arg.endsWith('.ts')) ? [] : ['test/**/*.test.ts'];
  const mocha = join(root, 'node_modules', 'mocha', 'bin', '_mocha');
  const child = spawn(process.execPath, ['--enable-source-maps', '--import=tsx', mocha, ...args, ...files], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    let counts = { passed: 0, failed: 0, skipped: 0 };
    let reported = false;
    /** @type {string[]} */
    const problems = [];
    /** @type {NodeJS.Timeout | undefined} */
    let deadline;
    child.on('message', (message) => {
      counts = /** @type {typeof counts} */ (message);
      reported = true;
      deadline = setTimeout(() => {
        problems.push(`the tests left something open: no exit within ${exitDeadlineMs / 1000} s of the last one`);
        child.kill('SIGKILL');
      }, exitDeadlineMs);
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(deadline);
      if (!reported) problems.push(`the run ended before it could report (${signal ?? `exit code ${code}`})`);
      else if (code !== 0 && counts.failed === 0 && problems.length === 0) problems.push(`exit code ${code ?? signal}`);
      else if (counts.passed + counts.failed === 0) problems.push('no test ran');
      resolve({ ...counts, problems });
    });
  });
}

/** @returns {Promise<{ passed: number, failed: number, skipped: number, problems: string[] }>} */
async function run() {
  try {
    await installWhenNeeded(root);
    await transpileWhenStale(root);
    return await runMocha(process.argv.slice(2));
  } catch (error) {
    return { passed: 0, failed: 0, skipped: 0, problems: [error instanceof Error ? error.message : String(error)] };
  }
}

const { passed, failed, skipped, problems } = await run();
for (const problem of problems) console.log(`FAILED ${problem}`);
const allFailed = failed + problems.length;
console.log(`${passed} passed, ${allFailed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = allFailed === 0 ? 0 : 1;
