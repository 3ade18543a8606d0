import { systemClock } from '../base/clock.js';
import type { Closers } from '../base/closers.js';
import type { Log } from '../base/log.js';
import type { Config } from '../config.js';
import type { CheckObserver } from '../service/decision/observe.js';
import type { OnRejected } from '../service/decision/rejected-request.js';
import { measureStore } from '../telemetry/measure-store.js';
import { makeMetrics } from '../telemetry/metrics.js';
import type { Metrics, Readings } from '../telemetry/metrics.js';
import { makeRejectedRequests } from '../telemetry/rejected-requests.js';
import { makeRefusedQuestions } from '../telemetry/refused-questions.js';
import type { RefusedQuestions } from '../telemetry/refused-questions.js';
import { openTracing } from '../telemetry/tracing.js';

/** What watches from outside: metrics always, traces where they have a place to go. */
export interface Observation {
  readonly metrics: Metrics;
  readonly refusedQuestions: RefusedQuestions;
  readonly onRejected: OnRejected;
  /** Null where no collector is configured. */
  readonly traces: CheckObserver | null;
  /** For ports whose methods all answer with a promise. */
  readonly store: <Port extends object>(port: Port) => Port;
}

export interface ObservationDeps {
  readonly config: Config;
  readonly closers: Closers;
  readonly log: Log;
}

export async function openObservation(
  { config, closers, log }: ObservationDeps,
  readings: () => Readings,
): Promise<Observation> {
  const metrics = makeMetrics(readings);
  const counter = metrics.refusedQuestions;
  const refusedQuestions = makeRefusedQuestions({ counter, log, clock: systemClock });
  const onRejected = makeRejectedRequests({ counter: metrics.rejectedRequests, log, clock: systemClock });
  const measured: Observation = {
    metrics,
    refusedQuestions,
    onRejected,
    traces: null,
    store: (port) => measureStore(port, metrics),
  };
  if (config.tracesEndpoint === null) return measured;
  const tracing = await openTracing({ endpoint: config.tracesEndpoint, ratio: config.tracesRatio, log });
  closers.push('traces', () => tracing.stop());
  return {
    metrics,
    refusedQuestions,
    onRejected,
    traces: tracing.observer,
    store: (port) => tracing.store(measured.store(port)),
  };
}
