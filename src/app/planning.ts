import type { Log } from '../base/log.js';
import { makeRouter } from '../engine/index.js';
import { makePlanReport, weighedEndpoints } from '../service/rehearsal/plan/plan-report.js';
import type { PlanReport } from '../service/rehearsal/plan/plan-report.js';
import { planPolicy } from '../service/rehearsal/plan/plan-policy.js';
import { makeRecentUseReader } from '../store/postgres/plan/recent-use.js';
import { rehearse } from '../store/postgres/plan/rehearse.js';
import { makePool } from '../store/postgres/pool.js';
import type { Progress } from './database.js';

export interface PlanningOptions {
  /** A direct connection to the primary. */
  readonly url: string;
  /** A SQL file, or a folder of which the pending files are planned. */
  readonly path: string;
  readonly statementTimeoutMs: number;
  readonly lockTimeoutMs: number;
  /** Over how many days use is weighed. */
  readonly recentDays: number;
  /** How many credentials are named at one endpoint. */
  readonly maxNamed: number;
}

/** What is usual; each can be said otherwise on the command line. */
export const PLANNING_DEFAULTS = {
  statementTimeoutMs: 60_000,
  lockTimeoutMs: 5_000,
  recentDays: 30,
  maxNamed: 20,
} as const;

/**
 * Says what migrations would change, for whom, and changes nothing.
 *
 * @throws ScopegateError `migration` for files that cannot be applied, `policy` when what they make does not compile
 */
export async function planMigrations(
  options: PlanningOptions,
  { log, progress }: { readonly log: Log; readonly progress: Progress },
): Promise<PlanReport> {
  const { url, recentDays, statementTimeoutMs, maxNamed } = options;
  const { files, before, after } = await rehearse({ ...options, set: 'policy', onProgress: progress });
  const plan = planPolicy({ before, after }, { router: makeRouter(), nowMs: Date.now(), onProgress: progress });
  const pool = makePool(url, { log, maxConnections: 1, statementTimeoutMs });
  try {
    progress('reading recent use');
    const uses = await makeRecentUseReader(pool).readRecentUse(weighedEndpoints(plan), recentDays);
    return makePlanReport(plan, { files, uses, recentDays, maxNamed });
  } finally {
    await pool.close();
  }
}
