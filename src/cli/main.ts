import { Command, CommanderError } from 'commander';
import { addCheckCommand } from './commands/check.js';
import { addConfigCommand } from './commands/config.js';
import { addImportCommand } from './commands/import.js';
import { addKeyCommand } from './commands/key.js';
import { addMigrateCommand } from './commands/migrate.js';
import { addServeCommand } from './commands/serve.js';
import { describeError, processOutput } from './output.js';
import type { Output } from './output.js';
import { packageVersion } from './version.js';

/** For `check`: no answer. For every other command: it failed. */
const FAILED = 2;

function makeProgram(output: Output): Command {
  const program = new Command('scopegate')
    .description('The decision point that API gateways ask: may this credential call this method and path?')
    .version(packageVersion())
    .exitOverride()
    .showHelpAfterError('(add --help for what is possible)');
  addServeCommand(program, output);
  addMigrateCommand(program, output);
  addCheckCommand(program, output);
  addKeyCommand(program, output);
  addImportCommand(program, output);
  addConfigCommand(program, output);
  return program;
}

/** Runs one command line and sets the exit code of the process. */
export async function runCommandLine(words: readonly string[]): Promise<void> {
  try {
    await makeProgram(processOutput).parseAsync(words, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has said it already.
      process.exitCode = error.exitCode === 0 ? 0 : FAILED;
      return;
    }
    processOutput.note(describeError(error));
    process.exitCode = FAILED;
  }
}
