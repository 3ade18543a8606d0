import type { ApiSource, EndpointSource } from '../../../../src/engine/index.js';
import type { PlannedCredential, PolicyState } from '../../../../src/store/ports/planning.js';
import { judge } from '../../../engine/oracle.js';

/** A second, slow opinion on who may call what, made of the definitions alone; nothing of the engine is used. */
export interface NaiveVerdict {
  /** `GET /a/{}`; empty where the request reaches no endpoint. */
  readonly endpoint: string;
  /** Public ids of the credentials that may call it at `nowMs` from any address; `''` for none at all. */
  readonly allowed: ReadonlySet<string>;
}

export const ANYBODY = '';

export function naiveVerdict(
  { sources, credentials }: PolicyState,
  request: { readonly method: string; readonly path: string },
  nowMs: number,
): NaiveVerdict | 'refused' {
  const source = sources[0]!;
  const routes = source.endpoints.map(({ method, template, encoded }) => ({ method, template, encoded }));
  const verdict = judge(routes, request.method, request.path);
  if (verdict.refused) return 'refused';
  if (verdict.route < 0) return { endpoint: '', allowed: new Set() };
  const endpoint = source.endpoints[verdict.route]!;
  const allowed = credentials
    .filter((credential) => mayCall(source, endpoint, credential, nowMs))
    .map(({ publicId }) => publicId);
  return {
    endpoint: naiveName(endpoint),
    allowed: new Set(endpoint.access === 'public' ? [...allowed, ANYBODY] : allowed),
  };
}

export function naiveName({ method, template }: { readonly method: string; readonly template: string }): string {
  return `${method} ${template.replace(/\{(\+?)[^}]*\}/g, '{$1}')}`;
}

function mayCall(source: ApiSource, endpoint: EndpointSource, credential: PlannedCredential, nowMs: number): boolean {
  if (endpoint.access === 'public') return true;
  if (endpoint.access === 'closed' || !credential.enabled) return false;
  if (credential.notBeforeMs !== null && nowMs < credential.notBeforeMs) return false;
  if (credential.expiresAtMs !== null && nowMs >= credential.expiresAtMs) return false;
  if (endpoint.acceptedKinds !== null && !endpoint.acceptedKinds.includes(credential.kind)) return false;
  if (endpoint.access === 'authenticated') return true;
  const manage = endpoint.managed && endpoint.product !== null ? source.manageScopes.get(endpoint.product) : undefined;
  const needed = manage === undefined ? endpoint.scopes : [...endpoint.scopes, manage];
  return credential.scopes.some((scope) => needed.some((one) => counts(source, scope, one, 0)));
}

/** Whether holding the first counts as holding the second. */
function counts(source: ApiSource, held: string, needed: string, depth: number): boolean {
  if (held === needed) return true;
  if (depth > 10) return false;
  return source.implications.some(([one, implied]) => one === held && counts(source, implied, needed, depth + 1));
}
