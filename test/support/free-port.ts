import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that systems give to those who ask for any (from 32768 on Linux, from 49152 elsewhere). */
const LOWEST = 12_000;
const HIGHEST = 32_000;

/**
 * A port for a program that must be told one. Not one that the system gave and got back: before the program binds it, the system could
 * give it to another test that listens or connects at the same time.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    const server = createServer();
    try {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      server.close();
      await once(server, 'close');
      return port;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
}
