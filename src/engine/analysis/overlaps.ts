import { commonText } from './common-text.js';
import type { Pattern } from './common-text.js';
import type { CompiledApi } from '../decision/compile.js';
import { ACCESS_MASK, ALLOWS_PERCENT, ALLOWS_SLASH, SCOPED } from '../decision/endpoint-table.js';
import { buildOverlapGraph } from './overlap-graph.js';
import type { GraphEdge, GraphNode } from './overlap-graph.js';
import type { Router } from '../decision/route.js';
import { parseTemplate, templateShape } from '../trie/template.js';

/** Two templates that one path can match, and such a path. */
export interface Overlap {
  readonly path: string;
  /** Of a request for that path: one that both templates have, best one for which they differ, else one of the first. */
  readonly method: string;
  /** Whether both templates have the method; else `endpoints` are of different methods, and never meet. */
  readonly isShared: boolean;
  readonly endpoints: readonly [number, number];
  /** Where the request leads: one of the two, or a third one that fits better; -1 when it is refused. */
  readonly decided: number;
  /** Whether the two endpoints would answer some credential differently. */
  readonly differs: boolean;
}

/** Tried one after the other, until the path is not taken for a misspelling of some literal. */
const FILLERS = ['x', '1', 'q7', 'zz-9', 'w_0.k'];

/**
 * Every pair of templates of an API that one path can match. Parts of the table that cannot meet are never compared:
 * the work grows with the number of overlaps, not with the square of the number of endpoints.
 */
export function findOverlaps(api: CompiledApi, router: Router): readonly Overlap[] {
  return [...searchOverlaps(api, router)].filter((overlap) => overlap !== null);
}

/** The same step by step, for whoever has other things to do in between: null after a step that found nothing. */
export function* searchOverlaps(api: CompiledApi, router: Router): Generator<Overlap | null, undefined> {
  const shapes = groupByShape(api);
  const root = buildOverlapGraph(shapes.map(({ template }) => template));
  const reported = new Set<number>();
  for (const { a, b, last } of walkPairs(root)) {
    yield null;
    for (const first of a.templates) {
      for (const second of b.templates) {
        const [low, high] = first < second ? [first, second] : [second, first];
        const pair = low * shapes.length + high;
        if (low === high || reported.has(pair)) continue;
        reported.add(pair);
        yield describePair(api, router, [shapes[low]!.endpoints, shapes[high]!.endpoints], last);
      }
    }
  }
}

interface ShapeGroup {
  readonly template: ReturnType<typeof parseTemplate>;
  /** All methods of it. */
  readonly endpoints: number[];
}

function groupByShape(api: CompiledApi): readonly ShapeGroup[] {
  const groups = new Map<string, ShapeGroup>();
  for (let index = 0; index < api.endpointCount; index++) {
    const template = parseTemplate(api.endpoints.templates[index]!);
    const shape = templateShape(template);
    const group = groups.get(shape);
    if (group === undefined) groups.set(shape, { template, endpoints: [index] });
    else group.endpoints.push(index);
  }
  return [...groups.values()];
}

/** One segment of a path that two templates match, and those before it. */
interface Step {
  readonly before: Step | null;
  readonly one: Pattern;
  readonly other: Pattern;
}

/** Two places in the graph that one beginning of a path can lead to. */
interface Meeting {
  readonly a: GraphNode;
  readonly b: GraphNode;
  readonly last: Step | null;
}

/**
 * A table in which hundreds of templates with `{+x}` meet thousands of others has more pairs of places than fit in
 * memory. The search then ends with what it has found: it must never be what stops a server.
 */
const MAX_MEETINGS = 4_000_000;

/** Goes through the graph with two places at once, wherever one segment can lead both on. */
function* walkPairs(root: GraphNode): Generator<Meeting> {
  const seen = new Set<number>();
  const waiting: Meeting[] = [{ a: root, b: root, last: null }];
  for (let meeting = waiting.pop(); meeting !== undefined; meeting = waiting.pop()) {
    const { a, b } = meeting;
    // Nodes are fewer than 2^26: the table has far fewer segments.
    const place = Math.min(a.id, b.id) * 0x400_0000 + Math.max(a.id, b.id);
    if (seen.has(place)) continue;
    if (seen.size === MAX_MEETINGS) return;
    seen.add(place);
    yield meeting;
    for (const next of meetingsAfter(meeting)) waiting.push(next);
  }
}

function* meetingsAfter({ a, b, last }: Meeting): Generator<Meeting> {
  const [small, large] = a.literals.size <= b.literals.size ? [a, b] : [b, a];
  for (const [text, child] of small.literals) {
    const twin = large.literals.get(text);
    if (twin !== undefined) yield { a: child, b: twin, last: { before: last, one: [text], other: [text] } };
  }
  for (const edge of b.edges) for (const literal of literalEdges(a)) yield* follow(literal, edge, last);
  if (a !== b) for (const edge of a.edges) for (const literal of literalEdges(b)) yield* follow(literal, edge, last);
  for (const one of a.edges) for (const other of b.edges) yield* follow(one, other, last);
}

function* literalEdges({ literals }: GraphNode): Generator<GraphEdge> {
  for (const [text, to] of literals) yield { pattern: [text], to };
}

function* follow(one: GraphEdge, other: GraphEdge, before: Step | null): Generator<Meeting> {
  if (commonText(one.pattern, other.pattern, FILLERS[0]!) === null) return;
  yield { a: one.to, b: other.to, last: { before, one: one.pattern, other: other.pattern } };
}

function describePair(
  api: CompiledApi,
  router: Router,
  [first, second]: readonly [readonly number[], readonly number[]],
  steps: Step | null,
): Overlap {
  const shared = sharedMethods(api, first, second);
  const best = shared.find(({ endpoints: [one, other] }) => answersDiffer(api, one, other)) ?? shared[0];
  const endpoints = best?.endpoints ?? ([first[0]!, second[0]!] as const);
  const isShared = best !== undefined;
  const differs = isShared && answersDiffer(api, ...best.endpoints);
  const method = concrete(best?.method ?? nameOfMethod(api, endpoints[0]));
  let path = '';
  for (const filler of FILLERS) {
    path = pathOf(steps, filler);
    const decided = router.route(api, method, path).endpointIndex;
    if (decided >= 0) return { path, method, isShared, endpoints, decided, differs };
  }
  return { path, method, isShared, endpoints, decided: -1, differs };
}

interface SharedMethod {
  readonly method: string;
  readonly endpoints: readonly [number, number];
}

/** Pairs of endpoints that one method can mean. */
function sharedMethods(api: CompiledApi, first: readonly number[], second: readonly number[]): readonly SharedMethod[] {
  const shared: SharedMethod[] = [];
  for (const one of first) {
    for (const other of second) {
      const [a, b] = [nameOfMethod(api, one), nameOfMethod(api, other)];
      if (a === b || a === '*' || b === '*') shared.push({ method: a === '*' ? b : a, endpoints: [one, other] });
    }
  }
  return shared;
}

/** Whether some credential passes at one and not at the other. What may stand escaped in a parameter is no such thing. */
function answersDiffer({ endpoints }: CompiledApi, one: number, other: number): boolean {
  const guardOf = (endpoint: number): number => endpoints.flags[endpoint]! & ~(ALLOWS_SLASH | ALLOWS_PERCENT);
  if (guardOf(one) !== guardOf(other)) return true;
  if ((guardOf(one) & ACCESS_MASK) !== SCOPED) return false;
  const acceptedBy = (endpoint: number): number =>
    endpoints.requirements[endpoints.requirementOf[endpoint]!]!.acceptedSet;
  return acceptedBy(one) !== acceptedBy(other);
}

function nameOfMethod({ endpoints, methods }: CompiledApi, endpoint: number): string {
  return methods.names[endpoints.methods[endpoint]!]!;
}

/** A method that a request can have. */
function concrete(method: string): string {
  return method === '*' ? 'GET' : method;
}

function pathOf(last: Step | null, filler: string): string {
  const segments: string[] = [];
  for (let step = last; step !== null; step = step.before) segments.push(commonText(step.one, step.other, filler)!);
  return '/' + segments.reverse().join('/');
}
