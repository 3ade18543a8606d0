export const QUESTION_MARK = 0x3f;

/**
 * The characters of a word (four ASCII bytes, the first the lowest) before its first slash or question mark, all after
 * them 0. A slash and a question mark differ in one bit, so one test for a zero byte finds both (Hacker's Delight, 6-1);
 * what it finds wrongly stands behind what it finds rightly.
 */
export function wordBeforeEnd(word: number): number {
  const ends = (word | 0x10101010) ^ 0x3f3f3f3f;
  const found = (ends - 0x01010101) & ~ends & 0x80808080;
  // Without an end the lowest bit is 0, and every bit is kept.
  return word & (((found & -found) >>> 7) - 1);
}
