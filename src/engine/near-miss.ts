import type { PathReader } from './canonical.js';
import type { CompiledApi } from './compile.js';
import { CANONICAL_FORM } from './glob.js';
import { GET, HEAD } from './methods.js';
import * as layout from './trie.js';
import { childrenEnd, kindOf, NODE_SIZE } from './trie.js';
import { ANY_METHOD } from './walk.js';
import type { Walk } from './walk.js';

/** An endpoint that a request nearly reached. */
export interface NearMiss {
  readonly method: string;
  readonly template: string;
  /** What kept the request from it. */
  readonly difference: string;
}

const MAX_NEAR_MISSES = 10;
/** Nodes looked at in one search: people read the first few near misses, and the search must stay cheap. */
const MAX_STEPS = 128;

/** Nearest first. */
const METHOD_DIFFERS = 1;
const CONFUSABLE = 2;
const TRAILING_SLASH = 3;
const LENGTH_DIFFERS = 4;
const SEGMENT_DIFFERS = 5;
const COMES_LATER = 6;

interface Found {
  readonly rank: number;
  readonly endpoint: number;
  readonly difference: string;
}

/** Where a search stands, and the one difference that it has met. */
interface Place {
  readonly node: number;
  readonly segment: number;
  readonly rank: number;
  readonly difference: string;
}

/** Endpoints one difference away from the path that the walk holds; `decided` is the one that it reached, or -1. */
export function findNearMisses(walk: Walk, api: CompiledApi, method: number, decided: number): NearMiss[] {
  return new NearMissSearch(walk, api, method, decided).run();
}

class NearMissSearch {
  private readonly walk: Walk;
  private readonly path: PathReader;
  private readonly api: CompiledApi;
  private readonly method: number;
  private readonly decided: number;
  private readonly found: Found[] = [];
  private readonly places: Place[] = [{ node: layout.ROOT, segment: 0, rank: 0, difference: '' }];

  constructor(walk: Walk, api: CompiledApi, method: number, decided: number) {
    this.walk = walk;
    this.path = walk.path;
    this.api = api;
    this.method = method;
    this.decided = decided;
  }

  run(): NearMiss[] {
    for (let step = 0; step < this.places.length && step < MAX_STEPS; step++) this.look(this.places[step]!);
    const nearest = [...this.found].sort((a, b) => (a.rank === b.rank ? a.endpoint - b.endpoint : a.rank - b.rank));
    return nearest.slice(0, MAX_NEAR_MISSES).map(({ endpoint, difference }) => ({
      method: this.api.methods.names[this.api.endpoints.methods[endpoint]!]!,
      template: this.api.endpoints.templates[endpoint]!,
      difference,
    }));
  }

  private look(place: Place): void {
    const { node, segment } = place;
    const rest = this.path.segmentCount - segment;
    if (rest === 0) this.endHere(place);
    if (place.rank === 0 && rest === 1) this.endEarly(place);
    if (place.rank === 0 && rest === 0) this.endLate(node);
    if (rest > 0) this.descend(place);
  }

  private endHere(place: Place): void {
    for (const { method, endpoint } of this.leaves(place.node)) {
      const isWanted = this.accepts(method);
      if (isWanted && place.rank > 0) this.add(place.rank, endpoint, place.difference);
      else if (isWanted) this.add(COMES_LATER, endpoint, 'a template with precedence over this one matches');
      else if (place.rank === 0) this.add(METHOD_DIFFERS, endpoint, `the method is ${this.api.methods.names[method]!}`);
    }
  }

  /** The path has one segment more than the template. */
  private endEarly({ node, segment }: Place): void {
    // Several segments would have taken that one, too.
    if (kindOf(this.api.trie, node) === layout.MULTI && !this.isEmpty(segment)) return;
    const isSlash = this.isEmpty(segment);
    const rank = isSlash ? TRAILING_SLASH : LENGTH_DIFFERS;
    const difference = isSlash ? 'it has no trailing slash' : `it ends before segment ${segment + 1} of the path`;
    for (const { method, endpoint } of this.leaves(node))
      if (this.accepts(method)) this.add(rank, endpoint, difference);
  }

  /** The template has one segment more than the path. */
  private endLate(node: number): void {
    for (const child of this.children(node)) {
      const isSlash = kindOf(this.api.trie, child) === layout.LITERAL && layout.textLength(this.api.trie, child) === 0;
      const rank = isSlash ? TRAILING_SLASH : LENGTH_DIFFERS;
      const difference = isSlash ? 'it has a trailing slash' : 'it has one segment more';
      for (const { method, endpoint } of this.leaves(child)) {
        if (this.accepts(method)) this.add(rank, endpoint, difference);
      }
    }
  }

  /** Exact children first, so that the limit of steps cuts off the strange ones. */
  private descend(place: Place): void {
    const { walk } = this;
    const { trie } = this.api;
    const exact = walk.literalChild(place.node, place.segment);
    if (exact > 0) this.push(place, exact, place.segment + 1);
    for (const child of this.children(place.node)) {
      const kind = kindOf(trie, child);
      if (kind === layout.LITERAL) {
        if (child !== exact && place.rank === 0) this.mistake(place, child);
      } else if (!this.isEmpty(place.segment)) {
        this.descendSpecial(place, child, kind);
      }
    }
  }

  private descendSpecial(place: Place, child: number, kind: number): void {
    const { segment } = place;
    if (kind === layout.PARAMETER) this.push(place, child, segment + 1);
    if (kind === layout.MIXED && this.walk.matchesPattern(child, segment, CANONICAL_FORM)) {
      this.push(place, child, segment + 1);
    }
    if (kind === layout.MULTI) {
      for (let next = segment + 1; next <= this.path.segmentCount; next++) {
        if (!this.isEmpty(next - 1)) this.push(place, child, next);
      }
    }
  }

  /** Takes a literal child although the segment is not its text. */
  private mistake({ node, segment }: Place, child: number): void {
    if (this.isEmpty(segment)) return;
    const isConfusable = this.walk.isConfusable(child, segment);
    const text = this.walk.literalText(child);
    const difference = isConfusable
      ? `segment ${segment + 1} differs from "${text}" only in letter case, a trailing dot or space, or Unicode form`
      : `segment ${segment + 1} is not "${text}"`;
    if (node === layout.ROOT && !isConfusable && this.path.segmentCount > 2) return;
    const rank = isConfusable ? CONFUSABLE : SEGMENT_DIFFERS;
    this.places.push({ node: child, segment: segment + 1, rank, difference });
  }

  private push({ rank, difference }: Place, node: number, segment: number): void {
    this.places.push({ node, segment, rank, difference });
  }

  private add(rank: number, endpoint: number, difference: string): void {
    if (endpoint !== this.decided) this.found.push({ rank, endpoint, difference });
  }

  private accepts(method: number): boolean {
    return method === this.method || method === ANY_METHOD || (this.method === HEAD && method === GET);
  }

  private isEmpty(segment: number): boolean {
    return this.path.starts[segment] === this.path.ends[segment];
  }

  /** Those that take many texts first; of the literals as many as there are steps. */
  private children(node: number): number[] {
    const { trie } = this.api;
    const children: number[] = [];
    const first = trie.nodes[node + layout.FIRST]!;
    const end = childrenEnd(trie, node);
    const special = trie.nodes[node + layout.SPECIAL]!;
    const literalsEnd = special === 0 ? end : special;
    for (let child = literalsEnd; child < end; child += NODE_SIZE) children.push(child);
    const lastLiteral = Math.min(literalsEnd, first + MAX_STEPS * NODE_SIZE);
    for (let child = first; child < lastLiteral; child += NODE_SIZE) children.push(child);
    return children;
  }

  private leaves(node: number): { method: number; endpoint: number }[] {
    const { leaves, nodes } = this.api.trie;
    const all: { method: number; endpoint: number }[] = [];
    let at = nodes[node + layout.LEAF]!;
    if (at === 0) return all;
    for (; ; at++) {
      const leaf = leaves[at]!;
      all.push({ method: leaf & layout.LEAF_METHOD, endpoint: leaf >> layout.LEAF_SHIFT });
      if ((leaf & layout.LAST_LEAF) !== 0) return all;
    }
  }
}
