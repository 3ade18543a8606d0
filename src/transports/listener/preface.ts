import type { Socket } from 'node:net';

/** The first bytes of a client (RFC 9113, section 3.4), and the head of the SETTINGS frame that must follow. */
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const FRAME_HEAD = 9;
const SETTINGS = 4;
/** The largest frame of who has not agreed on larger ones (RFC 9113, section 4.2). */
const MAX_FRAME = 16_384;

export interface PrefaceRules {
  readonly timeoutMs: number;
  /** Takes the connection on. */
  readonly use: (socket: Socket) => void;
  /** Called before a connection is closed. */
  readonly onWrong: () => void;
}

/**
 * Waits for the whole beginning of HTTP/2, then hands the connection on with nothing of it missing. A connection that
 * begins otherwise, or has not begun in time, is closed: a silent one would hold its place until a ping finds out.
 */
export function awaitPreface(socket: Socket, { timeoutMs, use, onWrong }: PrefaceRules): void {
  let seen: Buffer = Buffer.alloc(0);
  const reject = (): void => {
    onWrong();
    socket.destroy();
  };
  const deadline = setTimeout(reject, timeoutMs);
  const take = (chunk: Buffer): void => {
    seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk]);
    const missing = missingBytes(seen);
    if (missing === 'wrong') {
      finish();
      reject();
    } else if (missing <= 0) {
      finish();
      socket.pause();
      socket.unshift(seen);
      use(socket);
    }
  };
  const finish = (): void => {
    clearTimeout(deadline);
    socket.off('data', take);
    socket.off('close', finish);
  };
  socket.on('data', take);
  socket.once('close', finish);
}

function missingBytes(seen: Buffer): number | 'wrong' {
  const length = Math.min(seen.length, PREFACE.length);
  if (seen.compare(PREFACE, 0, length, 0, length) !== 0) return 'wrong';
  if (seen.length < PREFACE.length + FRAME_HEAD) return PREFACE.length + FRAME_HEAD - seen.length;
  const size = seen.readUIntBE(PREFACE.length, 3);
  if (seen[PREFACE.length + 3] !== SETTINGS || size > MAX_FRAME) return 'wrong';
  return PREFACE.length + FRAME_HEAD + size - seen.length;
}
