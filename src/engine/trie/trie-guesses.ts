import * as trie from './trie.js';
import { GUESS_TAG, MAX_GUESSES, MAX_SHARED, NODE_SHIFT, NODE_SIZE } from './trie.js';
import { guessKey, guessPlaces } from './trie-access.js';

/** Makes the guesses of a node whose children stand, and fills in its `LENGTHS` and `SHARED`. */
export function fillGuesses(nodes: Int32Array, text: Uint8Array, node: number): void {
  nodes[node + trie.LENGTHS] = lengthsOf(nodes, text, node);
  const first = nodes[node + trie.FIRST]!;
  const end = nodes[node + trie.SPECIAL]!;
  if (end - first < 2 * NODE_SIZE) return;
  nodes[node + trie.SHARED] = sharedLength(nodes, text, node);
  for (let child = first; child < end; child += NODE_SIZE) {
    if (isGuessed(nodes, child)) addGuess(nodes, text, node, child);
  }
}

function lengthOf(nodes: Int32Array, node: number): number {
  return nodes[node + trie.KIND]! >>> trie.LENGTH_SHIFT;
}

/** Of two literals that servers take for each other none is guessed. */
function isGuessed(nodes: Int32Array, child: number): boolean {
  return (nodes[child + trie.KIND]! & (trie.PLAIN_TEXT | trie.TWIN)) === trie.PLAIN_TEXT;
}

function lengthsOf(nodes: Int32Array, text: Uint8Array, node: number): number {
  let lengths = 0;
  const end = nodes[node + trie.SPECIAL]!;
  for (let child = nodes[node + trie.FIRST]!; child < end; child += NODE_SIZE) {
    const length = lengthOf(nodes, child);
    lengths |= 1 << length;
    if ((nodes[child + trie.KIND]! & trie.ODD_FOLD) === 0) continue;
    // A plain segment that is taken for this literal is as long as its fold.
    const at = nodes[child + trie.TEXT]! + length;
    lengths |= 1 << ((text[at]! << 8) | text[at + 1]!);
  }
  return lengths;
}

function sharedLength(nodes: Int32Array, text: Uint8Array, node: number): number {
  const first = nodes[node + trie.FIRST]!;
  const end = nodes[node + trie.SPECIAL]!;
  const from = nodes[first + trie.TEXT]!;
  let shared = Math.min(lengthOf(nodes, first), MAX_SHARED);
  for (let child = first + NODE_SIZE; child < end; child += NODE_SIZE) {
    const start = nodes[child + trie.TEXT]!;
    shared = Math.min(shared, lengthOf(nodes, child));
    let same = 0;
    while (same < shared && text[start + same] === text[from + same]) same++;
    shared = same;
  }
  return shared;
}

function addGuess(nodes: Int32Array, text: Uint8Array, node: number, child: number): void {
  const first = nodes[node + trie.FIRST]!;
  const places = guessPlaces((nodes[node + trie.SPECIAL]! - first) >> NODE_SHIFT);
  const shared = nodes[node + trie.SHARED]!;
  const key = guessKey(wordOf(nodes, text, child, shared), wordOf(nodes, text, child, shared + 4));
  for (let probe = 0; probe < MAX_GUESSES; probe++) {
    const place = first - places + ((key + probe) & (places - 1));
    if (nodes[place] !== 0) continue;
    nodes[place] = (key & GUESS_TAG) | (((child - first) >> NODE_SHIFT) + 1);
    return;
  }
}

/** Up to four characters of a literal, the first of them the lowest byte; 0 where it has ended. */
function wordOf(nodes: Int32Array, text: Uint8Array, literal: number, from: number): number {
  const start = nodes[literal + trie.TEXT]! + from;
  let word = 0;
  for (let at = Math.min(4, lengthOf(nodes, literal) - from) - 1; at >= 0; at--) word = (word << 8) | text[start + at]!;
  return word;
}
