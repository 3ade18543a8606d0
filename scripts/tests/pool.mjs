/** Worker processes that take files of tests from a queue. */
import { fork } from 'node:child_process';
import { join } from 'node:path';

/** @typedef {{ file: string, stage: import('./plan.mjs').Stage, isRest: boolean }} Job */
/** @typedef {{ passed: number, failed: number, skipped: number, text: string, ms: number, rssMb: number, open: string[] }} Outcome */
/** @typedef {{ kind: 'outcome', outcome: Outcome } | { kind: 'server', engine: string }} Message */
/**
 * @typedef {object} PoolDeps
 * @property {string} root
 * @property {readonly string[]} mochaArgs
 * @property {(engine: string) => Promise<string>} urlOfServer
 * @property {(job: Job, outcome: Outcome) => void} onOutcome
 * @property {(text: string) => void} onProblem
 * @property {AbortSignal} signal ends everything
 * @property {number} exitDeadlineMs a worker that has no more files is gone by then; what is still open is a leak of a test or of the
 *   code under it
 */

/** A worker that has grown beyond this ends after its file, and a fresh one follows. */
const MAX_RSS_MB = 900;
const MAX_HEAP_MB = 1536;
/** No file takes this long on the slowest machine: one that does, hangs. */
const FILE_DEADLINE_MS = 15 * 60_000;

/**
 * Runs all jobs, in their order, with `size` processes at a time. Resolves when every process is gone.
 * @param {PoolDeps} deps
 * @param {readonly Job[]} jobs
 * @param {number} size
 */
export async function runPool(deps, jobs, size) {
  const queue = [...jobs];
  const take = () => (deps.signal.aborted ? undefined : queue.shift());
  await Promise.all(Array.from({ length: Math.min(size, jobs.length) }, () => workOff(deps, take)));
}

/** @param {PoolDeps} deps @param {() => Job | undefined} take */
async function workOff(deps, take) {
  let job = take();
  while (job !== undefined) {
    const worker = startWorker(deps);
    let rssMb = 0;
    let isSpoiled = false;
    while (job !== undefined && rssMb < MAX_RSS_MB && !isSpoiled) {
      const outcome = await worker.run(job);
      if (typeof outcome === 'string') {
        deps.onProblem(`${job.file} ended before it could report (${outcome})`);
        isSpoiled = true;
      } else {
        deps.onOutcome(job, outcome);
        // What failed may go on in the background, and would disturb the next file.
        isSpoiled = outcome.failed > 0;
        rssMb = outcome.rssMb;
      }
      job = take();
    }
    const leak = await (isSpoiled ? worker.kill() : worker.end());
    if (leak !== null) deps.onProblem(leak);
  }
}

/** @param {PoolDeps} deps */
function startWorker({ root, mochaArgs, urlOfServer, signal, exitDeadlineMs }) {
  const child = fork(join(root, 'scripts', 'tests', 'worker.mjs'), mochaArgs, {
    cwd: root,
    execArgv: ['--enable-source-maps', '--import=tsx', `--max-old-space-size=${MAX_HEAP_MB}`],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  /** @type {Promise<string>} */
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, name) => resolve(name ?? `exit code ${code}`));
  });
  const kill = () => child.kill('SIGKILL');
  signal.addEventListener('abort', kill);
  /** @type {string[]} */
  const files = [];
  /** @type {string[]} */
  let open = [];
  /** @type {(outcome: Outcome) => void} */
  let report = () => undefined;
  child.on('message', (/** @type {Message} */ message) => {
    if (message.kind === 'outcome') report(message.outcome);
    else void giveServer(child, message.engine, urlOfServer);
  });
  return {
    /** @param {Job} job @returns {Promise<Outcome | string>} text: how the process ended before it could report */
    async run(job) {
      files.push(job.file);
      const hangs = setTimeout(kill, FILE_DEADLINE_MS);
      const outcome = new Promise((resolve) => (report = resolve));
      if (child.connected) child.send({ kind: 'run', job });
      const first = await Promise.race([outcome, ended]);
      clearTimeout(hangs);
      if (typeof first !== 'string') open = first.open;
      return first;
    },
    async kill() {
      kill();
      await ended;
      signal.removeEventListener('abort', kill);
      return null;
    },
    /** @returns {Promise<string | null>} text: what is wrong with its end */
    async end() {
      if (child.connected) child.send({ kind: 'end' });
      let late = false;
      const deadline = setTimeout(() => {
        late = true;
        kill();
      }, exitDeadlineMs);
      const how = await ended;
      clearTimeout(deadline);
      signal.removeEventListener('abort', kill);
      if (signal.aborted || how === 'exit code 0') return null;
      if (!late) return `the process of ${files.join(', ')} ended with ${how}`;
      return `the tests left something open (${open.join(', ')}): no exit within ${exitDeadlineMs / 1000} s of the last of ${files.join(', ')}`;
    },
  };
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {string} engine
 * @param {PoolDeps['urlOfServer']} urlOfServer
 */
async function giveServer(child, engine, urlOfServer) {
  const reply = await urlOfServer(engine).then(
    (url) => ({ url }),
    (error) => ({ error: String(error) }),
  );
  if (child.connected) child.send({ kind: 'server', engine, ...reply });
}
