/**
 * `npm start`: from a clone to a serving process. Installs and builds what is missing, then becomes the server: it is
 * imported into this process, so that the process id and the signals are its own.
 */
import { join } from 'node:path';
import { installWhenNeeded } from './steps/install.mjs';
import { transpileWhenStale } from './steps/transpile.mjs';
import { buildWebWhenStale } from './steps/web.mjs';

const root = join(import.meta.dirname, '..');
try {
  await installWhenNeeded(root);
  await transpileWhenStale(root);
  buildWebWhenStale(root);
} catch (error) {
  process.stderr.write(`scopegate: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
// A computed name, because dist exists only now.
const { runCommandLine } = await import(join(root, 'dist', 'cli', 'main.js'));
await runCommandLine(['serve', '--migrate', '--demo', ...process.argv.slice(2)]);
