import { describeEndpoint, guardKey } from '../../../engine/index.js';
import type { CompiledApi, EndpointReach, Router } from '../../../engine/index.js';
import { makeFinding } from './finding.js';
import type { Finding } from './finding.js';

const SUFFIX = '.json';

/** Endpoints whose paths, with a format suffix, another endpoint decides. */
interface Suffixed {
  readonly endpoints: number[];
  readonly method: string;
  readonly path: string;
}

/**
 * One warning for each endpoint that takes paths of others with a format suffix, and asks for something else: a framework that
 * drops the suffix serves the others. `reaches` holds a request for each endpoint.
 */
export function lintSuffixes(api: CompiledApi, router: Router, reaches: readonly EndpointReach[]): readonly Finding[] {
  const found = new Map<number, Suffixed>();
  for (const [endpoint, reach] of reaches.entries()) {
    if ('shadowedBy' in reach || reach.path.endsWith('/')) continue;
    // Users know GET; a witness of "*" has a method that nobody uses.
    const isReachedByGet = router.route(api, 'GET', reach.path).endpointIndex === endpoint;
    const request = { method: isReachedByGet ? 'GET' : reach.method, path: reach.path + SUFFIX };
    const decided = router.route(api, request.method, request.path).endpointIndex;
    if (decided < 0 || decided === endpoint || isHarmless(api, endpoint, decided)) continue;
    const known = found.get(decided);
    if (known === undefined) found.set(decided, { endpoints: [endpoint], ...request });
    else known.endpoints.push(endpoint);
  }
  return [...found].map(([decided, suffixed]) => describe(api, decided, suffixed));
}

/** Whether whoever the deciding endpoint lets through may call the other one anyway. */
function isHarmless(api: CompiledApi, endpoint: number, decided: number): boolean {
  const isOpen = describeEndpoint(api, endpoint).access === 'public';
  return (
    isOpen || describeEndpoint(api, decided).access === 'closed' || guardKey(api, endpoint) === guardKey(api, decided)
  );
}

function describe(api: CompiledApi, decided: number, { endpoints, method, path }: Suffixed): Finding {
  const names = endpoints.map((endpoint) => nameOf(api, endpoint));
  const [first = ''] = names;
  const others = names.length > 1 ? `, and so for ${String(names.length - 1)} more` : '';
  const decidedBy = nameOf(api, decided);
  return makeFinding({
    rule: 'format_suffix',
    api: api.name,
    message: `${decidedBy} decides ${path}, which a framework with format suffixes serves as ${first}${others}`,
    endpoints: [decidedBy, ...names],
    witness: { method, path, decidedBy },
  });
}

function nameOf(api: CompiledApi, index: number): string {
  const { method, template } = describeEndpoint(api, index);
  return `${method} ${template}`;
}
