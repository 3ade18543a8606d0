import { Command } from 'commander';
import { addCheckCommand } from './commands/check.js';
import { addConfigCommand } from './commands/config.js';
import { addGrantsCommand } from './commands/grants.js';
import { addImportCommand } from './commands/import.js';
import { addKeyCommand } from './commands/key.js';
import { addLookupCommands } from './commands/lookup.js';
import { addMigrateCommand } from './commands/migrate.js';
import { addPlanCommand } from './commands/plan.js';
import { addReplayCommand } from './commands/replay.js';
import { addServeCommand } from './commands/serve.js';
import { addLintCommand } from './commands/lint.js';
import { addSessionCommand } from './commands/session.js';
import { addShadowCommand } from './commands/shadow.js';
import { addTestCommand } from './commands/test.js';
import { addUserCommand } from './commands/user.js';
import { addWaitCommand } from './commands/wait.js';
import type { Output } from './output.js';
import { packageVersion } from '../base/version.js';

/** Every command, with what it takes. */
export function makeProgram(output: Output): Command {
  const program = new Command('scopegate')
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
    .showHelpAfterError('(add --help for what is possible)');
  addServeCommand(program, output);
  addMigrateCommand(program, output);
  addCheckCommand(program, output);
  addLookupCommands(program, output);
  addKeyCommand(program, output);
  addUserCommand(program, output);
  addSessionCommand(program, output);
  addWaitCommand(program, output);
  addPlanCommand(program, output);
  addReplayCommand(program, output);
  addShadowCommand(program, output);
  addImportCommand(program, output);
  addLintCommand(program, output);
  addTestCommand(program, output);
  addGrantsCommand(program, output);
  addConfigCommand(program, output);
  return program;
}
