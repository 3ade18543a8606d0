import type { CompiledApi } from './compile.js';
import * as table from './endpoint-table.js';
import { acceptsKind } from './endpoint-table.js';
import type { CredentialKind } from './policy.js';
import type { DenyReason, Reason } from './reason.js';
import type { Routed } from './route.js';
import { firstHeld } from './scope-sets.js';

// Constants of this file, as in trie-access.ts: every request passes here.
const { ACCESS_MASK, AUTHENTICATED, PUBLIC, SCOPED } = table;

/** What a decision needs to know of a credential. */
export interface Subject {
  readonly kind: CredentialKind;
  readonly enabled: boolean;
  /** First instant of validity; null for since ever. */
  readonly notBeforeMs: number | null;
  /** First instant of no validity; null for never. */
  readonly expiresAtMs: number | null;
  /** Numbers of the `ScopeTable` that the policy was compiled with, in the order of their names. */
  readonly scopeIndexes: readonly number[];
}

export interface DecisionContext {
  readonly nowMs: number;
  /** Whether the client's address is one that the credential is bound to. */
  readonly addressAllowed: boolean;
}

export interface Decision {
  readonly allowed: boolean;
  readonly reason: Reason;
  /** More about the reason; empty when there is no more. */
  readonly detail: string;
  /** The endpoint that the request reached; -1 for none. */
  readonly endpointIndex: number;
  /** The held scope that let it through; empty otherwise. */
  readonly matchedScope: string;
  /** The path as it was decided; empty when it was refused. */
  readonly canonicalPath: string;
}

/** What can be decided without looking at a credential; null when one is needed. */
export function decideWithoutCredential(api: CompiledApi, routed: Routed): Decision | null {
  if (routed.refusal !== '') return deny(routed, 'unsafe_path', routed.refusal);
  if (routed.endpointIndex < 0) return deny(routed, 'no_route', '');
  const access = api.endpoints.flags[routed.endpointIndex]! & ACCESS_MASK;
  if (access === PUBLIC) return allow(routed, 'public_endpoint', '');
  return access === SCOPED || access === AUTHENTICATED ? null : deny(routed, 'endpoint_closed', '');
}

/** Decides for a recognised credential; asks first what `decideWithoutCredential` asks. */
export function decideWithCredential(
  api: CompiledApi,
  routed: Routed,
  subject: Subject,
  context: DecisionContext,
): Decision {
  const early = decideWithoutCredential(api, routed);
  if (early !== null) return early;
  const fault = faultOf(subject, context);
  if (fault !== null) return deny(routed, fault, '');
  const { flags, requirements, requirementOf } = api.endpoints;
  const endpoint = flags[routed.endpointIndex]!;
  if (!acceptsKind(endpoint, subject.kind)) return deny(routed, 'kind_not_accepted', subject.kind);
  if ((endpoint & ACCESS_MASK) === AUTHENTICATED) return allow(routed, 'any_credential', '');
  const { acceptedSet } = requirements[requirementOf[routed.endpointIndex]!]!;
  const scope = firstHeld(api.scopeSets, acceptedSet, subject.scopeIndexes);
  return scope === '' ? deny(routed, 'missing_scope', '') : allow(routed, 'scope_held', scope);
}

/** Refuses for a credential that is absent or was not recognised. */
export function denyCredential(routed: Routed, reason: DenyReason, detail: string): Decision {
  return deny(routed, reason, detail);
}

/** Refuses a request that reaches no API. */
export function denyUnrouted(reason: 'host_required' | 'no_route' | 'unsafe_path', detail: string): Decision {
  return { allowed: false, reason, detail, endpointIndex: -1, matchedScope: '', canonicalPath: '' };
}

function faultOf(subject: Subject, context: DecisionContext): DenyReason | null {
  const { nowMs } = context;
  if (!subject.enabled) return 'disabled_credential';
  // Written so that an instant that is no number refuses.
  if (subject.notBeforeMs !== null && !(nowMs >= subject.notBeforeMs)) return 'not_yet_valid';
  if (subject.expiresAtMs !== null && !(nowMs < subject.expiresAtMs)) return 'expired';
  return context.addressAllowed ? null : 'address_not_allowed';
}

function allow({ endpointIndex, canonicalPath }: Routed, reason: Reason, matchedScope: string): Decision {
  return { allowed: true, reason, detail: '', endpointIndex, matchedScope, canonicalPath };
}

function deny({ endpointIndex, canonicalPath }: Routed, reason: Reason, detail: string): Decision {
  return { allowed: false, reason, detail, endpointIndex, matchedScope: '', canonicalPath };
}
