import type { CompiledApi } from './compile.js';
import type { CredentialKind } from './policy.js';
import type { DenyReason, Reason } from './reason.js';
import type { Routed } from './route.js';
import { describeEndpoint, matchScope } from './compile.js';

export interface Subject {
  readonly kind: CredentialKind;
  readonly enabled: boolean;
  readonly notBeforeMs: number | null;
  readonly expiresAtMs: number | null;
  readonly scopeIndexes: readonly number[];
}
export interface Decision {
  readonly allowed: boolean;
  readonly reason: Reason;
  readonly detail: string;
  readonly endpointIndex: number;
  readonly matchedScope: string;
  readonly canonicalPath: string;
}
export interface DecisionContext {
  readonly nowMs: number;
  readonly addressAllowed: boolean;
}

function make(allowed: boolean, reason: Reason, detail: string, routed: Routed, matchedScope = ''): Decision {
  return {
    allowed,
    reason,
    detail,
    endpointIndex: routed.endpointIndex,
    matchedScope,
    canonicalPath: routed.canonicalPath,
  };
}
export function decideWithoutCredential(api: CompiledApi, routed: Routed): Decision | null {
  if (routed.refusal !== '') return make(false, 'unsafe_path', routed.refusal, routed);
  if (routed.endpointIndex < 0) return make(false, 'no_route', '', routed);
  const { access } = describeEndpoint(api, routed.endpointIndex);
  if (access === 'closed') return make(false, 'endpoint_closed', '', routed);
  if (access === 'public') return make(true, 'public_endpoint', '', routed);
  return null;
}
export function decideWithCredential(
  api: CompiledApi,
  routed: Routed,
  subject: Subject,
  context: DecisionContext,
): Decision {
  const endpoint = describeEndpoint(api, routed.endpointIndex);
  if (!subject.enabled) return make(false, 'disabled_credential', '', routed);
  if (subject.notBeforeMs !== null && context.nowMs < subject.notBeforeMs)
    return make(false, 'not_yet_valid', '', routed);
  if (subject.expiresAtMs !== null && context.nowMs >= subject.expiresAtMs) return make(false, 'expired', '', routed);
  if (!context.addressAllowed) return make(false, 'address_not_allowed', '', routed);
  if (endpoint.acceptedKinds !== null && !endpoint.acceptedKinds.includes(subject.kind))
    return make(false, 'kind_not_accepted', '', routed);
  if (endpoint.access === 'authenticated') return make(true, 'any_credential', '', routed);
  if (endpoint.access !== 'scoped') return make(false, 'endpoint_closed', '', routed);
  const matched = matchScope(api, routed.endpointIndex, subject.scopeIndexes);
  return matched === '' ? make(false, 'missing_scope', '', routed) : make(true, 'scope_held', '', routed, matched);
}
export function denyCredential(routed: Routed, reason: DenyReason, detail: string): Decision {
  return make(false, reason, detail, routed);
}
export function denyUnrouted(reason: 'no_route' | 'unsafe_path', detail: string): Decision {
  return make(false, reason, detail, { endpointIndex: -1, refusal: '', canonicalPath: '' });
}
