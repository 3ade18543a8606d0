/** `npm run build`: src to dist. With `--types` (as `npm run build` calls it) also the declarations, by the compiler. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { installWhenNeeded } from './steps/install.mjs';
import { transpile } from './steps/transpile.mjs';

const root = join(import.meta.dirname, '..');
await installWhenNeeded(root);
await transpile(root);
if (process.argv.includes('--types')) {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.json'], { cwd: root, stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
