/**
 * Stands for a gateway that cannot be had here, and behaves as it does with the shipped configuration, which it reads:
 *
 *     node --import=tsx imitation.ts traefik|ingress-nginx|apisix <configuration> <port> <port of the upstream>
 */
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse, parseAllDocuments } from 'yaml';

/** Name and value, in order. */
type Fields = [name: string, value: string][];

interface Behaviour {
  /** Null: there is no route for such a request. */
  admit(incoming: Received): Received | null;
  /** What the client gets then. */
  readonly misdirectedStatus: number;
  /** Where to ask, and with which headers. */
  question(incoming: Received): { readonly url: string; readonly fields: Fields };
  /** What the application gets besides the identity. */
  forwarded(admitted: Received): Fields;
  /** The host that the application gets. */
  readonly host: string;
  readonly identityFields: readonly string[];
  /** What the client gets for an answer that is no 2xx. */
  refuse(answer: Answer): Answer;
  readonly noAnswerStatus: number;
  /** Whether headers that Connection names are dropped before the request is forwarded. */
  readonly dropsNamedFields: 'drops' | 'keeps';
}

interface Received {
  readonly method: string;
  readonly target: string;
  /** The host in the request line, which chooses the route; else that of the Host field. */
  readonly authority: string;
  /** Of the Host field. */
  readonly host: string;
  readonly address: string;
  readonly fields: Fields;
}

interface Answer {
  readonly status: number;
  readonly fields: Fields;
  readonly body: Buffer;
}

const HOP_BY_HOP = ['connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'proxy-connection'];

/** Of Traefik 3: `pkg/middlewares/auth/forward.go`, and the reverse proxy of Go's `net/http/httputil`. */
function traefik(text: string): Behaviour {
  const { http } = parse(text) as {
    http: {
      middlewares: {
        'strip-client-headers': { headers: { customRequestHeaders: Record<string, string> } };
        misdirected: { ipAllowList: { rejectStatusCode: number } };
        'ask-scopegate': {
          forwardAuth: { address: string; trustForwardHeader: boolean; authResponseHeaders: string[] };
        };
        scopegate: { chain: { middlewares: string[] } };
      };
      routers: { application: { rule: string; middlewares: string[] } };
    };
  };
  const { 'strip-client-headers': strip, 'ask-scopegate': ask, scopegate, misdirected } = http.middlewares;
  const { rule, middlewares } = http.routers.application;
  const order = [...middlewares, ...scopegate.chain.middlewares].join();
  if (order !== 'scopegate,strip-client-headers,ask-scopegate' || ask.forwardAuth.trustForwardHeader)
    throw new Error(order);
  const [, host = ''] = /Host\(`([^`]+)`\)/.exec(rule) ?? [];
  const [, name = '', pattern = ''] = /!HeaderRegexp\(`([^`]+)`, `\(\?i\)([^`]+)`\)/.exec(rule) ?? [];
  const forbidden = new RegExp(pattern, 'i');
  const custom = Object.entries(strip.headers.customRequestHeaders);
  const set = custom.filter(([name, value]) => value !== '' && name !== 'Host');
  return {
    admit(incoming) {
      const asked = incoming.authority.split(':')[0]?.toLowerCase().replace(/\.$/, '');
      if (asked !== host) return null;
      if (valuesIn(incoming.fields, name).some((value) => forbidden.test(value))) return null;
      const own: Fields = [
        ['X-Forwarded-Proto', 'http'],
        ['X-Forwarded-Host', incoming.authority],
        ['X-Real-Ip', incoming.address],
        ['X-Forwarded-For', incoming.address],
      ];
      const entered = [...without(incoming.fields, FORWARDED), ...own];
      const fields = [
        ...without(
          entered,
          custom.map(([field]) => field),
        ),
        ...set,
      ];
      return { ...incoming, host: strip.headers.customRequestHeaders['Host'] ?? incoming.authority, fields };
    },
    forwarded: ({ fields }) => fields,
    host,
    misdirectedStatus: misdirected.ipAllowList.rejectStatusCode,
    question: ({ fields, method, target, host: asked, address }) => ({
      url: ask.forwardAuth.address,
      fields: [
        ...without(withoutHops(fields), FORWARDED),
        ...([
          ['X-Forwarded-Method', method],
          ['X-Forwarded-Proto', 'http'],
          ['X-Forwarded-Host', asked],
          ['X-Forwarded-Uri', target],
          ['X-Forwarded-For', address],
        ] satisfies Fields),
      ],
    }),
    identityFields: ask.forwardAuth.authResponseHeaders,
    refuse: (answer) => answer,
    noAnswerStatus: 500,
    dropsNamedFields: 'drops',
  };
}

/** Removed at an entry point that trusts nobody, and in the question where `trustForwardHeader` is false. */
const FORWARDED = [
  ...[
    'Method',
    'Proto',
    'Host',
    'Uri',
    'For',
    'Port',
    'Server',
    'Prefix',
    'Tls-Client-Cert',
    'Tls-Client-Cert-Info',
  ].map((name) => `X-Forwarded-${name}`),
  'X-Real-Ip',
];

/** Of ingress-nginx: its template `nginx.tmpl` with `auth-url`; nginx itself drops headers with underscores. */
function ingressNginx(text: string): Behaviour {
  const [ingress, headers] = parseAllDocuments(text).map((document) => document.toJS() as unknown);
  const { metadata, spec } = ingress as {
    metadata: { annotations: Record<string, string> };
    spec: { rules: { host: string }[] };
  };
  const { data } = headers as { data: Record<string, string> };
  const annotation = (name: string): string => metadata.annotations[`nginx.ingress.kubernetes.io/${name}`] ?? '';
  const identityFields = annotation('auth-response-headers').split(',');
  return {
    admit(incoming) {
      if (incoming.authority.split(':')[0]?.toLowerCase() !== spec.rules[0]?.host) return null;
      return { ...incoming, fields: incoming.fields.filter(([name]) => /^[a-z0-9-]+$/i.test(name)) };
    },
    misdirectedStatus: 404,
    forwarded: ({ fields, host, address }) => [
      ...without(fields, [...Object.keys(data), ...SET_BY_INGRESS_NGINX]),
      ...([
        ['X-Real-IP', address],
        ['X-Forwarded-For', address],
        ['X-Forwarded-Host', host],
        ['X-Forwarded-Proto', 'http'],
      ] satisfies Fields),
    ],
    host: annotation('upstream-vhost'),
    question: ({ fields, method, target, host, address }) => ({
      url: annotation('auth-url'),
      fields: [
        ...without(fields, ['Connection', 'Content-Length', 'X-Forwarded-For', ...X_ORIGINAL]),
        ...([
          ['X-Original-URL', `http://${host}${target}`],
          ['X-Original-Method', method],
          ['X-Forwarded-For', address],
          ['X-Sent-From', 'nginx-ingress-controller'],
        ] satisfies Fields),
      ],
    }),
    identityFields,
    refuse: ({ status, fields }) => ({
      status: status === 401 || status === 403 ? status : 500,
      fields: status === 401 ? fields.filter(([name]) => name.toLowerCase() === 'www-authenticate') : [],
      body: Buffer.from('<html>nginx</html>'),
    }),
    noAnswerStatus: 500,
    dropsNamedFields: 'keeps',
  };
}

const SET_BY_INGRESS_NGINX = [
  ...['For', 'Host', 'Port', 'Proto', 'Scheme'].map((name) => `X-Forwarded-${name}`),
  ...['X-Scheme', 'X-Real-IP', 'X-Original-Forwarded-For', 'Proxy'],
];
const X_ORIGINAL = ['X-Original-URL', 'X-Original-Method', 'X-Original-URI'];

interface ApisixRoute {
  readonly uri: string;
  readonly hosts?: readonly string[];
  readonly plugins: {
    readonly 'forward-auth': {
      readonly uri: string;
      readonly request_headers: readonly string[];
      readonly upstream_headers: readonly string[];
      readonly client_headers: readonly string[];
      readonly allow_degradation: boolean;
      readonly status_on_error: number;
    };
    readonly 'proxy-rewrite': {
      readonly host: string;
      readonly use_real_request_uri_unsafe: boolean;
      readonly headers: { readonly remove: readonly string[] };
    };
    readonly 'fault-injection': { readonly abort: { readonly http_status: number } };
  };
}

/**
 * Of APISIX 3: `apisix/plugins/forward-auth.lua` and `proxy-rewrite.lua`, on nginx with `underscores_in_headers off`. It asks
 * with headers of its own and those of the client that are listed, the first of each.
 */
function apisix(text: string): Behaviour {
  const { routes } = parse(text) as { routes: readonly ApisixRoute[] };
  const [application, elsewhere] = routes;
  if (application?.uri !== '/*' || elsewhere?.uri !== '/*') throw new Error('routes');
  const { 'forward-auth': asking, 'proxy-rewrite': rewrite } = application.plugins;
  if (asking.allow_degradation || !rewrite.use_real_request_uri_unsafe) throw new Error('dangerous settings');
  return {
    admit(incoming) {
      // nginx takes one Authorization field at most, and its $host has neither a port nor a dot at the end.
      const host = incoming.authority.split(':')[0]?.toLowerCase().replace(/\.$/, '') ?? '';
      if (application.hosts?.includes(host) !== true) return null;
      return { ...incoming, host, fields: incoming.fields.filter(([name]) => /^[a-z0-9-]+$/i.test(name)) };
    },
    misdirectedStatus: elsewhere.plugins['fault-injection'].abort.http_status,
    question: ({ fields, method, target, host, address }) => ({
      url: asking.uri,
      fields: [
        ...asking.request_headers.flatMap((name): Fields =>
          valuesIn(fields, name)
            .slice(0, 1)
            .map((value) => [name, value]),
        ),
        ...([
          ['X-Forwarded-Proto', 'http'],
          ['X-Forwarded-Method', method],
          ['X-Forwarded-Host', host],
          ['X-Forwarded-Uri', target],
          ['X-Forwarded-For', address],
        ] satisfies Fields),
      ],
    }),
    forwarded: ({ fields, host, address }) => [
      ...without(fields, rewrite.headers.remove),
      ...([
        ['X-Real-IP', address],
        ['X-Forwarded-For', address],
        ['X-Forwarded-Proto', 'http'],
        ['X-Forwarded-Host', host],
        ['X-Forwarded-Port', '80'],
      ] satisfies Fields),
    ],
    host: rewrite.host,
    identityFields: asking.upstream_headers,
    refuse: ({ status, fields, body }) => ({
      status,
      fields: asking.client_headers.flatMap((name): Fields => valuesIn(fields, name).map((value) => [name, value])),
      body,
    }),
    noAnswerStatus: asking.status_on_error,
    dropsNamedFields: 'keeps',
  };
}

function without(fields: Fields, names: readonly string[]): Fields {
  const dropped = new Set(names.map((name) => name.toLowerCase()));
  return fields.filter(([name]) => !dropped.has(name.toLowerCase()));
}

function valuesIn(fields: Fields, name: string): string[] {
  return fields.filter(([one]) => one.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
}

/** RFC 9110, section 7.6.1. */
function withoutHops(fields: Fields): Fields {
  const named = valuesIn(fields, 'connection').flatMap((value) => value.split(',').map((name) => name.trim()));
  return without(fields, [...HOP_BY_HOP, ...named]);
}

function pairsOf(rawHeaders: readonly string[]): Fields {
  return rawHeaders.flatMap((name, at): Fields => (at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? '']] : []));
}

function ask(url: string, sent: { method: string; fields: Fields; target?: string; host?: string }): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port, pathname, search, host } = new URL(url);
    const headers = [...without(sent.fields, ['Content-Length']), ['Host', sent.host ?? host] as const].flat();
    const { method, target = pathname + search } = sent;
    const outgoing = request({ hostname, port, path: target, method, headers, agent: false }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const fields = withoutHops(pairsOf(incoming.rawHeaders));
        resolve({ status: incoming.statusCode ?? 0, fields, body: Buffer.concat(chunks) });
      });
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

async function handle(behaviour: Behaviour, request: IncomingMessage, upstream: string): Promise<Answer> {
  const fields = pairsOf(request.rawHeaders);
  const hosts = valuesIn(fields, 'host');
  const plain = (status: number): Answer => ({ status, fields: [], body: Buffer.from(`${String(status)}\n`) });
  // nginx and Go take a second Authorization field for a malformed request or pass both on; APISIX would judge the first.
  if (hosts.length !== 1 || (kind === 'apisix' && valuesIn(fields, 'authorization').length > 1)) return plain(400);
  // A target in absolute form is forwarded without its host, which chooses the route.
  const [, said, rest] = /^https?:\/\/([^/]*)(.*)$/.exec(request.url ?? '') ?? [];
  const target = rest ?? request.url ?? '';
  const authority = said?.replace(/^.*@/, '') ?? hosts[0] ?? '';
  const address = request.socket.remoteAddress ?? '';
  const received = { method: request.method ?? '', target, authority, host: hosts[0] ?? '', address };
  const admitted = behaviour.admit({ ...received, fields: without(fields, ['Host']) });
  if (admitted === null) return plain(behaviour.misdirectedStatus);
  const { url, fields: asked } = behaviour.question(admitted);
  const answer = await ask(url, { method: 'GET', fields: asked }).catch(() => null);
  if (answer === null) return plain(behaviour.noAnswerStatus);
  if (answer.status < 200 || answer.status > 299) return behaviour.refuse(answer);
  const identity = behaviour.identityFields.flatMap((name): Fields =>
    valuesIn(answer.fields, name).map((value) => [name, value]),
  );
  const judged: Fields = [...without(behaviour.forwarded(admitted), behaviour.identityFields), ...identity];
  const forwarded = behaviour.dropsNamedFields === 'drops' ? withoutHops(judged) : without(judged, HOP_BY_HOP);
  return ask(upstream, { method: received.method, fields: forwarded, target, host: behaviour.host });
}

const [kind = '', file = '', port = '', upstream = ''] = process.argv.slice(2);
const KINDS: Readonly<Record<string, (text: string) => Behaviour>> = { traefik, apisix, 'ingress-nginx': ingressNginx };
const behaviour = KINDS[kind]!(readFileSync(file, 'utf8'));
const server = createServer((request: IncomingMessage, response: ServerResponse) => {
  request.resume();
  void handle(behaviour, request, `http://127.0.0.1:${upstream}`).then(
    ({ status, fields, body }) => response.writeHead(status, without(fields, ['Content-Length']).flat()).end(body),
    () => response.writeHead(502).end(),
  );
});
server.on('connect', (_request, socket) => socket.end('HTTP/1.1 405 Method Not Allowed\r\n\r\n'));
server.listen(Number(port), '127.0.0.1');
