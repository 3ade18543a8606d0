import type { PathLimits } from '../path/canonical.js';
import * as characters from '../path/characters.js';
import * as fold from '../path/fold.js';
import { nextBeforeEnd, QUESTION_MARK as QUERY_MARK, wordBeforeEnd } from './text-words.js';
import * as layout from './trie.js';
import { childKey, endpointOf, guessKey, guessPlaces, isLiteralOf } from './trie-access.js';
import type { Trie } from './trie.js';

// Constants of this file, as in trie-access.ts: every request passes here.
const { DOT, PLAIN_FOLD, SLASH } = characters;
const { HASH_PRIME, HASH_SEED } = fold;
const QUESTION_MARK = QUERY_MARK;
const { ROOT, TEXT, KIND, FIRST, SPECIAL, END, LENGTHS, SHARED, NODE_SHIFT } = layout;
const { GUESS_CHILD, GUESS_TAG, MAX_GUESSES, MAX_SHARED } = layout;
const { KIND_MASK, LENGTH_SHIFT, PARAMETER, PLAIN_TEXT } = layout;

/** Not decided here: the whole search has to be made. */
export const UNDECIDED = -1;

const NO_CHILD = 0;

/**
 * The short way for nearly every request: a path of plain characters that goes down the trie without turning back.
 * Canonical form, search and comparison happen together, on the bytes of the text. Whatever is more than that, if only
 * maybe, is left to `PathReader` and `Walk`; what is decided here they would decide alike, because a search that never
 * turns back is the beginning of theirs.
 *
 * It saves 125 ns of a lookup among 990 real routes (151 instead of 275), 186 ns among 10,000, 542 ns among 100,000: of a whole
 * Check that costs 4.2 us, from the wire to the wire, 3.0, 4.4 and 12.9 % (Node 20, November 2026).
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
    this.bytes = new Uint8Array(roomSize + MAX_SHARED + 12);
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
    let node = ROOT;
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
    const first = nodes[node + FIRST]!;
    const literals = (nodes[node + SPECIAL]! - first) >> NODE_SHIFT;
    // A literal that is alone needs no guess.
    const child = literals > 1 ? this.guess(nodes, node, start) : literals === 1 ? first : NO_CHILD;
    if (child !== NO_CHILD && this.isLiteral(trie, child, start)) return child;
    return this.otherChild(trie, node, start);
  }

  /** The literal child that the few characters that tell siblings apart lead to; `NO_CHILD` where there is none. */
  private guess(nodes: Int32Array, node: number, start: number): number {
    const { words } = this;
    const first = nodes[node + FIRST]!;
    const places = guessPlaces((nodes[node + SPECIAL]! - first) >> NODE_SHIFT);
    const at = start + nodes[node + SHARED]!;
    const word = words.getInt32(at, true);
    const key = guessKey(wordBeforeEnd(word), nextBeforeEnd(words.getInt32(at + 4, true), word));
    for (let probe = 0; probe < MAX_GUESSES; probe++) {
      const guess = nodes[first - places + ((key + probe) & (places - 1))]!;
      if (guess === 0) return NO_CHILD;
      if (((guess ^ key) & GUESS_TAG) === 0) return first + (((guess & GUESS_CHILD) - 1) << NODE_SHIFT);
    }
    return NO_CHILD;
  }

  /** Whether the segment at `start` is this literal, and it is plain; sets `segmentEnd` if so. */
  private isLiteral({ nodes, text }: Trie, child: number, start: number): boolean {
    const { words, bytes } = this;
    const from = nodes[child + TEXT]!;
    const kind = nodes[child + KIND]!;
    const length = kind >>> LENGTH_SHIFT;
    let at = 0;
    // The end of the target is a character that no plain literal has, so nothing is read far beyond it.
    for (; at + 4 <= length; at += 4) {
      if (words.getInt32(start + at, true) !== text.getInt32(from + at, true)) return false;
    }
    const difference = words.getInt32(start + at, true) ^ text.getInt32(from + at, true);
    const rest = (1 << ((length - at) << 3)) - 1;
    const end = start + length;
    this.segmentEnd = end;
    return (
      (difference & rest) === 0 && (kind & PLAIN_TEXT) !== 0 && (bytes[end] === SLASH || bytes[end] === QUESTION_MARK)
    );
  }

  /** The parameter, where no literal is meant; a literal that was not guessed. */
  private otherChild(trie: Trie, node: number, start: number): number {
    const { bytes } = this;
    const { nodes } = trie;
    let end = start;
    while (PLAIN_FOLD[bytes[end]!] !== 0) end++;
    this.segmentEnd = end;
    // Only a literal as long as the segment can be it, or be taken for it.
    if (((nodes[node + LENGTHS]! >>> (end - start)) & 1) !== 0) {
      const child = this.hashed(trie, node, start);
      if (child !== NO_CHILD) return child;
    }
    // An empty segment, and one that begins or ends with a dot, have rules of their own.
    if (end === start || bytes[end - 1] === DOT || bytes[start] === DOT) return UNDECIDED;
    const special = nodes[node + SPECIAL]!;
    const isParameter = special !== nodes[node + END] && (nodes[special + KIND]! & KIND_MASK) === PARAMETER;
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
      return this.isLiteral(trie, child, start) ? child : UNDECIDED;
    }
  }

  private arrive(trie: Trie, node: number, method: number, end: number): number {
    if (end > this.limits.maxPathBytes) return UNDECIDED;
    this.pathEnd = end;
    // What ends nowhere, `NO_ENDPOINT`, is `UNDECIDED`, too.
    return endpointOf(trie, node, method);
  }
}
