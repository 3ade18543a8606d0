/**
 * `npm test [files] [mocha options]`: installs what is missing, runs the tests of a stage (`--stage=quick|test|rest|every`), or
 * everything in the named files, and ends with the plain line `N passed, N failed`, and `, N skipped` where this machine lacks
 * what some tests need. Exit code 1 when anything failed or nothing ran.
 *
 * `--workers=N`: processes at a time. `--show-files`: time and memory of each file. `--keep-times`: writes scripts/tests/times.json.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { installWhenNeeded } from './steps/install.mjs';
import { transpileWhenStale } from './steps/transpile.mjs';
import { buildWebWhenStale } from './steps/web.mjs';

/** @typedef {import('./tests/pool.mjs').Job} Job */
/** @typedef {{ stage: import('./tests/plan.mjs').Stage, files: string[], mochaArgs: string[], workers: number, keepsTimes: boolean, showsFiles: boolean, exitDeadlineMs: number }} Wishes */

const root = join(import.meta.dirname, '..');
/** One more than cores: tests wait for databases and for processes. More would make them wait for each other. */
const USUAL_WORKERS = Math.min(availableParallelism(), 7) + 1;

const counts = { passed: 0, failed: 0, skipped: 0 };
/** @type {string[]} Failures in full. */
const texts = [];
/** @type {string[]} What is wrong with the run itself. */
const problems = [];

/** @param {string[]} words @returns {Wishes} */
function parseWishes(words) {
  const files = words.filter((word) => /^(?:[.][/])?test[/]/.test(word));
  const valueOf = (/** @type {string} */ name) =>
    words.findLast((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
  const stage = /** @type {Wishes['stage']} */ (valueOf('stage') ?? (files.length > 0 ? 'every' : 'test'));
  const isOurs = (/** @type {string} */ word) =>
    /^--(stage=|workers=|exit-deadline-ms=|keep-times$|show-files$)/.test(word) || files.includes(word);
  return {
    stage,
    files,
    mochaArgs: words.filter((word) => !isOurs(word)),
    workers: Number(valueOf('workers') ?? USUAL_WORKERS),
    exitDeadlineMs: Number(valueOf('exit-deadline-ms') ?? 15_000),
    keepsTimes: words.includes('--keep-times'),
    showsFiles: words.includes('--show-files'),
  };
}

/** @param {Wishes} wishes */
async function run({ stage, files, mochaArgs, workers, keepsTimes, showsFiles, exitDeadlineMs }) {
  await installWhenNeeded(root);
  await transpileWhenStale(root);
  // Not before: the installation brings what these import.
  const [{ planFiles }, { runPool }, { makeServers }, { keepTimes, longestFirst }] = await Promise.all([
    import('./tests/plan.mjs'),
    import('./tests/pool.mjs'),
    import('./tests/servers.mjs'),
    import('./tests/times.mjs'),
  ]);
  const planned = planFiles(root, stage, files);
  // Once, before several browsers want it.
  if (planned.some(({ file }) => file.startsWith('test/web/'))) buildWebWhenStale(root);
  const servers = makeServers(root);
  const stop = new AbortController();
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(signal, () => stop.abort());
  /** @type {Map<Job, number>} */
  const measuredMs = new Map();
  const deps = {
    root,
    mochaArgs,
    urlOfServer: servers.urlOf,
    onOutcome: (/** @type {Job} */ job, /** @type {import('./tests/pool.mjs').Outcome} */ outcome) => {
      counts.passed += outcome.passed;
      counts.failed += outcome.failed;
      counts.skipped += outcome.skipped;
      if (outcome.text !== '') texts.push(outcome.text);
      measuredMs.set(job, outcome.ms);
      if (showsFiles)
        console.log(`       ${job.file}: ${outcome.ms} ms, ${outcome.rssMb} MB, open: ${outcome.open.join(' ')}`);
    },
    onProblem: (/** @type {string} */ text) => problems.push(text),
    signal: stop.signal,
    exitDeadlineMs,
  };
  const jobsOf = (/** @type {import('./tests/plan.mjs').Company} */ company) =>
    longestFirst(
      planned.filter((file) => file.company === company).map(({ file, isRest }) => ({ file, stage, isRest })),
    );
  try {
    await runPool(deps, jobsOf('crowd'), workers);
    await runPool(deps, jobsOf('calm'), Math.min(workers, 2));
    await runPool(deps, jobsOf('alone'), 1);
  } finally {
    await servers.stop();
  }
  if (stop.signal.aborted) problems.push('the run was ended by a signal');
  else if (keepsTimes) keepTimes(measuredMs);
}

try {
  await run(parseWishes(process.argv.slice(2)));
} catch (error) {
  problems.push(error instanceof Error ? error.message : String(error));
}
if (problems.length === 0 && counts.passed + counts.failed === 0) problems.push('no test ran');
for (const text of texts) console.log(text);
for (const problem of problems) console.log(`FAILED ${problem}`);
const failed = counts.failed + problems.length;
console.log(`${counts.passed} passed, ${failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}`);
process.exitCode = failed === 0 ? 0 : 1;
