import type { EndpointSource } from '../../src/engine/policy.js';
import { makeCatalogue } from '../routing/catalogue.js';
import type { Probe } from '../routing/catalogue.js';

/** The catalogue of the routing bench as rows of one API, and requests for it. */
export function catalogueEndpoints(size: number): { endpoints: readonly EndpointSource[]; probes: readonly Probe[] } {
  const { routes, probes } = makeCatalogue(size);
  const rest = { access: 'scoped' as const, product: null, managed: true, acceptedKinds: null, encoded: [] };
  return { endpoints: routes.map((route, at) => ({ ...rest, ...route, id: at + 1 })), probes };
}
