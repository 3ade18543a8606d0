import type { ApiSource, EndpointSource } from '../../../engine/index.js';
import { makeFinding } from './finding.js';
import type { Finding } from './finding.js';

export interface HeldScopes {
  /** Every scope of the catalogue. */
  readonly scopes: readonly string[];
  /** Those that some credential which can be used holds. */
  readonly held: ReadonlySet<string>;
}

/** What can be said of scopes and products over all APIs. */
export function lintScopes(sources: readonly ApiSource[], { scopes, held }: HeldScopes): readonly Finding[] {
  const required = new Set(sources.flatMap(requiredScopes));
  const implications = sources[0]?.implications ?? [];
  const counting = new Map(scopes.map((scope) => [scope, impliedBy(scope, implications)]));
  const heldOrImplied = new Set([...held].flatMap((scope) => [...(counting.get(scope) ?? [scope])]));
  const unused = scopes.filter(
    (scope) => ![...impliedBy(scope, implications)].some((implied) => required.has(implied)),
  );
  const unheld = scopes.filter((scope) => required.has(scope) && !heldOrImplied.has(scope));
  return [
    ...unused.map((scope) => makeFinding({ rule: 'unused_scope', message: `scope "${scope}" opens no endpoint` })),
    ...unheld.map((scope) =>
      makeFinding({ rule: 'unheld_scope', message: `scope "${scope}" is held by no credential that can be used` }),
    ),
    ...sources.flatMap(lintProducts),
  ];
}

function requiredScopes({ endpoints, manageScopes }: ApiSource): readonly string[] {
  return endpoints.flatMap(({ access, scopes, product, managed }) => {
    if (access !== 'scoped') return [];
    const manage = managed && product !== null ? manageScopes.get(product) : undefined;
    return manage === undefined ? scopes : [...scopes, manage];
  });
}

/** A scope and everything that holding it counts as holding. */
function impliedBy(scope: string, implications: ApiSource['implications']): ReadonlySet<string> {
  const found = new Set([scope]);
  for (const one of found) {
    for (const [implying, implied] of implications) if (implying === one) found.add(implied);
  }
  return found;
}

function lintProducts({ name: api, endpoints, manageScopes }: ApiSource): readonly Finding[] {
  const products = new Set(endpoints.flatMap(({ product }) => product ?? []));
  const bare = [...products].filter((product) => !manageScopes.has(product)).sort();
  return [
    ...bare.map((product) =>
      makeFinding({
        rule: 'product_without_manage_scope',
        api,
        message: `product "${product}" has no manage scope: no scope opens all of it`,
      }),
    ),
    ...endpoints
      .filter((endpoint) => isOnlyManaged(endpoint, manageScopes))
      .map((endpoint) => onlyManaged(api, endpoint)),
  ];
}

function isOnlyManaged(endpoint: EndpointSource, manageScopes: ReadonlyMap<string, string>): boolean {
  const { access, scopes, product, managed } = endpoint;
  const manage = managed && product !== null ? manageScopes.get(product) : undefined;
  return access === 'scoped' && manage !== undefined && scopes.every((scope) => scope === manage);
}

function onlyManaged(api: string, { method, template, product }: EndpointSource): Finding {
  const name = `${method} ${template}`;
  const message = `${name} is opened by the manage scope of product "${product ?? ''}" alone`;
  return makeFinding({ rule: 'only_manage_scope', api, message, endpoints: [name] });
}
