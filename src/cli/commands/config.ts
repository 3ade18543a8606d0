import type { Command } from 'commander';
import { readConfig, readEffectiveVariables } from '../../config.js';
import { toJson, toTable } from '../output.js';
import type { Output } from '../output.js';

export function addConfigCommand(program: Command, output: Output): void {
  program
    .command('config')
    .description('print the effective configuration, secrets hidden')
    .option('--json', 'print as JSON')
    .action((options: { readonly json?: true }) => {
      const variables = readEffectiveVariables();
      if (options.json) output.print(toJson(variables));
      else
        output.print(
          toTable(
            ['variable', 'value', 'from', 'meaning'],
            variables.map((entry) => [entry.name, entry.value, entry.source, entry.meaning]),
          ),
        );
      // Printed first, so that whoever mends a mistake sees the whole.
      readConfig();
    });
}
