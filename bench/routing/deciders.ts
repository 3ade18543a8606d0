import { preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs';
import { newEnforcer, newModelFromString } from 'casbin';
import { decideWithCredential, makeRouter, makeScopeTable } from '../../src/engine/index.js';
import type { Subject } from '../../src/engine/index.js';
import type { Route } from './catalogue.js';
import { compile } from './routers.js';

/** Decides for credentials that hold one scope each, and are what the decider makes of them before it is asked. */
export interface Decider<Credential> {
  readonly name: string;
  build(routes: readonly Route[]): Promise<Judge<Credential>>;
}

export interface Judge<Credential> {
  credential(scope: string): Credential;
  /** Whether the credential may call a method and path. */
  decide(method: string, path: string, credential: Credential): boolean;
}

const withScope = (scope: string): string => scope;

export const ours: Decider<Subject> = {
  name: 'scopegate',
  build(routes) {
    const scopes = makeScopeTable();
    const api = compile(routes, scopes);
    const router = makeRouter();
    const context = { nowMs: 0, addressAllowed: true };
    return Promise.resolve({
      credential: (scope) => ({
        kind: 'api_key',
        enabled: true,
        notBeforeMs: null,
        expiresAtMs: null,
        scopeIndexes: [scopes.intern(scope)],
      }),
      decide: (method, path, subject) =>
        decideWithCredential(api, router.route(api, method, path), subject, context).allowed,
    });
  },
};

export const others: readonly Decider<string>[] = [
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
      return { credential: withScope, decide: (method, path, scope) => enforcer.enforceSync(scope, path, method) };
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
      const decide = (method: string, path: string, scope: string): boolean => {
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
      };
      return Promise.resolve({ credential: withScope, decide });
    },
  },
];
