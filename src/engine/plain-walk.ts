import type { PathLimits } from './canonical.js';
import { DOT, PLAIN_FOLD, SLASH } from './characters.js';
import { HASH_PRIME, HASH_SEED } from './fold.js';
import * as layout from './trie.js';
import { childKey, childrenEnd, NODE_SIZE } from './trie.js';
import type { Trie } from './trie.js';
import { ANY_METHOD } from './walk.js';

/** Not decided here: the whole search has to be made. */
export const UNDECIDED = -1;

const NO_CHILD = 0;
const QUESTION_MARK = 0x3f;

/**
 * The short way for nearly every request: a path of plain characters that goes down the trie without turning back.
 * Canonical form, search and comparison happen together, on the text itself: nothing is copied. Whatever is more than
 * that, if only maybe, is left to `PathReader` and `Walk`; what is decided here they would decide alike, because a
 * search that never turns back is the beginning of theirs.
 */
export class PlainWalk {
  /** Where the path of the last request that was decided ends: at its query, or at its end. */
  pathEnd = 0;
  private readonly limits: PathLimits;
  private segmentEnd = 0;

  constructor(limits: PathLimits) {
    this.limits = limits;
  }

  /** The endpoint that a method and a request target reach; `UNDECIDED` for what is not plain, and for none. */
  find(trie: Trie, method: number, target: string): number {
    if (target.charCodeAt(0) !== SLASH) return UNDECIDED;
    const { length } = target;
    const { maxSegments } = this.limits;
    let node = layout.ROOT;
    let at = 1;
    for (let segments = 1; segments <= maxSegments; segments++) {
      node = this.childFor(trie, node, target, at);
      if (node === UNDECIDED) return UNDECIDED;
      at = this.segmentEnd;
      if (at === length) return this.arrive(trie, node, method, at);
      const code = target.charCodeAt(at);
      if (code === QUESTION_MARK) return this.arrive(trie, node, method, at);
      if (code !== SLASH) return UNDECIDED;
      at++;
    }
    return UNDECIDED;
  }

  /** The only child that the segment at `start` can lead to first; sets `segmentEnd`. */
  private childFor(trie: Trie, node: number, target: string, start: number): number {
    const { nodes } = trie;
    const first = nodes[node + layout.FIRST]!;
    const special = nodes[node + layout.SPECIAL]!;
    const literalsEnd = special === 0 ? childrenEnd(trie, node) : special;
    let child = NO_CHILD;
    if (literalsEnd === first) this.segmentEnd = endOfPlain(target, start);
    else if (literalsEnd === first + NODE_SIZE) child = this.onlyLiteral(trie, first, target, start);
    else child = this.literal(trie, node, target, start);
    if (child !== NO_CHILD) return child;
    const { segmentEnd } = this;
    // An empty segment, and one that ends in a dot, have rules of their own.
    if (segmentEnd === start || target.charCodeAt(segmentEnd - 1) === DOT) return UNDECIDED;
    const isParameter = special !== 0 && (nodes[special + layout.KIND]! & layout.KIND_MASK) === layout.PARAMETER;
    return isParameter ? special : UNDECIDED;
  }

  /** Where there is one literal alone, it is compared at once. */
  private onlyLiteral(trie: Trie, child: number, target: string, start: number): number {
    const record = trie.nodes[child + layout.KIND]!;
    const end = start + (record >>> layout.LENGTH_SHIFT);
    if (isTextAt(trie, child, target, start) && endsSegment(target, end)) {
      this.segmentEnd = end;
      return (record & layout.PLAIN_TEXT) === 0 ? UNDECIDED : child;
    }
    this.segmentEnd = endOfPlain(target, start);
    if ((record & layout.PLAIN_TEXT) === 0) return UNDECIDED;
    return this.segmentEnd === end && foldsToText(trie, child, target, start) ? UNDECIDED : NO_CHILD;
  }

  private literal(trie: Trie, node: number, target: string, start: number): number {
    const { nodes, slots } = trie;
    const { length } = target;
    let hash = HASH_SEED;
    let end = start;
    for (; end < length; end++) {
      const code = target.charCodeAt(end);
      const fold = code < 128 ? PLAIN_FOLD[code]! : 0;
      if (fold === 0) break;
      hash = Math.imul(hash ^ fold, HASH_PRIME);
    }
    this.segmentEnd = end;
    const mask = (slots.length >> 1) - 1;
    const key = childKey(node, hash);
    for (let slot = key & mask; ; slot = (slot + 1) & mask) {
      const child = slots[2 * slot + 1]!;
      if (child === 0) return NO_CHILD;
      if (slots[2 * slot] !== key || nodes[child + layout.PARENT] !== node) continue;
      const isSame = nodes[child + layout.KIND]! >>> layout.LENGTH_SHIFT === end - start;
      // Another text with the same hash may be one that servers take for this one.
      return isSame && isTextAt(trie, child, target, start) && target.charCodeAt(end - 1) !== DOT ? child : UNDECIDED;
    }
  }

  private arrive({ nodes, leaves }: Trie, node: number, method: number, end: number): number {
    let at = nodes[node + layout.LEAF]!;
    if (at === 0 || end > this.limits.maxPathBytes) return UNDECIDED;
    this.pathEnd = end;
    let any = UNDECIDED;
    for (; ; at++) {
      const leaf = leaves[at]!;
      const of = leaf & layout.LEAF_METHOD;
      if (of === method) return leaf >> layout.LEAF_SHIFT;
      if (of === ANY_METHOD) any = leaf >> layout.LEAF_SHIFT;
      if ((leaf & layout.LAST_LEAF) !== 0) return any;
    }
  }
}

/** Where a stretch of plain characters ends. */
function endOfPlain(target: string, start: number): number {
  const { length } = target;
  let end = start;
  for (; end < length; end++) {
    const code = target.charCodeAt(end);
    if (code >= 128 || PLAIN_FOLD[code] === 0) break;
  }
  return end;
}

function endsSegment(target: string, at: number): boolean {
  if (at === target.length) return true;
  const code = target.charCodeAt(at);
  return code === SLASH || code === QUESTION_MARK;
}

/** Whether the text of a literal stands in the target. */
function isTextAt({ nodes, pool }: Trie, node: number, target: string, start: number): boolean {
  const length = nodes[node + layout.KIND]! >>> layout.LENGTH_SHIFT;
  const text = nodes[node + layout.TEXT]!;
  // Beyond the end of the target there is NaN, which equals nothing.
  for (let i = 0; i < length; i++) if (target.charCodeAt(start + i) !== pool[text + i]) return false;
  return true;
}

/** Whether a plain stretch of the target, as long as a plain literal, differs from it in letter case at most. */
function foldsToText({ nodes, pool }: Trie, node: number, target: string, start: number): boolean {
  const length = nodes[node + layout.KIND]! >>> layout.LENGTH_SHIFT;
  const text = nodes[node + layout.TEXT]!;
  for (let i = 0; i < length; i++) {
    if (PLAIN_FOLD[target.charCodeAt(start + i)] !== PLAIN_FOLD[pool[text + i]!]) return false;
  }
  return true;
}
