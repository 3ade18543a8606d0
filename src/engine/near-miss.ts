import type { CompiledApi } from './compile.js';
import { CANONICAL_FORM, globHeadMatches, globTailMatches } from './glob.js';
import { GET, HEAD } from './methods.js';
import * as list from './near-miss-list.js';
import { AFTER_PATH, NearMissList } from './near-miss-list.js';
import type { NearMiss } from './near-miss-list.js';
import * as layout from './trie.js';
import { childrenEnd, kindOf, leafAt, literalsEnd, nextLeaf, NODE_SIZE } from './trie.js';
import type { Trie } from './trie.js';
import { ANY_METHOD } from './walk.js';
import type { Walk } from './walk.js';

export type { NearMiss } from './near-miss-list.js';

/** Nodes looked at in one search: people read the first few near misses, and the search must stay cheap. */
const MAX_STEPS = 128;

/**
 * Fields of a place of the search: a node, the segment of the path before which it stands, how many segments of a template
 * lead to it, and the one difference that was met: its rank, and the segments of path and template that differ.
 */
const NODE = 0;
const SEGMENT = 1;
const DEPTH = 2;
const RANK = 3;
const DIFFERENT_SEGMENT = 4;
const DIFFERENT_DEPTH = 5;
const PLACE_SIZE = 6;

/** Finds the endpoints one difference away from a path. Holds nothing but room to work in, and allocates only the answer. */
export class NearMissSearch {
  private readonly walk: Walk;
  private readonly places = new Int32Array(MAX_STEPS * PLACE_SIZE);
  private placesEnd = 0;
  private readonly found = new NearMissList();
  private method = ANY_METHOD;
  private decided = -1;

  constructor(walk: Walk) {
    this.walk = walk;
  }

  /** For the path and the trie that the walk holds; `decided` is the endpoint that it reached, or -1. */
  run(api: CompiledApi, method: number, decided: number): NearMiss[] {
    this.method = method;
    this.decided = decided;
    this.found.clear();
    // The first place is the root before the first segment: all its fields are 0, and stay so.
    this.placesEnd = PLACE_SIZE;
    for (let place = 0; place < this.placesEnd; place += PLACE_SIZE) this.look(place);
    return this.found.toNearMisses(api);
  }

  private look(place: number): void {
    const { places } = this;
    const node = places[place + NODE]!;
    const rest = this.walk.path.segmentCount - places[place + SEGMENT]!;
    const isExact = places[place + RANK] === 0;
    if (rest === 0) this.endHere(place, node);
    if (isExact && rest === 1) this.endEarly(place, node);
    if (isExact && rest === 0) this.endLate(node);
    if (rest > 0) this.descend(place, node);
  }

  private endHere(place: number, node: number): void {
    const { places } = this;
    const rank = places[place + RANK]!;
    if (rank === 0) this.addOtherMethods(node);
    const segment = places[place + DIFFERENT_SEGMENT]!;
    this.addAccepting(node, rank === 0 ? list.COMES_LATER : rank, segment, places[place + DIFFERENT_DEPTH]!);
  }

  /** The path has one segment more than the template. */
  private endEarly(place: number, node: number): void {
    const segment = this.places[place + SEGMENT]!;
    const isSlash = this.isEmpty(segment);
    // Several segments would have taken that one, too.
    if (!isSlash && kindOf(this.walk.trie, node) === layout.MULTI) return;
    this.addAccepting(node, isSlash ? list.TRAILING_SLASH : list.LENGTH_DIFFERS, segment, 0);
  }

  /** The template has one segment more than the path. */
  private endLate(node: number): void {
    const { trie } = this.walk;
    const literals = literalsEnd(trie, node);
    for (let child = literals; child < childrenEnd(trie, node); child += NODE_SIZE) {
      this.addAccepting(child, list.LENGTH_DIFFERS, AFTER_PATH, 0);
    }
    for (let child = trie.nodes[node + layout.FIRST]!; child < lastLooked(trie, node, literals); child += NODE_SIZE) {
      const isSlash = layout.textLength(trie, child) === 0;
      this.addAccepting(child, isSlash ? list.TRAILING_SLASH : list.LENGTH_DIFFERS, AFTER_PATH, 0);
    }
  }

  /** Exact children first, so that the limit of steps cuts off the strange ones. */
  private descend(place: number, node: number): void {
    const { walk } = this;
    const segment = this.places[place + SEGMENT]!;
    const isExact = this.places[place + RANK] === 0;
    const exact = isExact || this.hasLength(node, segment) ? walk.literalChild(node, segment) : 0;
    if (exact > 0) this.push(place, exact, segment + 1);
    if (this.isEmpty(segment)) return;
    const end = childrenEnd(walk.trie, node);
    for (let child = literalsEnd(walk.trie, node); child < end; child += NODE_SIZE) {
      this.descendSpecial(place, child, segment);
    }
    if (isExact) this.mistakeLiterals(place, node, exact);
  }

  private descendSpecial(place: number, child: number, segment: number): void {
    const { walk } = this;
    const kind = kindOf(walk.trie, child);
    if (kind === layout.PARAMETER) this.push(place, child, segment + 1);
    if (kind === layout.MIXED && walk.matchesPattern(child, segment, CANONICAL_FORM)) {
      this.push(place, child, segment + 1);
    }
    if (kind === layout.MULTI_MIXED) this.descendSpan(place, child, segment);
    if (kind !== layout.MULTI) return;
    for (let next = segment + 1; next <= walk.path.segmentCount && !this.isEmpty(next - 1); next++) {
      this.push(place, child, next);
    }
  }

  /** Text around several segments: its beginning stands in the first of them, its end in the last. */
  private descendSpan(place: number, child: number, segment: number): void {
    const { walk } = this;
    const pattern = walk.trie.nodes[child + layout.TEXT]!;
    if (walk.matchesPattern(child, segment, CANONICAL_FORM)) this.push(place, child, segment + 1);
    if (!globHeadMatches(walk.trie, pattern, walk.stretchOf(segment, CANONICAL_FORM))) return;
    for (let next = segment + 1; next < walk.path.segmentCount && !this.isEmpty(next); next++) {
      if (globTailMatches(walk.trie, pattern, walk.stretchOf(next, CANONICAL_FORM))) this.push(place, child, next + 1);
    }
  }

  /** Takes literal children although the segment is not their text. */
  private mistakeLiterals(place: number, node: number, exact: number): void {
    const { walk, places } = this;
    const { trie } = walk;
    const segment = places[place + SEGMENT]!;
    const hasConfusable = this.hasConfusable(node, segment, exact);
    // What begins otherwise altogether is no near miss.
    const isFarOff = node === layout.ROOT && walk.path.segmentCount > 2;
    if (isFarOff && !hasConfusable) return;
    const depth = places[place + DEPTH]!;
    const isLast = segment + 1 === walk.path.segmentCount;
    const end = lastLooked(trie, node, literalsEnd(trie, node));
    for (let child = trie.nodes[node + layout.FIRST]!; child < end; child += NODE_SIZE) {
      if (child === exact || !(isLast || this.canGoOn(child, segment + 1))) continue;
      const isConfusable = hasConfusable && walk.isConfusable(child, segment);
      if (isFarOff && !isConfusable) continue;
      const rank = isConfusable ? list.CONFUSABLE : list.SEGMENT_DIFFERS;
      if (isLast) {
        this.addAccepting(child, rank, segment, depth);
        continue;
      }
      const pushed = this.push(place, child, segment + 1);
      if (pushed < 0) return;
      places[pushed + RANK] = rank;
      places[pushed + DIFFERENT_SEGMENT] = segment;
      places[pushed + DIFFERENT_DEPTH] = depth;
    }
  }

  /** Whether a literal child differs from the segment and has its fold; `exact` is what `literalChild` says. */
  private hasConfusable(node: number, segment: number, exact: number): boolean {
    const { walk } = this;
    const isTwin = exact > 0 && (walk.trie.nodes[exact + layout.KIND]! & layout.TWIN) !== 0;
    return (exact < 0 || isTwin) && walk.hasConfusable(node, segment);
  }

  /** Whether what is known of a node without looking further leaves a way on from it through a segment. */
  private canGoOn(node: number, segment: number): boolean {
    const { trie } = this.walk;
    return this.hasLength(node, segment) || literalsEnd(trie, node) !== childrenEnd(trie, node);
  }

  /** Whether a literal child can be a segment: it is as long. */
  private hasLength(node: number, segment: number): boolean {
    const { path, trie } = this.walk;
    const length = path.ends[segment]! - path.starts[segment]!;
    return ((trie.nodes[node + layout.LENGTHS]! >>> length) & 1) !== 0;
  }

  /** Goes on from a place with its difference; answers with the new place, -1 when there are too many. */
  private push(from: number, node: number, segment: number): number {
    const { places, placesEnd } = this;
    if (placesEnd === places.length) return -1;
    places[placesEnd + NODE] = node;
    places[placesEnd + SEGMENT] = segment;
    places[placesEnd + DEPTH] = places[from + DEPTH]! + 1;
    places[placesEnd + RANK] = places[from + RANK]!;
    places[placesEnd + DIFFERENT_SEGMENT] = places[from + DIFFERENT_SEGMENT]!;
    places[placesEnd + DIFFERENT_DEPTH] = places[from + DIFFERENT_DEPTH]!;
    this.placesEnd = placesEnd + PLACE_SIZE;
    return placesEnd;
  }

  private addOtherMethods(node: number): void {
    const { trie } = this.walk;
    for (let at = trie.nodes[node + layout.LEAF]!; at !== 0; at = nextLeaf(trie, at)) {
      const leaf = leafAt(trie, at);
      if (!this.accepts(leaf & layout.LEAF_METHOD)) this.add(list.METHOD_DIFFERS, leaf >> layout.LEAF_SHIFT, 0, 0);
    }
  }

  private addAccepting(node: number, rank: number, segment: number, depth: number): void {
    const { trie } = this.walk;
    for (let at = trie.nodes[node + layout.LEAF]!; at !== 0; at = nextLeaf(trie, at)) {
      const leaf = leafAt(trie, at);
      if (this.accepts(leaf & layout.LEAF_METHOD)) this.add(rank, leaf >> layout.LEAF_SHIFT, segment, depth);
    }
  }

  private add(rank: number, endpoint: number, segment: number, depth: number): void {
    if (endpoint !== this.decided) this.found.add(rank, endpoint, segment, depth);
  }

  private accepts(method: number): boolean {
    return method === this.method || method === ANY_METHOD || (this.method === HEAD && method === GET);
  }

  private isEmpty(segment: number): boolean {
    return this.walk.path.starts[segment] === this.walk.path.ends[segment];
  }
}

/** Of the literal children as many as there are steps. */
function lastLooked(trie: Trie, node: number, literals: number): number {
  return Math.min(literals, trie.nodes[node + layout.FIRST]! + MAX_STEPS * NODE_SIZE);
}
