import * as layout from './trie.js';
import type { Trie } from './trie.js';

/**
 * The layout, as constants of this file: V8 reads an imported one from memory at every use, but knows its own. Wherever a
 * request passes, files do the same.
 */
const { TEXT, FIRST, SPECIAL, END, KIND, KIND_MASK, LENGTH_SHIFT, LEAF, LEAF_METHOD, LEAF_SHIFT } = layout;
const { ALONE, ANY_METHOD, LAST_LEAF, NODE_SIZE, NO_ENDPOINT } = layout;

/** The key of a literal child: its parent and the hash of its fold, mixed. */
export function childKey(parent: number, hash: number): number {
  const key = Math.imul(hash ^ Math.imul(parent + 1, 0x9e3779b1), 0x85ebca6b);
  return key ^ (key >>> 15);
}

/** The key of a guess: the eight characters that it goes by as two words, mixed. */
export function guessKey(word: number, next: number): number {
  const key = Math.imul(word ^ Math.imul(next, 0x85ebca6b), 0x9e3779b1);
  return key ^ (key >>> 15);
}

/** How many places the guesses of so many literal siblings take: a power of two, half as many again at least. */
export function guessPlaces(literals: number): number {
  if (literals < 2) return 0;
  return 1 << (32 - Math.clz32((literals + (literals >> 1) - 1) | (NODE_SIZE - 1)));
}

/** Whether a node is a literal child of another one. */
export function isLiteralOf(nodes: Int32Array, child: number, node: number): boolean {
  return child >= nodes[node + FIRST]! && child < nodes[node + SPECIAL]!;
}

export function kindOf(trie: Trie, node: number): number {
  return trie.nodes[node + KIND]! & KIND_MASK;
}

export function textLength(trie: Trie, node: number): number {
  return trie.nodes[node + KIND]! >>> LENGTH_SHIFT;
}

/** Whether the text of a literal comes before that of another one, compared by code unit: so siblings are tried. */
export function precedes(trie: Trie, a: number, b: number): boolean {
  const lengthA = textLength(trie, a);
  const lengthB = textLength(trie, b);
  const textA = trie.nodes[a + TEXT]!;
  const textB = trie.nodes[b + TEXT]!;
  for (let i = 0; i < Math.min(lengthA, lengthB); i++) {
    const difference = trie.pool[textA + i]! - trie.pool[textB + i]!;
    if (difference !== 0) return difference < 0;
  }
  return lengthA < lengthB;
}

/** The leaf at a place of a search through the leaves of a node, which begins with `LEAF` and ends at 0. */
export function leafAt(trie: Trie, place: number): number {
  return place < 0 ? place & ~ALONE : trie.leaves[place]!;
}

export function nextLeaf(trie: Trie, place: number): number {
  return place < 0 || (trie.leaves[place]! & LAST_LEAF) !== 0 ? 0 : place + 1;
}

/** The endpoint of a method where templates end at a node, one of its own before that of `*`; `NO_ENDPOINT` for none. */
export function endpointOf(trie: Trie, node: number, method: number): number {
  let any = NO_ENDPOINT;
  for (let at = trie.nodes[node + LEAF]!; at !== 0; at = nextLeaf(trie, at)) {
    const leaf = leafAt(trie, at);
    const of = leaf & LEAF_METHOD;
    if (of === method) return leaf >> LEAF_SHIFT;
    if (of === ANY_METHOD) any = leaf >> LEAF_SHIFT;
  }
  return any;
}

/** Where the literal children of a node end, and those with parameters begin. */
export function literalsEnd(trie: Trie, node: number): number {
  return trie.nodes[node + SPECIAL]!;
}

/** Where the children of a node end. */
export function childrenEnd(trie: Trie, node: number): number {
  return trie.nodes[node + END]!;
}
