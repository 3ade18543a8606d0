/**
 * The engine, by what it is for: this is all that the rest of the house may import. Reading from above, a request becomes a path, the
 * path leads to an endpoint, and the endpoint is decided; what is under "analysis" never runs in a Check.
 */

// Hosts and paths as they were sent
export { parseHost } from './path/host.js';
export { REFUSALS } from './path/refusal.js';

// Templates
export { parseTemplate, templateShape } from './trie/template.js';

// Policy, routing and decisions
export { compileApi, describeEndpoint } from './decision/compile.js';
export type { CompiledApi, EndpointView } from './decision/compile.js';
export { decideWithCredential, decideWithoutCredential, denyCredential, denyUnrouted } from './decision/decide.js';
export type { Decision, Subject } from './decision/decide.js';
export { explainDecision, inOrder, sufficientScopes } from './decision/explain.js';
export type { DecisionExplanation, NearMiss } from './decision/explain.js';
export type { AccessMode, ApiSource, CredentialKind, EncodedAllowance, EndpointSource } from './decision/policy.js';
export type { DenyReason, Reason } from './decision/reason.js';
export { makeRouter } from './decision/route.js';
export type { Routed, Router } from './decision/route.js';
export { makeScopeTable } from './decision/scope-table.js';
export type { ScopeTable } from './decision/scope-table.js';

// Questions about whole policies, never asked in a Check
export { reachesOf } from './analysis/exact-reach.js';
export { encodingsOf, endpointKey, guardKey, guardNumber, isPublicEndpoint } from './analysis/guard.js';
export { findOverlaps, searchOverlaps } from './analysis/overlaps.js';
export type { Overlap } from './analysis/overlaps.js';
export { findRoutePairs } from './analysis/route-pairs.js';
export type { RoutePair } from './analysis/route-pairs.js';
export type { EndpointReach } from './analysis/witness.js';
