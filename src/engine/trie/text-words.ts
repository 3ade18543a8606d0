export const QUESTION_MARK = 0x3f;

/**
 * The characters of a word (four ASCII bytes, the first the lowest) before its first slash or question mark, all after
 * them 0.
 */
export function wordBeforeEnd(word: number): number {
  return beforeEnd(word, endsOf(word));
}

/** As `wordBeforeEnd`, of a word that follows `before`: 0 where that one has an end already. */
export function nextBeforeEnd(word: number, before: number): number {
  const found = endsOf(before);
  // All bits where nothing was found; there is no branch that a processor could foresee wrongly.
  return wordBeforeEnd(word) & ~((found | -found) >> 31);
}

/**
 * A bit in each byte that is a slash or a question mark. The two differ in one bit, so one test for a zero byte finds both (Hacker's
 * Delight, 6-1); what it finds wrongly stands behind what it finds rightly.
 */
function endsOf(word: number): number {
  const ends = (word | 0x10101010) ^ 0x3f3f3f3f;
  return (ends - 0x01010101) & ~ends & 0x80808080;
}

function beforeEnd(word: number, found: number): number {
  // Without an end the lowest bit is 0, and every bit is kept.
  return word & (((found & -found) >>> 7) - 1);
}
