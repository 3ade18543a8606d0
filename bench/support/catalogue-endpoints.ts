import type { EndpointSource } from '../../src/engine/index.js';
import { makeCatalogue } from '../routing/catalogue.js';
import type { Probe, Route } from '../routing/catalogue.js';

/**
 * A route as a row. One literal makes them all, as where the service reads them: objects put together by spreading others have a
 * hidden class each, and to compile a policy of those takes twice as long.
 */
export function toRow({ method, template, scopes }: Route, id: number): EndpointSource {
  return {
    id,
    method,
    template,
    access: 'scoped',
    scopes,
    product: null,
    managed: true,
    acceptedKinds: null,
    encoded: [],
  };
}

/** The catalogue of the routing bench as rows of one API, and requests for it. */
export function catalogueEndpoints(size: number): { endpoints: readonly EndpointSource[]; probes: readonly Probe[] } {
  const { routes, probes } = makeCatalogue(size);
  return { endpoints: routes.map((route, at) => toRow(route, at + 1)), probes };
}
