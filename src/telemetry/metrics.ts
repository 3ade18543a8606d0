import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { CacheStats } from '../service/identity/cache-stats.js';
import { registerCacheFigure, registerTotal } from './register.js';
import type { CacheFigure } from './register.js';

/** Values that are read at each scrape. */
export interface Readings {
  readonly caches: Readonly<Record<string, CacheStats>>;
  readonly revision: number;
  /** Time since the database last confirmed that nothing newer was committed. */
  readonly policyAgeMs: number;
  readonly rejectedApis: number;
  /** Pairs of endpoints that one request can mean and that answer differently. */
  readonly overlaps: number;
  /** When the certificate of the listeners ends; null without TLS. */
  readonly certificateExpiresAtMs: number | null;
  /** Streams of invalidations that are open. */
  readonly watchers: number;
  /** Standbys that are passed over because they lag: now, and how often one was. */
  readonly laggingStandbys: { readonly now: number; readonly total: number };
  /** How long one session has kept every other writer waiting; 0 for nobody. */
  readonly commitOrderHeldMs: number;
}

export interface Metrics {
  readonly registry: Registry;
  readonly decisions: Counter<'decision' | 'reason'>;
  readonly decisionSeconds: Histogram;
  readonly degradedDecisions: Counter<'decision'>;
  readonly batchSeconds: Histogram;
  readonly batchItems: Histogram;
  readonly noAnswers: Counter<'code'>;
  readonly storeErrors: Counter<'operation' | 'code'>;
  readonly blockedChanges: Counter;
  readonly keyFetches: Counter<'issuer' | 'outcome'>;
  readonly keysFetchedAt: Gauge<'issuer'>;
  readonly loggedDecisions: Counter<'sink' | 'outcome'>;
  readonly shadowChecks: Counter<'outcome'>;
  readonly refusedQuestions: Counter<'fault' | 'entry_point'>;
  readonly rejectedRequests: Counter<'listener' | 'rejection'>;
}

/** From 10 microseconds, where decisions from memory are, to 1 second, where nothing should be. */
const LATENCY_BUCKETS_SECONDS = [
  0.000_01, 0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5,
  1,
];

const BATCH_BUCKETS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

/**
 * Every metric of Scopegate on one page. Names and units follow Prometheus: base units, `_total` for counters, labels
 * from closed sets only; no credential, path or address is ever a label.
 */
export function makeMetrics(read: () => Readings): Metrics {
  const registry = new Registry();
  // Among others the delay of the event loop (nodejs_eventloop_lag_*_seconds), memory and garbage collection.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 10 });
  registerReadings(registry, read);
  const registers = [registry];
  return {
    registry,
    decisions: new Counter({
      name: 'scopegate_decisions_total',
      help: 'Decisions by outcome and reason.',
      labelNames: ['decision', 'reason'],
      registers,
    }),
    decisionSeconds: new Histogram({
      name: 'scopegate_decision_duration_seconds',
      help: 'Time from a decoded request to its decision, lookups included.',
      buckets: LATENCY_BUCKETS_SECONDS,
      registers,
    }),
    degradedDecisions: new Counter({
      name: 'scopegate_degraded_decisions_total',
      help: 'Decisions flagged as degraded: no database had confirmed for a while that this replica was up to date.',
      labelNames: ['decision'],
      registers,
    }),
    batchSeconds: new Histogram({
      name: 'scopegate_batch_duration_seconds',
      help: 'Time from a decoded batch to its decisions, lookups included.',
      buckets: LATENCY_BUCKETS_SECONDS,
      registers,
    }),
    batchItems: new Histogram({
      name: 'scopegate_batch_items',
      help: 'Requests in a batch.',
      buckets: BATCH_BUCKETS,
      registers,
    }),
    noAnswers: new Counter({
      name: 'scopegate_no_answers_total',
      help: 'Requests that got an error instead of a decision, by error code.',
      labelNames: ['code'],
      registers,
    }),
    storeErrors: new Counter({
      name: 'scopegate_store_errors_total',
      help: 'Failed reads and writes of the database, by operation and error code.',
      labelNames: ['operation', 'code'],
      registers,
    }),
    blockedChanges: new Counter({
      name: 'scopegate_blocked_changes_total',
      help: 'Changes that failed because they waited too long for another session of the database.',
      registers,
    }),
    ...recordMetrics(registers),
    ...issuerMetrics(registers),
  };
}

/** Metrics of the decision log and of the shadow policy. */
function recordMetrics(
  registers: Registry[],
): Pick<Metrics, 'loggedDecisions' | 'shadowChecks' | 'refusedQuestions' | 'rejectedRequests'> {
  return {
    loggedDecisions: new Counter({
      name: 'scopegate_decision_log_records_total',
      help: 'Decisions chosen for the decision log, by where they go and whether they were written or lost.',
      labelNames: ['sink', 'outcome'],
      registers,
    }),
    shadowChecks: new Counter({
      name: 'scopegate_shadow_checks_total',
      help: 'Checks that a shadow policy decided too, by what came of it.',
      labelNames: ['outcome'],
      registers,
    }),
    refusedQuestions: new Counter({
      name: 'scopegate_refused_questions_total',
      help: 'Questions over HTTP that were refused because of the gateway, by fault and entry point.',
      labelNames: ['fault', 'entry_point'],
      registers,
    }),
    rejectedRequests: new Counter({
      name: 'scopegate_rejected_requests_total',
      help: 'Requests and connections that a listener ended because a bound was passed, by listener and bound.',
      labelNames: ['listener', 'rejection'],
      registers,
    }),
  };
}

/** Metrics of OAuth issuers. The label is the name of a row, and operators write only a few rows. */
function issuerMetrics(registers: Registry[]): Pick<Metrics, 'keyFetches' | 'keysFetchedAt'> {
  return {
    keyFetches: new Counter({
      name: 'scopegate_issuer_key_fetches_total',
      help: 'Fetches of the keys of OAuth issuers, by name of the issuer and outcome.',
      labelNames: ['issuer', 'outcome'],
      registers,
    }),
    keysFetchedAt: new Gauge({
      name: 'scopegate_issuer_keys_fetched_timestamp_seconds',
      help: 'When the keys of an OAuth issuer were last fetched, since the epoch.',
      labelNames: ['issuer'],
      registers,
    }),
  };
}

function registerReadings(registry: Registry, read: () => Readings): void {
  const gauge = (name: string, help: string, of: (readings: Readings) => number): void => {
    registry.registerMetric(
      new Gauge({
        name,
        help,
        registers: [],
        collect() {
          this.set(of(read()));
        },
      }),
    );
  };
  gauge('scopegate_policy_revision', 'Revision that decisions rest on.', (readings) => readings.revision);
  gauge(
    'scopegate_policy_age_seconds',
    'Time since the database last confirmed that nothing newer was committed.',
    (readings) => readings.policyAgeMs / 1000,
  );
  gauge(
    'scopegate_policy_rejected_apis',
    'APIs whose newest rows do not compile.',
    (readings) => readings.rejectedApis,
  );
  gauge(
    'scopegate_policy_overlaps',
    'Pairs of endpoints that one request can mean and that answer differently.',
    (readings) => readings.overlaps,
  );
  gauge(
    'scopegate_certificate_expiry_timestamp_seconds',
    'When the certificate of the listeners ends, since the epoch; 0 without TLS.',
    (readings) => (readings.certificateExpiresAtMs ?? 0) / 1000,
  );
  gauge('scopegate_invalidation_watchers', 'Open streams of invalidations.', (readings) => readings.watchers);
  gauge(
    'scopegate_lagging_standbys',
    'Standbys in DATABASE_URL that are passed over now because they lag behind.',
    (readings) => readings.laggingStandbys.now,
  );
  gauge(
    'scopegate_commit_order_held_seconds',
    'How long one transaction has kept every other change of policy and credentials waiting; 0 for none.',
    (readings) => readings.commitOrderHeldMs / 1000,
  );
  registerTotal(registry, {
    name: 'scopegate_standbys_passed_over_total',
    help: 'How often a standby began to be passed over because it lagged behind.',
    of: () => read().laggingStandbys.total,
  });
  for (const figure of CACHE_FIGURES) registerCacheFigure(registry, () => read().caches, figure);
}

const CACHE_FIGURES: readonly CacheFigure[] = [
  { name: 'scopegate_cache_hits_total', help: 'Lookups answered from memory.', of: 'hits', type: 'counter' },
  {
    name: 'scopegate_cache_misses_total',
    help: 'Lookups that memory could not answer.',
    of: 'misses',
    type: 'counter',
  },
  { name: 'scopegate_cache_evictions_total', help: 'Entries pushed out by others.', of: 'evictions', type: 'counter' },
  { name: 'scopegate_cache_entries', help: 'Entries held.', of: 'entries', type: 'gauge' },
  { name: 'scopegate_cache_size_bytes', help: 'Estimated size of what is held.', of: 'sizeBytes', type: 'gauge' },
];
