import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, link?: boolean }} LockedPackage */

/**
 * Installs the locked dependencies when they are missing or are not those of the lock; otherwise costs a few
 * milliseconds. Packages' own install scripts are not run: nothing here needs them.
 * @param {string} root folder of package-lock.json
 * @returns {Promise<void>} rejects when npm fails
 */
export async function installWhenNeeded(root) {
  if (isInstalled(root)) return;
  const release = await takeLock(join(root, '.install.lock'));
  try {
    if (!isInstalled(root)) await npmCi(root);
  } finally {
    release();
  }
}

/**
 * True when what npm last put into node_modules is what the lock asks for. Optional packages do not count: those of
 * other platforms are rightly absent.
 * @param {string} root
 */
export function isInstalled(root) {
  const present = readPackages(join(root, 'node_modules', '.package-lock.json'));
  const locked = readPackages(join(root, 'package-lock.json'));
  if (present === undefined || locked === undefined) return false;
  return Object.entries(locked).every(
    ([path, entry]) =>
      path === '' ||
      entry.optional === true ||
      entry.devOptional === true ||
      entry.link === true ||
      present[path]?.version === entry.version,
  );
}

/**
 * @param {string} file
 * @returns {Record<string, LockedPackage> | undefined}
 */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** @param {string} root */
async function npmCi(root) {
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  process.stderr.write('Installing the locked dependencies (npm ci); this happens once.\n');
  const ticker = setInterval(() => process.stderr.write(`  still installing, ${seconds()} s\n`), 5000);
  try {
    const code = await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], root);
    if (code !== 0) throw new Error(`npm ci failed with exit code ${code}; its own lines above say why`);
  } finally {
    clearInterval(ticker);
  }
  process.stderr.write(`Dependencies installed in ${seconds()} s.\n`);
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 * @returns {Promise<number>} exit code
 */
function run(command, args, cwd) {
  return new Promise((resolve, reject) => {
    // Standard output belongs to whoever called; npm's goes to standard error.
    const child = spawn(command, args, { cwd, stdio: ['ignore', 2, 2] });
    child.once('error', (error) => reject(new Error(`${command} cannot be started: ${error.message}`)));
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/**
 * One installation at a time: `npm ci` begins by deleting node_modules, and `npm start` and `npm test` may well be
 * typed into two terminals of a fresh clone.
 * @param {string} file
 * @returns {Promise<() => void>} releases
 */
async function takeLock(file) {
  for (;;) {
    try {
      const handle = openSync(file, 'wx');
      writeSync(handle, String(process.pid));
      closeSync(handle);
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
    if (!isHeld(file)) rmSync(file, { force: true });
    else await sleep(200);
  }
}

/** @param {string} file */
function isHeld(file) {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    // Empty for the moment between creation and writing.
    if (pid === 0) return true;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
