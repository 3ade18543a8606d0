import type { Command } from 'commander';
import { migrateSchema } from '../../app/database.js';
import { readCurrentRevision } from '../../store/postgres/current-revision.js';
import { migrate } from '../../store/postgres/migrations.js';
import { addConfirmOptions, requireConfirmation } from '../confirmation.js';
import type { ConfirmOptions } from '../confirmation.js';
import { toJson } from '../output.js';
import type { Output } from '../output.js';
import { withDatabase } from '../with-database.js';

interface MigrateOptions extends ConfirmOptions {
  readonly dir?: string;
  readonly json?: true;
}

export function addMigrateCommand(program: Command, output: Output): void {
  const command = program
    .command('migrate')
    .description("bring the schema up to date; with --dir, also apply an operator's policy migrations")
    .option('--dir <folder>', 'folder of numbered .sql files with policy');
  addConfirmOptions(command)
    .option('--json', 'print the names of the applied migrations as JSON')
    .action(async (options: MigrateOptions) => {
      await runMigrate(options, output);
    });
}

async function runMigrate(options: MigrateOptions, output: Output): Promise<void> {
  await withDatabase(output, async ({ config, database, url, pool, log, progress }) => {
    const onProgress = (step: string): void => progress.step(step);
    const schema = await migrateSchema(database, { config, log, progress: onProgress });
    const policy: string[] = [];
    if (options.dir !== undefined) {
      const what = { dir: options.dir, command: `migrate --dir ${options.dir}` };
      await requireConfirmation(what, options, { url, pool, log, progress });
      policy.push(...(await migrate({ url, dir: options.dir, set: 'policy', log, onProgress })));
    }
    // Later than all that was applied: whoever waits for it, waits for that.
    const revision = await readCurrentRevision(pool);
    if (options.json) output.print(toJson({ schema, policy, revision }));
    else output.print(`${summary(schema, policy)}\nrevision ${String(revision)}`);
  });
}

function summary(schema: readonly string[], policy: readonly string[]): string {
  const applied = [...schema, ...policy];
  if (applied.length === 0) return 'nothing to apply: the database is up to date';
  return `applied ${String(applied.length)}: ${applied.join(', ')}`;
}
