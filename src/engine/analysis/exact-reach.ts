import { isScopegateError } from '../../base/errors.js';
import type { CompiledApi } from '../decision/compile.js';
import { findRoutePairs } from './route-pairs.js';
import type { Router } from '../decision/route.js';
import { reachOf } from './witness.js';
import type { EndpointReach } from './witness.js';

/**
 * For every endpoint a request that reaches it, or what stands in its way: exact also where the usual values of
 * parameters are all taken. A table that combines in too many ways to be gone through is judged by usual values alone.
 */
export function reachesOf(api: CompiledApi, router: Router): readonly EndpointReach[] {
  const reaches = Array.from({ length: api.endpointCount }, (_unused, index) => reachOf(api, router, index));
  const isDoubtful = (reach: EndpointReach): boolean => 'shadowedBy' in reach;
  if (!reaches.some(isDoubtful)) return reaches;
  const found = exactReaches(api, router, (endpoint) => isDoubtful(reaches[endpoint]!));
  return reaches.map((reach, index) => found.get(index) ?? reach);
}

function exactReaches(
  api: CompiledApi,
  router: Router,
  isDoubtful: (endpoint: number) => boolean,
): ReadonlyMap<number, EndpointReach> {
  try {
    const pairs = findRoutePairs({ before: api, after: api }, router, {
      differs: isDoubtful,
      isAsked: () => false,
    });
    return new Map(pairs.map(({ before, method, path }) => [before, { method, path }]));
  } catch (error) {
    if (!isScopegateError(error) || error.code !== 'resource_exhausted') throw error;
    return new Map();
  }
}
