/** `npm run check`: every gate, one line each; everything that fails is shown, and any failure makes the exit code 1. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { installWhenNeeded } from './steps/install.mjs';

const root = join(import.meta.dirname, '..');
const bin = (/** @type {string} */ name) => join(root, 'node_modules', '.bin', name);

/** @typedef {{ name: string, command: string, args: string[] }} Gate */

/** @type {Gate[]} Longest first, so that two at a time end together. */
const gates = [
  { name: 'eslint', command: bin('eslint'), args: ['--max-warnings', '0', '.'] },
  { name: 'suites', command: process.execPath, args: [join('scripts', 'gates', 'suites.mjs')] },
  { name: 'types', command: bin('tsc'), args: ['-p', 'tsconfig.check.json'] },
  { name: 'types of web', command: bin('tsc'), args: ['-p', join('web', 'tsconfig.json')] },
  { name: 'format', command: bin('prettier'), args: ['--check', '--log-level', 'warn', '.'] },
  { name: 'unused', command: bin('knip'), args: ['--no-progress', '--no-config-hints'] },
  { name: 'layers', command: process.execPath, args: [join('scripts', 'gates', 'main.mjs')] },
  { name: 'proto', command: bin('buf'), args: ['lint', 'proto'] },
];

/**
 * @param {Gate} gate
 * @returns {Promise<boolean>} whether it passed
 */
function runGate({ name, command, args }) {
  const startedAt = Date.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (/** @type {Buffer} */ chunk) => (output += chunk.toString());
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', (error) => collect(Buffer.from(`cannot be started: ${error.message}\n`)));
    child.once('close', (code) => {
      const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
      console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
      if (code !== 0) console.log(output.trimEnd().replace(/^/gm, '    '));
      resolve(code === 0);
    });
  });
}

await installWhenNeeded(root);
const waiting = [...gates];
const outcomes = /** @type {boolean[]} */ ([]);
async function work() {
  for (let gate = waiting.shift(); gate !== undefined; gate = waiting.shift()) outcomes.push(await runGate(gate));
}
await Promise.all([work(), work()]);
const failed = outcomes.filter((passed) => !passed).length;
console.log(failed === 0 ? `all ${gates.length} gates passed` : `${failed} of ${gates.length} gates failed`);
process.exitCode = failed === 0 ? 0 : 1;
