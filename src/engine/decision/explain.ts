import type { CompiledApi } from './compile.js';
import type { Decision } from './decide.js';
import { ACCESS_MASK, SCOPED } from './endpoint-table.js';
import type { NearMiss } from './near-miss.js';
import type { Reason } from './reason.js';
import type { Router } from './route.js';

export type { NearMiss } from './near-miss.js';

/** How a decision came about, for operators. */
export interface DecisionExplanation {
  /** Endpoints that came near, best first. */
  readonly nearMisses: readonly NearMiss[];
  /** Every scope that would suffice, also by implication; sorted by code unit. */
  readonly sufficientScopes: readonly string[];
  /** Scopes that the credential holds; sorted by code unit. */
  readonly heldScopes: readonly string[];
  /** The attribute of the credential that failed; empty for none. */
  readonly failingAttribute: string;
}

export interface DecidedRequest {
  readonly method: string;
  readonly target: string;
  readonly decision: Decision;
  /** As `inOrder` gives them. Empty where no credential was needed, or none was recognised. */
  readonly heldScopes: readonly string[];
}

const FAILING_ATTRIBUTES: Readonly<Partial<Record<Reason, string>>> = {
  disabled_credential: 'enabled',
  not_yet_valid: 'not_before',
  expired: 'expires_at',
  address_not_allowed: 'allowed_addresses',
  kind_not_accepted: 'kind',
  missing_scope: 'scopes',
};

/** What an operator wants to know about one decision. */
export function explainDecision(api: CompiledApi, router: Router, request: DecidedRequest): DecisionExplanation {
  const { decision, method, target, heldScopes } = request;
  return {
    nearMisses: router.nearMisses(api, method, target, decision.endpointIndex),
    sufficientScopes: sufficientScopes(api, decision.endpointIndex),
    heldScopes,
    failingAttribute: FAILING_ATTRIBUTES[decision.reason] ?? '',
  };
}

/** Every scope that opens an endpoint; none for an endpoint that does not ask for scopes. */
export function sufficientScopes(api: CompiledApi, endpointIndex: number): readonly string[] {
  if (endpointIndex < 0) return [];
  const { flags, requirements, requirementOf } = api.endpoints;
  if ((flags[endpointIndex]! & ACCESS_MASK) !== SCOPED) return [];
  return requirements[requirementOf[endpointIndex]!]!.sufficient;
}

/** Names sorted by code unit; the list itself where it is sorted, as lists that were read from a database nearly always are. */
export function inOrder(names: readonly string[]): readonly string[] {
  for (let at = 1; at < names.length; at++) if (names[at]! < names[at - 1]!) return [...names].sort();
  return names;
}
