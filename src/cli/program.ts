import { Command } from 'commander';
import { packageVersion } from '../base/version.js';
import { COMMAND_MODULES } from './commands.js';
import type { Output } from './output.js';

/**
 * The program with the commands that these words can mean; every other command is a line of the list that help shows.
 *
 * @param words of the command line, without the names of node and of the script
 */
export async function makeProgram(output: Output, words: readonly string[]): Promise<Command> {
  const program = bareProgram(output);
  for (const commandModule of COMMAND_MODULES) {
    const summaries = Object.entries(commandModule.summaries);
    const isMeant = summaries.some(([name]) => words.includes(name));
    if (isMeant) (await commandModule.load())(program, output);
    else for (const [name, summary] of summaries) program.command(name).description(summary);
  }
  return program;
}

/** The program with every command. */
export async function makeWholeProgram(output: Output): Promise<Command> {
  return makeProgram(
    output,
    COMMAND_MODULES.flatMap(({ summaries }) => Object.keys(summaries)),
  );
}

function bareProgram(output: Output): Command {
  return (
    new Command('scopegate')
      .description('The decision point that API gateways ask: may this credential call this method and path?')
      .version(packageVersion())
      .exitOverride()
      // Before the commands are added, which inherit it. Texts of commander end with a line feed.
      .configureOutput({
        writeOut: (text) => {
          output.print(text.replace(/\n$/, ''));
        },
        writeErr: (text) => {
          output.note(text.replace(/\n$/, ''));
        },
      })
      .showHelpAfterError('(add --help for what is possible)')
  );
}
