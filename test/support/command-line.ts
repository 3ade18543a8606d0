import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import type { Output } from '../../src/cli/output.js';
import { COMMAND, ROOT, buildProject } from './built-project.js';
import { cleanEnvironment } from './running-service.js';

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Environment = Readonly<Record<string, string>>;

/** Runs one `scopegate` command line as a process of its own, as users do. */
export async function spawnScopegate(
  words: readonly string[],
  env: Environment = {},
  stdin = '',
  /** Of another version than this one. */
  command = COMMAND,
): Promise<CommandResult> {
  await buildProject();
  const child = spawn(process.execPath, [command, ...words], {
    cwd: ROOT,
    env: { ...cleanEnvironment(), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // A command that does not read it may have ended before.
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin);
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Runs one command line in this process, which takes a tenth of the time of a process of its own: the same commands print to
 * another `Output`. One at a time, because each of them finds its environment and its standard input where it expects them.
 * Lines of the log go to the standard error of this process. command-line.test.ts compares both ways.
 */
export function runScopegate(words: readonly string[], env: Environment = {}, stdin = ''): Promise<CommandResult> {
  // It takes over the signals and the exit of its process.
  if (words[0] === 'serve') return spawnScopegate(words, env, stdin);
  const result = last.then(() => runHere(words, env, stdin));
  last = result.catch(() => undefined);
  return result;
}

async function runHere(words: readonly string[], env: Environment, stdin: string): Promise<CommandResult> {
  const { execute } = await import('../../src/cli/main.js');
  const printed = { stdout: '', stderr: '' };
  const restore = takeOver(env, stdin);
  try {
    await execute(words, capturing(printed));
    return { code: Number(process.exitCode ?? 0), ...printed };
  } finally {
    restore();
  }
}

/** Puts an environment, a standard input and no exit code in place; returns what puts back those of the tests. */
function takeOver(env: Environment, stdin: string): () => void {
  const { exitCode } = process;
  const saved = { ...process.env };
  const input = Object.getOwnPropertyDescriptor(process, 'stdin')!;
  const replace = (variables: NodeJS.ProcessEnv): void => {
    for (const name of Object.keys(process.env)) if (!(name in variables)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, variables);
  };
  replace({ ...cleanEnvironment(), ...env });
  Object.defineProperty(process, 'stdin', { value: Readable.from(stdin === '' ? [] : [stdin]), configurable: true });
  process.exitCode = undefined;
  return () => {
    replace(saved);
    Object.defineProperty(process, 'stdin', input);
    process.exitCode = exitCode;
  };
}

function capturing(printed: { stdout: string; stderr: string }): Output {
  const print = (text: string): void => {
    printed.stdout += `${text}\n`;
  };
  return {
    print,
    note: (text) => {
      printed.stderr += `${text}\n`;
    },
    deliver: (text) => {
      print(text);
      return Promise.resolve();
    },
    requireReader: () => undefined,
    isTerminal: () => false,
    progress: () => ({ step: () => undefined, done: () => undefined }),
  };
}
