import { connect } from 'node:net';
import { credentials } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
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

/** What a door made of it: `allow scope_held 200`, with the status for the client where the door says one. */
export interface Outcome {
  readonly decision: string;
  readonly status: number | null;
  readonly body: string | null;
}

export interface Door {
  readonly name: string;
  /** Why the door cannot be asked this; null where it can. */
  cannotAsk(asked: Asked): string | null;
  ask(asked: Asked): Promise<Outcome>;
}

export interface Doors {
  readonly all: readonly Door[];
  /** Entry points of gateways that can ask without a host. */
  readonly withoutHost: readonly Door[];
  /** As `all`, where the PEP names the subject instead of presenting its credential. */
  named(subject: { readonly type: string; readonly id: string }, asked: Asked): Promise<Outcome>;
  close(): void;
}

const DEADLINE_MS = 5_000;
/** The policy has several APIs: a gateway that names none is denied. */
const HOST_REQUIRED = 'a gateway names a host';
/** HTTP strips space around a field value, and holds no controls in it (RFC 9110, section 5.5). */
const FIELD_VALUE = /^[!-~\u0080-\uffff](?:[ -~\u0080-\uffff]*[!-~\u0080-\uffff])?$/;
/** A request line ends its target at a space (RFC 9112, section 3); Node takes nothing beyond ASCII in it: 400. */
const IN_REQUEST_LINE = /^\/[!-~]*$/;
/** The listener takes 64 KiB of headers: 431. A gateway that is not answered with 200 refuses. */
const MAX_FIELDS_LENGTH = 60_000;
/** What Node takes for a method; a gateway that sends another gets no answer but 400. */
const HTTP_METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PURGE', 'TRACE']);

export function openDoors(ports: { readonly grpc: number; readonly http: number }): Doors {
  const address = `127.0.0.1:${String(ports.grpc)}`;
  const decisionPoint = new (loadProto().scopegate.v1.DecisionPoint)(address, credentials.createInsecure());
  const extAuthz = new (loadExtAuthzProto().envoy.service.auth.v3.Authorization)(address, credentials.createInsecure());
  const http = httpDoors(ports.http);
  return {
    all: [...grpcDoors(decisionPoint), extAuthzDoor(extAuthz), ...http],
    withoutHost: [extAuthzDoor(extAuthz), ...http.filter(({ name }) => name === 'nginx')],
    named: (subject, asked) => askAuthzen(ports.http, asked, subject),
    close() {
      decisionPoint.close();
      extAuthz.close();
    },
  };
}

function grpcDoors(client: DecisionPointClient): readonly Door[] {
  const deadline = () => ({ deadline: Date.now() + DEADLINE_MS });
  return [
    {
      name: 'Check',
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

function extAuthzDoor(client: AuthorizationClient): Door {
  return {
    name: 'ext_authz',
    cannotAsk: ({ host }) => (host === '' ? HOST_REQUIRED : null),
    async ask({ method, target, host, authorization, sourceIp, extra = [] }) {
      const named = [...authorization.map((value) => `authorization: ${value}`), ...extra].map((line) => split(line));
      const headers = named.map(([key, value]) => ({ key, rawValue: Buffer.from(value, 'latin1') }));
      const attributes = {
        ...(sourceIp === '' ? {} : { source: { address: { socketAddress: { address: sourceIp } } } }),
        request: { http: { method, path: target, headerMap: { headers } } },
        ...(host === '' ? {} : { contextExtensions: { api_host: host } }),
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

function httpDoors(port: number): readonly Door[] {
  const byHeaders = (name: string, prefix: string): Door => ({
    name,
    cannotAsk: (asked) => (asked.host === '' ? HOST_REQUIRED : inFields(asked, [asked.target, asked.host])),
    ask: (asked) =>
      askForwardAuth(port, `GET /auth/${name}`, [
        ...[`${prefix}-Method: ${asked.method}`, `${prefix}-Uri: ${asked.target}`],
        ...(asked.host === '' ? [] : [`${prefix}-Host: ${asked.host}`]),
        ...fieldsOf(asked),
      ]),
  });
  return [
    byHeaders('nginx', 'X-Original'),
    byHeaders('haproxy', 'X-Original'),
    byHeaders('traefik', 'X-Forwarded'),
    byHeaders('caddy', 'X-Forwarded'),
    byHeaders('apisix', 'X-Forwarded'),
    byHeaders('kong', 'X-Original'),
    byHeaders('generic', 'X-Original'),
    {
      name: 'ingress-nginx',
      cannotAsk: (asked) =>
        asked.host === '' || /[/?#]/.test(asked.host) || !asked.target.startsWith('/')
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
      cannotAsk: (asked) =>
        asked.host === '' || !IN_REQUEST_LINE.test(asked.target) || !HTTP_METHODS.has(asked.method)
          ? 'it repeats the request, which must be one that HTTP has'
          : inFields(asked, [asked.host]),
      ask: (asked) =>
        askForwardAuth(port, `${asked.method} /auth/envoy${asked.target}`, [`Host: ${asked.host}`, ...fieldsOf(asked)]),
    },
    {
      name: 'AuthZEN',
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

export function inFields({ method, authorization }: Asked, values: readonly string[]): string | null {
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
    resource: { type: 'route', id: asked.target, properties: { host: asked.host } },
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
