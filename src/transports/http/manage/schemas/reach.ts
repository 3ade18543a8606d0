import { Type } from 'typebox';
import type { Static } from 'typebox';
import { nullable } from '../../../../base/shape.js';
import { Endpoint, EndpointFilters } from './policy.js';
import { CredentialKindSchema, Instant, ScopeName, pageOf } from './shared.js';

const Count = Type.Integer({ minimum: 0 });
const ReadsAndWrites = { read: Count, write: Count, total: Count };

/** What a set of scopes opens: the blast radius of a key. */
const Reach = Type.Object(
  {
    ...ReadsAndWrites,
    outOf: Type.Integer({ minimum: 0, description: 'How many endpoints there are.' }),
    products: Type.Array(
      Type.Object({
        product: nullable(Type.String()),
        title: nullable(Type.String()),
        ...ReadsAndWrites,
        outOf: Count,
      }),
    ),
  },
  { title: 'Reach' },
);
type Reach = Static<typeof Reach>;

const ReachableEndpoint = Type.Object(
  {
    ...Endpoint.properties,
    through: Type.Array(ScopeName, { description: 'Scopes of the set that open it; empty where none is needed.' }),
  },
  { title: 'ReachableEndpoint' },
);
export const ReachPage = Type.Object(
  { summary: Reach, ...pageOf(ReachableEndpoint, '').properties },
  { title: 'ReachPage' },
);

export const ReachQuery = Type.Object(EndpointFilters, { additionalProperties: false });
export type ReachQuery = Static<typeof ReachQuery>;

export const PreviewBody = Type.Object(
  {
    scopes: Type.Array(ScopeName, { maxItems: 1000, uniqueItems: true }),
    kind: Type.Optional(CredentialKindSchema),
    ...EndpointFilters,
  },
  { title: 'PreviewBody', additionalProperties: false },
);
export type PreviewBody = Static<typeof PreviewBody>;

/** Scopes that a key holds, and how much it used each. */
const ScopeUse = Type.Object(
  {
    scope: ScopeName,
    allowedCalls: Count,
    lastUsedAt: nullable(Instant),
    unused: Type.Boolean({ description: 'Held, but it let no call through in the period.' }),
  },
  { title: 'ScopeUse' },
);
const EndpointUse = Type.Object(
  {
    endpointId: Type.String(),
    method: Type.String(),
    template: Type.String(),
    scope: nullable(ScopeName),
    allowedCalls: Count,
    deniedCalls: Count,
    lastUsedAt: nullable(Instant),
    lastDeniedAt: nullable(Instant),
  },
  { title: 'EndpointUse' },
);
export const KeyUsageBody = Type.Object(
  {
    since: Instant,
    scopes: Type.Array(ScopeUse),
    unusedScopes: Type.Array(ScopeName),
    endpoints: Type.Array(EndpointUse, { description: 'The 200 most used.' }),
  },
  { title: 'KeyUsage' },
);
export const UsageQuery = Type.Object(
  {
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 400, default: 90, description: 'How far back to look.' })),
  },
  { additionalProperties: false },
);
