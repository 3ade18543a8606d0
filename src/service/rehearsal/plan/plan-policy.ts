import {
  compileApi,
  describeEndpoint,
  endpointKey,
  findRoutePairs,
  makeScopeTable,
  sufficientScopes,
} from '../../../engine/index.js';
import type { CompiledApi, EndpointView, RoutePair, Router } from '../../../engine/index.js';
import type { PolicyState } from '../../../store/ports/planning.js';
import { AccessComparer } from './access-diff.js';
import { compileStates, pairApis } from './compiled-state.js';
import type { ApiPair } from './compiled-state.js';
import { groupCredentials } from './population.js';
import type { CredentialChange, Group } from './population.js';

/** Requests that led to one endpoint and will lead to another, or to the same one with another guard. */
export interface EndpointChange {
  /** Name of the API, as it is afterwards where it still is. */
  readonly api: string;
  /** Hosts of which this holds; the empty one for requests that name none. */
  readonly hosts: readonly string[];
  readonly before: EndpointView | null;
  readonly after: EndpointView | null;
  /** Scopes that open it now and did not before, also by implication. */
  readonly newlyEnough: readonly string[];
  readonly noLongerEnough: readonly string[];
  /** One such request. */
  readonly request: { readonly method: string; readonly path: string };
  readonly gaining: readonly Group[];
  readonly losing: readonly Group[];
  /** To everybody, also without a credential. */
  readonly isOpened: boolean;
  readonly isClosed: boolean;
  /** Whether these requests lead to another endpoint than before. */
  readonly isMoved: boolean;
  /** Whether the endpoint before is still there, for other requests. */
  readonly isPart: boolean;
}

export interface PolicyPlan {
  readonly changes: readonly EndpointChange[];
  readonly credentials: readonly CredentialChange[];
}

export interface PlanDeps {
  readonly router: Router;
  readonly nowMs: number;
  readonly onProgress: (step: string) => void;
}

/**
 * What changes for whom between two states: every pair of endpoints that requests lead to before and after, as far as
 * somebody is treated differently or the requests lead elsewhere.
 *
 * @throws ScopegateError `policy` when a version does not compile, `resource_exhausted` when two cannot be compared
 *   exactly
 */
export function planPolicy(
  states: { readonly before: PolicyState; readonly after: PolicyState },
  { router, nowMs, onProgress }: PlanDeps,
): PolicyPlan {
  onProgress('compiling both versions');
  const compiled = compileStates(states);
  const known = Array.from({ length: compiled.scopes.size }, (_unused, index) => compiled.scopes.nameOf(index));
  const { groups, changes: credentials } = groupCredentials(states, known, nowMs);
  const comparer = new AccessComparer(groups, compiled.scopes);
  const hasChangedGroups = groups.some(({ isChanged }) => isChanged);
  const changes: EndpointChange[] = [];
  const pairs = pairApis(states, compiled);
  for (const [index, pair] of pairs.entries()) {
    onProgress(`comparing API ${String(index + 1)} of ${String(pairs.length)}`);
    for (const change of changesOf(pair, { router, comparer, hasChangedGroups })) changes.push(change);
  }
  return { changes, credentials };
}

interface Comparison {
  readonly router: Router;
  readonly comparer: AccessComparer;
  readonly hasChangedGroups: boolean;
}

function changesOf(pair: ApiPair, { router, comparer, hasChangedGroups }: Comparison): readonly EndpointChange[] {
  const before = pair.before ?? compileNothing();
  const after = pair.after ?? compileNothing();
  const sides = (one: number, other: number) =>
    [
      { api: before, index: one },
      { api: after, index: other },
    ] as const;
  const found = findRoutePairs({ before, after }, router, {
    differs: (one, other) => !comparer.isSameGuard(...sides(one, other)),
    isAsked: (one, other) => {
      if (!hasChangedGroups) return false;
      const { gaining, losing } = comparer.compare(...sides(one, other));
      return gaining.length + losing.length > 0;
    },
  });
  const names = new Set(namesOf(after));
  return found.flatMap((route) => {
    const change = toChange(pair, { before, after, route }, comparer, names);
    return change === null ? [] : [change];
  });
}

interface Found {
  readonly before: CompiledApi;
  readonly after: CompiledApi;
  readonly route: RoutePair;
}

function toChange(
  { hosts, before: apiBefore, after: apiAfter }: ApiPair,
  { before, after, route }: Found,
  comparer: AccessComparer,
  namesAfter: ReadonlySet<string>,
): EndpointChange | null {
  const [one, other] = [
    { api: before, index: route.before },
    { api: after, index: route.after },
  ];
  const difference = comparer.compare(one, other);
  const [nameBefore, nameAfter] = [endpointKey(before, route.before), endpointKey(after, route.after)];
  const isMoved = nameBefore !== nameAfter;
  if (!isMoved && comparer.isSameGuard(one, other) && difference.gaining.length + difference.losing.length === 0) {
    return null;
  }
  const [enoughBefore, enoughAfter] = [sufficientScopes(before, route.before), sufficientScopes(after, route.after)];
  return {
    api: (apiAfter ?? apiBefore)?.name ?? '',
    hosts,
    before: route.before < 0 ? null : describeEndpoint(before, route.before),
    after: route.after < 0 ? null : describeEndpoint(after, route.after),
    newlyEnough: enoughAfter.filter((scope) => !enoughBefore.includes(scope)),
    noLongerEnough: enoughBefore.filter((scope) => !enoughAfter.includes(scope)),
    request: { method: route.method, path: route.path },
    ...difference,
    isMoved,
    isPart: isMoved && nameBefore !== '' && namesAfter.has(nameBefore),
  };
}

function compileNothing(): CompiledApi {
  const source = { id: 0, name: '', endpoints: [], manageScopes: new Map<string, string>(), implications: [] };
  return compileApi(source, makeScopeTable());
}

function namesOf(api: CompiledApi): readonly string[] {
  return Array.from({ length: api.endpointCount }, (_unused, index) => endpointKey(api, index));
}
