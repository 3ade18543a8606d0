/**
 * A process of its own that uses an embedded server: `node run-embedded.mjs <dist folder> <data folder> <purpose>`.
 * Prints one line of JSON per event; stops the server and ends when its standard input says `stop` or closes.
 */
import { join } from 'node:path';

const [dist = '', dataDir = '', purpose = ''] = process.argv.slice(2);
const say = (/** @type {object} */ event) => process.stdout.write(`${JSON.stringify(event)}\n`);
const { startEmbedded } = await import(join(dist, 'store', 'postgres', 'embedded', 'start.js'));
const logLine = (/** @type {object} */ fields, /** @type {string} */ message) => say({ log: message, ...fields });
const log = { debug: logLine, info: logLine, warn: logLine, error: logLine };
try {
  const server = await startEmbedded({
    dataDir,
    purpose,
    log,
    onProgress: (/** @type {string} */ progress) => say({ progress }),
  });
  say({ ready: { url: server.url } });
  let typed = '';
  for await (const chunk of process.stdin) {
    typed += String(chunk);
    if (typed.includes('stop')) break;
  }
  await server.stop();
  say({ stopped: true });
} catch (error) {
  const { code, message, hint } = /** @type {Error & { code: string, hint: string }} */ (error);
  say({ failed: { code, message, hint } });
  process.exitCode = 1;
}
process.stdin.destroy();
