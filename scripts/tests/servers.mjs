import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/**
 * The process that runs the PostgreSQL servers which all workers share; started when the first of them is asked for.
 * @param {string} root
 */
export function makeServers(root) {
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let host;
  /** @type {Map<string, Promise<string>>} */
  const urls = new Map();
  /** @param {string} engine @returns {Promise<string>} */
  function ask(engine) {
    host ??= fork(join(root, 'test', 'support', 'shared-servers.ts'), {
      cwd: root,
      execArgv: ['--import=tsx'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const { promise, resolve, reject } = deferred();
    host.on('message', (/** @type {{ engine: string, url?: string, error?: string }} */ reply) => {
      if (reply.engine !== engine) return;
      if (reply.url === undefined) reject(new Error(reply.error));
      else resolve(reply.url);
    });
    host.once('exit', () => reject(new Error('the process of the PostgreSQL servers has ended')));
    host.send({ engine });
    return promise;
  }
  return {
    /** @param {string} engine */
    urlOf(engine) {
      const url = urls.get(engine) ?? ask(engine);
      urls.set(engine, url);
      return url;
    },
    /** Stops and removes the servers. */
    async stop() {
      if (host === undefined || host.exitCode !== null || host.signalCode !== null) return;
      const ended = once(host, 'exit');
      if (host.connected) host.disconnect();
      await ended;
    },
  };
}

/** @returns {{ promise: Promise<string>, resolve(url: string): void, reject(error: Error): void }} */
function deferred() {
  /** @type {(url: string) => void} */
  let resolve = () => undefined;
  /** @type {(error: Error) => void} */
  let reject = () => undefined;
  const promise = new Promise((one, other) => {
    resolve = one;
    reject = other;
  });
  return { promise: /** @type {Promise<string>} */ (promise), resolve, reject };
}
