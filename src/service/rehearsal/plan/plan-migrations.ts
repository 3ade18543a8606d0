import { makeRouter } from '../../../engine/index.js';
import type { RecentUseReader, Rehearse } from '../../../store/ports/planning.js';
import { planPolicy } from './plan-policy.js';
import { makePlanReport, weighedEndpoints } from './plan-report.js';
import type { PlanReport } from './plan-report.js';

export interface PlanOptions {
  /** A SQL file, or a folder of which the pending files are planned. */
  readonly path: string;
  /** Over how many days use is weighed. */
  readonly recentDays: number;
  /** How many credentials are named at one endpoint. */
  readonly maxNamed: number;
}

export interface PlanMigrationsDeps {
  readonly rehearse: Rehearse;
  readonly recentUse: RecentUseReader;
  readonly onProgress: (step: string) => void;
}

/**
 * Says what migrations would change, for whom, and changes nothing.
 *
 * @throws ScopegateError `migration` for files that cannot be applied, `policy` when what they make does not compile
 */
export async function planMigrations(options: PlanOptions, deps: PlanMigrationsDeps): Promise<PlanReport> {
  const { path, recentDays, maxNamed } = options;
  const { rehearse, recentUse, onProgress } = deps;
  const { files, before, after } = await rehearse(path);
  const plan = planPolicy({ before, after }, { router: makeRouter(), nowMs: Date.now(), onProgress });
  onProgress('reading recent use');
  const uses = await recentUse.readRecentUse(weighedEndpoints(plan), recentDays);
  return makePlanReport(plan, { files, uses, recentDays, maxNamed });
}
