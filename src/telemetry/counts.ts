import type { Metrics } from './metrics.js';

/** Observations up to a bound in seconds, all smaller buckets included; the last bound is infinite. */
export interface Bucket {
  readonly upTo: number;
  readonly count: number;
}

/** The counters at one moment. */
export interface Counts {
  readonly allowed: number;
  readonly denied: number;
  readonly byReason: readonly { decision: 'allow' | 'deny'; reason: string; count: number }[];
  readonly buckets: readonly Bucket[];
}

export async function readCounts(metrics: Metrics): Promise<Counts> {
  const [decisions, latencies] = await Promise.all([metrics.decisions.get(), metrics.decisionSeconds.get()]);
  const byReason = decisions.values.map(({ labels, value }) => ({
    decision: labels.decision === 'allow' ? ('allow' as const) : ('deny' as const),
    reason: String(labels.reason),
    count: value,
  }));
  const sum = (decision: string): number =>
    byReason.reduce((total, each) => total + (each.decision === decision ? each.count : 0), 0);
  const buckets = latencies.values
    .filter(({ metricName }) => metricName?.endsWith('_bucket') === true)
    .map(({ labels, value }) => ({ upTo: bound((labels as { le?: unknown }).le), count: value }));
  return { allowed: sum('allow'), denied: sum('deny'), byReason, buckets };
}

/** Estimated as Prometheus does, evenly spread within a bucket; null where nothing was observed. */
export function quantile(buckets: readonly Bucket[], rank: number): number | null {
  const total = buckets.at(-1)?.count ?? 0;
  if (total <= 0) return null;
  const wanted = rank * total;
  let lower = { upTo: 0, count: 0 };
  for (const bucket of buckets) {
    if (bucket.count >= wanted) {
      if (!Number.isFinite(bucket.upTo)) return lower.upTo;
      const share = bucket.count === lower.count ? 1 : (wanted - lower.count) / (bucket.count - lower.count);
      return lower.upTo + (bucket.upTo - lower.upTo) * share;
    }
    lower = bucket;
  }
  return lower.upTo;
}

function bound(le: unknown): number {
  return le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le);
}
