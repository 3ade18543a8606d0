/**
 * `node bench/run.mjs NAME [arguments]`: compiles bench/NAME.ts with all that it imports and runs it as it would run when
 * installed: plain JavaScript. A loader that compiles on the fly wraps every function, and measures the wrapping.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const root = join(import.meta.dirname, '..');
const outdir = join(root, 'node_modules', '.cache', 'scopegate-bench');
const [name = '', ...words] = process.argv.slice(2);

rmSync(outdir, { recursive: true, force: true });
mkdirSync(outdir, { recursive: true });
for (const kept of ['proto', 'package.json']) cpSync(join(root, kept), join(outdir, kept), { recursive: true });
buildSync({
  entryPoints: ['src', 'bench', 'test/support'].flatMap((folder) => typeScriptIn(folder)),
  outdir,
  outbase: root,
  absWorkingDir: root,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  logLevel: 'error',
});
// What the routing bench compares with is installed beside it.
const contestants = join('bench', 'routing', 'node_modules');
if (existsSync(join(root, contestants))) symlinkSync(join(root, contestants), join(outdir, contestants));

/**
 * @param {string} folder
 * @returns {string[]}
 */
function typeScriptIn(folder) {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.endsWith('.d.ts'))
    .filter((path) => !path.includes('node_modules'))
    .map((path) => join(folder, path));
}

const { status } = spawnSync(process.execPath, [join(outdir, 'bench', `${name}.js`), ...words], { stdio: 'inherit' });
process.exitCode = status ?? 1;
