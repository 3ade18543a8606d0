import type { Command } from 'commander';
import { readConfig } from '../../config.js';
import { mintApiKey } from '../../service/identity/api-key-format.js';
import type { Output } from '../output.js';

export function addKeyMintCommand(key: Command, output: Output): void {
  key
    .command('mint')
    .description('print a new key and store nothing: for SCOPEGATE_FIRST_ADMINISTRATOR_KEY')
    .action(() => {
      output.print(mintApiKey(readConfig().keyPrefix).key);
    });
}
