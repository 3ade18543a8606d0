import { hostname } from 'node:os';
import { systemClock } from '../base/clock.js';
import type { Closers } from '../base/closers.js';
import type { Log } from '../base/log.js';
import type { Config } from '../config.js';
import type { CheckObserver } from '../service/decision/observe.js';
import type { OnRejected } from '../service/decision/rejected-request.js';
import type { Pepper } from '../service/identity/pepper.js';
import { makeEncoder } from '../service/recording/decision-log/encode.js';
import { makeDecisionObserver } from '../service/recording/decision-log/log-decisions.js';
import { makeChance, makeSampler } from '../service/recording/decision-log/sampler.js';
import { makeSinkWriter } from '../service/recording/decision-log/sink-writer.js';
import type { SinkWriter } from '../service/recording/decision-log/sink-writer.js';
import { isOff } from '../service/recording/decision-log/targets.js';
import { makeLastUses } from '../service/recording/uses/last-uses.js';
import type { LastUses } from '../service/recording/uses/last-uses.js';
import { makeUseCounters } from '../service/recording/uses/use-counters.js';
import type { UseCounters } from '../service/recording/uses/use-counters.js';
import { makeShadow } from '../service/rehearsal/shadow/shadow-checks.js';
import type { Shadow } from '../service/rehearsal/shadow/shadow-checks.js';
import { makeFileSink } from '../store/decision-log/file-sink.js';
import { makeStdoutSink } from '../store/decision-log/stdout-sink.js';
import type { DecisionSink } from '../store/ports/decision-sink.js';
import type { Pool } from '../store/postgres/pool.js';
import { makeDatabaseSink } from '../store/postgres/records/decision-sink.js';
import { makeUseRecorder } from '../store/postgres/use-recorder.js';
import { measureStore } from '../telemetry/measure-store.js';
import { makeMetrics } from '../telemetry/metrics.js';
import type { Metrics, Readings } from '../telemetry/metrics.js';
import { makeRefusedQuestions } from '../telemetry/refused-questions.js';
import type { RefusedQuestions } from '../telemetry/refused-questions.js';
import { makeRejectedRequests } from '../telemetry/rejected-requests.js';
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

/** What observers of checks write into. Nothing of it is written to the database before the followers are started. */
export interface Recording {
  readonly shadow: Shadow;
  /** Null where no decision is logged. */
  readonly decisionLog: CheckObserver | null;
  readonly counters: UseCounters;
  readonly lastUses: LastUses;
}

export interface RecordingParts {
  readonly config: Config;
  /** Of the primary. */
  readonly writes: Pool;
  readonly pepper: Pepper;
  readonly metrics: Pick<Metrics, 'loggedDecisions' | 'shadowChecks'>;
  readonly closers: Closers;
  readonly log: Log;
}

const DAY_MS = 24 * 3_600_000;
/** Some 10 MB at most. */
const MAX_USE_COUNTERS = 50_000;
/** Credentials of which the use waits to be written: a few megabytes. */
const MAX_PENDING_USES = 100_000;
/** Share of the shutdown timeout. */
const STOP_MS = 3_000;

export function openRecording(parts: RecordingParts): Recording {
  const { writes, log, metrics } = parts;
  return {
    shadow: makeShadow({ count: (outcome) => metrics.shadowChecks.inc({ outcome }) }),
    decisionLog: openDecisionLog(parts),
    counters: makeUseCounters(MAX_USE_COUNTERS),
    lastUses: makeLastUses({
      recorder: makeUseRecorder(writes),
      log,
      clock: systemClock,
      maxPending: MAX_PENDING_USES,
    }),
  };
}

function openDecisionLog(parts: RecordingParts): CheckObserver | null {
  const { config, pepper } = parts;
  if (isOff(config.decisionLog)) return null;
  const writers = openWriters(parts);
  const chance = makeChance(pepper.digest('scopegate decision log choice').toString('hex'));
  return makeDecisionObserver({
    sampler: makeSampler(config.decisionLogRules, chance),
    offer(entry) {
      for (const writer of writers) writer.offer(entry);
    },
    lose(problem) {
      for (const writer of writers) writer.lose(problem);
    },
  });
}

function openWriters({ config, writes, pepper, metrics, closers, log }: RecordingParts): readonly SinkWriter[] {
  const encode = makeEncoder({ pepper, replica: hostname().slice(0, 255), paths: config.decisionLogPaths });
  const count: Parameters<typeof makeSinkWriter>[0]['count'] = (sink, outcome, entries) => {
    metrics.loggedDecisions.inc({ sink, outcome }, entries);
  };
  const maxPending = config.decisionLogMaxPending;
  const writers = sinksOf(config, writes).map((sink) => makeSinkWriter({ sink, encode, log, count, maxPending }));
  closers.push('decision log', async () => {
    await Promise.all(writers.map((writer) => writer.stop(STOP_MS)));
  });
  return writers;
}

function sinksOf(config: Config, pool: Pick<Pool, 'query'>): DecisionSink[] {
  const { stdout, file, database } = config.decisionLog;
  const { decisionLogFileBytes: maxBytes, decisionLogFiles: maxFiles } = config;
  const retention = { maxAgeMs: config.decisionLogDays * DAY_MS, maxRows: config.decisionLogRows };
  return [
    ...(stdout ? [makeStdoutSink()] : []),
    ...(file === null ? [] : [makeFileSink({ path: file, maxBytes, maxFiles })]),
    ...(database ? [makeDatabaseSink(pool, retention)] : []),
  ];
}
