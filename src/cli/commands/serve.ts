import type { Command } from 'commander';
import { startApp } from '../../app.js';
import { steadyClock } from '../../base/clock.js';
import { makeClosers } from '../../base/closers.js';
import type { Closers } from '../../base/closers.js';
import { makeLog } from '../../base/log.js';
import type { Log } from '../../base/log.js';
import { readConfig } from '../../config.js';
import type { Output } from '../output.js';
import { STOP_SIGNALS, exitCodeOf, makeStopSignals } from '../stop-signals.js';
import type { StopSignal } from '../stop-signals.js';
import { welcome } from '../welcome.js';

interface ServeOptions {
  readonly migrate?: true;
  readonly demo?: true;
}

export function addServeCommand(program: Command, output: Output): void {
  program
    .command('serve')
    .description('serve decisions over gRPC, and metrics and health over HTTP')
    .option('--migrate', 'bring the schema of the database up to date first; always done with the embedded one')
    .option('--demo', 'load the demo policy and make a key when the database is empty')
    .action(async (options: ServeOptions) => {
      await serve(options, output);
    });
}

/** What the database of this process may take to end when the service is to end at once. */
const AT_ONCE_MS = 3_000;
/** As for every command that did not do all that it was asked for. */
const NOT_ALL_CLOSED = 2;
/** What holds the process although everything is closed, or has failed to close. */
const LINGER_MS = 1_000;

/** Serves until a signal asks for the end; then drains and resolves. */
async function serve(options: ServeOptions, output: Output): Promise<void> {
  const config = readConfig();
  const log = makeLog(config.logLevel);
  const closers = makeClosers(log);
  const stopAsked = listenForStop(closers, log);
  const app = await startApp({
    config,
    log,
    closers,
    progress: (step) => {
      output.note(`… ${step}`);
    },
    schema: options.migrate || config.databaseUrls === null ? 'apply' : 'expect',
    demo: options.demo ? 'load' : 'none',
    // What is no terminal is a log that many people read.
    administratorKey: output.isTerminal(config.decisionLog.stdout ? 'note' : 'print') ? 'answer' : 'file',
  });
  // Where decisions are printed, nothing else is.
  if (config.decisionLog.stdout) output.note(welcome(app, config));
  else output.print(welcome(app, config));
  log.info({ grpcPort: app.grpcPort, httpPort: app.httpPort }, 'serving');
  const signal = await stopAsked;
  log.info({ signal }, 'stopping: no new calls, those under way are finished');
  const failures = await app.stop();
  if (failures.length === 0) {
    log.info({}, 'stopped');
    return;
  }
  log.warn({ unclosed: failures.map(({ name }) => name) }, 'stopped, but not everything was closed');
  process.exitCode = NOT_ALL_CLOSED;
  setTimeout(() => process.exit(), LINGER_MS).unref();
}

/**
 * The first signal resolves. One that is impatient ends the process without draining, after the embedded PostgreSQL, which
 * would live on without it; also while the service is still starting.
 */
function listenForStop(closers: Closers, log: Log): Promise<StopSignal> {
  const end = (signal: StopSignal): never => process.exit(exitCodeOf(signal));
  const signals = makeStopSignals(steadyClock, end);
  for (const signal of STOP_SIGNALS) {
    process.on(signal, () => {
      signals.take(signal);
    });
  }
  void signals.impatient.then(async (signal) => {
    log.warn({ signal }, 'a second signal: ending at once, calls under way are cut');
    await closers.closeAtOnce(AT_ONCE_MS);
    end(signal);
  });
  return signals.first;
}
