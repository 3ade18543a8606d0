import * as glob from './glob.js';
import { globHeadMatches, globTailMatches } from './glob.js';
import type { Stretch } from './glob.js';
import * as layout from './trie.js';
import { childrenEnd, kindOf, precedes } from './trie-access.js';
import type { Trie } from './trie.js';

// Constants of this file, as in trie-access.ts: requests pass here.
const { CANONICAL_FORM, FOLDED_FORM } = glob;
const { NO_ENDPOINT, NODE_SIZE, TEXT, SPECIAL, MIXED, MULTI_MIXED, PARAMETER } = layout;

/** The walk that goes segment by segment, on which this one falls back, with the path and the trie of the search. */
export interface SegmentWalk {
  readonly path: {
    readonly limits: { readonly maxSegments: number };
    readonly segmentCount: number;
    readonly starts: Int32Array;
    readonly ends: Int32Array;
    readonly folds: { readonly hasOdd: boolean };
  };
  readonly trie: Trie;
  from(node: number, segment: number): number;
  leafAt(node: number): number;
  literalChild(node: number, segment: number): number;
  matchesPattern(node: number, segment: number, form: number): boolean;
  stretchOf(segment: number, form: number): Stretch;
  mark(node: number): void;
  differs(exact: number, folded: number): boolean;
  markConfusable(node: number, segment: number): void;
  markPatterns(first: number, end: number, segment: number): void;
}

/**
 * The part of a search below a parameter that takes several segments. A node there can stand at several places of the
 * path; all of them are carried along as one set, so that precedence stays that of the templates and no node is
 * entered twice. A set is a row of flags by place in the path.
 */
export class SpanWalk {
  private readonly walk: SegmentWalk;
  private readonly width: number;
  private readonly rows: Uint8Array;
  /** By row and place: the literal child that the segment there leads to. */
  private readonly literals: Int32Array;
  private top = 0;

  constructor(walk: SegmentWalk) {
    this.walk = walk;
    this.width = walk.path.limits.maxSegments + 2;
    this.rows = new Uint8Array(this.width * this.width * 2);
    this.literals = new Int32Array(this.width * this.width * 2);
  }

  /** Goes on through the multi-segment siblings from `first`, which stand before one segment. */
  through(first: number, end: number, segment: number): number {
    const row = this.push();
    this.rows[row + segment] = 1;
    const found = this.throughSpans(first, end, row);
    this.top--;
    return found;
  }

  /** Goes on below a node that stands at every place of a row. */
  private fromRow(node: number, row: number): number {
    const { walk } = this;
    const place = this.onlyPlace(row);
    if (place >= 0) return walk.from(node, place);
    let found = this.throughLiterals(node, row);
    if (found !== NO_ENDPOINT) return found;
    let next = walk.trie.nodes[node + SPECIAL]!;
    const end = childrenEnd(walk.trie, node);
    if (next < end && kindOf(walk.trie, next) === MIXED) {
      found = this.throughMixed(next, end, row);
      if (found !== NO_ENDPOINT) return found;
      while (next < end && kindOf(walk.trie, next) === MIXED) next += NODE_SIZE;
    }
    if (next < end && kindOf(walk.trie, next) === PARAMETER) {
      found = this.throughParameter(next, row);
      if (found !== NO_ENDPOINT) return found;
      next += NODE_SIZE;
    }
    if (next < end) {
      found = this.throughSpans(next, end, row);
      if (found !== NO_ENDPOINT) return found;
    }
    // A template that goes on comes before one that ends.
    return this.rows[row + walk.path.segmentCount] === 1 ? walk.leafAt(node) : NO_ENDPOINT;
  }

  private throughLiterals(node: number, row: number): number {
    const { walk, literals, rows } = this;
    const { segmentCount } = walk.path;
    for (let place = 0; place < segmentCount; place++) {
      literals[row + place] = rows[row + place] === 1 ? Math.max(0, walk.literalChild(node, place)) : 0;
    }
    for (let child = this.nextLiteral(row); child > 0; child = this.nextLiteral(row)) {
      const below = this.push();
      for (let place = 0; place < segmentCount; place++) {
        if (literals[row + place] !== child) continue;
        literals[row + place] = 0;
        rows[below + place + 1] = 1;
      }
      const found = this.fromRow(child, below);
      this.top--;
      if (found !== NO_ENDPOINT) return found;
    }
    for (let place = 0; place < segmentCount; place++) {
      if (rows[row + place] === 1) walk.markConfusable(node, place);
    }
    return NO_ENDPOINT;
  }

  /** Of the literals that the row still leads to the first one by text, compared by code unit; 0 for none. */
  private nextLiteral(row: number): number {
    let best = 0;
    for (let place = 0; place < this.walk.path.segmentCount; place++) {
      const child = this.literals[row + place]!;
      if (child !== 0 && child !== best && (best === 0 || precedes(this.walk.trie, child, best))) best = child;
    }
    return best;
  }

  private throughMixed(first: number, end: number, row: number): number {
    const { walk, rows } = this;
    const { segmentCount } = walk.path;
    let node = first;
    for (; node < end && kindOf(walk.trie, node) === MIXED; node += NODE_SIZE) {
      const below = this.push();
      let isReached = false;
      for (let place = 0; place < segmentCount; place++) {
        if (rows[row + place] !== 1 || !walk.matchesPattern(node, place, CANONICAL_FORM)) continue;
        rows[below + place + 1] = 1;
        isReached = true;
      }
      const found = isReached ? this.fromRow(node, below) : NO_ENDPOINT;
      this.top--;
      if (found === NO_ENDPOINT) continue;
      if (walk.path.folds.hasOdd) this.markPatterns(first, node + NODE_SIZE, row);
      return found;
    }
    this.markPatterns(first, node, row);
    return NO_ENDPOINT;
  }

  private markPatterns(first: number, end: number, row: number): void {
    for (let place = 0; place < this.walk.path.segmentCount; place++) {
      if (this.rows[row + place] === 1) this.walk.markPatterns(first, end, place);
    }
  }

  private throughParameter(node: number, row: number): number {
    const { rows } = this;
    const below = this.push();
    let isReached = false;
    for (let place = 0; place < this.walk.path.segmentCount; place++) {
      if (rows[row + place] !== 1 || !this.isFilled(place)) continue;
      rows[below + place + 1] = 1;
      isReached = true;
    }
    const found = isReached ? this.fromRow(node, below) : NO_ENDPOINT;
    this.top--;
    return found;
  }

  private throughSpans(first: number, end: number, row: number): number {
    const { trie } = this.walk;
    let node = first;
    for (; node < end && kindOf(trie, node) === MULTI_MIXED; node += NODE_SIZE) {
      const below = this.push();
      const found = this.spread(node, row, below, CANONICAL_FORM) ? this.fromRow(node, below) : NO_ENDPOINT;
      this.top--;
      if (found === NO_ENDPOINT) continue;
      const marked = this.walk.path.folds.hasOdd ? node + NODE_SIZE : first;
      for (let mixed = first; mixed < marked; mixed += NODE_SIZE) this.markSpread(mixed, row);
      return found;
    }
    for (let mixed = first; mixed < node; mixed += NODE_SIZE) this.markSpread(mixed, row);
    if (node === end) return NO_ENDPOINT;
    const below = this.push();
    const from = this.rows.indexOf(1, row) - row;
    let isReached = false;
    for (let place = from; place < this.walk.path.segmentCount && this.isFilled(place); place++) {
      this.rows[below + place + 1] = 1;
      isReached = true;
    }
    const found = isReached ? this.fromRow(node, below) : NO_ENDPOINT;
    this.top--;
    return found;
  }

  /** Fills `below` with the places after every span that the pattern of a node matches; whether there is one. */
  private spread(node: number, row: number, below: number, form: number): boolean {
    const { walk, rows } = this;
    const { segmentCount } = walk.path;
    const pattern = walk.trie.nodes[node + TEXT]!;
    let isReached = false;
    let head = -1;
    for (let place = 0; place < segmentCount && this.isFilled(place); place++) {
      const longSpan = head >= 0 && head < place && globTailMatches(walk.trie, pattern, walk.stretchOf(place, form));
      const isStart = rows[row + place] === 1;
      if (longSpan || (isStart && walk.matchesPattern(node, place, form))) {
        rows[below + place + 1] = 1;
        isReached = true;
      }
      if (isStart && head < 0 && globHeadMatches(walk.trie, pattern, walk.stretchOf(place, form))) head = place;
    }
    return isReached;
  }

  /** Marks a pattern that takes a span in one form only, as `markPatterns` does. */
  private markSpread(node: number, row: number): void {
    const exact = this.push();
    this.spread(node, row, exact, CANONICAL_FORM);
    const folded = this.push();
    this.spread(node, row, folded, FOLDED_FORM);
    for (let place = 0; place <= this.walk.path.segmentCount; place++) {
      if (this.walk.differs(this.rows[exact + place]!, this.rows[folded + place]!)) this.walk.mark(node);
    }
    this.top -= 2;
  }

  private isFilled(segment: number): boolean {
    return this.walk.path.starts[segment]! < this.walk.path.ends[segment]!;
  }

  private onlyPlace(row: number): number {
    const first = this.rows.indexOf(1, row);
    const next = this.rows.indexOf(1, first + 1);
    return next >= 0 && next < row + this.width ? -1 : first - row;
  }

  private push(): number {
    const row = this.top++ * this.width;
    this.rows.fill(0, row, row + this.width);
    return row;
  }
}
