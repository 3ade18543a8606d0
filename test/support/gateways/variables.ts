import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Gateway } from './programs.js';

/** An application that reads headers as variables (`HTTP_X_NAME`) and answers with all of them as JSON. */
export interface VariableReader {
  readonly port: number;
  stop(): Promise<void>;
}

/** By WSGI, as Python's own reference server reads headers. */
const WSGI = `
import json, wsgiref.simple_server as simple
class Quiet(simple.WSGIRequestHandler):
    def log_message(self, *words): pass
def application(environ, start_response):
    start_response('200 OK', [('Content-Type', 'application/json')])
    return [json.dumps({k: v for k, v in environ.items() if isinstance(v, str)}).encode()]
server = simple.make_server('127.0.0.1', 0, application, handler_class=Quiet)
print(server.server_port, flush=True)
server.serve_forever()
`;
import { freePort } from '../free-port.js';

/** With its length, so that the answer is in one piece. */
const PHP = `<?php $said = json_encode($_SERVER); header('Content-Type: application/json');
header('Content-Length: ' . strlen($said)); echo $said;`;

export async function startWsgiReader(): Promise<VariableReader> {
  const child = spawn('python3', ['-c', WSGI], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  return { port: Number(chunk.toString()), stop: () => end(child) };
}

/** By FastCGI: PHP, and Caddy with the shipped configuration in which `php_fastcgi` stands for `reverse_proxy`. */
export async function startPhpReader(): Promise<VariableReader & { behind(caddy: Gateway): Gateway }> {
  const root = mkdtempSync(join(tmpdir(), 'scopegate-php-'));
  writeFileSync(join(root, 'index.php'), PHP);
  const port = await freePort();
  // Left to itself it ends after 500 requests.
  const env = { PATH: process.env['PATH'] ?? '', PHP_FCGI_MAX_REQUESTS: '0' };
  const child = spawn('php-cgi', ['-b', `127.0.0.1:${String(port)}`], { env, stdio: 'ignore' });
  return {
    port,
    behind: (caddy) => ({
      ...caddy,
      prepare(directory, ports) {
        const words = caddy.prepare(directory, ports);
        const file = join(directory, 'Caddyfile');
        const shipped = readFileSync(file, 'utf8');
        const altered = shipped.replace(/\treverse_proxy (\S+) \{/, `\troot * ${root}\n\t\tphp_fastcgi $1 {`);
        if (altered === shipped) throw new Error('the shipped Caddyfile has no reverse_proxy with a block');
        writeFileSync(file, altered);
        return words;
      },
    }),
    async stop() {
      await end(child);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
