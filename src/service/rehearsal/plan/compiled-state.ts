import { ScopegateError, isScopegateError } from '../../../base/errors.js';
import { compileApi, makeScopeTable } from '../../../engine/index.js';
import type { CompiledApi, ScopeTable } from '../../../engine/index.js';
import type { PolicyState } from '../../../store/ports/planning.js';
import { onlyApi } from '../../decision/api-hosts.js';

/** Both versions of the policy, compiled with one table of scopes. */
export interface CompiledStates {
  readonly scopes: ScopeTable;
  readonly before: ReadonlyMap<number, CompiledApi>;
  readonly after: ReadonlyMap<number, CompiledApi>;
}

/** One API before and after, for the hosts that lead to the one and then to the other; null where there is none. */
export interface ApiPair {
  /** Empty name for requests that name no host; no names where no host leads there. */
  readonly hosts: readonly string[];
  readonly before: CompiledApi | null;
  readonly after: CompiledApi | null;
}

/** @throws ScopegateError `policy` that says which version cannot be compiled, and why */
export function compileStates(states: { readonly before: PolicyState; readonly after: PolicyState }): CompiledStates {
  const scopes = makeScopeTable();
  return {
    scopes,
    before: compileState(states.before, scopes, 'as it is now'),
    after: compileState(states.after, scopes, 'after the migration'),
  };
}

function compileState({ sources }: PolicyState, scopes: ScopeTable, version: string): Map<number, CompiledApi> {
  try {
    return new Map(sources.map((source) => [source.id, compileApi(source, scopes)]));
  } catch (error) {
    if (!isScopegateError(error)) throw error;
    const more = error.hint === undefined ? {} : { hint: error.hint };
    throw new ScopegateError(error.code, `the policy ${version} does not compile: ${error.message}`, {
      ...more,
      cause: error,
    });
  }
}

/**
 * Every host with the API that it leads to before and after. APIs that no host leads to are compared all the same: the
 * management API is one, and others wait for their hosts.
 */
export function pairApis(
  states: { readonly before: PolicyState; readonly after: PolicyState },
  compiled: CompiledStates,
): readonly ApiPair[] {
  const [before, after] = [apisByHost(states.before), apisByHost(states.after)];
  const pairs = new Map<string, ApiPair & { readonly hosts: string[] }>();
  const pairFor = (one: number | undefined, other: number | undefined): { readonly hosts: string[] } => {
    const key = `${String(one)} ${String(other)}`;
    const known = pairs.get(key);
    if (known !== undefined) return known;
    const made = {
      hosts: [],
      before: one === undefined ? null : (compiled.before.get(one) ?? null),
      after: other === undefined ? null : (compiled.after.get(other) ?? null),
    };
    pairs.set(key, made);
    return made;
  };
  for (const host of new Set([...before.keys(), ...after.keys()])) {
    pairFor(before.get(host), after.get(host)).hosts.push(host);
  }
  const reached = new Set([...before.values(), ...after.values()]);
  for (const id of new Set([...compiled.before.keys(), ...compiled.after.keys()])) {
    if (reached.has(id)) continue;
    pairFor(compiled.before.has(id) ? id : undefined, compiled.after.has(id) ? id : undefined);
  }
  return [...pairs.values()];
}

function apisByHost({ apis }: PolicyState): ReadonlyMap<string, number> {
  const byHost = new Map<string, number>();
  for (const { id, hosts } of apis) for (const host of hosts) byHost.set(host, id);
  const only = onlyApi(apis);
  if (only !== null) byHost.set('', only.id);
  return byHost;
}
