/**
 * Stands for a gateway that cannot be had here, and behaves as it does with the shipped configuration, which it reads:
 *
 *     node --import=tsx imitation.ts traefik|ingress-nginx <configuration> <port> <port of the upstream>
 */
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse } from 'yaml';

/** Name and value, in order. */
type Fields = [name: string, value: string][];

interface Behaviour {
  /** Null: there is no route for such a request. */
  admit(incoming: Received): Received | null;
  /** Where to ask, and with which headers. */
  question(incoming: Received): { readonly url: string; readonly fields: Fields };
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
        'strip-identity': { headers: { customRequestHeaders: Record<string, string> } };
        'ask-scopegate': {
          forwardAuth: { address: string; trustForwardHeader: boolean; authResponseHeaders: string[] };
        };
        scopegate: { chain: { middlewares: string[] } };
      };
      routers: { application: { rule: string; middlewares: string[] } };
    };
  };
  const { 'strip-identity': strip, 'ask-scopegate': ask, scopegate } = http.middlewares;
  const { rule, middlewares } = http.routers.application;
  const order = [...middlewares, ...scopegate.chain.middlewares].join();
  if (order !== 'scopegate,strip-identity,ask-scopegate' || ask.forwardAuth.trustForwardHeader) throw new Error(order);
  const [, host = ''] = /Host\(`([^`]+)`\)/.exec(rule) ?? [];
  const [, name = '', pattern = ''] = /!HeaderRegexp\(`([^`]+)`, `\(\?i\)([^`]+)`\)/.exec(rule) ?? [];
  const forbidden = new RegExp(pattern, 'i');
  const removed = Object.entries(strip.headers.customRequestHeaders).flatMap(([field, value]) =>
    value === '' ? [field] : [],
  );
  return {
    admit(incoming) {
      if (incoming.host.split(':')[0]?.toLowerCase() !== host) return null;
      if (valuesIn(incoming.fields, name).some((value) => forbidden.test(value))) return null;
      return { ...incoming, fields: without(incoming.fields, [...removed, ...FORWARDED]) };
    },
    question: ({ fields, method, target, host: asked, address }) => ({
      url: ask.forwardAuth.address,
      fields: [
        ...withoutHops(fields),
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

/** Removed at an entry point that trusts nobody. */
const FORWARDED = ['Method', 'Proto', 'Host', 'Uri', 'For', 'Port', 'Server'].map((name) => `X-Forwarded-${name}`);

/** Of ingress-nginx: its template `nginx.tmpl` with `auth-url`; nginx itself drops headers with underscores. */
function ingressNginx(text: string): Behaviour {
  const { metadata, spec } = parse(text) as {
    metadata: { annotations: Record<string, string> };
    spec: { rules: { host: string }[] };
  };
  const annotation = (name: string): string => metadata.annotations[`nginx.ingress.kubernetes.io/${name}`] ?? '';
  const identityFields = annotation('auth-response-headers').split(',');
  return {
    admit(incoming) {
      if (incoming.host.split(':')[0]?.toLowerCase() !== spec.rules[0]?.host) return null;
      return { ...incoming, fields: incoming.fields.filter(([name]) => !name.includes('_')) };
    },
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

const X_ORIGINAL = ['X-Original-URL', 'X-Original-Method', 'X-Original-URI'];

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

function ask(url: string, sent: { method: string; fields: Fields; target?: string }): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port, pathname, host } = new URL(url);
    const headers = [...without(sent.fields, ['Content-Length']), ['Host', host] as const].flat();
    const { method, target = pathname } = sent;
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
  if (hosts.length !== 1) return plain(400);
  // A target in absolute form is forwarded without its host.
  const target = (request.url ?? '').replace(/^https?:\/\/[^/]*/, '');
  const address = request.socket.remoteAddress ?? '';
  const received = { method: request.method ?? '', target, host: hosts[0] ?? '', address };
  const admitted = behaviour.admit({ ...received, fields: without(fields, ['Host']) });
  if (admitted === null) return plain(404);
  const { url, fields: asked } = behaviour.question(admitted);
  const answer = await ask(url, { method: 'GET', fields: asked }).catch(() => null);
  if (answer === null) return plain(behaviour.noAnswerStatus);
  if (answer.status < 200 || answer.status > 299) return behaviour.refuse(answer);
  const identity = behaviour.identityFields.flatMap((name): Fields =>
    valuesIn(answer.fields, name).map((value) => [name, value]),
  );
  const judged: Fields = [...without(admitted.fields, behaviour.identityFields), ...identity];
  const forwarded = behaviour.dropsNamedFields === 'drops' ? withoutHops(judged) : without(judged, HOP_BY_HOP);
  return ask(upstream, { method: received.method, fields: forwarded, target });
}

const [kind = '', file = '', port = '', upstream = ''] = process.argv.slice(2);
const behaviour = (kind === 'traefik' ? traefik : ingressNginx)(readFileSync(file, 'utf8'));
createServer((request: IncomingMessage, response: ServerResponse) => {
  request.resume();
  void handle(behaviour, request, `http://127.0.0.1:${upstream}`).then(
    ({ status, fields, body }) => response.writeHead(status, without(fields, ['Content-Length']).flat()).end(body),
    () => response.writeHead(502).end(),
  );
}).listen(Number(port), '127.0.0.1');
