import type { Command } from 'commander';
import { startApp } from '../../app.js';
import { makeLog } from '../../base/log.js';
import { readConfig } from '../../config.js';
import type { Output } from '../output.js';
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

/** Serves until SIGINT or SIGTERM; then drains and resolves. */
async function serve(options: ServeOptions, output: Output): Promise<void> {
  const config = readConfig();
  const log = makeLog(config.logLevel);
  const stopAsked = nextStopSignal();
  const app = await startApp({
    config,
    log,
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
  const unclosed = await app.stop();
  if (unclosed.length > 0) log.warn({ unclosed }, 'stopped, but not everything closed in time');
  else log.info({}, 'stopped');
}

/** A second signal while stopping ends the process at once, as whoever sends it wants. */
function nextStopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  });
}
