import type { Server, Socket } from 'node:net';
import type { OnRejected } from '../../service/decision/rejected-request.js';

export interface SlowReaderRules {
  /** `connection`, or `secureConnection` where TLS stands between. */
  readonly event: 'connection' | 'secureConnection';
  /** Longest time that something may wait to be read by the other end. */
  readonly answerTimeoutMs: number;
  readonly onRejected: OnRejected;
}

/**
 * Closes HTTP connections whose other end asks and does not read: what is written for it would stay in memory for as
 * long as it likes. Only connections with something to read are looked at, so one that idles or waits is left alone.
 */
export function cutSlowReaders(server: Server, { event, answerTimeoutMs, onRejected }: SlowReaderRules): void {
  /** Since when something waits; 0 for nothing. */
  const waiting = new Map<Socket, number>();
  server.on(event, (socket: Socket) => {
    waiting.set(socket, 0);
    socket.once('close', () => waiting.delete(socket));
  });
  const timer = setInterval(() => {
    const now = performance.now();
    for (const [socket, since] of waiting) {
      if (socket.writableLength === 0) {
        if (since > 0) waiting.set(socket, 0);
      } else if (since === 0) {
        waiting.set(socket, now);
      } else if (now - since > answerTimeoutMs) {
        onRejected({
          ...{ listener: 'http', rejection: 'answer_not_read', peer: socket.remoteAddress ?? '' },
          detail: `an answer was not read within ${String(answerTimeoutMs / 1000)} s; the connection is closed`,
        });
        socket.destroy();
      }
    }
  }, answerTimeoutMs / 10);
  timer.unref();
  server.once('close', () => {
    clearInterval(timer);
  });
}
