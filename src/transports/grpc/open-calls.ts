import type { ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import { countAll, countLast } from './unfinished-bytes.js';
import type { UnfinishedBytes } from './unfinished-bytes.js';

/** A call that is open on a connection. */
interface OpenCall {
  readonly kind: CallKind;
  readonly openedAt: number;
  /** Since when something waits to be taken by the caller; 0 for nothing. */
  waitingSince: number;
  /** Null until a look finds that its request is not complete. */
  received: UnfinishedBytes | null;
}

/** `lasting`: its caller sends messages for as long as it likes. */
export type CallKind = 'single' | 'lasting';

export interface CallRules {
  /** Longest time for a request to be complete, and for a part of an answer to be taken. */
  readonly timeoutMs: number;
  /** Bytes of answers that may wait for the callers of one connection, and bytes of requests that are not complete. */
  readonly maxBytes: number;
  /** Called before a call is ended. */
  readonly onLate: (stream: ServerHttp2Stream, what: 'request' | 'answer') => void;
  /** Called with each look that finds more than `maxBytes`. */
  readonly onTooMuch: (what: 'request' | 'answer') => void;
}

/** New calls between two looks, so that many at once are seen before the next second. */
const LOOK_AFTER_CALLS = 32;

/**
 * The calls of one connection. HTTP/2 lets a caller ask and keep the window for the answers shut, or begin requests and
 * never end them, while it answers every ping; both would wait in memory for as long as it likes. An ordinary call is over
 * before anybody looks.
 */
export class OpenCalls {
  private readonly calls = new Map<ServerHttp2Stream, OpenCall>();
  private readonly rules: CallRules;
  private untilLook = LOOK_AFTER_CALLS;

  constructor(session: ServerHttp2Session, rules: CallRules) {
    this.rules = rules;
    const timer = setInterval(() => this.look(), rules.timeoutMs / 10).unref();
    session.once('close', () => {
      clearInterval(timer);
      this.calls.clear();
    });
  }

  begin(stream: ServerHttp2Stream, kind: CallKind): void {
    const received = kind === 'lasting' ? listen(stream, countLast()) : null;
    this.calls.set(stream, { kind, openedAt: performance.now(), waitingSince: 0, received });
    if (--this.untilLook > 0) return;
    if (this.calls.size >= LOOK_AFTER_CALLS) this.look();
    // Few of very many calls at a time, or the looks would cost more than the calls.
    this.untilLook = Math.max(LOOK_AFTER_CALLS, this.calls.size / 8);
  }

  end(stream: ServerHttp2Stream): void {
    this.calls.delete(stream);
  }

  private look(): void {
    const now = performance.now();
    let unread = 0;
    let unfinished = 0;
    for (const [stream, call] of this.calls) {
      unread += this.lookAtAnswer(stream, call, now);
      unfinished += this.lookAtRequest(stream, call, now);
    }
    if (unread > this.rules.maxBytes) this.rules.onTooMuch('answer');
    else if (unfinished > this.rules.maxBytes) this.rules.onTooMuch('request');
  }

  private lookAtAnswer(stream: ServerHttp2Stream, call: OpenCall, now: number): number {
    const waiting = stream.writableLength;
    if (waiting === 0) {
      call.waitingSince = 0;
    } else if (call.waitingSince === 0) {
      call.waitingSince = now;
      // A caller that takes all that waits is no slow reader, also where more follows at once.
      stream.once('drain', () => {
        call.waitingSince = 0;
      });
    } else if (now - call.waitingSince > this.rules.timeoutMs) {
      this.rules.onLate(stream, 'answer');
    }
    return waiting;
  }

  private lookAtRequest(stream: ServerHttp2Stream, call: OpenCall, now: number): number {
    if (stream.readableEnded) return 0;
    call.received ??= listen(stream, countAll());
    if (call.kind === 'single' && now - call.openedAt > this.rules.timeoutMs) this.rules.onLate(stream, 'request');
    return call.received.bytes;
  }
}

function listen(stream: ServerHttp2Stream, received: UnfinishedBytes): UnfinishedBytes {
  stream.on('data', (chunk: Buffer) => received.take(chunk));
  return received;
}
