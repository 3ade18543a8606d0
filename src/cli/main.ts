import { CommanderError } from 'commander';
import { describeError, processOutput, surviveClosedOutput } from './output.js';
import type { Output } from './output.js';
import { makeProgram } from './program.js';
import { refuseSecrets } from './refuse-secrets.js';

/** For `check`: no answer. For every other command: it failed. */
const FAILED = 2;

/** Runs one command line and sets the exit code of the process. */
export async function runCommandLine(words: readonly string[]): Promise<void> {
  surviveClosedOutput();
  await execute(words, processOutput);
}

/** The same with another output; tests run commands in their own process. */
export async function execute(words: readonly string[], output: Output): Promise<void> {
  try {
    refuseSecrets(words);
    const program = await makeProgram(output, words);
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has said it already.
      process.exitCode = error.exitCode === 0 ? 0 : FAILED;
      return;
    }
    output.note(describeError(error));
    process.exitCode = FAILED;
  }
}
