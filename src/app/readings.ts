import type { CommitOrderWatch } from '../service/decision/freshness/commit-order-watch.js';
import type { Freshness } from '../service/decision/freshness/freshness.js';
import type { LivePolicy } from '../service/decision/live-policy.js';
import type { InvalidationFeed } from '../service/decision/freshness/feed.js';
import type { Cluster } from '../store/postgres/cluster/cluster.js';
import type { Readings } from '../telemetry/metrics.js';
import type { Certificates } from '../transports/listener/certificates.js';

/** What decisions are made with; null before the database is open. */
type Live = {
  readonly held: LivePolicy;
  readonly freshness: Freshness;
  readonly database: Pick<Cluster, 'lagging'>;
  readonly commitOrder: Pick<CommitOrderWatch, 'heldMs'>;
} | null;

const NONE = { now: 0, total: 0 };

/** What the metrics show at the moment of a scrape. */
export function readingsOf(
  live: Live,
  certificates: Certificates | null,
  feed: Pick<InvalidationFeed, 'watchers'>,
): Readings {
  const always = {
    certificateExpiresAtMs: certificates?.expiresAtMs ?? null,
    watchers: feed.watchers,
    laggingStandbys: live?.database.lagging() ?? NONE,
    commitOrderHeldMs: live?.commitOrder.heldMs() ?? 0,
  };
  if (live === null) return { caches: {}, revision: 0, policyAgeMs: 0, rejectedApis: 0, overlaps: 0, ...always };
  const { held, freshness } = live;
  const { live: credentials, refused } = held.credentialCache.stats();
  return {
    caches: { policy: held.compiledApis.stats(), credential: credentials, refusal: refused },
    revision: freshness.applied,
    policyAgeMs: ageOf(live),
    rejectedApis: held.compiledApis.rejected.length,
    overlaps: held.overlapWatch.overlaps,
    ...always,
  };
}

/** The age of what decisions rest on. */
export function ageOf(live: { readonly freshness: Freshness } | null): number {
  return live === null ? Infinity : live.freshness.ageSince(live.freshness.confirmed);
}

/** The revision that this replica has applied, and when the database last confirmed that nothing newer exists. */
export function confirmationOf({
  applied,
  confirmed,
}: Pick<Freshness, 'applied' | 'confirmed'>): { revision: number; atMs: number } | null {
  return confirmed === null ? null : { revision: applied, atMs: confirmed.wallMs };
}
