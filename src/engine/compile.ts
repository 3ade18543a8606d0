import type { AccessMode, ApiSource, CredentialKind, EncodedAllowance } from './policy.js';
import type { ScopeTable } from './scope-table.js';

export interface EndpointView {
  readonly id: number;
  readonly method: string;
  readonly template: string;
  readonly access: AccessMode;
  readonly requiredScopes: readonly string[];
  readonly product: string | null;
  readonly acceptedKinds: readonly CredentialKind[] | null;
  readonly encoded: readonly EncodedAllowance[];
}
export interface CompiledApi {
  readonly id: number;
  readonly name: string;
  readonly byteLength: number;
  readonly endpointCount: number;
  readonly views: readonly EndpointView[];
  readonly accepted: readonly ReadonlyMap<number, string>[];
}
export function compileApi(source: ApiSource, scopes: ScopeTable): CompiledApi {
  const views: EndpointView[] = [];
  const accepted: Map<number, string>[] = [];
  for (const e of source.endpoints) {
    const manage = e.product === null || !e.managed ? undefined : source.manageScopes.get(e.product);
    const required = [...new Set([...e.scopes, ...(manage === undefined ? [] : [manage])])].sort();
    const all = new Set(required);
    for (let grown = true; grown;) {
      grown = false;
      for (const [a, b] of source.implications)
        if (all.has(b) && !all.has(a)) {
          all.add(a);
          grown = true;
        }
    }
    views.push({
      id: e.id,
      method: e.method,
      template: e.template,
      access: e.access,
      requiredScopes: required,
      product: e.product,
      acceptedKinds: e.acceptedKinds,
      encoded: e.encoded,
    });
    accepted.push(new Map([...all].map((name) => [scopes.intern(name), name])));
  }
  return {
    id: source.id,
    name: source.name,
    byteLength: views.length * 200,
    endpointCount: views.length,
    views,
    accepted,
  };
}
export function describeEndpoint(api: CompiledApi, index: number): EndpointView {
  return api.views[index]!;
}
export function matchScope(api: CompiledApi, index: number, held: readonly number[]): string {
  for (const scope of held) {
    const name = api.accepted[index]!.get(scope);
    if (name !== undefined) return name;
  }
  return '';
}
