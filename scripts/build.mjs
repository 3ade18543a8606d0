/** `npm run build`: src to dist. With `--types` (as `npm run build` calls it) also the declarations, by the compiler. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { installWhenNeeded } from './steps/install.mjs';
import { transpile } from './steps/transpile.mjs';
import { buildWebWhenStale } from './steps/web.mjs';

const root = join(import.meta.dirname, '..');
try {
  await installWhenNeeded(root);
  await transpile(root);
  buildWebWhenStale(root);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
if (process.argv.includes('--types')) {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.json'], { cwd: root, stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
