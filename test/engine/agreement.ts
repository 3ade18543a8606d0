import { compileApi } from '../../src/engine/decision/compile.js';
import type { CompiledApi } from '../../src/engine/decision/compile.js';
import { decideWithCredential } from '../../src/engine/decision/decide.js';
import { explainDecision } from '../../src/engine/decision/explain.js';
import type { Router } from '../../src/engine/decision/route.js';
import { makeScopeTable } from '../../src/engine/decision/scope-table.js';
import type { ScopeTable } from '../../src/engine/decision/scope-table.js';
import type { Request } from './arbitraries.js';
import { judge } from './oracle.js';
import type { OracleRoute, Verdict } from './oracle.js';
import { apiSource, endpoint } from './policies.js';

/**
 * What the engine and the oracle say differently about some requests, as text; empty when they agree.
 *
 * @param onCaution told about each request that the engine refuses and the oracle does not: the engine reads segments apart from
 *   each other and refuses a few combinations that no one server makes. Without it that is a difference, too.
 */
export function disagreement(
  router: Router,
  known: readonly OracleRoute[],
  requests: readonly Request[],
  onCaution?: (text: string) => void,
): string {
  const scopes = makeScopeTable();
  const rows = known.map((route, index) => endpoint({ id: index, ...route, scopes: scopesOf(route) }));
  const api = compileApi(apiSource(rows), scopes);
  for (const request of requests) {
    const mine = sayEngine(router, api, request, scopes);
    const verdict = judge(known, request.method, request.target);
    const theirs = sayOracle(known, request, verdict);
    const isLenient = mine === 'refused' && !verdict.refused && verdict.mayRefuse;
    if (mine !== theirs && !isLenient) {
      const isCautious = mine === 'refused' && onCaution !== undefined && isOdd(request.target);
      const question = `${request.method} ${JSON.stringify(request.target)} with ${request.held.join(',')}`;
      const policy = known.map(({ method, template }) => `${method} ${template}`).join(', ');
      const difference = `${question} of ${policy}: the engine says ${mine}, the oracle says ${theirs}`;
      if (!isCautious) return difference;
      onCaution(difference);
    }
  }
  return '';
}

/** Whether some server could read a path in another way than it stands. */
function isOdd(target: string): boolean {
  return /[^a-z0-9/:_-]/.test(target);
}

function sayEngine(router: Router, api: CompiledApi, { method, target, held }: Request, scopes: ScopeTable): string {
  const routed = router.route(api, method, target);
  const subject = {
    kind: 'api_key' as const,
    enabled: true,
    notBeforeMs: null,
    expiresAtMs: null,
    scopeIndexes: held.map((scope) => scopes.intern(scope)),
  };
  const decision = decideWithCredential(api, routed, subject, { nowMs: 0, addressAllowed: true });
  if (decision.reason === 'unsafe_path') return 'refused';
  const { sufficientScopes } = explainDecision(api, router, { method, target, decision, heldScopes: held });
  const id = routed.endpointIndex < 0 ? -1 : api.endpoints.ids[routed.endpointIndex]!;
  return describe(id, routed.canonicalPath, decision.allowed, sufficientScopes);
}

function sayOracle(known: readonly OracleRoute[], { held }: Request, verdict: Verdict): string {
  if (verdict.refused) return 'refused';
  const needed = verdict.route < 0 ? [] : scopesOf(known[verdict.route]!);
  return describe(
    verdict.route,
    verdict.path,
    needed.some((scope) => held.includes(scope)),
    needed,
  );
}

function describe(route: number, path: string, isAllowed: boolean, sufficient: readonly string[]): string {
  return `endpoint ${route}, path ${path}, ${isAllowed ? 'allow' : 'deny'}, any of ${[...sufficient].sort().join(',')}`;
}

/** Follow from the template without its names, so that rows of one shape agree. */
function scopesOf({ template }: OracleRoute): readonly string[] {
  const count = template.split('/').length + template.split('+').length;
  return ['s0', 's1', 's2'].filter((_scope, bit) => (count & (1 << bit)) !== 0);
}
