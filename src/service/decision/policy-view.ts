import type { CompiledApi } from '../../engine/index.js';
import type { CompiledApis } from './compiled-apis.js';
import type { Directory } from './directory.js';

/** The policy that a decision is made by. */
export interface PolicyView {
  directory(): Directory;
  /** Synchronous when held; rejects as `CompiledApis.get` does. */
  api(apiId: number): CompiledApi | Promise<CompiledApi>;
  /** The revision that was applied when the lookup began. A lookup that waits may see newer rows, never older ones. */
  readonly revision: number;
}

export interface PolicyViewDeps {
  readonly directory: () => Directory;
  readonly compiledApis: Pick<CompiledApis, 'get'>;
  readonly freshness: { readonly applied: number };
}

/** The newest policy, for requests that stand alone. */
export function currentPolicy({ directory, compiledApis, freshness }: PolicyViewDeps): PolicyView {
  return {
    directory,
    api: (apiId) => compiledApis.get(apiId),
    get revision() {
      return freshness.applied;
    },
  };
}

/** The policy of this moment, for requests that are to be decided by one and the same. */
export function pinPolicy(deps: PolicyViewDeps): PolicyView {
  const revision = deps.freshness.applied;
  const directory = deps.directory();
  const held = new Map<number, CompiledApi | Promise<CompiledApi>>();
  return {
    directory: () => directory,
    api(apiId) {
      let api = held.get(apiId);
      if (api === undefined) {
        api = deps.compiledApis.get(apiId);
        held.set(apiId, api);
      }
      return api;
    },
    revision,
  };
}
