import { createServer, connect } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/**
 * What the link does to both directions of every connection:
 * `pass`: forwards; `blackhole`: holds everything back and says nothing, as a router that lost its way (what was held
 * back arrives once the link passes again, as TCP would send it again); `refuse`: resets new connections.
 */
export type LinkMode = 'pass' | 'blackhole' | 'refuse';

/** A link that can be made to fail, between a client and one TCP server, on loopback. */
export interface TcpProxy {
  readonly port: number;
  /** Connections open now. */
  readonly connections: number;
  /** Connections accepted since the start. */
  readonly accepted: number;
  setMode(mode: LinkMode): void;
  /**
   * Everything arrives that much later, from now on. A function is asked once per connection, with its number from 0:
   * different delays make connections overtake one another; order within a connection is kept, as TCP does.
   */
  setDelay(delayMs: number | ((connection: number) => number)): void;
  /**
   * Makes black holes of the connections whose client said this word in the first thing that it sent; a PostgreSQL client
   * sends its application name there. Null: of none.
   */
  silence(word: string | null): void;
  /** Resets every open connection. New ones are treated by the mode. */
  cut(): void;
  /** Sends connections made from now on to another port of loopback. */
  retarget(port: number): void;
  close(): Promise<void>;
}

/** Listens on a free port of loopback, and forwards to `targetPort` there. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const proxy = new Proxy(targetPort);
  await proxy.listen();
  return proxy;
}

/** The same database URL, by way of the proxy. */
export function throughProxy(url: string, proxy: Pick<TcpProxy, 'port'>): string {
  const changed = new URL(url);
  changed.hostname = '127.0.0.1';
  changed.port = String(proxy.port);
  return changed.href;
}

interface Link {
  readonly directions: readonly Direction[];
  reset(): void;
}

class Proxy implements TcpProxy {
  accepted = 0;
  private readonly server: Server;
  private readonly links = new Set<Link>();
  private targetPort: number;
  private mode: LinkMode = 'pass';
  private delayOf: (connection: number) => number = () => 0;
  private silenced: string | null = null;

  constructor(targetPort: number) {
    this.targetPort = targetPort;
    this.server = createServer((client) => {
      this.accept(client);
    });
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get connections(): number {
    return this.links.size;
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  setMode(mode: LinkMode): void {
    this.mode = mode;
    this.pumpAll();
  }

  silence(word: string | null): void {
    this.silenced = word;
    this.pumpAll();
  }

  setDelay(delayMs: number | ((connection: number) => number)): void {
    this.delayOf = typeof delayMs === 'number' ? () => delayMs : delayMs;
  }

  cut(): void {
    for (const link of [...this.links]) link.reset();
  }

  retarget(port: number): void {
    this.targetPort = port;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => {
        resolve();
      });
      this.cut();
    });
  }

  private pumpAll(): void {
    for (const link of this.links) for (const direction of link.directions) direction.pump();
  }

  private accept(client: Socket): void {
    const number = this.accepted;
    this.accepted += 1;
    if (this.mode === 'refuse') {
      client.on('error', () => undefined);
      reset(client);
      return;
    }
    const target = connect({ port: this.targetPort, host: '127.0.0.1' });
    let greeting = '';
    client.once('data', (chunk: Buffer) => (greeting = chunk.toString('latin1')));
    const isSilenced = (): boolean => this.silenced !== null && greeting.includes(this.silenced);
    const isOpen = (): boolean => this.mode !== 'blackhole' && !isSilenced();
    const delayMs = (): number => this.delayOf(number);
    const link: Link = {
      directions: [
        new Direction(client, target, { isOpen, delayMs }),
        new Direction(target, client, { isOpen, delayMs }),
      ],
      reset: () => {
        // Once: both ends report what the reset of one does to the other.
        if (!this.links.delete(link)) return;
        reset(client);
        reset(target);
      },
    };
    this.links.add(link);
    for (const socket of [client, target]) {
      socket.setNoDelay(true);
      socket.on('error', () => {
        link.reset();
      });
      socket.on('close', () => {
        if (client.destroyed && target.destroyed) this.links.delete(link);
      });
    }
  }
}

/**
 * A reset waits until what was written is taken, which a peer that hangs never does; and one that is cut short in its end
 * leaves something open that keeps the whole process from ending.
 */
function reset(socket: Socket): void {
  if (socket.connecting || socket.writableEnded || socket.writableLength > 0) socket.destroy();
  else socket.resetAndDestroy();
}

/** More than this held back, and the sender is no longer read from. */
const MAX_HELD_BYTES = 4 * 1024 * 1024;

interface Rules {
  readonly isOpen: () => boolean;
  readonly delayMs: () => number;
}

/** One direction of a connection; `null` in the queue stands for the end of the stream. */
class Direction {
  private readonly queue: { chunk: Buffer | null; dueMs: number }[] = [];
  private readonly from: Socket;
  private readonly to: Socket;
  private readonly rules: Rules;
  private heldBytes = 0;
  private timer: NodeJS.Timeout | null = null;

  constructor(from: Socket, to: Socket, rules: Rules) {
    this.from = from;
    this.to = to;
    this.rules = rules;
    from.on('data', (chunk: Buffer) => {
      this.take(chunk);
    });
    from.on('end', () => {
      this.take(null);
    });
    from.on('close', () => {
      if (this.timer !== null) clearTimeout(this.timer);
    });
  }

  pump(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    for (let head = this.queue[0]; head !== undefined && this.rules.isOpen(); head = this.queue[0]) {
      const waitMs = head.dueMs - Date.now();
      if (waitMs > 0) {
        this.timer = setTimeout(() => {
          this.pump();
        }, waitMs);
        return;
      }
      this.queue.shift();
      this.forward(head.chunk);
    }
  }

  private take(chunk: Buffer | null): void {
    this.queue.push({ chunk, dueMs: Date.now() + this.rules.delayMs() });
    this.heldBytes += chunk?.length ?? 0;
    if (this.heldBytes > MAX_HELD_BYTES) this.from.pause();
    this.pump();
  }

  private forward(chunk: Buffer | null): void {
    if (this.to.destroyed) return;
    if (chunk === null) {
      this.to.end();
      return;
    }
    this.heldBytes -= chunk.length;
    this.to.write(chunk);
    if (this.from.isPaused() && this.heldBytes <= MAX_HELD_BYTES) this.from.resume();
  }
}
