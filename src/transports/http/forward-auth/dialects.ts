import type { IncomingMessage } from 'node:http';
import { isOverride } from '../../../service/decision/override-headers.js';
import { pathOf } from '../path-templates.js';
import { targetOf, valuesOf } from '../raw-headers.js';
import { onlyValueOf } from './headers.js';
import type { HeaderProblem } from './headers.js';

/** What a gateway says about the request that it asks for. */
export interface Original {
  readonly method: string;
  readonly target: string;
  /** Empty: the gateway did not name it, which is enough only where the policy has one API. */
  readonly host: string;
  /** Left out: the gateway says it as X-Forwarded-Proto. */
  readonly scheme?: string;
}

/** A header that an entry point reads to learn which request is asked about. */
export interface ReadHeader {
  readonly name: string;
  readonly use: 'required' | 'optional';
}

/** How one kind of gateway asks, and the path that it asks on. */
export interface Dialect {
  readonly name: string;
  /** The address, as the documentation and error messages show it. */
  readonly path: string;
  readonly reads: readonly ReadHeader[];
  /** `client`: the gateway repeats the client's request, and with it the client's Host header. */
  readonly hostHeader: 'gateway' | 'client';
  /** `target` is the request target with its query. A path that differs in any way is no entry point. */
  matches(target: string): boolean;
  read(request: IncomingMessage): Original | { readonly problem: HeaderProblem };
}

/** Where all dialects are mounted. */
const ROOT = '/auth';

/** Every header by which some gateway says the host; those that are there must all say the same. */
const HOST_HEADERS = ['x-original-host', 'x-forwarded-host'];

const X_ORIGINAL = { method: 'x-original-method', target: 'x-original-uri', host: 'x-original-host' };
const X_FORWARDED = { method: 'x-forwarded-method', target: 'x-forwarded-uri', host: 'x-forwarded-host' };

/** One per kind of gateway; each reads only the headers that its gateway sets, and refuses when others contradict. */
export function makeDialects(): readonly Dialect[] {
  return [
    makeHeaderDialect('nginx', X_ORIGINAL, 'optional'),
    makeUrlDialect('ingress-nginx'),
    makeHeaderDialect('traefik', X_FORWARDED, 'required'),
    makeHeaderDialect('caddy', X_FORWARDED, 'required'),
    makeHeaderDialect('haproxy', X_ORIGINAL, 'required'),
    makePrefixDialect('envoy'),
    makeHeaderDialect('apisix', X_FORWARDED, 'required'),
    makeHeaderDialect('kong', X_ORIGINAL, 'required'),
    makeHeaderDialect('generic', X_ORIGINAL, 'required'),
  ];
}

function makeHeaderDialect(name: string, names: typeof X_ORIGINAL, host: 'required' | 'optional'): Dialect {
  const path = `${ROOT}/${name}`;
  return {
    name,
    path,
    reads: [
      { name: names.method, use: 'required' },
      { name: names.target, use: 'required' },
      { name: names.host, use: host },
    ],
    hostHeader: 'gateway',
    // Caddy asks with the query of the client behind its own path; nothing here reads it.
    matches: (target) => pathOf(target) === path,
    read({ rawHeaders }) {
      const method = onlyValueOf(rawHeaders, names.method);
      if ('problem' in method) return method;
      const target = onlyValueOf(rawHeaders, names.target);
      if ('problem' in target) return target;
      const given = onlyValueOf(rawHeaders, names.host);
      if ('problem' in given && (host === 'required' || given.problem.fault !== 'missing_header')) return given;
      const original = { method: method.value, target: target.value, host: 'value' in given ? given.value : '' };
      return contradiction(rawHeaders, original, names) ?? { ...original, target: targetOf(original.target) };
    },
  };
}

const X_ORIGINAL_URL = { method: 'x-original-method', target: 'x-original-url', host: 'x-original-url' };

/**
 * ingress-nginx sends one absolute URL instead of scheme, target and host. It takes the host from the Host header, also
 * where it chose the Ingress by the host in the request line: `?host=` behind the address of the question says which
 * host the Ingress is for, and a question about another one is denied.
 */
function makeUrlDialect(name: string): Dialect {
  const path = `${ROOT}/${name}`;
  return {
    name,
    path,
    reads: [
      { name: X_ORIGINAL_URL.method, use: 'required' },
      { name: X_ORIGINAL_URL.target, use: 'required' },
    ],
    hostHeader: 'gateway',
    matches: (target) => pathOf(target) === path,
    read({ rawHeaders, url: address = '' }) {
      const method = onlyValueOf(rawHeaders, X_ORIGINAL_URL.method);
      if ('problem' in method) return method;
      const url = onlyValueOf(rawHeaders, X_ORIGINAL_URL.target);
      if ('problem' in url) return url;
      // By hand: a URL parser would repair the path, and the path is to be judged as it came.
      const parts = /^(https?):\/\/([^/?#]+)(\/.*)$/.exec(url.value);
      const [, scheme, host, target] = parts ?? [];
      if (scheme === undefined || host === undefined || target === undefined) {
        return bad(`the header ${X_ORIGINAL_URL.target} must be a URL such as https://api.example.com/path`);
      }
      if (!isConfiguredHost(host, address)) {
        return disagreeing(`the header ${X_ORIGINAL_URL.target} names another host than the query of this address`);
      }
      // Not X-Forwarded-Proto, which ingress-nginx passes on as the client sent it.
      const original = { method: method.value, target, host, scheme };
      return contradiction(rawHeaders, original, X_ORIGINAL_URL) ?? { ...original, target: targetOf(original.target) };
    },
  };
}

/** Whether every `host` in the query of the question's address is this one, whatever its port. */
function isConfiguredHost(host: string, address: string): boolean {
  const configured = new URLSearchParams(address.slice(pathOf(address).length)).getAll('host');
  const name = host.replace(/:\d{1,5}$/, '').toLowerCase();
  return configured.every((one) => one.toLowerCase() === name);
}

/** Envoy's HTTP mode repeats the request itself, its path behind a prefix. */
function makePrefixDialect(name: string): Dialect {
  const prefix = `${ROOT}/${name}`;
  return {
    name,
    path: `${prefix}/...`,
    reads: [{ name: 'host', use: 'required' }],
    hostHeader: 'client',
    matches: (target) => target === prefix || target.startsWith(`${prefix}/`),
    read(request) {
      const host = onlyValueOf(request.rawHeaders, 'host');
      if ('problem' in host) return host;
      const target = (request.url ?? '').slice(prefix.length);
      if (!target.startsWith('/')) return bad(`the path of the client must follow ${prefix}: set path_prefix to it`);
      const original = { method: request.method ?? '', target, host: host.value };
      return override(request.rawHeaders, original) ?? { ...original, target: targetOf(target) };
    },
  };
}

function bad(detail: string): { problem: HeaderProblem } {
  return { problem: { fault: 'bad_header', detail } };
}

function disagreeing(detail: string): { problem: HeaderProblem } {
  return { problem: { fault: 'disagreeing_headers', detail } };
}

/**
 * Whether some header says otherwise, to Scopegate or to the application, which gets it from the client too.
 *
 * @param said the headers from which `original` was read
 */
function contradiction(
  rawHeaders: readonly string[],
  original: Original,
  said: typeof X_ORIGINAL,
): { problem: HeaderProblem } | null {
  const isOther = (value: string): boolean => value !== original.host;
  const other = HOST_HEADERS.find((name) => valuesOf(rawHeaders, name).some(isOther));
  if (other === undefined) return override(rawHeaders, original);
  if (original.host === '') return disagreeing(`the header ${other} names a host, and ${said.host} is missing`);
  return disagreeing(`the headers ${said.host} and ${other} contradict each other`);
}

const MAX_NAME_LENGTH = 64;

function override(rawHeaders: readonly string[], original: Original): { problem: HeaderProblem } | null {
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (!isOverride(name, rawHeaders[at + 1] ?? '', original)) continue;
    const shown = name.toLowerCase().slice(0, MAX_NAME_LENGTH);
    return disagreeing(`the header ${shown} contradicts the question; let the gateway take it away from the client`);
  }
  return null;
}
