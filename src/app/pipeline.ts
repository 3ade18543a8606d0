import { steadyClock, systemClock } from '../base/clock.js';
import { messageOf } from '../base/errors.js';
import type { Log } from '../base/log.js';
import type { Config } from '../config.js';
import { observeChecks } from '../service/decision/observe.js';
import type { CheckObserver } from '../service/decision/observe.js';
import type { Checks } from '../service/decision/startup-gate.js';
import { shedLoad } from '../service/decision/shed.js';
import type { Shadow } from '../service/rehearsal/shadow/shadow-checks.js';
import type { LastUses } from '../service/recording/uses/last-uses.js';
import { makeUseObserver } from '../service/recording/uses/observe-uses.js';
import type { UseCounters } from '../service/recording/uses/use-counters.js';
import { makeMetricsObserver } from '../telemetry/measure-check.js';
import type { Metrics } from '../telemetry/metrics.js';

export interface PipelineParts {
  readonly config: Pick<Config, 'maxPendingChecks'>;
  readonly metrics: Metrics;
  /** Null where no collector is configured. */
  readonly traces: CheckObserver | null;
  readonly shadow: Shadow;
  /** Null where no decision is logged. */
  readonly decisionLog: CheckObserver | null;
  readonly counters: UseCounters;
  readonly lastUses: LastUses;
  readonly log: Log;
}

/**
 * Everything that stands around the decision. A request passes the bound on pending checks and is decided; then every
 * observer that is on gets the request and the answer, in this order.
 */
export function makePipeline(core: Checks, parts: PipelineParts): Checks {
  const { config, metrics, log } = parts;
  const observers = [
    parts.traces,
    makeMetricsObserver(metrics, log),
    parts.shadow,
    parts.decisionLog,
    makeUseObserver(parts.counters, parts.lastUses),
  ].filter((observer) => observer !== null);
  return observeChecks(shedLoad(core, { maxPending: config.maxPendingChecks }), observers, {
    clock: systemClock,
    steadyClock,
    onDefect(observer, error) {
      log.error({ observer, problem: messageOf(error), err: error }, 'an observer of checks failed; the answer stands');
    },
  });
}
