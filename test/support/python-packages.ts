import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const INSTALL_TIMEOUT_MS = 90_000;
/** Without a network that is to be known soon. */
const QUICKLY = ['--retries', '1', '--timeout', '10'];
const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'scopegate-tests');

/**
 * A folder with these packages (`name==version`), installed by pip the first time that somebody asks for them and kept
 * from then on; or why there is none. Nothing of the machine's own Python changes.
 */
export function pythonPackages(packages: readonly string[]): { folder: string } | { absent: string } {
  const digest = createHash('sha256').update(packages.join('\n')).digest('hex').slice(0, 16);
  const folder = join(CACHE, `python-${digest}`);
  if (existsSync(folder)) return { folder };
  mkdirSync(CACHE, { recursive: true });
  const making = mkdtempSync(join(CACHE, 'making-'));
  const words = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--no-input',
    '--disable-pip-version-check',
    '--only-binary=:all:',
    ...QUICKLY,
  ];
  const run = spawnSync('python3', [...words, '--target', making, ...packages], {
    timeout: INSTALL_TIMEOUT_MS,
    encoding: 'utf8',
  });
  if (run.status !== 0) {
    rmSync(making, { recursive: true, force: true });
    const said = run.error?.message ?? run.stderr.trim().split('\n').at(-1) ?? '';
    return { absent: `pip could not install ${packages.join(', ')}: ${said}` };
  }
  try {
    // Another run may have been faster.
    renameSync(making, folder);
  } catch {
    rmSync(making, { recursive: true, force: true });
  }
  return { folder };
}
