/** A REST catalogue as products of a platform have it, and requests for it; the same for the same size. */
export interface Catalogue {
  readonly routes: readonly Route[];
  /** One request a route, shuffled. */
  readonly probes: readonly Probe[];
}

export interface Route {
  readonly method: string;
  /** With parameters as `{name}`. */
  readonly template: string;
  readonly scopes: readonly string[];
}

export interface Probe {
  readonly method: string;
  readonly path: string;
  /** Place of the route in the catalogue. */
  readonly route: number;
  readonly scope: string;
}

const SHAPES: readonly (readonly [method: string, suffix: string])[] = [
  ['GET', ''],
  ['POST', ''],
  ['GET', '/{id}'],
  ['PUT', '/{id}'],
  ['DELETE', '/{id}'],
  ['GET', '/{id}/items'],
  ['POST', '/{id}/items'],
  ['GET', '/{id}/items/{itemId}'],
  ['POST', '/{id}/archive'],
  ['GET', '/search'],
];
const RESOURCES_PER_PRODUCT = 10;

export function makeCatalogue(size: number): Catalogue {
  const random = makeRandom(size);
  const routes: Route[] = [];
  for (let at = 0; at < size; at++) {
    const [method, suffix] = SHAPES[at % SHAPES.length]!;
    const resource = Math.floor(at / SHAPES.length);
    const product = Math.floor(resource / RESOURCES_PER_PRODUCT);
    const template = `/product${product}/${1 + (product % 3)}/resource${resource % RESOURCES_PER_PRODUCT}${suffix}`;
    routes.push({ method, template, scopes: [`product${product}:manage`, `product${product}:use`] });
  }
  const probes = routes.map(({ method, template, scopes }, route) => ({
    method,
    path: template.replace(/\{\w+\}/g, () => Math.floor(random() * 1e12).toString(36)),
    route,
    scope: scopes[route % 2]!,
  }));
  for (let at = probes.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [probes[at], probes[other]] = [probes[other]!, probes[at]!];
  }
  return { routes, probes };
}

/** Mulberry32: small, seeded, good enough to shuffle. */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
