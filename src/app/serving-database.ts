import { steadyClock } from '../base/clock.js';
import { makeCommitOrderWatch } from '../service/decision/freshness/commit-order-watch.js';
import type { CommitOrderWatch } from '../service/decision/freshness/commit-order-watch.js';
import { makeCommitOrderReader } from '../store/postgres/commit-order-reader.js';
import type { Pool } from '../store/postgres/pool.js';
import type { Metrics } from '../telemetry/metrics.js';
import { openDatabase } from './database.js';
import type { Database, DatabaseDeps } from './database.js';
import { degradedAfter } from './open-gate.js';

/**
 * The database of a replica: standbys behind what is applied here, or so far behind that answers would be degraded, are
 * passed over.
 */
export function openServingDatabase(
  deps: DatabaseDeps,
  { metrics }: { readonly metrics: Pick<Metrics, 'blockedChanges'> },
  applied: () => number,
): Promise<Database> {
  return openDatabase(deps, {
    purpose: 'serve',
    floor: applied,
    maxLagMs: degradedAfter(deps.config.pollIntervalMs),
    onBlocked: () => {
      metrics.blockedChanges.inc();
    },
  });
}

export function startCommitOrderWatch(
  writes: Pool,
  { closers, log }: Pick<DatabaseDeps, 'closers' | 'log'>,
): CommitOrderWatch {
  const watch = makeCommitOrderWatch({ reader: makeCommitOrderReader(writes), steadyClock, log });
  watch.start();
  closers.push('watch over the order of commits', () => watch.stop());
  return watch;
}
