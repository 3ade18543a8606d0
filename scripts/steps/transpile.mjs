import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Transpiles every file of src to dist, one to one, with source maps, when dist is not what src says; costs a few
 * milliseconds otherwise.
 * @param {string} root
 * @returns {Promise<'fresh' | 'built'>} rejects with every syntax error, by file and line
 */
export async function transpileWhenStale(root) {
  return isFresh(root) ? 'fresh' : transpile(root);
}

/**
 * @param {string} root
 * @returns {Promise<'built'>}
 */
export async function transpile(root) {
  const { buildSync } = await import('esbuild');
  const sources = sourcesOf(root);
  const stamp = stampOf(root, sources);
  rmSync(stampFile(root), { force: true });
  // Not `build`: its service process would stay beside the server that starts in this process.
  buildSync({
    entryPoints: sources.map((path) => join(root, 'src', path)),
    outbase: join(root, 'src'),
    outdir: join(root, 'dist'),
    bundle: false,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'silent',
  });
  removeLeftovers(root, sources);
  // Written last, and in one step: a build that was cut short is stale.
  writeFileSync(`${stampFile(root)}.new`, stamp);
  renameSync(`${stampFile(root)}.new`, stampFile(root));
  return 'built';
}

/** @param {string} root */
function isFresh(root) {
  try {
    return readFileSync(stampFile(root), 'utf8') === stampOf(root, sourcesOf(root));
  } catch {
    return false;
  }
}

/** @param {string} root */
const stampFile = (root) => join(root, 'dist', '.stamp');

/**
 * @param {string} root
 * @returns {string[]} paths from src, sorted
 */
function sourcesOf(root) {
  const src = join(root, 'src');
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
    .sort();
}

/**
 * What dist was made from: names and contents, not times, which a checkout or an unpacked archive sets at will.
 * @param {string} root
 * @param {string[]} sources
 */
function stampOf(root, sources) {
  const hash = createHash('sha256').update(`node ${process.versions.node}\n`);
  for (const path of [join(root, 'package-lock.json'), ...sources.map((source) => join(root, 'src', source))]) {
    hash.update(path.slice(root.length)).update('\0').update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

/**
 * Removes what src no longer has: an import of it must fail here as it will fail elsewhere.
 * @param {string} root
 * @param {string[]} sources
 */
function removeLeftovers(root, sources) {
  const stems = new Set(sources.map((path) => path.replace(/[.]ts$/, '')));
  const dist = join(root, 'dist');
  if (!existsSync(dist)) return;
  for (const path of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    // The admin page has a build of its own.
    if (path.startsWith('web/')) continue;
    const stem = /^(.*?)(?:[.]js|[.]js[.]map|[.]d[.]ts)$/.exec(path)?.[1];
    if (stem !== undefined && !stems.has(stem)) rmSync(join(dist, path), { force: true });
  }
}
