import { hostname } from 'node:os';
import { steadyClock, systemClock } from '../base/clock.js';
import type { Closers } from '../base/closers.js';
import type { Log } from '../base/log.js';
import type { Config } from '../config.js';
import type { Checks } from '../service/check/gate.js';
import type { Pepper } from '../service/credentials/pepper.js';
import { makeEncoder } from '../service/decision-log/encode.js';
import type { LogEntry } from '../service/decision-log/entry.js';
import { logDecisions } from '../service/decision-log/log-decisions.js';
import { makeChance, makeSampler } from '../service/decision-log/sampler.js';
import { makeSinkWriter } from '../service/decision-log/sink-writer.js';
import type { Chance } from '../service/decision-log/sampler.js';
import type { SinkWriter } from '../service/decision-log/sink-writer.js';
import { isOff } from '../service/decision-log/targets.js';
import { makeFileSink } from '../store/decision-log/file-sink.js';
import { makeStdoutSink } from '../store/decision-log/stdout-sink.js';
import type { DecisionSink } from '../store/ports/decision-sink.js';
import type { Pool } from '../store/postgres/pool.js';
import { makeDatabaseSink } from '../store/postgres/records/decision-sink.js';
import type { Metrics } from '../telemetry/metrics.js';

/** Stands around the checks before there is anywhere to write. */
export interface DecisionLog {
  /** The same checks, logged; the very same where nothing is to be logged. */
  wrap(checks: Checks): Checks;
  /** Begins to write. What was decided before is not logged: requests are refused until the policy is loaded. */
  open(parts: DecisionLogParts): void;
}

export interface DecisionLogParts {
  readonly pool: Pick<Pool, 'query'>;
  readonly pepper: Pepper;
  readonly metrics: Pick<Metrics, 'loggedDecisions'>;
  readonly closers: Closers;
  readonly log: Log;
}

const DAY_MS = 24 * 3_600_000;
/** Of the time that there is for an orderly end. */
const STOP_MS = 3_000;

export function makeDecisionLog(config: Config): DecisionLog {
  if (isOff(config.decisionLog)) return { wrap: (checks) => checks, open: () => undefined };
  let writers: readonly SinkWriter[] = [];
  const offer = (entry: LogEntry): void => {
    for (const writer of writers) writer.offer(entry);
  };
  // Nothing is written before the other is there.
  let chance: Chance = () => 1;
  const sampler = makeSampler(config.decisionLogRules, (request) => chance(request));
  const lose = (problem: string): void => {
    for (const writer of writers) writer.lose(problem);
  };
  return {
    wrap: (checks) => logDecisions(checks, { sampler, offer, lose, clock: systemClock, steadyClock }),
    open({ pool, pepper, metrics, closers, log }) {
      chance = makeChance(pepper.digest('scopegate decision log choice').toString('hex'));
      const encode = makeEncoder({ pepper, replica: hostname().slice(0, 255), paths: config.decisionLogPaths });
      const count: Parameters<typeof makeSinkWriter>[0]['count'] = (sink, outcome, entries) => {
        metrics.loggedDecisions.inc({ sink, outcome }, entries);
      };
      const maxPending = config.decisionLogMaxPending;
      writers = sinksOf(config, pool).map((sink) => makeSinkWriter({ sink, encode, log, count, maxPending }));
      closers.push('decision log', async () => {
        await Promise.all(writers.map((writer) => writer.stop(STOP_MS)));
      });
    },
  };
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
