import { Type } from 'typebox';
import type { Static } from 'typebox';
import { nullable } from '../../../../base/shape.js';
import { Instant } from './shared.js';

const Seconds = nullable(Type.Number({ minimum: 0 }));

/** One second of work. Rates are per second; latencies are null where nothing was decided. */
const OverviewSample = Type.Object(
  {
    at: Instant,
    decisionsPerSecond: Type.Number({ minimum: 0 }),
    allowedPerSecond: Type.Number({ minimum: 0 }),
    deniedPerSecond: Type.Number({ minimum: 0 }),
    p50Seconds: Seconds,
    p99Seconds: Seconds,
  },
  { title: 'OverviewSample' },
);

export const Overview = Type.Object(
  {
    at: Instant,
    startedAt: Instant,
    revision: Type.Integer(),
    policyAgeSeconds: Type.Number({
      description: 'Since the database last confirmed that nothing newer was committed.',
    }),
    rejectedApis: Type.Integer(),
    decisions: Type.Object({
      total: Type.Integer(),
      allowed: Type.Integer(),
      denied: Type.Integer(),
      byReason: Type.Array(
        Type.Object({ decision: Type.Enum(['allow', 'deny']), reason: Type.String(), count: Type.Integer() }),
      ),
    }),
    p50Seconds: Seconds,
    p99Seconds: Seconds,
    caches: Type.Array(
      Type.Object({
        name: Type.String(),
        hits: Type.Integer(),
        misses: Type.Integer(),
        hitRatio: nullable(Type.Number({ minimum: 0, maximum: 1 })),
        entries: Type.Integer(),
        sizeBytes: Type.Integer(),
      }),
    ),
    usage: Type.Object({
      pending: Type.Integer({ description: 'Counters that wait for the next flush.' }),
      dropped: Type.Integer({ description: 'Calls that were not counted because a bound was reached.' }),
    }),
    samples: Type.Array(OverviewSample, { description: 'The last 120 seconds, oldest first. Of this process alone.' }),
  },
  { title: 'Overview' },
);
export type Overview = Static<typeof Overview>;
