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

/**
 * What is below a resource. Depths and the share of parameters (one segment of seven) are those of a large public messaging API:
 * three to six segments, most of them words.
 */
const SHAPES: readonly (readonly [method: string, suffix: string])[] = [
  ['GET', ''],
  ['POST', ''],
  ['GET', '/{id}'],
  ['PUT', '/{id}'],
  ['POST', '/WORD'],
  ['GET', '/WORD/WORD'],
  ['POST', '/WORD/WORD'],
  ['GET', '/{id}/WORD'],
  ['GET', '/WORD'],
  ['DELETE', '/WORD/{id}'],
];
const RESOURCES_PER_PRODUCT = 5;
/** Words below resources, as "search" and "archive" come again and again. */
const ACTIONS = 307;

const SYLLABLES =
  'mes sage voice cam paign per son num ber re port tem plate flow web hook chan nel con tact send er log bill ing acc ount de vice s'.split(
    ' ',
  );

/** A word of two to four syllables; the same for the same number, seldom the same for two. */
function wordOf(number: number): string {
  let mixed = Math.imul(number + 7, 0x9e3779b1) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b) >>> 0;
  let word = '';
  for (let left = 1 + (mixed % 3); left >= 0; left--) {
    mixed = Math.floor(mixed / 3);
    word += SYLLABLES[mixed % SYLLABLES.length]!;
    mixed = Math.imul(mixed, 0x2c1b3c6d) >>> 0;
  }
  return word;
}

/** Names of a real catalogue are words; numbered ones (`product17`, `resource3`) share all but their last characters. */
export type Naming = 'words' | 'numbers';

const NAMES: Readonly<
  Record<Naming, { product(at: number): string; resource(at: number): string; action(at: number): string }>
> = {
  words: {
    product: (at) => `${wordOf(at)}${at < 200 ? '' : `-${wordOf(at + 500_000)}`}`,
    resource: (at) => wordOf(2_000_000 + at),
    action: (at) => wordOf(1_000_000 + at),
  },
  numbers: { product: (at) => `product${at}`, resource: (at) => `resource${at}`, action: (at) => `action${at}` },
};

export function makeCatalogue(size: number, naming: Naming = 'words'): Catalogue {
  const names = NAMES[naming];
  const random = makeRandom(size);
  const routes: Route[] = [];
  const taken = new Set<string>();
  for (let at = 0; routes.length < size; at++) {
    const [method, suffix] = SHAPES[at % SHAPES.length]!;
    const resource = Math.floor(at / SHAPES.length);
    const product = Math.floor(resource / RESOURCES_PER_PRODUCT);
    let words = at;
    const below = suffix.replace(/WORD/g, () => names.action(words++ % ACTIONS));
    const template = `/${names.product(product)}/${1 + (product % 3)}/${names.resource(resource)}${below}`;
    if (taken.has(`${method} ${template}`)) continue;
    taken.add(`${method} ${template}`);
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
  return { routes, probes: probes.map(asReceived) };
}

/**
 * A probe in memory of its own, as a server has the request that it has just read. Otherwise what is measured at 100,000 routes is
 * for the greater part the way to text that was put together a long time ago, and the same for every contestant.
 */
function asReceived({ method, path, route, scope }: Probe): Probe {
  return { method, path: Buffer.from(path).toString('latin1'), route, scope };
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
