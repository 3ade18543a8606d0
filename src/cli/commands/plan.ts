import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { PlanReport } from '../../service/rehearsal/plan/plan-report.js';
import { describePlan } from '../describe-plan.js';
import { toJson } from '../output.js';
import type { Output } from '../output.js';
import { parseCount } from '../parse-count.js';
import { PLAN_DEFAULTS, planOn } from '../rehearsal.js';
import { parseSpan } from '../span.js';
import { withDatabase } from '../with-database.js';

interface PlanOptions {
  readonly json?: true;
  readonly limit: number;
  readonly days: number;
  readonly timeout: number;
  readonly lockTimeout: number;
}

const SOMEBODY_GAINS_OR_LOSES = 1;
const LIMIT = 50;

export function addPlanCommand(program: Command, output: Output): void {
  program
    .command('plan')
    .description(
      'say what a policy migration would change and for whom, and change nothing; exit code 0: nobody gains or loses access, 1: somebody does, 2: no answer',
    )
    .argument('<path>', 'SQL file, or folder of which the files are planned that are not applied yet')
    .option('--limit <n>', 'how many endpoints, credentials and requests to list', parseCount, LIMIT)
    .option('--days <n>', 'over how many days recent use is weighed', parseCount, PLAN_DEFAULTS.recentDays)
    .option(
      '--timeout <span>',
      'longest time for one statement, such as 60s',
      parseMs,
      PLAN_DEFAULTS.statementTimeoutMs,
    )
    .option('--lock-timeout <span>', 'longest wait for what others have locked', parseMs, PLAN_DEFAULTS.lockTimeoutMs)
    .option('--json', 'print the plan as JSON')
    .action(async (path: string, options: PlanOptions) => {
      const report = await makeReport(path, options, output);
      output.print(
        options.json === true ? toJson(limited(report, options.limit)) : describePlan(report, options.limit),
      );
      if (report.summary.pairs > 0) process.exitCode = SOMEBODY_GAINS_OR_LOSES;
    });
}

function makeReport(path: string, options: PlanOptions, output: Output): Promise<PlanReport> {
  const { timeout: statementTimeoutMs, lockTimeout: lockTimeoutMs, days: recentDays, limit: maxNamed } = options;
  return withDatabase(output, (opened) =>
    planOn(opened, { path, statementTimeoutMs, lockTimeoutMs, recentDays, maxNamed }),
  );
}

/** Lists are as long as was asked for; what is counted is everything. */
function limited({ endpoints, credentials, ...rest }: PlanReport, limit: number): PlanReport {
  return {
    ...rest,
    endpoints: endpoints.slice(0, limit),
    credentials: credentials.slice(0, limit),
  };
}

function parseMs(text: string): number {
  const span = parseSpan(text);
  if (span !== null && span > 0) return span;
  throw new InvalidArgumentError('It is not a time such as 90s, 5m or 1h.');
}
