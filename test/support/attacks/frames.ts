/** How a client of HTTP/2 begins (RFC 9113, section 3.4). */
export const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

export const DATA = 0;
export const HEADERS = 1;
export const RST_STREAM = 3;
export const SETTINGS = 4;
export const PING = 6;
export const WINDOW_UPDATE = 8;
export const CONTINUATION = 9;
export const END_STREAM = 1;
export const END_HEADERS = 4;

/** A frame of HTTP/2 (RFC 9113, section 4.1). */
export function frame(type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** A header that is never indexed (RFC 7541, section 6.2.2); both texts shorter than 127 bytes. */
function literal(name: string, value: string): Buffer {
  const text = (of: string): Buffer => Buffer.concat([Buffer.from([of.length]), Buffer.from(of)]);
  return Buffer.concat([Buffer.from([0x10]), text(name), text(value)]);
}

/** `:method: POST`, `:scheme: http` from the static table of HPACK (RFC 7541, appendix A), and a path. */
export function callHeaders(path: string): Buffer {
  return Buffer.concat([
    ...[Buffer.from([0x83, 0x86]), literal(':path', path), literal(':authority', 'x')],
    ...[literal('content-type', 'application/grpc'), literal('te', 'trailers')],
  ]);
}

/** CANCEL (RFC 9113, section 7). */
export const CANCEL = Buffer.from([0, 0, 0, 8]);

/** The beginning of a client that agrees with everything. */
export const HELLO = Buffer.concat([PREFACE, frame(SETTINGS, 0, 0)]);
