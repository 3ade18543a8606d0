/**
 * A process that runs files of tests, one after another, as scripts/tests/pool.mjs hands them out. Its arguments are the
 * options of mocha. It ends by itself once it was told that nothing follows, unless a test left something open.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Mocha from 'mocha';
import { mark, selectTests } from './select.mjs';

/** @typedef {import('./pool.mjs').Job} Job */
/** @typedef {import('./pool.mjs').Outcome} Outcome */

/** @type {Record<string, any>} .mocharc.json and the arguments. */
const options = createRequire(import.meta.url)('mocha/lib/cli/options.js').loadOptions(process.argv.slice(2));

// As mocha's own command does: a rejection that nobody handles fails the test that runs.
process.removeAllListeners('unhandledRejection');
process.on('unhandledRejection', (reason) => {
  throw reason;
});

/** @type {Map<string, (reply: { url?: string, error?: string }) => void>} */
const waiting = new Map();
/** For test/support/postgres.ts: the URL of the server of an engine, which all workers of a run share. */
Reflect.set(globalThis, Symbol.for('scopegate.tests.server'), (/** @type {string} */ engine) => {
  return new Promise((resolve, reject) => {
    waiting.set(engine, ({ url, error }) => {
      if (url === undefined) reject(new Error(error));
      else resolve(url);
    });
    process.send?.({ kind: 'server', engine });
  });
});

/** @param {string[]} files @returns {Promise<import('mocha').RootHookObject[]>} */
async function loadRootHooks(files) {
  const modules = await Promise.all(files.map((file) => import(pathToFileURL(join(process.cwd(), file)).href)));
  return modules.map(({ mochaHooks }) => mochaHooks ?? {});
}
const rootHooks = await loadRootHooks(options['require'] ?? []);

/** @param {Job} job @returns {Promise<Outcome>} */
async function run({ file, stage, isRest }) {
  const startedAt = Date.now();
  /** @type {{ passed: number, failed: number, skipped: number, text: string }} */
  let result = { passed: 0, failed: 0, skipped: 0, text: '' };
  const mocha = new Mocha({
    ...(options['grep'] === undefined ? {} : { grep: options['grep'], invert: options['invert'] === true }),
    bail: options['bail'] === true,
    forbidOnly: options['forbid-only'] === true,
    fullTrace: options['full-trace'] === true,
    timeout: Number(options['timeout'] ?? 2000),
    ui: 'bdd',
    reporter: join(import.meta.dirname, '..', 'reporter.cjs'),
    reporterOptions: { report: (/** @type {typeof result} */ report) => (result = report) },
  });
  for (const hooks of rootHooks) mocha.rootHooks(hooks);
  mocha.addFile(join(process.cwd(), file));
  try {
    await mocha.loadFilesAsync();
  } catch (error) {
    const problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return {
      ...result,
      failed: 1,
      text: `  ${file} cannot be loaded:\n${problem}\n`,
      ms: Date.now() - startedAt,
      rssMb: 0,
      open: [],
    };
  }
  if (isRest) mark(mocha.suite);
  selectTests(mocha.suite, stage);
  if (mocha.suite.total() > 0) await new Promise((resolve) => mocha.run(resolve));
  // Its listeners on this process would stay. A test that failed early may still end, and be told of it.
  mocha.dispose();
  mocha.suite.eachTest((test) => test.on('error', (error) => console.error(`after ${file}:`, error)));
  return {
    ...result,
    ms: Date.now() - startedAt,
    rssMb: Math.round(process.memoryUsage.rss() / 2 ** 20),
    open: process.getActiveResourcesInfo(),
  };
}

process.on(
  'message',
  (/** @type {{ kind: string, job: Job, engine: string, url?: string, error?: string }} */ message) => {
    if (message.kind === 'run') void run(message.job).then((outcome) => process.send?.({ kind: 'outcome', outcome }));
    else if (message.kind === 'server') waiting.get(message.engine)?.(message);
    // From here on nothing of ours holds the process.
    else if (message.kind === 'end') process.disconnect();
  },
);
