import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { App } from '../app.js';
import type { Demo, DemoKey, DemoRequest } from '../app/demo.js';
import type { AdministratorKey } from '../app/management.js';
import { isLoopback } from '../app/listeners.js';
import type { Config } from '../config.js';

type Serving = Pick<App, 'grpcPort' | 'httpPort' | 'demo' | 'administratorKey'>;
type Listening = Pick<Config, 'grpcListen' | 'httpListen' | 'tlsCertificateFile'>;

/** What a person reads when the service has begun: where it is, and the keys that are shown this once. */
export function welcome(app: Serving, config: Listening): string {
  const grpc = `${config.grpcListen.host}:${String(app.grpcPort)}`;
  const isTls = config.tlsCertificateFile !== null;
  const http = `${isTls ? 'https' : 'http'}://${config.httpListen.host}:${String(app.httpPort)}`;
  const isManaged = isTls || isLoopback(config.httpListen.host);
  const sections = [
    [
      `Scopegate decides on ${grpc} (gRPC); metrics: ${http}/metrics`,
      ...(isManaged ? pageLines(http) : exposedLines()),
    ],
    ...(app.demo === null ? [] : [demoLines(app.demo, grpc)]),
    ...(app.administratorKey === null ? [] : [administratorLines(app.administratorKey)]),
  ];
  return sections.map((lines) => lines.join('\n')).join('\n\n');
}

function pageLines(http: string): string[] {
  return [`The admin page is at ${http}/ and the Management API at ${http}/docs`];
}

function exposedLines(): string[] {
  return [
    'The admin page and the Management API are off: they answer only on a loopback address or over TLS.',
    'Set SCOPEGATE_TLS_CERTIFICATE_FILE and SCOPEGATE_TLS_KEY_FILE, or listen on 127.0.0.1.',
  ];
}

function administratorLines(made: AdministratorKey): string[] {
  if (made.where === 'here')
    return ['The first administrator signs in with this key, shown this once:', `  ${made.key}`];
  if (made.where === 'file') return [`The first administrator signs in with the key in ${made.path}`];
  return ['The first administrator signs in with the key in SCOPEGATE_FIRST_ADMINISTRATOR_KEY'];
}

function demoLines(demo: Demo, address: string): string[] {
  const line = (request: DemoRequest): string =>
    `  ${invocation()} check --address ${address} --host ${request.host} ${request.method} ${request.path}`;
  return [...demoKeyLines(demo.key), '', 'An allowed check:', line(demo.allowed), 'A denied check:', line(demo.denied)];
}

function demoKeyLines(key: DemoKey): string[] {
  const what = 'The database was empty: it now holds the demo policy and one key';
  if (key.where === 'here')
    return [`${what}, shown this once. Give it to your shell:`, `  export SCOPEGATE_KEY=${key.key}`];
  return [
    `${what}, which only its file shows. Give it to your shell:`,
    `  export SCOPEGATE_KEY="$(cat ${quoted(key.path)})"`,
  ];
}

/** How this command line is called from the working directory: of a checkout by its path, of an installed package by npx. */
export function invocation(programFile = fileURLToPath(new URL('../../bin/scopegate', import.meta.url))): string {
  if (programFile.includes(`${sep}node_modules${sep}`)) return 'npx scopegate';
  return relative(process.cwd(), programFile);
}

/** As a shell reads it as one word. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
