import { planMigrations } from '../service/rehearsal/plan/plan-migrations.js';
import type { PlanOptions } from '../service/rehearsal/plan/plan-migrations.js';
import type { PlanReport } from '../service/rehearsal/plan/plan-report.js';
import type { Rehearse } from '../store/ports/planning.js';
import { makeRecentUseReader } from '../store/postgres/plan/recent-use.js';
import { rehearse } from '../store/postgres/plan/rehearse.js';
import { makePool } from '../store/postgres/pool.js';
import type { OpenedDatabase } from './with-database.js';

/** How long a rehearsal may take, and keep others waiting. */
export interface RehearsalBounds {
  readonly statementTimeoutMs: number;
  readonly lockTimeoutMs: number;
}

export const REHEARSAL_BOUNDS: RehearsalBounds = { statementTimeoutMs: 60_000, lockTimeoutMs: 5_000 };

/** What is usual; each can be said otherwise on the command line. */
export const PLAN_DEFAULTS = { ...REHEARSAL_BOUNDS, recentDays: 30, maxNamed: 20 } as const;

type Opened = Pick<OpenedDatabase, 'url'> & { readonly progress: Pick<OpenedDatabase['progress'], 'step'> };

/** Tries policy migrations on the database that a command has opened. */
export function makeRehearse({ url, progress }: Opened, bounds: RehearsalBounds): Rehearse {
  return (path) => rehearse({ ...bounds, url, path, set: 'policy', onProgress: (step) => progress.step(step) });
}

/** Plans policy migrations on the database that a command has opened. */
export async function planOn(
  opened: Opened & Pick<OpenedDatabase, 'log'>,
  options: PlanOptions & RehearsalBounds,
): Promise<PlanReport> {
  const { url, log, progress } = opened;
  const pool = makePool(url, { log, maxConnections: 1, statementTimeoutMs: options.statementTimeoutMs });
  try {
    return await planMigrations(options, {
      rehearse: makeRehearse(opened, options),
      recentUse: makeRecentUseReader(pool),
      onProgress: (step) => progress.step(step),
    });
  } finally {
    await pool.close();
  }
}
