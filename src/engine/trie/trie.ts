/**
 * A route table as a flat trie of segments. Nodes are records of `NODE_SIZE` numbers, named by the place of their record. The
 * children of a node stand side by side: literals, then text with parameters, `{x}`, text with `{+x}`, `{+x}`, each kind
 * in the order in which it is tried. What is below a node follows closely, so that a request meets few lines of memory.
 * Nothing is ever written to it after it is built.
 */
export interface Trie {
  /**
   * Records, and right before the first of two or more literal siblings their guesses: a table of `guessPlaces` places,
   * open addressing by `guessKey` of the two words after what all of them begin with. A place holds the number of the
   * sibling, from 1, and above it some bits of its key (`GUESS_TAG`); an empty place ends a search. Each guess stands at most
   * `MAX_GUESSES` places from its own, and those for which there was no place are left out.
   */
  readonly nodes: Int32Array;
  /** Open addressing: pairs of the key that `childKey` gives and the literal child; an empty pair ends a search. */
  readonly slots: Int32Array;
  /** ASCII of literal text; where its fold is not its lower case, length (two bytes) and bytes of the fold follow. */
  readonly pool: Uint8Array;
  /** The same bytes, to be read as words: three more follow them. */
  readonly text: DataView;
  /** Pieces of text with parameters; see `glob.ts`. */
  readonly patterns: Int32Array;
  /** Runs of two or more of `endpoint * 256 + method`, the last of each run with `LAST_LEAF`. The first place stays unused. */
  readonly leaves: Int32Array;
}

export const NODE_SHIFT = 3;
export const NODE_SIZE = 1 << NODE_SHIFT;

/** Fields of a node. */
/** Literal: place in `pool`. With text around parameters: place in `patterns`. */
export const TEXT = 0;
/** Kind and flags in the low bits, length of a literal above. */
export const KIND = 1;
/** Place in `leaves`; a leaf that is alone stands here itself, with `ALONE`; 0 where no template ends. */
export const LEAF = 2;
/** First child. */
export const FIRST = 3;
/** First child that is no literal; `END` for none. */
export const SPECIAL = 4;
/** Where the children end. */
export const END = 5;
/** A bit for each length (modulo 32) of a literal child and of its fold. */
export const LENGTHS = 6;
/** How many characters all literal children begin with alike, at most `MAX_SHARED`. */
export const SHARED = 7;

export const MAX_SHARED = 255;
export const MAX_GUESSES = 8;

/** The bits of a guess that are the number of a sibling, from 1; those above are bits of its key. */
export const GUESS_CHILD = 0x7f_ffff;
export const GUESS_TAG = ~GUESS_CHILD;

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
export const ALONE = 1 << 31;

/** The method of a leaf for `*`, and of a request that only `*` stands for. */
export const ANY_METHOD = 0;

export const ROOT = 0;

/** What a search answers when no template matches. */
export const NO_ENDPOINT = -1;

export function trieByteLength({ nodes, slots, text, patterns, leaves }: Trie): number {
  return [nodes, slots, text, patterns, leaves].reduce((sum, { byteLength }) => sum + byteLength, 0);
}
