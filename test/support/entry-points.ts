import { connect } from 'node:net';
import { credentials } from '@grpc/grpc-js';
import type { ChannelCredentials, ServiceError } from '@grpc/grpc-js';
import type { AuthorizationClient } from '../../src/wire/envoy/service/auth/v3/Authorization.js';
import type { CheckResponse__Output as ExtAuthzReply } from '../../src/wire/envoy/service/auth/v3/CheckResponse.js';
import type { CheckRequest as WireRequest } from '../../src/wire/scopegate/v1/CheckRequest.js';
import type { CheckResponse__Output as WireResponse } from '../../src/wire/scopegate/v1/CheckResponse.js';
import type { DecisionPointClient } from '../../src/wire/scopegate/v1/DecisionPoint.js';
import { loadExtAuthzProto, loadProto } from '../../src/wire/load-proto.js';

/** A request as a client sent it to a gateway. */
export interface Asked {
  readonly method: string;
  /** As text; it goes over the wire in UTF-8. */
  readonly target: string;
  readonly host: string;
  /** Values of the header, in order. */
  readonly authorization: readonly string[];
  readonly sourceIp: string;
  /** Other headers of the client, as lines: `X-A: b`. */
  readonly extra?: readonly string[];
}

/** The answer of an entry point: `allow scope_held`, with status and body for the client where the entry point says them. */
export interface Outcome {
  readonly decision: string;
  readonly status: number | null;
  readonly body: string | null;
}

export interface EntryPoint {
  readonly name: string;
  /** `rejected`: a question without a host is no question here, and is denied before anything is decided. */
  readonly withoutHost: 'decided' | 'rejected';
  /** Why the entry point cannot be asked this; null where it can. */
  cannotAsk(asked: Asked): string | null;
  ask(asked: Asked): Promise<Outcome>;
}

export interface EntryPoints {
  /** gRPC Check comes first. */
  readonly all: readonly EntryPoint[];
  /** AuthZEN, where the PEP names the subject instead of presenting its credential. */
  named(subject: { readonly type: string; readonly id: string }, asked: Asked): Promise<Outcome>;
  close(): void;
}

const DEADLINE_MS = 5_000;
/** HTTP strips space around a field value, and holds no controls in it (RFC 9110, section 5.5). */
const FIELD_VALUE = /^[!-~\u0080-\uffff](?:[ -~\u0080-\uffff]*[!-~\u0080-\uffff])?$/;
/** A request line ends its target at a space (RFC 9112, section 3); Node takes nothing beyond ASCII in it: 400. */
const IN_REQUEST_LINE = /^\/[!-~]*$/;
/** The listener takes 64 KiB of headers: 431. A gateway that is not answered with 200 refuses. */
const MAX_FIELDS_LENGTH = 60_000;
/** What Node takes for a method; a gateway that sends another gets no answer but 400. */
const HTTP_METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PURGE', 'TRACE']);

export interface EntryPointPorts {
  readonly grpc: number;
  readonly http: number;
  /** Of a replica that takes the host of ext_authz from the request; left out: not asked. */
  readonly byHostHeader?: number;
}

export function openEntryPoints(ports: EntryPointPorts): EntryPoints {
  const connect = (port: number): [string, ChannelCredentials] => [
    `127.0.0.1:${String(port)}`,
    credentials.createInsecure(),
  ];
  const { Authorization } = loadExtAuthzProto().envoy.service.auth.v3;
  const decisionPoint = new (loadProto().scopegate.v1.DecisionPoint)(...connect(ports.grpc));
  const byContext = new Authorization(...connect(ports.grpc));
  const byHostHeader = ports.byHostHeader === undefined ? null : new Authorization(...connect(ports.byHostHeader));
  return {
    all: [
      ...grpcEntryPoints(decisionPoint),
      // The Host header of the client does not count here.
      extAuthz('ext_authz', byContext, (host) => ({
        host: 'other.example.com',
        ...(host === '' ? {} : { contextExtensions: { api_host: host } }),
      })),
      ...(byHostHeader === null ? [] : [extAuthz('ext_authz by the Host header', byHostHeader, (host) => ({ host }))]),
      ...httpEntryPoints(ports.http),
    ],
    named: (subject, asked) => askAuthzen(ports.http, asked, subject),
    close() {
      decisionPoint.close();
      byContext.close();
      byHostHeader?.close();
    },
  };
}

function grpcEntryPoints(client: DecisionPointClient): readonly EntryPoint[] {
  const deadline = () => ({ deadline: Date.now() + DEADLINE_MS });
  return [
    {
      name: 'Check',
      withoutHost: 'decided',
      cannotAsk: () => null,
      ask: async (asked) =>
        outcomeOf(
          await new Promise((resolve, reject) => {
            client.check(wireOf(asked), deadline(), (error, response) => settle(error, response, resolve, reject));
          }),
        ),
    },
    {
      name: 'CheckBatch',
      withoutHost: 'decided',
      cannotAsk: () => null,
      async ask(asked) {
        const items = [wireOf({ ...asked, method: 'GET', target: '/other' }), wireOf(asked)];
        const { results } = await new Promise<{ results: readonly { response?: WireResponse | null }[] }>(
          (resolve, reject) => {
            client.checkBatch({ items }, deadline(), (error, response) => settle(error, response, resolve, reject));
          },
        );
        return outcomeOf(results[1]?.response);
      },
    },
    {
      name: 'CheckStream',
      withoutHost: 'decided',
      cannotAsk: () => null,
      ask: (asked) =>
        new Promise((resolve, reject) => {
          const stream = client.checkStream(deadline());
          stream.on('data', ({ result }: { result: { response?: WireResponse | null } }) => {
            resolve(outcomeOf(result.response));
            stream.end();
          });
          stream.on('error', reject);
          stream.write({ check: wireOf(asked) });
        }),
    },
  ];
}

function extAuthz(
  name: string,
  client: AuthorizationClient,
  naming: (host: string) => { readonly host: string; readonly contextExtensions?: Record<string, string> },
): EntryPoint {
  return {
    name,
    withoutHost: 'decided',
    cannotAsk: () => null,
    async ask({ method, target, host, authorization, sourceIp, extra = [] }) {
      const lines = [...authorization.map((value) => `authorization: ${value}`), ...extra].map((line) => split(line));
      const headers = lines.map(([key, value]) => ({ key, rawValue: Buffer.from(value, 'latin1') }));
      const { host: named, ...context } = naming(host);
      const attributes = {
        ...(sourceIp === '' ? {} : { source: { address: { socketAddress: { address: sourceIp } } } }),
        request: { http: { method, path: target, host: named, headerMap: { headers } } },
        ...context,
      };
      const reply = await new Promise<ExtAuthzReply>((resolve, reject) => {
        const deadline = Date.now() + DEADLINE_MS;
        client.check({ attributes }, { deadline }, (error, response) => settle(error, response, resolve, reject));
      });
      const { decision, reason } = reply.dynamicMetadata?.fields ?? {};
      const isAllowed = reply.httpResponse === 'okResponse';
      const statuses: Readonly<Record<string, number>> = { Unauthorized: 401, Forbidden: 403 };
      return {
        decision: `${decision?.stringValue ?? ''} ${reason?.stringValue ?? ''}`,
        status: isAllowed ? 200 : (statuses[reply.deniedResponse?.status?.code ?? ''] ?? null),
        body: isAllowed ? null : (reply.deniedResponse?.body ?? null),
      };
    },
  };
}

function httpEntryPoints(port: number): readonly EntryPoint[] {
  const byHeaders = (name: string, prefix: string, withoutHost: EntryPoint['withoutHost']): EntryPoint => ({
    name,
    withoutHost,
    cannotAsk: (asked) => inFields(asked, [asked.target, asked.host]),
    ask: (asked) =>
      askForwardAuth(port, `GET /auth/${name}`, [
        ...[`${prefix}-Method: ${asked.method}`, `${prefix}-Uri: ${asked.target}`],
        ...(asked.host === '' ? [] : [`${prefix}-Host: ${asked.host}`]),
        ...fieldsOf(asked),
      ]),
  });
  return [
    byHeaders('nginx', 'X-Original', 'decided'),
    byHeaders('haproxy', 'X-Original', 'rejected'),
    byHeaders('kong', 'X-Original', 'rejected'),
    byHeaders('generic', 'X-Original', 'rejected'),
    byHeaders('traefik', 'X-Forwarded', 'rejected'),
    byHeaders('caddy', 'X-Forwarded', 'rejected'),
    byHeaders('apisix', 'X-Forwarded', 'rejected'),
    {
      name: 'ingress-nginx',
      withoutHost: 'rejected',
      cannotAsk: (asked) =>
        /[/?#]/.test(asked.host) || !asked.target.startsWith('/')
          ? 'it sends one URL, in which host and path must be told apart'
          : inFields(asked, [asked.target, asked.host]),
      ask: (asked) =>
        askForwardAuth(port, 'GET /auth/ingress-nginx', [
          ...[`X-Original-Method: ${asked.method}`, `X-Original-URL: https://${asked.host}${asked.target}`],
          ...fieldsOf(asked),
        ]),
    },
    {
      name: 'envoy',
      withoutHost: 'rejected',
      cannotAsk: (asked) =>
        !IN_REQUEST_LINE.test(asked.target) || !HTTP_METHODS.has(asked.method)
          ? 'it repeats the request, which must be one that HTTP has'
          : inFields(asked, [asked.host]),
      ask: (asked) =>
        askForwardAuth(port, `${asked.method} /auth/envoy${asked.target}`, [`Host: ${asked.host}`, ...fieldsOf(asked)]),
    },
    {
      name: 'AuthZEN',
      withoutHost: 'decided',
      cannotAsk: () => null,
      ask: (asked) => {
        const authorization = asked.authorization.join(', ');
        const scheme = authorization.split(' ', 1)[0]?.toLowerCase() ?? '';
        const type = { app: 'key', basic: 'user' }[scheme] ?? 'token';
        return askAuthzen(port, asked, { type, id: '', properties: { authorization } });
      },
    },
  ];
}

function inFields({ method, authorization }: Asked, values: readonly string[]): string | null {
  const all = [method, ...authorization, ...values.filter((value) => value !== '')];
  if (Buffer.byteLength(all.join('')) > MAX_FIELDS_LENGTH) return 'its headers are too large';
  return all.every((value) => FIELD_VALUE.test(value)) ? null : 'no field value holds this';
}

function fieldsOf({ authorization, sourceIp, extra = [] }: Asked): string[] {
  return [
    ...extra,
    ...authorization.map((value) => `Authorization: ${value}`),
    ...(sourceIp === '' ? [] : [`X-Forwarded-For: ${sourceIp}`]),
  ];
}

async function askForwardAuth(port: number, line: string, fields: readonly string[]): Promise<Outcome> {
  const host = fields.some((field) => field.startsWith('Host:')) ? [] : ['Host: localhost'];
  const { status, headers, body } = await sendHttp(port, [`${line} HTTP/1.1`, ...host, ...fields]);
  const allowed = status === 200 && headers.get('x-scopegate-decision') === 'allow';
  return {
    decision: `${allowed ? 'allow' : 'deny'} ${headers.get('x-scopegate-reason') ?? `none, but ${String(status)}`}`,
    status,
    body: allowed || line.startsWith('HEAD ') ? null : body,
  };
}

async function askAuthzen(port: number, asked: Asked, subject: object): Promise<Outcome> {
  const text = JSON.stringify({
    subject,
    action: { name: asked.method },
    resource: { type: 'route', id: asked.target, ...(asked.host === '' ? {} : { properties: { host: asked.host } }) },
    context: { source_ip: asked.sourceIp },
  });
  const { extra = [] } = asked;
  const fields = [`Content-Length: ${String(Buffer.byteLength(text))}`, 'Content-Type: application/json', ...extra];
  const lines = ['POST /access/v1/evaluation HTTP/1.1', 'Host: localhost', ...fields];
  const { status, body } = await sendHttp(port, lines, text);
  if (status !== 200) return { decision: `none, but ${String(status)} ${body}`, status: null, body: null };
  const { decision, context } = JSON.parse(body) as {
    decision: boolean;
    context: { reason: string; http_response?: { status: number; body: string } };
  };
  return {
    decision: `${decision ? 'allow' : 'deny'} ${context.reason}`,
    status: decision ? 200 : (context.http_response?.status ?? null),
    body: context.http_response?.body ?? null,
  };
}

/** One request on a connection of its own, byte by byte as it is written here. */
function sendHttp(port: number, lines: readonly string[], content = '') {
  return new Promise<{ status: number; headers: Map<string, string>; body: string }>((resolve, reject) => {
    const chunks: Buffer[] = [];
    const text = [...lines, 'Connection: close', '', content].join('\r\n');
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.setTimeout(DEADLINE_MS, () => socket.destroy(new Error('no answer in time')));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => {
      const [head = '', ...rest] = Buffer.concat(chunks).toString('utf8').split('\r\n\r\n');
      const [first = '', ...fields] = head.split('\r\n');
      const headers = new Map(fields.map((field) => split(field)));
      resolve({ status: Number(first.split(' ')[1] ?? 0), headers, body: bodyOf(rest.join('\r\n\r\n'), headers) });
    });
  });
}

function bodyOf(text: string, headers: ReadonlyMap<string, string>): string {
  if (headers.get('transfer-encoding') !== 'chunked') return text;
  return text.replace(/^[0-9a-f]+\r\n/i, '').replace(/\r\n0\r\n[^]*$/, '');
}

function split(field: string): [string, string] {
  const colon = field.indexOf(':');
  return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
}

function wireOf({ method, target, host, authorization, sourceIp }: Asked): WireRequest {
  return { authorization: authorization.join(', '), method, path: target, host, sourceIp };
}

function outcomeOf(response: WireResponse | null | undefined): Outcome {
  if (response === null || response === undefined) return { decision: 'none', status: null, body: null };
  const allowed = response.decision === 'DECISION_ALLOW';
  return {
    decision: `${allowed ? 'allow' : 'deny'} ${response.reason.replace('REASON_', '').toLowerCase()}`,
    status: response.httpStatus,
    body: allowed ? null : response.body.toString(),
  };
}

function settle<T>(
  error: ServiceError | null,
  response: T | undefined,
  resolve: (value: T) => void,
  reject: (error: Error) => void,
): void {
  if (error !== null || response === undefined) reject(error ?? new Error('no response'));
  else resolve(response);
}
