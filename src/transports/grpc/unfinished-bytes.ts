/** What stands before each message of gRPC: one byte of flags, and the length. */
const HEAD_BYTES = 5;

/** Bytes of one call that came and were not handed on as a message yet, as far as they were seen. */
export interface UnfinishedBytes {
  readonly bytes: number;
  take(chunk: Buffer): void;
}

/** For a call of one message: all that came. */
export function countAll(): UnfinishedBytes {
  let bytes = 0;
  return {
    get bytes() {
      return bytes;
    },
    take: ({ length }) => void (bytes += length),
  };
}

/** For a call of many messages, from its beginning: what came of the last one, while that is not whole. */
export function countLast(): UnfinishedBytes {
  const head = Buffer.alloc(HEAD_BYTES);
  let headBytes = 0;
  let messageBytes = 0;
  let missing = 0;
  return {
    get bytes() {
      return messageBytes;
    },
    take(chunk) {
      for (let at = 0; at < chunk.length;) {
        if (missing === 0) {
          const end = Math.min(chunk.length, at + HEAD_BYTES - headBytes);
          headBytes += chunk.copy(head, headBytes, at, end);
          at = end;
          messageBytes = headBytes;
          if (headBytes < HEAD_BYTES) return;
          headBytes = 0;
          missing = head.readUInt32BE(1);
        } else {
          const taken = Math.min(missing, chunk.length - at);
          at += taken;
          missing -= taken;
          messageBytes += taken;
        }
        if (missing === 0) messageBytes = 0;
      }
    },
  };
}
