import { DOT } from './characters.js';
import { isTrimmed } from './delimiters.js';

/** Where hashing begins; the same for a folded segment of a request and a folded literal of a policy. */
export const HASH_SEED = 0x811c9dc5 | 0;
export const HASH_PRIME = 0x01000193;

/** One step of FNV-1a: small, and it meets the bytes in the pass that reads the path anyway. */
export function hashStep(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, HASH_PRIME);
}

/** The inverse of HASH_PRIME modulo 2^32. */
const PRIME_INVERSE = 0x359c449b;

/** The hash before its last byte. */
export function unhash(hash: number, byte: number): number {
  return Math.imul(hash, PRIME_INVERSE) ^ byte;
}

/**
 * What is left of a segment when everything that servers may overlook is taken away: compatibility forms (Unicode
 * Standard Annex 15, NFKC), letter case, characters without width, and at both ends the dots and blanks that servers
 * trim. Two different segments with the same fold are confusable. `text` is percent-decoded.
 */
export function foldText(text: string): string {
  const folded = withoutCase(withoutJoiners(text).normalize('NFKC'), Number.POSITIVE_INFINITY)!;
  const start = trimmedStart(folded, 0, folded.length);
  return folded.slice(start, trimmedEnd(folded, start, folded.length));
}

export function withoutJoiners(text: string): string {
  return text.replace(JOINERS, '');
}

/**
 * Servers compare in lower or in upper case: the dotless i is an I in upper case, the sharp s is SS (and its capital
 * becomes that only by way of lower case). The dot that lower-casing leaves above an i goes, too, and a sigma looks the same
 * wherever it stands. Null when that takes more characters than there may be.
 */
export function withoutCase(mapped: string, maxLength: number): string | null {
  const lower = mapped.toLowerCase();
  const upper = lower.toUpperCase();
  if (lower.length > maxLength || upper.length > maxLength) return null;
  if (lower === mapped && upper === mapped) return mapped;
  const folded = upper.toLowerCase();
  return folded === mapped ? mapped : withoutVariants(folded);
}

/** One form for each letter that has several in lower case. */
function withoutVariants(folded: string): string {
  return folded.replaceAll('i\u0307', 'i').replaceAll('\u03c2', '\u03c3').normalize('NFKC');
}

/** Where a stretch of a folded text begins once servers have trimmed it. */
export function trimmedStart(folded: string, start: number, end: number): number {
  let at = start;
  while (at < end && isTrimmed(folded.charCodeAt(at))) at++;
  return at;
}

/** Where it ends. */
export function trimmedEnd(folded: string, start: number, end: number): number {
  let at = end;
  while (at > start && isTrimmed(folded.charCodeAt(at - 1))) at--;
  return at;
}

/** Joiners, selectors of a variant, fillers. Most of what else shows nothing is refused before. */
const JOINERS = /\p{Default_Ignorable_Code_Point}/gu;

/** The UTF-8 form of a text without lone surrogates. */
export function utf8Of(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Whether lower-casing ASCII letters is all that folding does to this canonical segment. */
export function foldsPlainly(canonical: string): boolean {
  return !canonical.includes('%') && canonical.charCodeAt(0) !== DOT && !canonical.endsWith('.');
}

/** The text that a canonical segment stands for; its escapes are known to be good. */
export function decodeCanonical(canonical: string): string {
  return decodeURIComponent(canonical);
}

/** The fold of a canonical segment, as UTF-8. */
export function foldCanonical(canonical: string): Uint8Array {
  return utf8Of(foldText(decodeCanonical(canonical)));
}

/** Folds of the canonical pieces of text with parameters: only the ends of the whole segment lose what servers trim. */
export function foldPieces(pieces: readonly string[]): readonly string[] {
  return pieces.map((piece, index) => {
    const before = index === 0 ? '' : GUARD;
    const after = index === pieces.length - 1 ? '' : GUARD;
    const folded = foldText(before + decodeCanonical(piece) + after);
    return folded.slice(before.length, folded.length - after.length);
  });
}

/** The same, with what servers trim. */
export function foldPieceUntrimmed(piece: string): string {
  const folded = foldText(GUARD + decodeCanonical(piece) + GUARD);
  return folded.slice(GUARD.length, folded.length - GUARD.length);
}

/** Stands for a parameter beside a piece: nothing is composed with it. */
const GUARD = '0';

/** The hash that a segment and its confusable siblings share. */
export function foldHash(folded: Uint8Array): number {
  let hash = HASH_SEED;
  for (const byte of folded) hash = hashStep(hash, byte);
  return hash;
}
