import { DELIMITER } from './decoded-texts.js';
import * as fold from './fold.js';

// Constants of this file, as in trie-access.ts: requests pass here.
const { HASH_PRIME, HASH_SEED } = fold;
const SKIPPED = DELIMITER;

/** Folds one after the other as UTF-8, and the hash of the last one. */
export class FoldBytes {
  bytes: Uint8Array;
  used = 0;
  hash = HASH_SEED;

  constructor(size: number) {
    this.bytes = new Uint8Array(size);
  }

  /** Makes room: compatibility forms can be longer than what stands for them. */
  reserve(length: number): void {
    if (this.used + length <= this.bytes.length) return;
    const larger = new Uint8Array(2 * (this.used + length));
    larger.set(this.bytes);
    this.bytes = larger;
  }

  begin(): void {
    this.hash = HASH_SEED;
  }

  /** Adds a stretch of a text without its marks; there has to be room. */
  add(text: string, from: number, to: number): void {
    const { bytes } = this;
    let { used, hash } = this;
    for (let at = from; at < to; at++) {
      let code = text.charCodeAt(at);
      if (code === SKIPPED) continue;
      const first = used;
      if (code < 0x80) bytes[used++] = code;
      else if (code < 0x800) bytes[used++] = 0xc0 | (code >> 6);
      else {
        if (code >= 0xd800 && code < 0xe000) {
          code = text.codePointAt(at++)!;
          bytes[used++] = 0xf0 | (code >> 18);
          bytes[used++] = 0x80 | ((code >> 12) & 0x3f);
        } else bytes[used++] = 0xe0 | (code >> 12);
        bytes[used++] = 0x80 | ((code >> 6) & 0x3f);
      }
      if (code >= 0x80) bytes[used++] = 0x80 | (code & 0x3f);
      for (let byte = first; byte < used; byte++) hash = Math.imul(hash ^ bytes[byte]!, HASH_PRIME);
    }
    this.used = used;
    this.hash = hash;
  }
}

/** How many bytes of UTF-8 a stretch of a text without surrogates takes: blanks are such. */
export function utf8Length(text: string, from: number, to: number): number {
  let length = 0;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : 3;
  }
  return length;
}
