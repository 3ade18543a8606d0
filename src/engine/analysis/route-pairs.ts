import type { CompiledApi } from '../decision/compile.js';
import { pathClasses } from './path-classes.js';
import type { Router } from '../decision/route.js';
import { parseTemplate, templateShape } from '../trie/template.js';
import type { Template } from '../trie/template.js';
import { reachOf } from './witness.js';

/** Where one request leads in two versions of an API: numbers of endpoints, -1 for none. */
export interface RoutePair {
  readonly before: number;
  readonly after: number;
  readonly method: string;
  readonly path: string;
}

/** What is asked about endpoints of one method and shape that both versions have; what only one has always differs. */
export interface RouteQuestion {
  /** Whether they differ in what can change the answer to a request. */
  readonly differs: (before: number, after: number) => boolean;
  /** Whether they are asked for although they do not differ. */
  readonly isAsked: (before: number, after: number) => boolean;
}

/** Methods that stand for all that no endpoint names; the last one is named by none. */
const OTHER_METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'];

interface Shape {
  readonly template: Template;
  readonly methods: Map<string, { before: number; after: number }>;
}

/**
 * Every pair of endpoints to which requests led before and lead after, with such a request: complete for pairs in which
 * an endpoint differs or is asked for, and for all requests that neither version refuses. Routing decides by which
 * templates match, so one request for each set of templates that can match together speaks for all of its kind.
 *
 * @throws ScopegateError `resource_exhausted` when the tables cannot be compared exactly
 */
export function findRoutePairs(
  versions: { readonly before: CompiledApi; readonly after: CompiledApi },
  router: Router,
  question: RouteQuestion,
): readonly RoutePair[] {
  const { before, after } = versions;
  const shapes = [...shapesOf(before, after).values()];
  const found = new Map<string, RoutePair>();
  const decide = (method: string, path: string): RoutePair => ({
    before: router.route(before, method, path).endpointIndex,
    after: router.route(after, method, path).endpointIndex,
    method,
    path,
  });
  const note = (pair: RoutePair): void => {
    const key = `${String(pair.before)} ${String(pair.after)}`;
    if (pair.before + pair.after > -2 && !found.has(key)) found.set(key, pair);
  };
  const isWanted = (one: number, other: number): boolean => {
    if (one < 0 || other < 0 || question.differs(one, other)) return true;
    if (!question.isAsked(one, other)) return false;
    const pair = quickPair(after, router, other, decide);
    if (pair?.before !== one) return true;
    note(pair);
    return false;
  };
  const wanted = shapes.map(({ methods }) => [...methods.values()].some((pair) => isWanted(pair.before, pair.after)));
  const templates = shapes.map(({ template }) => template);
  const unnamed = unnamedMethod(shapes);
  for (const { path, templates: matched } of pathClasses(templates, (shape) => wanted[shape]!)) {
    const methods = methodsOf(
      matched.map((shape) => shapes[shape]!),
      unnamed,
    );
    for (const method of methods) note(decide(method, path));
  }
  return [...found.values()];
}

function shapesOf(before: CompiledApi, after: CompiledApi): ReadonlyMap<string, Shape> {
  const shapes = new Map<string, Shape>();
  for (const [version, api] of [['before', before] as const, ['after', after] as const]) {
    for (let index = 0; index < api.endpointCount; index++) {
      const template = parseTemplate(api.endpoints.templates[index]!);
      const key = templateShape(template);
      const shape = shapes.get(key) ?? { template, methods: new Map<string, { before: number; after: number }>() };
      shapes.set(key, shape);
      const method = api.methods.names[api.endpoints.methods[index]!]!;
      const pair = shape.methods.get(method) ?? { before: -1, after: -1 };
      pair[version] = index;
      shape.methods.set(method, pair);
    }
  }
  return shapes;
}

/** A request for an endpoint that has not changed, found without going through the table. */
function quickPair(
  after: CompiledApi,
  router: Router,
  endpoint: number,
  decide: (method: string, path: string) => RoutePair,
): RoutePair | null {
  const reach = reachOf(after, router, endpoint);
  return 'shadowedBy' in reach ? null : decide(reach.method, reach.path);
}

/** Methods of requests that these templates can decide. HEAD without an endpoint of its own is decided as GET. */
function methodsOf(shapes: readonly Shape[], unnamed: string): ReadonlySet<string> {
  const methods = new Set(shapes.flatMap((shape) => [...shape.methods.keys()]));
  if (methods.delete('*')) methods.add(OTHER_METHODS.find((method) => !methods.has(method)) ?? unnamed);
  return methods;
}

function unnamedMethod(shapes: readonly Shape[]): string {
  const named = new Set(shapes.flatMap(({ methods }) => [...methods.keys()]));
  let method = 'X-OTHER';
  while (named.has(method)) method += 'S';
  return method;
}
