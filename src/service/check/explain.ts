import type { CompiledApi } from '../../engine/compile.js';
import type { Decision } from '../../engine/decide.js';
import type { DecisionExplanation } from '../../engine/explain.js';
import type { Router } from '../../engine/route.js';
import type { HeldCredential } from '../caches/credential-cache.js';
import type { CheckRequest } from './answer.js';
export function explainAnswer(
  _r: Router,
  _a: CompiledApi,
  _q: CheckRequest,
  _d: Decision,
  credential: HeldCredential | null,
): DecisionExplanation {
  return { nearMisses: [], sufficientScopes: [], heldScopes: credential?.row.scopes ?? [], failingAttribute: '' };
}
