import { utf8Byte, utf8Size } from './utf8.js';

/** Where hashing begins; the same for a folded segment of a request and a folded literal of a policy. */
export const HASH_SEED = 0x811c9dc5 | 0;
export const HASH_PRIME = 0x01000193;

/** One step of FNV-1a: small, and it meets the bytes in the pass that reads the path anyway. */
export function hashStep(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, HASH_PRIME);
}

/**
 * What is left of a segment when everything that servers may overlook is taken away: compatibility forms (Unicode
 * Standard Annex 15, NFKC), letter case, characters without width, and dots and spaces at the end. Two different
 * segments with the same fold are confusable. `text` is percent-decoded.
 */
export function foldText(text: string): string {
  const folded = withoutJoiners(withoutCase(text.normalize('NFKC')).normalize('NFKC'));
  let end = folded.length;
  // Before the first character there is none, and the loop ends.
  while (folded.charCodeAt(end - 1) === 0x2e || folded.charCodeAt(end - 1) === 0x20) end--;
  return folded.slice(0, end);
}

/**
 * Servers compare in lower or in upper case: the dotless i is an I in upper case, the sharp s is SS (and its capital
 * becomes that only by way of lower case). The dot that lower-casing leaves above an i goes, too.
 */
function withoutCase(text: string): string {
  return text.toLowerCase().toUpperCase().toLowerCase().replaceAll('i\u0307', 'i');
}

export function withoutJoiners(text: string): string {
  let kept = '';
  for (const character of text) if (!isJoiner(character.codePointAt(0) ?? 0)) kept += character;
  return kept;
}

/** Zero-width joiners, and selectors of a variant of the character before them. */
function isJoiner(codePoint: number): boolean {
  return (
    codePoint === 0x200c ||
    codePoint === 0x200d ||
    codePoint === 0x34f ||
    (codePoint >= 0x180b && codePoint <= 0x180d) ||
    (codePoint >= 0xfe00 && codePoint <= 0xfe0f)
  );
}

/** The UTF-8 form of a text without lone surrogates. */
export function utf8Of(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    const size = utf8Size(codePoint);
    for (let k = 0; k < size; k++) bytes.push(utf8Byte(codePoint, size, k));
  }
  return Uint8Array.from(bytes);
}

/** Whether lower-casing ASCII letters is all that folding does to this canonical segment. */
export function foldsPlainly(canonical: string): boolean {
  return !canonical.includes('%') && !canonical.endsWith('.');
}

/** The text that a canonical segment stands for; its escapes are known to be good. */
export function decodeCanonical(canonical: string): string {
  return decodeURIComponent(canonical);
}

/** The fold of a canonical segment, as UTF-8. */
export function foldCanonical(canonical: string): Uint8Array {
  return utf8Of(foldText(decodeCanonical(canonical)));
}

/** The hash that a segment and its confusable siblings share. */
export function foldHash(folded: Uint8Array): number {
  let hash = HASH_SEED;
  for (const byte of folded) hash = hashStep(hash, byte);
  return hash;
}
