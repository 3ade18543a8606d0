import { steadyClock, systemClock } from '../base/clock.js';
import { messageOf } from '../base/errors.js';
import type { Log } from '../base/log.js';
import type { Config } from '../config.js';
import type { Checks } from '../service/decision/check-batch.js';
import { observeChecks } from '../service/decision/observe.js';
import type { CheckObserver } from '../service/decision/observe.js';
import { shedLoad } from '../service/decision/shed.js';
import { makeUseObserver } from '../service/recording/uses/observe-uses.js';
import { makeMetricsObserver } from '../telemetry/measure-check.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { Recording } from './observers.js';

export interface PipelineParts {
  readonly config: Pick<Config, 'maxPendingChecks'>;
  readonly metrics: Metrics;
  /** Null where no collector is configured. */
  readonly traces: CheckObserver | null;
  readonly recording: Recording;
  readonly log: Log;
}

/** One thing that stands around the decision: it admits requests, or it observes requests and answers. */
export type Stage =
  | { readonly name: string; readonly admit: (checks: Checks) => Checks }
  | { readonly name: string; readonly observer: CheckObserver };

/**
 * Everything that stands around the decision, in order. A request passes what admits it and is decided; then every observer that
 * is on gets the request and the answer.
 */
export function makeStages({ config, metrics, traces, recording, log }: PipelineParts): readonly Stage[] {
  const { shadow, decisionLog, counters, lastUses } = recording;
  return [
    { name: 'admission', admit: (checks) => shedLoad(checks, { maxPending: config.maxPendingChecks }) },
    ...observe(traces),
    ...observe(makeMetricsObserver(metrics, log)),
    ...observe(shadow),
    ...observe(decisionLog),
    ...observe(makeUseObserver(counters, lastUses)),
  ];
}

function observe(observer: CheckObserver | null): readonly Stage[] {
  return observer === null ? [] : [{ name: observer.name, observer }];
}

/** The checks that entry points ask: `core`, and all that stands around it. */
export function makePipeline(core: Checks, parts: PipelineParts): Checks {
  const stages = makeStages(parts);
  const admitted = stages.reduceRight((checks, stage) => ('admit' in stage ? stage.admit(checks) : checks), core);
  const observers = stages.flatMap((stage) => ('observer' in stage ? [stage.observer] : []));
  return observeChecks(admitted, observers, {
    clock: systemClock,
    steadyClock,
    onDefect(observer, error) {
      parts.log.error(
        { observer, problem: messageOf(error), err: error },
        'an observer of checks failed; the answer stands',
      );
    },
  });
}
