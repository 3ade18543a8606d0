import type { Command } from 'commander';
import { ScopegateError, isScopegateError } from '../../base/errors.js';
import type { Log } from '../../base/log.js';
import { migrateSchema } from '../../app/database.js';
import { PLANNING_DEFAULTS, planMigrations } from '../../app/planning.js';
import { migrate } from '../../store/postgres/migrations.js';
import { makePolicyReader } from '../../store/postgres/policy-reader.js';
import type { Pool } from '../../store/postgres/pool.js';
import { describeSummary } from '../describe-plan.js';
import { toJson } from '../output.js';
import type { Output } from '../output.js';
import { parseCount } from '../parse-count.js';
import type { Progress } from '../progress.js';
import { withDatabase } from '../with-database.js';

interface MigrateOptions {
  readonly dir?: string;
  readonly confirm?: true;
  readonly confirmAbove: number;
  readonly json?: true;
}

interface Target {
  readonly url: string;
  readonly pool: Pool;
  readonly log: Log;
  readonly progress: Progress;
}

const CONFIRM_ABOVE = 100;
/** A first try must not fail where applying, which has no such limit, would not. */
const STATEMENT_TIMEOUT_MS = 900_000;
const OWN_API = 'scopegate';

export function addMigrateCommand(program: Command, output: Output): void {
  program
    .command('migrate')
    .description("bring the schema up to date; with --dir, also apply an operator's policy migrations")
    .option('--dir <folder>', 'folder of numbered .sql files with policy')
    .option('--confirm', 'apply the policy however much it changes')
    .option(
      '--confirm-above <pairs>',
      'want --confirm when the access of more pairs of endpoint and credential changes',
      parseCount,
      CONFIRM_ABOVE,
    )
    .option('--json', 'print the names of the applied migrations as JSON')
    .action(async (options: MigrateOptions) => {
      await runMigrate(options, output);
    });
}

async function runMigrate(options: MigrateOptions, output: Output): Promise<void> {
  await withDatabase(output, async ({ url, pool, log, progress }) => {
    const onProgress = (step: string): void => progress.step(step);
    const schema = await migrateSchema(url, { log, progress: onProgress });
    const policy: string[] = [];
    if (options.dir !== undefined) {
      await refuseUnconfirmed(options.dir, options, { url, pool, log, progress });
      policy.push(...(await migrate({ url, dir: options.dir, set: 'policy', log, onProgress })));
    }
    // Later than all that was applied: whoever waits for it, waits for that.
    const [row] = await pool.query<{ revision: number }>('SELECT scopegate.current_revision()::float8 AS revision');
    const revision = row?.revision ?? 0;
    if (options.json) output.print(toJson({ schema, policy, revision }));
    else output.print(`${summary(schema, policy)}\nrevision ${String(revision)}`);
  });
}

/** The first policy of a database takes nothing from anybody. */
async function refuseUnconfirmed(
  dir: string,
  options: MigrateOptions,
  { url, pool, log, progress }: Target,
): Promise<void> {
  if (options.confirm === true) return;
  const { apis } = await makePolicyReader(pool).readCatalogue();
  if (apis.every(({ name }) => name === OWN_API)) return;
  const settings = { ...PLANNING_DEFAULTS, statementTimeoutMs: STATEMENT_TIMEOUT_MS, url, path: dir };
  const report = await planMigrations(settings, { log, progress: (step) => progress.step(step) }).catch(
    (error: unknown) => {
      throw cannotPlan(error);
    },
  );
  if (report.summary.pairs <= options.confirmAbove) return;
  throw new ScopegateError(
    'precondition_failed',
    `this changes more than ${String(options.confirmAbove)} pairs at once, so nothing of it was applied\n${describeSummary(report)}`,
    { hint: `See whom: scopegate plan ${dir}. To apply it: scopegate migrate --dir ${dir} --confirm` },
  );
}

/** Rows that do not compile, or cannot be compared, must not keep a migration from mending them. */
function cannotPlan(error: unknown): unknown {
  if (!isScopegateError(error) || !['policy', 'resource_exhausted'].includes(error.code)) return error;
  const hint = 'Nothing was applied, because it cannot be said what would change. To apply it all the same: --confirm';
  return new ScopegateError(error.code, error.message, { cause: error, hint });
}

function summary(schema: readonly string[], policy: readonly string[]): string {
  const applied = [...schema, ...policy];
  if (applied.length === 0) return 'nothing to apply: the database is up to date';
  return `applied ${String(applied.length)}: ${applied.join(', ')}`;
}
