import { preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs';
import { newEnforcer, newModelFromString } from 'casbin';
import { decideWithCredential } from '../../src/engine/decide.js';
import { makeRouter } from '../../src/engine/route.js';
import { makeScopeTable } from '../../src/engine/scope-table.js';
import type { Route } from './catalogue.js';
import { compile } from './routers.js';

/** Whether a credential that holds one scope may call a method and path. */
export type Decide = (method: string, path: string, scope: string) => boolean;

export interface Decider {
  readonly name: string;
  build(routes: readonly Route[]): Promise<Decide>;
}

export const ours: Decider = {
  name: 'scopegate',
  build(routes) {
    const scopes = makeScopeTable();
    const api = compile(routes, scopes);
    const router = makeRouter();
    const context = { nowMs: 0, addressAllowed: true };
    const subjects = new Map(
      ['none', ...new Set(routes.flatMap((route) => route.scopes))].map((scope) => [
        scope,
        {
          kind: 'api_key' as const,
          enabled: true,
          notBeforeMs: null,
          expiresAtMs: null,
          scopeIndexes: [scopes.intern(scope)],
        },
      ]),
    );
    return Promise.resolve((method, path, scope) => {
      const routed = router.route(api, method, path);
      return decideWithCredential(api, routed, subjects.get(scope)!, context).allowed;
    });
  },
};

export const others: readonly Decider[] = [
  {
    name: 'casbin (keyMatch2)',
    async build(routes) {
      const model = newModelFromString(`
        [request_definition]
        r = scope, path, method
        [policy_definition]
        p = scope, path, method
        [policy_effect]
        e = some(where (p.eft == allow))
        [matchers]
        m = r.method == p.method && r.scope == p.scope && keyMatch2(r.path, p.path)`);
      const enforcer = await newEnforcer(model);
      const colons = (template: string): string => template.replace(/\{(\w+)\}/g, ':$1');
      await enforcer.addPolicies(
        routes.flatMap(({ method, template, scopes }) => scopes.map((scope) => [scope, colons(template), method])),
      );
      return (method, path, scope) => enforcer.enforceSync(scope, path, method);
    },
  },
  {
    name: 'cedar-wasm (policies parsed before)',
    build(routes) {
      // Cedar knows no path parameters: `like` with a wildcard stands for one, which also matches several segments.
      const policies = routes.map(({ method, template, scopes }) => {
        const pattern = template.replace(/\{\w+\}/g, '*');
        return `permit (principal, action == Action::"${method}", resource)
          when { context.path like "${pattern}" && ${JSON.stringify(scopes)}.contains(context.scope) };`;
      });
      const parsed = preparsePolicySet('bench', { staticPolicies: policies.join('\n') });
      if (parsed.type !== 'success') throw new Error(JSON.stringify(parsed));
      return Promise.resolve((method, path, scope) => {
        const answer = statefulIsAuthorized({
          principal: { type: 'Key', id: 'k' },
          action: { type: 'Action', id: method },
          resource: { type: 'Api', id: 'a' },
          context: { path, scope },
          preparsedPolicySetId: 'bench',
          entities: [],
        });
        if (answer.type !== 'success') throw new Error(JSON.stringify(answer));
        return answer.response.decision === 'allow';
      });
    },
  },
];
