import type { Closers } from '../base/closers.js';
import type { Log } from '../base/log.js';
import type { Config } from '../config.js';
import type { Checks } from '../service/check/gate.js';
import type { Pepper } from '../service/credentials/pepper.js';
import type { Pool } from '../store/postgres/pool.js';
import type { Metrics } from '../telemetry/metrics.js';
import { makeDecisionLog } from './decision-log.js';
import { boundHistory } from './history.js';
import { makeServiceShadow, startFollowing } from './shadow.js';

/** What is kept of decisions, and what is tried beside them; stands around the checks before there is a database. */
export interface Records {
  wrap(checks: Checks): Checks;
  /** Begins to write, and to look for a shadow policy. */
  open(parts: RecordsParts): void;
}

export interface RecordsParts {
  readonly config: Config;
  /** Of the primary. */
  readonly writes: Pool;
  readonly pepper: Pepper;
  readonly closers: Closers;
  readonly log: Log;
}

export function makeRecords(config: Config, metrics: Pick<Metrics, 'loggedDecisions' | 'shadowChecks'>): Records {
  const decisionLog = makeDecisionLog(config);
  const shadow = makeServiceShadow(metrics);
  return {
    wrap: (checks) => decisionLog.wrap(shadow.wrap(checks)),
    open({ writes, ...parts }) {
      boundHistory(writes, parts);
      startFollowing(shadow, writes, parts);
      decisionLog.open({ ...parts, pool: writes, metrics });
    },
  };
}
