import type { Closers } from '../base/closers.js';
import type { Log } from '../base/log.js';
import type { Config } from '../config.js';
import type { CheckObserver } from '../service/check/observe.js';
import { measureStore } from '../telemetry/measure-store.js';
import { makeMetrics } from '../telemetry/metrics.js';
import type { Metrics, Readings } from '../telemetry/metrics.js';
import { openTracing } from '../telemetry/tracing.js';

/** What watches from outside: metrics always, traces where they have a place to go. */
export interface Observation {
  readonly metrics: Metrics;
  /** Null where no collector is configured. */
  readonly traces: CheckObserver | null;
  /** For ports whose methods all answer with a promise. */
  store<Port extends object>(port: Port): Port;
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
  const measured: Observation = {
    metrics,
    traces: null,
    store: (port) => measureStore(port, metrics),
  };
  if (config.tracesEndpoint === null) return measured;
  const tracing = await openTracing({ endpoint: config.tracesEndpoint, ratio: config.tracesRatio, log });
  closers.push('traces', () => tracing.stop());
  return {
    metrics,
    traces: tracing.observer,
    store: (port) => tracing.store(measured.store(port)),
  };
}
