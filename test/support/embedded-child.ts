import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Purpose } from '../../src/store/postgres/embedded/lock.js';
import { root } from './root.js';

export interface Ready {
  readonly url: string;
}

interface ChildOptions {
  readonly dataDir: string;
  /** Folder of a built checkout; the project's own unless said otherwise. */
  readonly project?: string;
  readonly uid?: number;
  /** What it does with the database; `serve` unless said otherwise. */
  readonly purpose?: Purpose;
}

/** A process that starts an embedded server, or uses that of another process. */
export interface EmbeddedChild {
  /** Rejects with the error's code, message and hint when it could not. */
  readonly ready: Promise<Ready>;
  /** Everything it logged or reported as progress so far. */
  readonly said: readonly string[];
  /** Ends it in order. */
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** Starts one; the project must be built (`transpileWhenStale`). */
export function startChild({ dataDir, project = root, uid, purpose = 'serve' }: ChildOptions): EmbeddedChild {
  const script = join(project, 'test', 'support', 'run-embedded.mjs');
  const child = spawn(process.execPath, [script, join(project, 'dist'), dataDir, purpose], {
    cwd: '/',
    stdio: ['pipe', 'pipe', 'inherit'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const said: string[] = [];
  const ready = readyOf(child, said);
  // Whoever awaits it still sees the rejection.
  ready.catch(() => undefined);
  const ended = once(child, 'close');
  return {
    ready,
    said,
    async stop() {
      child.stdin.end('stop\n');
      await ended;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function readyOf(child: ChildProcess, said: string[]): Promise<Ready> {
  return new Promise((resolve, reject) => {
    if (child.stdout === null) throw new Error('no standard output');
    createInterface({ input: child.stdout }).on('line', (line) => {
      const event = JSON.parse(line) as {
        ready?: Ready;
        failed?: { code: string; message: string; hint: string };
        log?: string;
        progress?: string;
      };
      if (event.ready !== undefined) resolve(event.ready);
      if (event.failed !== undefined)
        reject(new Error(`${event.failed.code}: ${event.failed.message}; ${event.failed.hint}`));
      said.push(event.log ?? event.progress ?? '');
    });
    child.once('close', (code) => reject(new Error(`ended with exit code ${code ?? 'none'}`)));
  });
}
