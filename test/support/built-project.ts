import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');

/** The command as people run it. */
export const COMMAND = join(ROOT, 'bin', 'scopegate');

let built: Promise<unknown> | undefined;

/** Brings dist to what src says, once per run, so that commands start fast and are the ones that ship. */
export function buildProject(): Promise<unknown> {
  built ??= build();
  return built;
}

async function build(): Promise<void> {
  const steps = (await import(join(ROOT, 'scripts', 'steps', 'transpile.mjs'))) as {
    transpileWhenStale(root: string): Promise<unknown>;
  };
  await steps.transpileWhenStale(ROOT);
}
