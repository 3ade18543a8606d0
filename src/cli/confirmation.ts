import type { Command } from 'commander';
import { ScopegateError, isScopegateError } from '../base/errors.js';
import type { Log } from '../base/log.js';
import { makePolicyReader } from '../store/postgres/policy-reader.js';
import type { Pool } from '../store/postgres/pool.js';
import { describeSummary } from './describe-plan.js';
import { parseCount } from './parse-count.js';
import { PLAN_DEFAULTS, planOn } from './rehearsal.js';
import type { Progress } from './progress.js';

export interface ConfirmOptions {
  readonly confirm?: true;
  readonly confirmAbove: number;
}

/** The folder that is to be applied, and the command that applies it. */
interface Applied {
  readonly dir: string;
  readonly command: string;
}

interface Target {
  readonly url: string;
  readonly pool: Pool;
  readonly log: Log;
  readonly progress: Pick<Progress, 'step'>;
}

const CONFIRM_ABOVE = 100;
/** A first try must not fail where applying, which has no such limit, would not. */
const STATEMENT_TIMEOUT_MS = 900_000;
const OWN_API = 'scopegate';

export function addConfirmOptions(command: Command): Command {
  return command
    .option('--confirm', 'apply the policy however much it changes')
    .option(
      '--confirm-above <pairs>',
      'want --confirm when the access of more pairs of endpoint and credential changes',
      parseCount,
      CONFIRM_ABOVE,
    );
}

/**
 * Refuses migrations that change too much at once, unless it is confirmed. The first policy of a database takes nothing from anybody.
 * @throws ScopegateError `precondition_failed` that says how much would change; `policy` or `resource_exhausted` where it cannot be said
 */
export async function requireConfirmation(
  { dir, command }: Applied,
  options: ConfirmOptions,
  { url, pool, log, progress }: Target,
): Promise<void> {
  if (options.confirm === true) return;
  const { apis } = await makePolicyReader(pool).readCatalogue();
  if (apis.every(({ name }) => name === OWN_API)) return;
  const settings = { ...PLAN_DEFAULTS, statementTimeoutMs: STATEMENT_TIMEOUT_MS, path: dir };
  const report = await planOn({ url, log, progress }, settings).catch((error: unknown) => {
    throw cannotPlan(error);
  });
  if (report.summary.pairs <= options.confirmAbove) return;
  throw new ScopegateError(
    'precondition_failed',
    `this changes more than ${String(options.confirmAbove)} pairs at once, so nothing of it was applied\n${describeSummary(report)}`,
    { hint: `See whom: scopegate plan ${dir}. To apply it: scopegate ${command} --confirm` },
  );
}

/** Rows that do not compile, or cannot be compared, must not keep a migration from mending them. */
function cannotPlan(error: unknown): unknown {
  if (!isScopegateError(error) || !['policy', 'resource_exhausted'].includes(error.code)) return error;
  const hint = 'Nothing was applied, because it cannot be said what would change. To apply it all the same: --confirm';
  return new ScopegateError(error.code, error.message, { cause: error, hint });
}
