import type { PathLimits } from './canonical.js';
import { DOT, PLAIN_FOLD, SLASH } from './characters.js';
import { HASH_PRIME, HASH_SEED } from './fold.js';
import { QUESTION_MARK, wordBeforeEnd } from './text-words.js';
import * as layout from './trie.js';
import {
  childKey,
  GUESS_CHILD,
  GUESS_TAG,
  guessKey,
  guessPlaces,
  isLiteralOf,
  MAX_GUESSES,
  NODE_SHIFT,
} from './trie.js';
import type { Trie } from './trie.js';
import { ANY_METHOD } from './walk.js';

/** Not decided here: the whole search has to be made. */
export const UNDECIDED = -1;

const NO_CHILD = 0;

/**
 * The short way for nearly every request: a path of plain characters that goes down the trie without turning back.
 * Canonical form, search and comparison happen together, on the bytes of the text. Whatever is more than that, if only
 * maybe, is left to `PathReader` and `Walk`; what is decided here they would decide alike, because a search that never
 * turns back is the beginning of theirs.
 */
export class PlainWalk {
  /** Where the path of the last request that was decided ends: at its query, or at its end. */
  pathEnd = 0;
  private readonly limits: PathLimits;
  private readonly encoder = new TextEncoder();
  /** The target as UTF-8, a question mark at its end, and room for words that begin in it. */
  private readonly bytes: Uint8Array;
  private readonly words: DataView;
  /** The part of `bytes` that a target is written to. */
  private readonly room: Uint8Array;
  private segmentEnd = 0;

  constructor(limits: PathLimits) {
    this.limits = limits;
    const roomSize = limits.maxPathBytes + 4;
    this.bytes = new Uint8Array(roomSize + layout.MAX_SHARED + 8);
    this.words = new DataView(this.bytes.buffer);
    this.room = this.bytes.subarray(0, roomSize);
  }

  /** The endpoint that a method and a request target reach; `UNDECIDED` for what is not plain, and for none. */
  find(trie: Trie, method: number, target: string): number {
    const { bytes } = this;
    const { read, written } = this.encoder.encodeInto(target, this.room);
    // What is cut off may be path as well as query: such an end is not plain.
    bytes[written] = read === target.length ? QUESTION_MARK : 0;
    if (bytes[0] !== SLASH) return UNDECIDED;
    const { maxSegments } = this.limits;
    let node = layout.ROOT;
    let at = 1;
    for (let segments = 1; segments <= maxSegments; segments++) {
      node = this.childFor(trie, node, at);
      if (node === UNDECIDED) return UNDECIDED;
      at = this.segmentEnd;
      const code = bytes[at]!;
      if (code === QUESTION_MARK) return this.arrive(trie, node, method, at);
      if (code !== SLASH) return UNDECIDED;
      at++;
    }
    return UNDECIDED;
  }

  /** The only child that the segment at `start` can lead to first; sets `segmentEnd`. */
  private childFor(trie: Trie, node: number, start: number): number {
    const { nodes } = trie;
    const first = nodes[node + layout.FIRST]!;
    const literals = (nodes[node + layout.SPECIAL]! - first) >> NODE_SHIFT;
    if (literals > 1) {
      const child = this.guess(trie, node, start);
      if (child !== NO_CHILD) return child;
    } else if (literals === 1) {
      // Where there is one literal alone, it is compared at once.
      if ((nodes[first + layout.KIND]! & layout.PLAIN_TEXT) !== 0 && this.isLiteral(trie, first, start)) return first;
    }
    return this.otherChild(trie, node, start);
  }

  /** The literal child that stands at `start`, when the few characters that tell most siblings apart lead to it. */
  private guess(trie: Trie, node: number, start: number): number {
    const { nodes } = trie;
    const first = nodes[node + layout.FIRST]!;
    const places = guessPlaces((nodes[node + layout.SPECIAL]! - first) >> NODE_SHIFT);
    const key = guessKey(wordBeforeEnd(this.words.getInt32(start + nodes[node + layout.SHARED]!, true)));
    for (let probe = 0; probe < MAX_GUESSES; probe++) {
      const guess = nodes[first - places + ((key + probe) & (places - 1))]!;
      if (guess === 0) return NO_CHILD;
      if (((guess ^ key) & GUESS_TAG) !== 0) continue;
      const child = first + (((guess & GUESS_CHILD) - 1) << NODE_SHIFT);
      if (this.isLiteral(trie, child, start)) return child;
    }
    return NO_CHILD;
  }

  /** Whether the segment at `start` is this plain literal; sets `segmentEnd` if so. */
  private isLiteral({ nodes, text }: Trie, child: number, start: number): boolean {
    const { words } = this;
    const from = nodes[child + layout.TEXT]!;
    const length = nodes[child + layout.KIND]! >>> layout.LENGTH_SHIFT;
    const whole = length & ~3;
    // The end of the target is a character that no plain literal has, so nothing is read far beyond it.
    for (let i = 0; i < whole; i += 4) {
      if (words.getInt32(start + i, true) !== text.getInt32(from + i, true)) return false;
    }
    if (whole !== length) {
      const difference = words.getInt32(start + whole, true) ^ text.getInt32(from + whole, true);
      if (difference << (32 - 8 * (length - whole)) !== 0) return false;
    }
    const end = start + length;
    const after = this.bytes[end];
    if (after !== SLASH && after !== QUESTION_MARK) return false;
    this.segmentEnd = end;
    return true;
  }

  /** The parameter, where no literal is meant; a literal that was not guessed. */
  private otherChild(trie: Trie, node: number, start: number): number {
    const { bytes } = this;
    const { nodes } = trie;
    let end = start;
    while (PLAIN_FOLD[bytes[end]!] !== 0) end++;
    this.segmentEnd = end;
    // Only a literal as long as the segment can be it, or be taken for it.
    if (((nodes[node + layout.LENGTHS]! >>> (end - start)) & 1) !== 0) {
      const child = this.hashed(trie, node, start);
      if (child !== NO_CHILD) return child;
    }
    // An empty segment, and one that ends in a dot, have rules of their own.
    if (end === start || bytes[end - 1] === DOT) return UNDECIDED;
    const special = nodes[node + layout.SPECIAL]!;
    const isParameter =
      special !== nodes[node + layout.END] && (nodes[special + layout.KIND]! & layout.KIND_MASK) === layout.PARAMETER;
    return isParameter ? special : UNDECIDED;
  }

  /** The literal child with the hash of the segment from `start` to `segmentEnd`. */
  private hashed(trie: Trie, node: number, start: number): number {
    const { bytes, segmentEnd } = this;
    const { nodes, slots } = trie;
    let hash = HASH_SEED;
    for (let at = start; at < segmentEnd; at++) hash = Math.imul(hash ^ PLAIN_FOLD[bytes[at]!]!, HASH_PRIME);
    const mask = (slots.length >> 1) - 1;
    const key = childKey(node, hash);
    for (let slot = key & mask; ; slot = (slot + 1) & mask) {
      const child = slots[2 * slot + 1]!;
      if (child === 0) return NO_CHILD;
      if (slots[2 * slot] !== key || !isLiteralOf(nodes, child, node)) continue;
      // Another text with the same hash may be one that servers take for this one.
      const isPlain = (nodes[child + layout.KIND]! & layout.PLAIN_TEXT) !== 0;
      return isPlain && this.isLiteral(trie, child, start) ? child : UNDECIDED;
    }
  }

  private arrive(trie: Trie, node: number, method: number, end: number): number {
    if (end > this.limits.maxPathBytes) return UNDECIDED;
    this.pathEnd = end;
    let any = UNDECIDED;
    for (let at = trie.nodes[node + layout.LEAF]!; at !== 0; at = layout.nextLeaf(trie, at)) {
      const leaf = layout.leafAt(trie, at);
      const of = leaf & layout.LEAF_METHOD;
      if (of === method) return leaf >> layout.LEAF_SHIFT;
      if (of === ANY_METHOD) any = leaf >> layout.LEAF_SHIFT;
    }
    return any;
  }
}
