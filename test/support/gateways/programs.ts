import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const DEPLOY = join(import.meta.dirname, '..', '..', '..', 'deploy');

/** Where a shipped configuration says its three addresses. */
export interface GatewayPorts {
  readonly gateway: number;
  readonly scopegate: number;
  readonly upstream: number;
}

export interface Gateway {
  readonly name: string;
  /** The status that the client gets when Scopegate gives no answer. */
  readonly noAnswerStatus: number;
  /** Null where its program is not on this machine. */
  readonly program: string | null;
  /** Writes what the program needs into `directory`, and answers with its arguments. */
  prepare(directory: string, ports: GatewayPorts): readonly string[];
}

export const GATEWAYS: readonly Gateway[] = [
  {
    name: 'nginx',
    noAnswerStatus: 500,
    program: findProgram('nginx'),
    prepare(directory, ports) {
      const site = withPorts('nginx/scopegate.conf', ports);
      const main = `daemon off; master_process off; pid ${directory}/pid; error_log ${directory}/log crit;
        events {} http { access_log off; ${temporaryPaths(directory)} ${site} }`;
      writeFileSync(join(directory, 'nginx.conf'), main);
      return ['-p', directory, '-e', join(directory, 'log'), '-c', join(directory, 'nginx.conf')];
    },
  },
  {
    name: 'Caddy',
    noAnswerStatus: 502,
    program: findProgram('caddy'),
    prepare(directory, ports) {
      const options = '{\n\tadmin off\n\tauto_https off\n}\n';
      writeFileSync(join(directory, 'Caddyfile'), options + withPorts('caddy/Caddyfile', ports));
      return ['run', '--adapter', 'caddyfile', '--config', join(directory, 'Caddyfile')];
    },
  },
  {
    name: 'HAProxy',
    noAnswerStatus: 503,
    program: findProgram('haproxy'),
    prepare(directory, ports) {
      const lua = join(DEPLOY, 'haproxy', 'scopegate.lua');
      const config = withPorts('haproxy/haproxy.cfg', ports).replace('/etc/haproxy/scopegate.lua', lua);
      writeFileSync(join(directory, 'haproxy.cfg'), config);
      return ['-db', '-f', join(directory, 'haproxy.cfg')];
    },
  },
];

export interface RunningGateway {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts a gateway with its shipped configuration and waits until it takes connections. */
export async function startGateway(gateway: Gateway, ports: Omit<GatewayPorts, 'gateway'>): Promise<RunningGateway> {
  const port = await freePort();
  const directory = mkdtempSync(join(tmpdir(), 'scopegate-gateway-'));
  const words = gateway.prepare(directory, { ...ports, gateway: port });
  const environment = { PATH: process.env['PATH'] ?? '', HOME: directory, XDG_DATA_HOME: directory };
  const child = spawn(gateway.program ?? '', words, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(child, 'exit');
  await waitForPort(port, child, () => output);
  return {
    port,
    async stop() {
      child.kill('SIGKILL');
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function withPorts(file: string, ports: GatewayPorts): string {
  return readFileSync(join(DEPLOY, file), 'utf8')
    .replaceAll(':8000', `:${String(ports.gateway)}`)
    .replaceAll('127.0.0.1:8080', `127.0.0.1:${String(ports.scopegate)}`)
    .replaceAll('127.0.0.1:9000', `127.0.0.1:${String(ports.upstream)}`);
}

function temporaryPaths(directory: string): string {
  return ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((n) => `${n}_temp_path ${directory}/${n};`).join(' ');
}

function findProgram(name: string): string | null {
  const places = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return places.map((place) => join(place, name)).find((path) => existsSync(path)) ?? null;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function waitForPort(port: number, child: ChildProcess, output: () => string): Promise<void> {
  const endsAt = Date.now() + 20_000;
  while (Date.now() < endsAt && child.exitCode === null) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  child.kill('SIGKILL');
  throw new Error(`the gateway did not start:\n${output()}`);
}
