import type { Clock } from '../base/clock.js';
import { toIsoTime } from '../base/instant.js';
import type { Metrics, Readings } from './metrics.js';
import { quantile, readCounts } from './counts.js';
import type { Counts } from './counts.js';

export interface OverviewSample {
  readonly at: string;
  readonly decisionsPerSecond: number;
  readonly allowedPerSecond: number;
  readonly deniedPerSecond: number;
  readonly p50Seconds: number | null;
  readonly p99Seconds: number | null;
}

/** Figures of this process since its start, and of its last two minutes by the second. */
export interface OverviewFigures {
  at: string;
  startedAt: string;
  revision: number;
  policyAgeSeconds: number;
  rejectedApis: number;
  decisions: {
    total: number;
    allowed: number;
    denied: number;
    byReason: { decision: 'allow' | 'deny'; reason: string; count: number }[];
  };
  p50Seconds: number | null;
  p99Seconds: number | null;
  caches: { name: string; hits: number; misses: number; hitRatio: number | null; entries: number; sizeBytes: number }[];
  usage: { pending: number; dropped: number };
  samples: OverviewSample[];
}

export interface OverviewMeter {
  read(): Promise<OverviewFigures>;
  stop(): void;
}

export interface OverviewDeps {
  readonly metrics: Metrics;
  readonly readings: () => Readings;
  readonly usage: () => { pending: number; dropped: number };
  readonly clock: Clock;
}

const SAMPLE_INTERVAL_MS = 1_000;
const MAX_SAMPLES = 120;

/** Samples the counters every second, so that a page that is just opened can draw the last two minutes. */
export function startOverviewMeter(deps: OverviewDeps): OverviewMeter {
  const { metrics, clock } = deps;
  const startedAt = toIsoTime(clock());
  const samples: OverviewSample[] = [];
  let last: { counts: Counts; atMs: number } | null = null;

  async function sample(): Promise<void> {
    const counts = await readCounts(metrics);
    const atMs = clock();
    if (last !== null) {
      samples.push(sampleBetween(last, { counts, atMs }));
      if (samples.length > MAX_SAMPLES) samples.shift();
    }
    last = { counts, atMs };
  }

  const timer = setInterval(() => void sample(), SAMPLE_INTERVAL_MS);
  timer.unref();
  return {
    async read() {
      const counts = await readCounts(metrics);
      const readings = deps.readings();
      return {
        at: toIsoTime(clock()),
        startedAt,
        revision: readings.revision,
        policyAgeSeconds: readings.policyAgeMs / 1000,
        rejectedApis: readings.rejectedApis,
        decisions: {
          total: counts.allowed + counts.denied,
          allowed: counts.allowed,
          denied: counts.denied,
          byReason: [...counts.byReason],
        },
        p50Seconds: quantile(counts.buckets, 0.5),
        p99Seconds: quantile(counts.buckets, 0.99),
        caches: cachesOf(readings),
        usage: deps.usage(),
        samples: [...samples],
      };
    },
    stop() {
      clearInterval(timer);
    },
  };
}

type Moment = { readonly counts: Counts; readonly atMs: number };

function sampleBetween(from: Moment, to: Moment): OverviewSample {
  const seconds = Math.max(0.001, (to.atMs - from.atMs) / 1000);
  const allowedPerSecond = (to.counts.allowed - from.counts.allowed) / seconds;
  const deniedPerSecond = (to.counts.denied - from.counts.denied) / seconds;
  const buckets = to.counts.buckets.map(({ upTo, count }, index) => ({
    upTo,
    count: count - (from.counts.buckets[index]?.count ?? 0),
  }));
  return {
    at: toIsoTime(to.atMs),
    decisionsPerSecond: allowedPerSecond + deniedPerSecond,
    allowedPerSecond,
    deniedPerSecond,
    p50Seconds: quantile(buckets, 0.5),
    p99Seconds: quantile(buckets, 0.99),
  };
}

function cachesOf({ caches }: Readings): OverviewFigures['caches'] {
  return Object.entries(caches).map(([name, { hits, misses, entries, sizeBytes }]) => ({
    name,
    hits,
    misses,
    hitRatio: hits + misses === 0 ? null : hits / (hits + misses),
    entries,
    sizeBytes,
  }));
}
