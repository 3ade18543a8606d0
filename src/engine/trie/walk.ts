import type { PathReader } from '../path/canonical.js';
import * as characters from '../path/characters.js';
import * as glob from './glob.js';
import { globMatches } from './glob.js';
import type { Stretch } from './glob.js';
import { SpanWalk } from './span-walk.js';
import type { SegmentWalk } from './span-walk.js';
import * as layout from './trie.js';
import { childKey, childrenEnd, endpointOf, isLiteralOf, kindOf } from './trie-access.js';
import type { Trie } from './trie.js';

// Constants of this file, as in trie-access.ts: requests pass here.
const { PLAIN_FOLD } = characters;
const { CANONICAL_FORM, FOLDED_FORM } = glob;
const { ANY_METHOD, NO_ENDPOINT, NODE_SIZE, ROOT, TEXT, KIND, SPECIAL, END } = layout;
const { LENGTH_SHIFT, MIXED, ODD_FOLD, PARAMETER, TWIN } = layout;

/** What `literalChild` answers besides a node. */
const NO_CHILD = 0;
const ONLY_CONFUSABLE = -1;

/**
 * Finds the endpoint of a path: depth first, children in their order of precedence, so that the first template that
 * matches to its end with the method is the one that decides. A node is entered at most once in a search, with all
 * places of the path at which it can stand (`SpanWalk`): the work is bounded by nodes times segments, whatever the
 * templates are.
 */
export class Walk implements SegmentWalk {
  readonly path: PathReader;
  trie: Trie;
  /** The first node whose text differs from a segment only as servers may overlook; 0 while there was none. */
  marked = 0;
  /** How often a search compared a segment with text around parameters. */
  comparisons = 0;
  readonly stretch: Stretch;
  private method: number = ANY_METHOD;
  private readonly spans: SpanWalk;

  constructor(path: PathReader, trie: Trie) {
    this.path = path;
    this.trie = trie;
    this.stretch = { bytes: path.bytes, start: 0, end: 0, form: CANONICAL_FORM, first: 0, last: 0 };
    this.spans = new SpanWalk(this);
  }

  /** The endpoint for the path that `path` holds; `NO_ENDPOINT` for none. */
  find(trie: Trie, method: number): number {
    this.trie = trie;
    this.method = method;
    this.marked = 0;
    this.comparisons = 0;
    return this.from(ROOT, 0);
  }

  /** Goes on below a node that stands before a segment. */
  from(startNode: number, startSegment: number): number {
    const { nodes } = this.trie;
    const { segmentCount } = this.path;
    let node = startNode;
    let segment = startSegment;
    for (;;) {
      if (segment === segmentCount) return this.leafAt(node);
      const child = this.literalChild(node, segment);
      const special = nodes[node + SPECIAL]!;
      const end = nodes[node + END]!;
      const hasTwin = child > 0 && (nodes[child + KIND]! & TWIN) !== 0;
      if (special === end && child > 0 && !hasTwin) {
        node = child;
        segment++;
        continue;
      }
      if (child > 0) {
        const found = this.from(child, segment + 1);
        if (found !== NO_ENDPOINT) return found;
      }
      if (child === ONLY_CONFUSABLE || hasTwin) this.markConfusable(node, segment);
      // No parameter takes the empty segment of a trailing slash.
      if (special === end || this.path.starts[segment] === this.path.ends[segment]) return NO_ENDPOINT;
      let next = special;
      if (kindOf(this.trie, next) === MIXED) {
        const found = this.throughMixed(node, segment);
        if (found !== NO_ENDPOINT) return found;
        while (next < end && kindOf(this.trie, next) === MIXED) next += NODE_SIZE;
        if (next === end) return NO_ENDPOINT;
      }
      if (kindOf(this.trie, next) === PARAMETER) {
        if (next + NODE_SIZE < end) {
          const found = this.from(next, segment + 1);
          return found === NO_ENDPOINT ? this.spans.through(next + NODE_SIZE, end, segment) : found;
        }
        node = next;
        segment++;
        continue;
      }
      return this.spans.through(next, end, segment);
    }
  }

  /** The endpoint of the method where a template ends at the node; one of its own before that of `*`. */
  leafAt(node: number): number {
    return endpointOf(this.trie, node, this.method);
  }

  /** The literal child that equals the segment; else `ONLY_CONFUSABLE` when one may differ as servers overlook. */
  literalChild(node: number, segment: number): number {
    const { nodes, slots } = this.trie;
    const mask = (slots.length >> 1) - 1;
    const key = childKey(node, this.path.hashes[segment]!);
    let answer = NO_CHILD;
    for (let slot = key & mask; ; slot = (slot + 1) & mask) {
      const child = slots[2 * slot + 1]!;
      if (child === 0) return answer;
      if (slots[2 * slot] !== key || !isLiteralOf(nodes, child, node)) continue;
      if (this.equalsLiteral(child, segment)) return child;
      answer = ONLY_CONFUSABLE;
    }
  }

  /** Marks when a literal child differs from the segment and has its fold. */
  markConfusable(node: number, segment: number): void {
    const { nodes, slots } = this.trie;
    const mask = (slots.length >> 1) - 1;
    const key = childKey(node, this.path.hashes[segment]!);
    for (let slot = key & mask; slots[2 * slot + 1] !== 0; slot = (slot + 1) & mask) {
      const child = slots[2 * slot + 1]!;
      if (slots[2 * slot] !== key || !isLiteralOf(nodes, child, node)) continue;
      if (this.isConfusable(child, segment)) this.mark(child);
    }
  }

  /** Whether a literal differs from the segment and has its fold. */
  isConfusable(node: number, segment: number): boolean {
    if (this.equalsLiteral(node, segment)) return false;
    const { folds } = this.path;
    folds.ensure(segment);
    return this.isFoldOf(node, folds.starts[segment]!, folds.ends[segment]!);
  }

  /** The first literal child that differs from the segment and has its fold; `NO_CHILD` for none. */
  confusableChild(node: number, segment: number): number {
    const { nodes, slots } = this.trie;
    const mask = (slots.length >> 1) - 1;
    const key = childKey(node, this.path.hashes[segment]!);
    for (let slot = key & mask; slots[2 * slot + 1] !== 0; slot = (slot + 1) & mask) {
      const child = slots[2 * slot + 1]!;
      if (slots[2 * slot] !== key || !isLiteralOf(nodes, child, node)) continue;
      if (this.isConfusable(child, segment)) return child;
    }
    return NO_CHILD;
  }

  mark(node: number): void {
    if (this.marked === 0) this.marked = node;
  }

  /** Whether the pattern of a node matches a whole segment, in the form that `form` names. */
  matchesPattern(node: number, segment: number, form: number): boolean {
    return globMatches(this.trie, this.trie.nodes[node + TEXT]!, this.stretchOf(segment, form));
  }

  stretchOf(segment: number, form: number): Stretch {
    const { stretch, path } = this;
    this.comparisons++;
    if (form === FOLDED_FORM) path.folds.ensure(segment);
    const source = form === FOLDED_FORM ? path.folds : path;
    stretch.bytes = source.bytes;
    stretch.start = source.starts[segment]!;
    stretch.end = source.ends[segment]!;
    stretch.form = form;
    return stretch;
  }

  private throughMixed(parent: number, segment: number): number {
    const { trie } = this;
    const first = trie.nodes[parent + SPECIAL]!;
    const end = childrenEnd(trie, parent);
    let node = first;
    for (; node < end && kindOf(trie, node) === MIXED; node += NODE_SIZE) {
      if (!this.matchesPattern(node, segment, CANONICAL_FORM)) continue;
      const found = this.from(node, segment + 1);
      if (found === NO_ENDPOINT) continue;
      if (this.path.folds.hasOdd) this.markPatterns(first, node + NODE_SIZE, segment);
      return found;
    }
    this.markPatterns(first, node, segment);
    return NO_ENDPOINT;
  }

  /**
   * Marks the text with parameters, from `first` to `end`, that matches the segment only when both are folded. Beyond
   * ASCII also what matches only as it stands: composed, a character may be another one. (`SegmentReadings` trims.)
   */
  markPatterns(first: number, end: number, segment: number): void {
    for (let node = first; node < end; node += NODE_SIZE) {
      const folded = this.matchesPattern(node, segment, FOLDED_FORM) ? 1 : 0;
      // Most match in neither form; then the other one need not be looked at.
      if (folded === 0 && !this.path.folds.hasBeyondAscii) continue;
      if (this.differs(this.matchesPattern(node, segment, CANONICAL_FORM) ? 1 : 0, folded)) this.mark(node);
    }
  }

  /** Whether it matters that a pattern matches in one form only: 1 stands for a match, 0 for none. */
  differs(exact: number, folded: number): boolean {
    return folded > exact || (folded < exact && this.path.folds.hasBeyondAscii);
  }

  equalsLiteral(node: number, segment: number): boolean {
    const { nodes, pool } = this.trie;
    const { bytes, starts, ends } = this.path;
    const start = starts[segment]!;
    const length = nodes[node + KIND]! >>> LENGTH_SHIFT;
    if (ends[segment]! - start !== length) return false;
    const text = nodes[node + TEXT]!;
    for (let i = 0; i < length; i++) if (bytes[start + i] !== pool[text + i]) return false;
    return true;
  }

  /** Whether a stretch of the folds of the path is the fold of a literal. */
  isFoldOf(node: number, start: number, end: number): boolean {
    const { nodes, pool } = this.trie;
    const { folds } = this.path;
    const record = nodes[node + KIND]!;
    let text = nodes[node + TEXT]!;
    let length = record >>> LENGTH_SHIFT;
    const isOdd = (record & ODD_FOLD) !== 0;
    if (isOdd) {
      text += length + 2;
      length = (pool[text - 2]! << 8) | pool[text - 1]!;
    }
    if (end - start !== length) return false;
    for (let i = 0; i < length; i++) {
      const byte = pool[text + i]!;
      if (folds.bytes[start + i] !== (isOdd ? byte : PLAIN_FOLD[byte])) return false;
    }
    return true;
  }
}
