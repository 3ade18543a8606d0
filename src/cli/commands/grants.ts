import { Option } from 'commander';
import type { Command } from 'commander';
import { GRANT_PURPOSES, grantsFor } from '../../store/postgres/roles/grants.js';
import type { GrantPurpose } from '../../store/postgres/roles/grants.js';
import type { Output } from '../output.js';

interface GrantsOptions {
  readonly for: GrantPurpose;
  readonly role: string;
}

export function addGrantsCommand(program: Command, output: Output): void {
  program
    .command('grants')
    .description('print SQL that gives a database role the rights it needs, to review and run with psql')
    .addOption(new Option('--for <purpose>', 'what the role does').choices(GRANT_PURPOSES).makeOptionMandatory(true))
    .requiredOption('--role <name>', 'name of the database role; it must exist')
    .action((options: GrantsOptions) => {
      output.print(grantsFor(options.for, options.role));
    });
}
