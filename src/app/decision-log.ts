import { hostname } from 'node:os';
import type { Closers } from '../base/closers.js';
import type { Log } from '../base/log.js';
import type { Config } from '../config.js';
import type { CheckObserver } from '../service/decision/observe.js';
import type { Pepper } from '../service/identity/pepper.js';
import { makeEncoder } from '../service/recording/decision-log/encode.js';
import { makeDecisionObserver } from '../service/recording/decision-log/log-decisions.js';
import { makeChance, makeSampler } from '../service/recording/decision-log/sampler.js';
import { makeSinkWriter } from '../service/recording/decision-log/sink-writer.js';
import type { SinkWriter } from '../service/recording/decision-log/sink-writer.js';
import { isOff } from '../service/recording/decision-log/targets.js';
import { makeFileSink } from '../store/decision-log/file-sink.js';
import { makeStdoutSink } from '../store/decision-log/stdout-sink.js';
import type { DecisionSink } from '../store/ports/decision-sink.js';
import type { Pool } from '../store/postgres/pool.js';
import { makeDatabaseSink } from '../store/postgres/records/decision-sink.js';
import type { Metrics } from '../telemetry/metrics.js';

export interface DecisionLogParts {
  readonly config: Config;
  readonly pool: Pick<Pool, 'query'>;
  readonly pepper: Pepper;
  readonly metrics: Pick<Metrics, 'loggedDecisions'>;
  readonly closers: Closers;
  readonly log: Log;
}

const DAY_MS = 24 * 3_600_000;
/** Share of the shutdown timeout. */
const STOP_MS = 3_000;

/** Begins to write decisions; answers with what observes them, or with null where nothing is to be logged. */
export function openDecisionLog(parts: DecisionLogParts): CheckObserver | null {
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

function openWriters({ config, pool, pepper, metrics, closers, log }: DecisionLogParts): readonly SinkWriter[] {
  const encode = makeEncoder({ pepper, replica: hostname().slice(0, 255), paths: config.decisionLogPaths });
  const count: Parameters<typeof makeSinkWriter>[0]['count'] = (sink, outcome, entries) => {
    metrics.loggedDecisions.inc({ sink, outcome }, entries);
  };
  const maxPending = config.decisionLogMaxPending;
  const writers = sinksOf(config, pool).map((sink) => makeSinkWriter({ sink, encode, log, count, maxPending }));
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
