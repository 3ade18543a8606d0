import { spawn } from 'node:child_process';
import { COMMAND, ROOT, buildProject } from './built-project.js';
import { cleanEnvironment } from './running-service.js';

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one `scopegate` command line as a process of its own. */
export async function runScopegate(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
  stdin = '',
): Promise<CommandResult> {
  await buildProject();
  const child = spawn(process.execPath, [COMMAND, ...words], {
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
