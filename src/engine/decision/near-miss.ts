import type { PathReader } from '../path/canonical.js';
import type { CompiledApi } from './compile.js';
import { CANONICAL_FORM, FOLDED_FORM, globHeadMatches, globTailMatches } from '../trie/glob.js';
import { GET, HEAD } from './methods.js';
import * as list from './near-miss-list.js';
import { AFTER_PATH, NearMissList } from './near-miss-list.js';
import type { NearMiss } from './near-miss-list.js';
import * as layout from '../trie/trie.js';
import { ANY_METHOD, NODE_SIZE } from '../trie/trie.js';
import { childrenEnd, kindOf, leafAt, literalsEnd, nextLeaf, textLength } from '../trie/trie-access.js';
import type { Trie } from '../trie/trie.js';
import type { Walk } from '../trie/walk.js';

export type { NearMiss } from './near-miss-list.js';

/**
 * Nodes looked at in one search, and siblings in one place: people read the first few near misses, and the search must stay
 * cheaper than the check that it explains.
 */
const MAX_STEPS = 32;

/** Finds the endpoints one difference away from a path. Holds nothing but room to work in, and allocates only the answer. */
export class NearMissSearch {
  private readonly walk: Walk;
  private readonly path: PathReader;
  private trie: Trie;
  private readonly found = new NearMissList();
  private method = ANY_METHOD;
  private decided = -1;
  private stepsLeft = 0;
  /** The difference that was met on the way; 0 for none so far. */
  private rank = 0;
  private differentSegment = 0;
  private differentDepth = 0;

  constructor(walk: Walk) {
    this.walk = walk;
    this.path = walk.path;
    this.trie = walk.trie;
  }

  /** For the path and the trie that the walk holds; `decided` is the endpoint that it reached, or -1. */
  run(api: CompiledApi, method: number, decided: number): NearMiss[] {
    this.trie = this.walk.trie;
    this.method = method;
    this.decided = decided;
    this.stepsLeft = MAX_STEPS;
    this.rank = 0;
    this.found.clear();
    this.look(layout.ROOT, 0, 0);
    return this.found.toNearMisses(api);
  }

  /** Looks at a node that stands before a segment; `depth` segments of a template lead to it. */
  private look(node: number, segment: number, depth: number): void {
    if (this.stepsLeft === 0) return;
    this.stepsLeft--;
    const isExact = this.rank === 0;
    const rest = this.path.segmentCount - segment;
    if (rest === 0) {
      if (isExact) this.endExactly(node);
      else this.addAccepting(node, this.rank, this.differentSegment, this.differentDepth);
      return;
    }
    if (isExact && rest === 1) this.endEarly(node, segment);
    // No plain literal of another length is the segment; one that is more than plain may be taken for it.
    const exact = isExact || this.hasLength(node, segment) ? this.walk.literalChild(node, segment) : 0;
    if (exact > 0) this.look(exact, segment + 1, depth + 1);
    if (this.isEmpty(segment)) return;
    const end = childrenEnd(this.trie, node);
    for (let child = literalsEnd(this.trie, node); child < end; child += NODE_SIZE) {
      this.lookSpecial(child, segment, depth + 1);
    }
    if (isExact) this.mistakeLiterals(node, segment, depth, exact);
  }

  /** The path and templates end alike. */
  private endExactly(node: number): void {
    const { trie } = this;
    for (let at = trie.nodes[node + layout.LEAF]!; at !== 0; at = nextLeaf(trie, at)) {
      const leaf = leafAt(trie, at);
      const rank = this.accepts(leaf & layout.LEAF_METHOD) ? list.COMES_LATER : list.METHOD_DIFFERS;
      this.add(rank, leaf >> layout.LEAF_SHIFT, 0, 0);
    }
    this.endLate(node);
  }

  /** The path has one segment more than the template. */
  private endEarly(node: number, segment: number): void {
    const isSlash = this.isEmpty(segment);
    // Several segments would have taken that one, too.
    if (!isSlash && kindOf(this.trie, node) === layout.MULTI) return;
    this.addAccepting(node, isSlash ? list.TRAILING_SLASH : list.LENGTH_DIFFERS, segment, 0);
  }

  /** The template has one segment more than the path. */
  private endLate(node: number): void {
    const { trie } = this;
    const literals = literalsEnd(trie, node);
    for (let child = literals; child < childrenEnd(trie, node); child += NODE_SIZE) {
      this.addAccepting(child, list.LENGTH_DIFFERS, AFTER_PATH, 0);
    }
    for (let child = trie.nodes[node + layout.FIRST]!; child < lastLooked(trie, node, literals); child += NODE_SIZE) {
      const isSlash = textLength(trie, child) === 0;
      this.addAccepting(child, isSlash ? list.TRAILING_SLASH : list.LENGTH_DIFFERS, AFTER_PATH, 0);
    }
  }

  private lookSpecial(child: number, segment: number, depth: number): void {
    const { walk, trie } = this;
    const kind = kindOf(trie, child);
    if (kind === layout.PARAMETER) this.look(child, segment + 1, depth);
    else if (kind === layout.MULTI) {
      for (let next = segment; next < this.path.segmentCount && !this.isEmpty(next); next++) {
        this.look(child, next + 1, depth);
      }
    } else {
      if (walk.matchesPattern(child, segment, CANONICAL_FORM)) this.look(child, segment + 1, depth);
      else if (kind === layout.MIXED && this.rank === 0) this.mistakePattern(child, segment, depth);
      if (kind === layout.MULTI_MIXED) this.lookSpan(child, segment, depth);
    }
  }

  /** Text around several segments: its beginning stands in the first of them, its end in the last. */
  private lookSpan(child: number, segment: number, depth: number): void {
    const { walk, trie } = this;
    const pattern = trie.nodes[child + layout.TEXT]!;
    if (!globHeadMatches(trie, pattern, walk.stretchOf(segment, CANONICAL_FORM))) return;
    for (let next = segment + 1; next < this.path.segmentCount && !this.isEmpty(next); next++) {
      if (globTailMatches(trie, pattern, walk.stretchOf(next, CANONICAL_FORM))) this.look(child, next + 1, depth);
    }
  }

  /** Takes text with parameters although the segment does not have it. */
  private mistakePattern(child: number, segment: number, depth: number): void {
    const isConfusable = this.walk.matchesPattern(child, segment, FOLDED_FORM);
    if (depth === 1 && this.path.segmentCount > 2 && !isConfusable) return;
    this.differentSegment = segment;
    this.differentDepth = depth - 1;
    this.rank = isConfusable ? list.CONFUSABLE : list.SEGMENT_DIFFERS;
    this.look(child, segment + 1, depth);
    this.rank = 0;
  }

  /** Takes literal children although the segment is not their text; first the one that it could be taken for. */
  private mistakeLiterals(node: number, segment: number, depth: number, exact: number): void {
    const { walk, trie } = this;
    const confusable = this.confusableChild(node, segment, exact);
    this.differentSegment = segment;
    this.differentDepth = depth;
    if (confusable > 0) this.mistake(confusable, segment, depth, list.CONFUSABLE);
    // What begins otherwise altogether is no near miss.
    const isFarOff = node === layout.ROOT && this.path.segmentCount > 2;
    const end = isFarOff && confusable === 0 ? 0 : lastLooked(trie, node, literalsEnd(trie, node));
    for (let child = trie.nodes[node + layout.FIRST]!; child < end; child += NODE_SIZE) {
      if (child === exact || child === confusable) continue;
      const isConfusable = confusable > 0 && walk.isConfusable(child, segment);
      if (isFarOff && !isConfusable) continue;
      const rank = isConfusable ? list.CONFUSABLE : list.SEGMENT_DIFFERS;
      this.mistake(child, segment, depth, rank);
      // What comes later in the table would be forgotten.
      if (confusable === 0 && this.found.isFullOf(rank)) break;
    }
    this.rank = 0;
  }

  private mistake(child: number, segment: number, depth: number, rank: number): void {
    if (segment + 1 === this.path.segmentCount) this.addAccepting(child, rank, segment, depth);
    else if (this.canGoOn(child, segment + 1)) {
      this.rank = rank;
      this.look(child, segment + 1, depth + 1);
    }
  }

  /** A literal child that differs from the segment and has its fold; `exact` is what `literalChild` says. */
  private confusableChild(node: number, segment: number, exact: number): number {
    const isTwin = exact > 0 && (this.trie.nodes[exact + layout.KIND]! & layout.TWIN) !== 0;
    return exact < 0 || isTwin ? this.walk.confusableChild(node, segment) : 0;
  }

  /** Whether what is known of a node without looking further leaves a way on from it through a segment. */
  private canGoOn(node: number, segment: number): boolean {
    return this.hasLength(node, segment) || literalsEnd(this.trie, node) !== childrenEnd(this.trie, node);
  }

  /** Whether a literal child can be a segment: it is as long. */
  private hasLength(node: number, segment: number): boolean {
    const { path, trie } = this;
    const length = path.ends[segment]! - path.starts[segment]!;
    return ((trie.nodes[node + layout.LENGTHS]! >>> length) & 1) !== 0;
  }

  private addAccepting(node: number, rank: number, segment: number, depth: number): void {
    const { trie } = this;
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
    return this.path.starts[segment] === this.path.ends[segment];
  }
}

/** Of the literal children as many as there are steps. */
function lastLooked(trie: Trie, node: number, literals: number): number {
  return Math.min(literals, trie.nodes[node + layout.FIRST]! + MAX_STEPS * NODE_SIZE);
}
