import {
  decideWithCredential,
  decideWithoutCredential,
  denyCredential,
  describeEndpoint,
  explainDecision,
  inOrder,
} from '../../../engine/index.js';
import type { CompiledApi, Decision, DecisionExplanation, Router } from '../../../engine/index.js';
import type { Expectation, PolicyCase } from './case.js';
import type { PolicyUnderTest } from './policy-under-test.js';

export type CaseOutcome = Exclude<Expectation, 'not_allow'>;

/** What became of one case. */
export interface CaseVerdict {
  readonly passed: boolean;
  readonly outcome: CaseOutcome;
  readonly decision: Decision;
  /** `GET /a/{id}` of the endpoint that the request reached; empty for none. */
  readonly endpoint: string;
  /** Only of a case that failed, and that reached an API. */
  readonly explanation: DecisionExplanation | null;
}

interface Tried {
  readonly decision: Decision;
  readonly api: CompiledApi | null;
}

/** Decides the request of a case by the engine, and compares. */
export function tryCase(policy: PolicyUnderTest, router: Router, one: PolicyCase): CaseVerdict {
  const { decision, api } = decideCase(policy, router, one);
  const outcome = outcomeOf(decision);
  const asExpected = one.expect === 'not_allow' ? outcome !== 'allow' : outcome === one.expect;
  const passed = asExpected && (one.reason === '' || one.reason === decision.reason);
  return {
    passed,
    outcome,
    decision,
    endpoint: api === null ? '' : endpointOf(api, decision.endpointIndex),
    explanation: passed || api === null ? null : explain(api, router, one, decision),
  };
}

function decideCase({ apis, scopes }: PolicyUnderTest, router: Router, one: PolicyCase): Tried {
  const { api: found, denial } = apis.find(one.host);
  if (found === null) return { decision: denial, api: null };
  const { api } = found;
  const routed = router.route(api, one.method, one.path);
  const early = decideWithoutCredential(api, routed);
  if (early !== null) return { decision: early, api };
  if (one.scopesHeld === null) return { decision: denyCredential(routed, 'no_credential', ''), api };
  const subject = {
    kind: 'api_key' as const,
    enabled: true,
    notBeforeMs: null,
    expiresAtMs: null,
    scopeIndexes: one.scopesHeld.map((scope) => scopes.intern(scope)),
  };
  return { decision: decideWithCredential(api, routed, subject, { nowMs: 0, addressAllowed: true }), api };
}

function outcomeOf({ allowed, reason }: Decision): CaseOutcome {
  if (allowed) return 'allow';
  if (reason === 'unsafe_path') return 'refused';
  return reason === 'no_route' || reason === 'host_required' ? 'no_route' : 'deny';
}

function endpointOf(api: CompiledApi, index: number): string {
  if (index < 0) return '';
  const { method, template } = describeEndpoint(api, index);
  return `${method} ${template}`;
}

function explain(api: CompiledApi, router: Router, one: PolicyCase, decision: Decision): DecisionExplanation {
  const { method, path: target, scopesHeld } = one;
  return explainDecision(api, router, { method, target, decision, heldScopes: inOrder(scopesHeld ?? []) });
}
