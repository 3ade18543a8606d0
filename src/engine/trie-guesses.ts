import * as trie from './trie.js';
import { childKey, MAX_GUESSES, MAX_SHARED, NODE_SIZE } from './trie.js';

/** The parts of a trie that are there before its guesses. */
interface Parts {
  readonly nodes: Int32Array;
  readonly text: DataView;
}

/** Makes `Trie.guesses`, and fills in `LENGTHS` and `SHARED` of every node. */
export function makeGuesses(parts: Parts): Int32Array {
  const { nodes } = parts;
  const last = nodes.length - NODE_SIZE;
  let count = 0;
  for (let node = 0; node < last; node += NODE_SIZE) {
    const end = literalsEnd(nodes, node);
    nodes[node + trie.LENGTHS] = lengthsOf(nodes, node, end);
    const literals = (end - nodes[node + trie.FIRST]!) / NODE_SIZE;
    if (literals < 2) continue;
    nodes[node + trie.SHARED] = sharedLength(parts, node, end);
    count += literals;
  }
  let places = 1;
  while (places * 2 < count * 3) places *= 2;
  const guesses = new Int32Array(2 * places);
  for (let node = 0; node < last; node += NODE_SIZE) {
    const end = literalsEnd(nodes, node);
    const first = nodes[node + trie.FIRST]!;
    if (end - first < 2 * NODE_SIZE) continue;
    for (let child = first; child < end; child += NODE_SIZE) {
      if (isGuessed(nodes, child)) addGuess(guesses, parts, child);
    }
  }
  return guesses;
}

function literalsEnd(nodes: Int32Array, node: number): number {
  const special = nodes[node + trie.SPECIAL]!;
  return special === 0 ? nodes[node + NODE_SIZE + trie.FIRST]! : special;
}

function lengthOf(nodes: Int32Array, node: number): number {
  return nodes[node + trie.KIND]! >>> trie.LENGTH_SHIFT;
}

/** Of two literals that servers take for each other none is guessed. */
function isGuessed(nodes: Int32Array, child: number): boolean {
  return (nodes[child + trie.KIND]! & (trie.PLAIN_TEXT | trie.TWIN)) === trie.PLAIN_TEXT;
}

function lengthsOf(nodes: Int32Array, node: number, end: number): number {
  let lengths = 0;
  for (let child = nodes[node + trie.FIRST]!; child < end; child += NODE_SIZE) {
    if ((nodes[child + trie.KIND]! & trie.PLAIN_TEXT) === 0) return -1;
    lengths |= 1 << lengthOf(nodes, child);
  }
  return lengths;
}

function sharedLength({ nodes, text }: Parts, node: number, end: number): number {
  const first = nodes[node + trie.FIRST]!;
  const from = nodes[first + trie.TEXT]!;
  let shared = Math.min(lengthOf(nodes, first), MAX_SHARED);
  for (let child = first + NODE_SIZE; child < end; child += NODE_SIZE) {
    const start = nodes[child + trie.TEXT]!;
    shared = Math.min(shared, lengthOf(nodes, child));
    let same = 0;
    while (same < shared && text.getUint8(start + same) === text.getUint8(from + same)) same++;
    shared = same;
  }
  return shared;
}

function addGuess(guesses: Int32Array, { nodes, text }: Parts, child: number): void {
  const parent = nodes[child + trie.PARENT]!;
  const shared = nodes[parent + trie.SHARED]!;
  const left = lengthOf(nodes, child) - shared;
  const word = text.getInt32(nodes[child + trie.TEXT]! + shared, true);
  const key = childKey(parent, left < 4 ? word & ((1 << (8 * left)) - 1) : word);
  const mask = (guesses.length >> 1) - 1;
  for (let probe = 0; probe < MAX_GUESSES; probe++) {
    const slot = (key + probe) & mask;
    if (guesses[2 * slot + 1] !== 0) continue;
    guesses[2 * slot] = key;
    guesses[2 * slot + 1] = child;
    return;
  }
}
