import { PERCENT } from '../path/characters.js';
import type { Trie } from './trie.js';

/**
 * A pattern is text with parameters in one segment, `{base}...{head}`. In `Trie.patterns` it is the number of pieces
 * of text, the number of the parameter that may take several segments (-1 for none), and for each piece the place and
 * length of its canonical form, of its fold, and of its fold untrimmed in `Trie.pool`.
 */
const PATTERN_HEAD = 2;
const PIECE_SIZE = 6;

/** Which form of the text is compared: the field of a piece that holds it. */
export const CANONICAL_FORM = 0;
export const FOLDED_FORM = 2;
export const UNTRIMMED_FOLD = 4;

/** A stretch of bytes that a pattern is held against. */
export interface Stretch {
  bytes: Uint8Array;
  start: number;
  end: number;
  /** `CANONICAL_FORM`, `FOLDED_FORM` or `UNTRIMMED_FOLD`. */
  form: number;
  /** First and last piece of the pattern that take part. */
  first: number;
  last: number;
}

function pieceCount(trie: Trie, pattern: number): number {
  return trie.patterns[pattern]!;
}

function multiPlace(trie: Trie, pattern: number): number {
  return trie.patterns[pattern + 1]!;
}

/** Whether the whole pattern matches; a parameter takes one character or more. */
export function globMatches(trie: Trie, pattern: number, stretch: Stretch): boolean {
  stretch.first = 0;
  stretch.last = pieceCount(trie, pattern) - 1;
  return piecesMatch(trie, pattern, stretch);
}

/** Whether the part of the pattern up to its multi-segment parameter matches, with something left for it. */
export function globHeadMatches(trie: Trie, pattern: number, stretch: Stretch): boolean {
  stretch.first = 0;
  stretch.last = multiPlace(trie, pattern);
  return piecesMatch(trie, pattern, stretch);
}

/** Whether the part of the pattern after its multi-segment parameter matches, with something left for it. */
export function globTailMatches(trie: Trie, pattern: number, stretch: Stretch): boolean {
  stretch.first = multiPlace(trie, pattern) + 1;
  stretch.last = pieceCount(trie, pattern) - 1;
  return piecesMatch(trie, pattern, stretch);
}

/**
 * Pieces are taken at the first place where they fit: with one or more characters before each, no other choice could
 * do better. The first piece of the pattern begins the stretch, the last one ends it; where the range is cut off, a
 * parameter stands in its place. A piece that fits nowhere, or that goes on after the stretch, leaves the cursor at the
 * limit or beyond it.
 */
function piecesMatch(trie: Trie, pattern: number, stretch: Stretch): boolean {
  const { first, last } = stretch;
  const endsPattern = last === pieceCount(trie, pattern) - 1;
  const base = pattern + PATTERN_HEAD + stretch.form;
  let cursor = stretch.start;
  let piece = first;
  if (first === 0) {
    if (!textAt(trie, base, stretch, cursor)) return false;
    cursor += trie.patterns[base + 1]!;
    piece = 1;
  }
  let limit = stretch.end;
  if (endsPattern) {
    const place = base + last * PIECE_SIZE;
    limit -= trie.patterns[place + 1]!;
    if (!textAt(trie, place, stretch, limit)) return false;
  }
  const middleEnd = endsPattern ? last : last + 1;
  for (; piece < middleEnd; piece++) {
    const place = base + piece * PIECE_SIZE;
    const length = trie.patterns[place + 1]!;
    const begin = trie.pool[trie.patterns[place]!]!;
    // The fold of a text can be empty, and then stands anywhere.
    let at = length === 0 ? cursor + 1 : placeOf(begin, stretch.bytes, cursor + 1, limit);
    while (at + length < limit && !textAt(trie, place, stretch, at)) at = placeOf(begin, stretch.bytes, at + 1, limit);
    cursor = at + length;
  }
  return cursor < limit;
}

/** The next place of a byte; `limit` where there is none before it. */
function placeOf(byte: number, bytes: Uint8Array, from: number, limit: number): number {
  let at = from;
  while (at < limit && bytes[at] !== byte) at++;
  return at;
}

function textAt(trie: Trie, place: number, stretch: Stretch, at: number): boolean {
  const { bytes, form } = stretch;
  const from = trie.patterns[place]!;
  const length = trie.patterns[place + 1]!;
  // No text begins inside an escape: `0` does not end `%20`.
  if (form === CANONICAL_FORM && (bytes[at - 1] === PERCENT || bytes[at - 2] === PERCENT)) return false;
  for (let i = 0; i < length; i++) if (bytes[at + i] !== trie.pool[from + i]) return false;
  return true;
}
