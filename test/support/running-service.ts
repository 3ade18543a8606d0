import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { COMMAND, ROOT, buildProject } from './built-project.js';

export interface RunningService {
  readonly process: ChildProcess;
  readonly grpcAddress: string;
  readonly httpUrl: string;
  /** Everything printed so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Sends the signal and waits for the end; answers with the exit code, or the signal that ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | string | null>;
}

export interface ServiceOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly words?: readonly string[];
  readonly cwd?: string;
  /** Another version than this one. */
  readonly command?: string;
}

const START_TIMEOUT_MS = 30_000;

/** Starts `scopegate serve` as a process of its own on free ports, and waits until it serves. */
export async function startService(options: ServiceOptions): Promise<RunningService> {
  await buildProject();
  const child = spawn(process.execPath, [options.command ?? COMMAND, 'serve', ...(options.words ?? [])], {
    cwd: options.cwd ?? ROOT,
    env: {
      ...cleanEnvironment(),
      SCOPEGATE_GRPC_LISTEN: '127.0.0.1:0',
      SCOPEGATE_HTTP_LISTEN: '127.0.0.1:0',
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const ended = once(child, 'exit').then(([code, signal]) => (code as number | null) ?? (signal as string | null));
  const serving = await waitFor(
    () => SERVING_LINE.exec(out) ?? SERVING_LINE.exec(err),
    ended,
    () => `${out}\n${err}`,
  ).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  return {
    process: child,
    grpcAddress: serving[1] ?? '',
    httpUrl: serving[2] ?? '',
    stdout: () => out,
    stderr: () => err,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
  };
}

const SERVING_LINE = /decides on (\S+) \(gRPC\); metrics: (https?:\/\/[^/]+)\/metrics/;

async function waitFor(
  find: () => RegExpExecArray | null,
  ended: Promise<unknown>,
  output: () => string,
): Promise<RegExpExecArray> {
  const state = { ended: false };
  void ended.then(() => (state.ended = true));
  const endsAt = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < endsAt) {
    const found = find();
    if (found !== null) return found;
    if (state.ended) throw new Error(`the service ended before it served:\n${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`the service did not serve in time:\n${output()}`);
}

/** The environment of the tests without what would configure the service. */
export function cleanEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !entry[0].startsWith('SCOPEGATE_') && entry[0] !== 'DATABASE_URL',
  );
  return Object.fromEntries(entries);
}
