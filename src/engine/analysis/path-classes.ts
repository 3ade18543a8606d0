import { ScopegateError } from '../../base/errors.js';
import { patternMatches } from './common-text.js';
import type { Pattern } from './common-text.js';
import { Lookalikes } from './lookalikes.js';
import { buildOverlapGraph } from './overlap-graph.js';
import type { GraphNode } from './overlap-graph.js';
import { segmentClasses } from './segment-classes.js';
import type { Template } from '../trie/template.js';

/** Paths that the same ones of some templates match, and one of them. */
export interface PathClass {
  readonly path: string;
  /** Places in the list of templates. */
  readonly templates: readonly number[];
}

/** A table in which hundreds of templates with `{+x}` meet thousands of others combines in more ways than fit. */
const MAX_PLACES = 1_000_000;

/** Where a path can stand: at all of these nodes at once. */
interface Place {
  readonly nodes: readonly GraphNode[];
  readonly path: string;
  /** Nodes that a segment on the way seemed to lead to: for the sake of one of them, a request may be refused. */
  readonly doubtful: ReadonlySet<number>;
}

/**
 * Every set of the templates that some path matches, each with such a path, as far as a wanted template is in it; several
 * times where paths look like others that they are not, because some of them may be refused, and some not.
 * Parts of the table that no wanted one shares are never looked at: the work grows with what is wanted.
 *
 * @throws ScopegateError `resource_exhausted` when there are more than can be gone through
 */
export function* pathClasses(
  templates: readonly Template[],
  isWanted: (template: number) => boolean,
): Generator<PathClass> {
  if (!templates.some((_template, place) => isWanted(place))) return;
  const root = buildOverlapGraph(templates);
  const leading = nodesLeadingTo(root, isWanted);
  const seen = new Set<string>();
  const lookalikes = new Lookalikes();
  const waiting: Place[] = [{ nodes: [root], path: '', doubtful: new Set() }];
  for (const place of waiting) {
    const ended = place.nodes.flatMap((node) => node.templates);
    if (ended.some(isWanted)) yield { path: place.path, templates: ended };
    for (const next of placesAfter(place, ({ id }) => leading.has(id), lookalikes)) {
      // In one order: of many lookalikes there are far more orders than sets.
      const key = `${next.nodes.map(({ id }) => id).join()} ${[...next.doubtful].sort().join()}`;
      if (seen.has(key)) continue;
      if (seen.size === MAX_PLACES) throw tooMany();
      seen.add(key);
      waiting.push(next);
    }
  }
}

/** Numbers of the nodes from which some wanted template can be reached. */
function nodesLeadingTo(root: GraphNode, isWanted: (template: number) => boolean): ReadonlySet<number> {
  const leading = new Set<number>();
  const visited = new Set<number>();
  // No deeper than a template is long, twice; a node that leads to itself is under way when it is met again.
  const visit = (node: GraphNode): boolean => {
    if (visited.has(node.id)) return leading.has(node.id);
    visited.add(node.id);
    let leads = node.templates.some(isWanted);
    for (const child of node.literals.values()) if (visit(child)) leads = true;
    for (const { to } of node.edges) if (visit(to)) leads = true;
    if (leads) leading.add(node.id);
    return leads;
  };
  visit(root);
  return leading;
}

function* placesAfter(place: Place, isLeading: (node: GraphNode) => boolean, lookalikes: Lookalikes): Generator<Place> {
  const literals = new Map<string, GraphNode[]>();
  for (const node of place.nodes) for (const [text, to] of node.literals) append(literals, text, to);
  const groups = groupByPattern(place.nodes);
  const patterns = groups.map(({ pattern }) => pattern);
  const hasLeadingGroup = groups.some(({ targets }) => targets.some(isLeading));
  const placeAt = (text: string, targets: readonly GraphNode[]): Place => ({
    path: `${place.path}/${text}`,
    nodes: [...new Set(targets)].sort((a, b) => a.id - b.id),
    doubtful: new Set([...place.doubtful, ...place.nodes.flatMap((node) => lookalikes.of(text, node))]),
  });
  // First what parameters usually take, so that requests that show something look usual.
  for (const { text, matched } of hasLeadingGroup ? segmentClasses(patterns, [...literals.keys()]) : []) {
    const targets = matched.flatMap((at) => groups[at]!.targets);
    if (targets.some(isLeading)) yield placeAt(text, targets);
  }
  for (const [text, literalTargets] of literals) {
    const others = groups.filter(({ pattern }) => patternMatches(text, pattern));
    const targets = [...literalTargets, ...others.flatMap(({ targets: to }) => to)];
    if (targets.some(isLeading)) yield placeAt(text, targets);
  }
}

interface PatternTargets {
  readonly pattern: Pattern;
  readonly targets: GraphNode[];
}

function groupByPattern(nodes: readonly GraphNode[]): readonly PatternTargets[] {
  const groups = new Map<string, PatternTargets>();
  for (const { pattern, to } of nodes.flatMap(({ edges }) => edges)) {
    // No text of a template holds a brace.
    const key = pattern.join('{}');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { pattern, targets: [to] });
    else group.targets.push(to);
  }
  return [...groups.values()];
}

function append(lists: Map<string, GraphNode[]>, text: string, node: GraphNode): void {
  const list = lists.get(text);
  if (list === undefined) lists.set(text, [node]);
  else list.push(node);
}

function tooMany(): ScopegateError {
  return new ScopegateError(
    'resource_exhausted',
    'the templates of one API combine in too many ways to be compared exactly',
  );
}
