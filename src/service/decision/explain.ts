import { explainDecision } from '../../engine/index.js';
import type { CompiledApi, Decision, DecisionExplanation, Router } from '../../engine/index.js';
import type { CachedCredential } from '../identity/credential-cache.js';
import type { CheckRequest } from '../check-request.js';

export interface ExplainedRequest {
  readonly request: CheckRequest;
  readonly decision: Decision;
  readonly credential: CachedCredential | null;
}

/** How a decision came about. A request whose credential was not recognised holds no scopes. */
export function explainAnswer(router: Router, api: CompiledApi, explained: ExplainedRequest): DecisionExplanation {
  const { request, decision, credential } = explained;
  const heldScopes = credential?.row.scopes ?? [];
  return explainDecision(api, router, { method: request.method, target: request.target, decision, heldScopes });
}
