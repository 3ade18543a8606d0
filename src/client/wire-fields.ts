const VARINT = 0;
const FIXED64 = 1;
const DELIMITED = 2;
const FIXED32 = 5;

/**
 * Walks over the fields of a message without decoding them (the wire format of Protocol Buffers). Positions are those in
 * the bytes that the message is a part of. Throws a `RangeError` for bytes that are no message.
 */
export class Fields {
  number = 0;
  /** Offsets: the start of the field with its key, the start of its content, and the end of both. */
  from = 0;
  contentFrom = 0;
  to: number;
  private kind = 0;
  private readonly bytes: Buffer;
  private readonly end: number;

  constructor(bytes: Buffer, from = 0, to = bytes.length) {
    this.bytes = bytes;
    this.to = from;
    this.end = to;
  }

  /** Length-delimited: a message, text or bytes. */
  get isMessage(): boolean {
    return this.kind === DELIMITED;
  }

  get isLast(): boolean {
    return this.to === this.end;
  }

  next(): boolean {
    if (this.to >= this.end) return false;
    this.from = this.to;
    this.contentFrom = this.from;
    const key = this.varint();
    this.number = Math.floor(key / 8);
    this.kind = key % 8;
    const length = this.lengthOfContent();
    this.to = this.contentFrom + length;
    if (this.to > this.end || this.number === 0) throw new RangeError('these bytes are no message');
    return true;
  }

  private lengthOfContent(): number {
    if (this.kind === DELIMITED) return this.varint();
    if (this.kind === FIXED32) return 4;
    if (this.kind === FIXED64) return 8;
    if (this.kind !== VARINT) throw new RangeError('a kind of field that nothing here has');
    let length = 1;
    while ((this.bytes[this.contentFrom + length - 1] ?? 0) > 127) length++;
    return length;
  }

  /** A key or a length: at most 32 bits. */
  private varint(): number {
    let value = 0;
    for (let scale = 1; scale <= 2 ** 28; scale *= 128) {
      const byte = this.bytes[this.contentFrom++];
      if (byte === undefined) break;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    throw new RangeError('these bytes are no message');
  }
}
