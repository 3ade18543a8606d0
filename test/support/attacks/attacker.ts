import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attack } from './http2.js';

export interface Attacker {
  /** Resolves when the server has closed the connection. */
  readonly closed: Promise<void>;
  readonly received: () => Buffer;
  /** Begins to read, as a deaf one must to learn of its end. */
  listen(): void;
  stop(): void;
}

/** A longer one would be a load test. */
const MAX_ROUNDS = 3_000;
/** What came after so much is read and dropped: memory is measured beside attacks. */
const MAX_CHUNKS = 100;

/** Runs one attack on one connection; nothing of it outlives `stop`. */
export function attack(
  port: number,
  { opening, piece, pauseMs = 0, isDeaf = false }: Attack,
  dial = dialPlain,
): Attacker {
  const socket = dial(port);
  const chunks: Buffer[] = [];
  socket.on('error', () => undefined);
  if (isDeaf) socket.pause();
  else {
    socket.on('data', (chunk: Buffer) => {
      if (chunks.length < MAX_CHUNKS) chunks.push(chunk);
    });
  }
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
  });
  socket.write(opening);
  if (piece !== null) void send(socket, piece, pauseMs);
  return {
    closed,
    received: () => Buffer.concat(chunks),
    listen: () => void socket.resume(),
    stop: () => socket.destroy(),
  };
}

function dialPlain(port: number): Socket {
  return connect(port, '127.0.0.1');
}

async function send(socket: Socket, piece: (round: number) => Buffer, pauseMs: number): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS && !socket.destroyed; round++) {
    if (!socket.write(piece(round))) {
      // A deaf connection learns of its end only by reading.
      await sleep(5);
      if (socket.isPaused()) socket.resume();
    }
    await sleep(pauseMs);
  }
}
