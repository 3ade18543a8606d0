import type { Closers } from '../base/closers.js';
import type { Log } from '../base/log.js';
import type { Config } from '../config.js';
import type { CheckObserver } from '../service/decision/observe.js';
import type { Pepper } from '../service/identity/pepper.js';
import { boundHistory } from '../service/recording/bound-history.js';
import { followCandidate } from '../service/rehearsal/shadow/follow-candidate.js';
import { makeShadow } from '../service/rehearsal/shadow/shadow-checks.js';
import type { Shadow } from '../service/rehearsal/shadow/shadow-checks.js';
import { makeUseCounters } from '../service/recording/uses/use-counters.js';
import type { UseCounters } from '../service/recording/uses/use-counters.js';
import type { Pool } from '../store/postgres/pool.js';
import { pruneHistory } from '../store/postgres/history/prune-history.js';
import { makeShadowStore } from '../store/postgres/shadow/shadow-store.js';
import type { Metrics } from '../telemetry/metrics.js';
import { openDecisionLog } from './decision-log.js';

/** Observers that write what they see to the database, a file or standard output. */
export interface Records {
  readonly shadow: Shadow;
  /** Null where no decision is logged. */
  readonly decisionLog: CheckObserver | null;
  readonly counters: UseCounters;
}

export interface RecordsParts {
  readonly config: Config;
  /** Of the primary. */
  readonly writes: Pool;
  readonly pepper: Pepper;
  readonly metrics: Pick<Metrics, 'loggedDecisions' | 'shadowChecks'>;
  readonly closers: Closers;
  readonly log: Log;
}

const DAY_MS = 24 * 3_600_000;
/** How soon a candidate is taken up, and how much counting is lost when the process dies. */
const LOOK_EVERY_MS = 2_000;
/** Some 10 MB at most. */
const MAX_USE_COUNTERS = 50_000;

/** Begins to write, to follow the shadow policy of the database, and to keep history within its bounds. */
export function openRecords(parts: RecordsParts): Records {
  const { config, writes, closers, log, metrics } = parts;
  const retention = { maxAgeMs: config.historyDays * DAY_MS, maxEntries: config.historyEntries };
  closers.push('bounds of history', boundHistory({ prune: () => pruneHistory(writes, retention), log }));
  const shadow = makeShadow({ count: (outcome) => metrics.shadowChecks.inc({ outcome }) });
  const follower = followCandidate({ store: makeShadowStore(writes), shadow, log, everyMs: LOOK_EVERY_MS });
  closers.push('shadow policy', () => follower.stop());
  const decisionLog = openDecisionLog({ ...parts, pool: writes });
  return { shadow, decisionLog, counters: makeUseCounters(MAX_USE_COUNTERS) };
}
