/**
 * A route table as a flat trie of segments. Nodes are records of `NODE_SIZE` numbers in breadth-first order, named by
 * the place of their record; the children of a node stand side by side: literals, then text with parameters, `{x}`,
 * text with `{+x}`, `{+x}`, each kind in the order in which it is tried. One record more than there are nodes ends
 * the list. Nothing is ever written to it after it is built.
 */
export interface Trie {
  readonly nodes: Int32Array;
  /** Open addressing: pairs of the key that `childKey` gives and the literal child; an empty pair ends a search. */
  readonly slots: Int32Array;
  /**
   * As `slots`, with the first word after `SHARED` in place of the hash; plain literals with siblings only, each at most
   * `MAX_GUESSES` places from its own, and those left out for which there was no place.
   */
  readonly guesses: Int32Array;
  /** ASCII of literal text; where its fold is not its lower case, length (two bytes) and bytes of the fold follow. */
  readonly pool: Uint8Array;
  /** The same bytes, to be read as words: three more follow them. */
  readonly text: DataView;
  /** Pieces of text with parameters; see `glob.ts`. */
  readonly patterns: Int32Array;
  /** Runs of `endpoint * 256 + method`, the last of each run with `LAST_LEAF`. The first place stays unused. */
  readonly leaves: Int32Array;
}

export const NODE_SIZE = 8;

/** Fields of a node. */
export const PARENT = 0;
/** Literal: place in `pool`. With text around parameters: place in `patterns`. */
export const TEXT = 1;
/** Kind and flags in the low bits, length of a literal above. */
export const KIND = 2;
/** Place in `leaves`; 0 where no template ends. */
export const LEAF = 3;
/** First child that is no literal; 0 for none. */
export const SPECIAL = 4;
/** First child; the next node's first child is where they end. */
export const FIRST = 5;
/** A bit for each length (modulo 32) of a literal child; all bits where a child's fold is more than its lower case. */
export const LENGTHS = 6;
/** How many characters all literal children begin with alike, at most `MAX_SHARED`. */
export const SHARED = 7;

export const MAX_SHARED = 255;
export const MAX_GUESSES = 8;

export const LITERAL = 0;
export const MIXED = 1;
export const PARAMETER = 2;
export const MULTI_MIXED = 3;
export const MULTI = 4;

export const KIND_MASK = 7;
/** A literal whose fold a sibling literal shares. */
export const TWIN = 8;
/** A literal whose fold is more than its lower case. */
export const ODD_FOLD = 16;
/** A literal of characters that stand raw and whose fold is their lower case. */
export const PLAIN_TEXT = 32;
export const LENGTH_SHIFT = 6;

export const LAST_LEAF = 128;
export const LEAF_METHOD = 127;
export const LEAF_SHIFT = 8;

export const ROOT = 0;

/** What a search answers when no template matches. */
export const NO_ENDPOINT = -1;

/** The key of a literal child: its parent and the hash of its fold, mixed. */
export function childKey(parent: number, hash: number): number {
  const key = Math.imul(hash ^ Math.imul(parent + 1, 0x9e3779b1), 0x85ebca6b);
  return key ^ (key >>> 15);
}

export function kindOf(trie: Trie, node: number): number {
  return trie.nodes[node + KIND]! & KIND_MASK;
}

export function textLength(trie: Trie, node: number): number {
  return trie.nodes[node + KIND]! >>> LENGTH_SHIFT;
}

/** Where the children of a node end. */
export function childrenEnd(trie: Trie, node: number): number {
  return trie.nodes[node + NODE_SIZE + FIRST]!;
}

export function trieByteLength({ nodes, slots, guesses, text, patterns, leaves }: Trie): number {
  return [nodes, slots, guesses, text, patterns, leaves].reduce((sum, { byteLength }) => sum + byteLength, 0);
}
