/**
 * Messages of Protocol Buffers put together from pieces that were encoded before: the fields of a message may come in any order, and
 * those that repeat from several places.
 */

/** A length-delimited field of this number and its wire type, as they stand before its length (number << 3 | 2). */
export const delimited = (field: number): number => (field << 3) | 2;

/** Bytes of a length-delimited field with a number below 16. */
export function fieldLength(length: number): number {
  return 1 + varintLength(length) + length;
}

/** Writes what stands before the bytes of a field; answers with where they begin. */
export function writeHead(into: Buffer, at: number, field: number, length: number): number {
  into[at] = field;
  return writeVarint(into, at + 1, length);
}

/** Writes a field with text; answers with where it ends. */
export function writeText(into: Buffer, at: number, field: number, text: string): number {
  const start = writeHead(into, at, field, Buffer.byteLength(text));
  return start + into.write(text, start);
}

/** Bytes of a field with text. */
export function textField(field: number, text: string): Buffer {
  const bytes = Buffer.allocUnsafe(fieldLength(Buffer.byteLength(text)));
  writeText(bytes, 0, field, text);
  return bytes;
}

/** What stands before the pieces of a message that is a field. */
export function messageHead(field: number, length: number): Buffer {
  const head = Buffer.allocUnsafe(1 + varintLength(length));
  writeHead(head, 0, field, length);
  return head;
}

/** Bytes of all pieces together. */
export function lengthOf(pieces: readonly Buffer[]): number {
  let length = 0;
  for (const piece of pieces) length += piece.length;
  return length;
}

/** The bytes that were kept for a key; encoded where there are none. */
export function kept<Key extends object>(pieces: WeakMap<Key, Buffer>, key: Key, encode: (key: Key) => Buffer): Buffer {
  let piece = pieces.get(key);
  if (piece === undefined) pieces.set(key, (piece = encode(key)));
  return piece;
}

/** Bytes in a row, joined once. */
export class Pieces {
  private readonly list: Buffer[] = [];
  private byteLength = 0;

  add(piece: Buffer): void {
    this.list.push(piece);
    this.byteLength += piece.length;
  }

  join(): Buffer {
    return Buffer.concat(this.list, this.byteLength);
  }
}

function varintLength(value: number): number {
  let bytes = 1;
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes++;
  return bytes;
}

function writeVarint(into: Buffer, from: number, value: number): number {
  let at = from;
  let rest = value;
  for (; rest > 127; rest >>>= 7) into[at++] = (rest & 127) | 128;
  into[at++] = rest;
  return at;
}
