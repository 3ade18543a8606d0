import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Prerequisite } from './prerequisites.js';
import { ROOT } from './built-project.js';
import { isLaterMigration } from './first-schema.js';

/** A version of the service, built and ready to be started. */
export interface BuiltVersion {
  readonly command: string;
  remove(): void;
}

const git = (...words: readonly string[]): string =>
  execFileSync('git', words, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();

/**
 * The newest commit whose migrations are those of today without the last ones, which is what an upgrade starts from; null
 * where this is no clone with history.
 */
function findPreviousVersion(): string | null {
  if (process.env['SCOPEGATE_TEST_WITHOUT'] === 'programs') return null;
  try {
    const hashes = git('hash-object', ...today.map((name) => join('migrations', name))).split('\n');
    const whole = today.map((name, at) => `${hashes[at] ?? ''} ${name}`);
    const commits = git('log', '--first-parent', '--format=%H', '--', 'migrations').split('\n');
    return commits.find((commit) => isBeginning(migrationsOf(commit), whole)) ?? null;
  } catch {
    return null;
  }
}

/** Hash and name of each. */
function migrationsOf(commit: string): readonly string[] {
  const lines = git('ls-tree', '--format=%(objectname) %(path)', commit, 'migrations/').split('\n');
  return lines.map((line) => line.replace('migrations/', '')).filter((line) => isMigration(line.split(' ')[1] ?? ''));
}

function isBeginning(part: readonly string[], whole: readonly string[]): boolean {
  return part.length > 0 && part.length < whole.length && part.every((name, at) => name === whole[at]);
}

const isMigration = (name: string): boolean => /^\d+_\w+\.sql$/.test(name);
const today = readdirSync(join(ROOT, 'migrations')).filter(isMigration).sort();

/** For tests that begin with an earlier version; a shallow clone has none. */
export const PREVIOUS_VERSION: Prerequisite<string> = today.some((name) => isLaterMigration(name.replace('.sql', '')))
  ? {
      name: 'the history of the repository',
      found: findPreviousVersion(),
      remedy: 'Fetch it: git fetch --unshallow (in GitHub Actions: fetch-depth: 0)',
    }
  : {
      name: 'a version with an earlier schema',
      found: null,
      remedy: 'There is none until a migration comes after those of the first release.',
      inCi: 'optional',
    };

/** Lays the files of a commit into a folder of its own, beside the packages that are installed here. */
export async function buildPreviousVersion(commit: string): Promise<BuiltVersion> {
  const root = mkdtempSync(join(tmpdir(), 'scopegate-previous-'));
  const archive = execFileSync('git', ['archive', '--format=tar', commit], { cwd: ROOT, maxBuffer: 256 * 1024 * 1024 });
  execFileSync('tar', ['-x', '-C', root], { input: archive });
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  mkdirSync(join(root, 'dist'), { recursive: true });
  const steps = (await import(join(root, 'scripts', 'steps', 'transpile.mjs'))) as {
    transpile(root: string): Promise<unknown>;
  };
  await steps.transpile(root);
  return {
    command: join(root, 'bin', 'scopegate'),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
