import type { IncomingMessage } from 'node:http';
import { targetOf, valuesOf } from '../raw-headers.js';
import { onlyValueOf } from './headers.js';
import type { HeaderFault } from './headers.js';

/** What a gateway says about the request that it asks for. */
export interface Original {
  readonly method: string;
  readonly target: string;
  /** Empty: the default API. */
  readonly host: string;
}

/** How one kind of gateway asks, and the path that it asks on. */
export interface Dialect {
  readonly name: string;
  matches(path: string): boolean;
  read(request: IncomingMessage): Original | { readonly fault: HeaderFault };
}

/** Where all dialects are mounted. */
const ROOT = '/auth';

/** Every header by which some gateway says method, target or host; those that are there must all say the same. */
const METHOD_HEADERS = ['x-original-method', 'x-forwarded-method'];
const TARGET_HEADERS = ['x-original-uri', 'x-forwarded-uri'];
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
  ];
}

function makeHeaderDialect(name: string, names: typeof X_ORIGINAL, host: 'required' | 'optional'): Dialect {
  return {
    name,
    matches: (path) => path === `${ROOT}/${name}`,
    read({ rawHeaders }) {
      const method = onlyValueOf(rawHeaders, names.method);
      if ('fault' in method) return method;
      const target = onlyValueOf(rawHeaders, names.target);
      if ('fault' in target) return target;
      const given = onlyValueOf(rawHeaders, names.host);
      if ('fault' in given && (host === 'required' || given.fault !== 'missing_header')) return given;
      const original = { method: method.value, target: target.value, host: 'value' in given ? given.value : '' };
      return contradicts(rawHeaders, original) ?? { ...original, target: targetOf(original.target) };
    },
  };
}

/** ingress-nginx sends one absolute URL instead of target and host. */
function makeUrlDialect(name: string): Dialect {
  return {
    name,
    matches: (path) => path === `${ROOT}/${name}`,
    read({ rawHeaders }) {
      const method = onlyValueOf(rawHeaders, 'x-original-method');
      if ('fault' in method) return method;
      const url = onlyValueOf(rawHeaders, 'x-original-url');
      if ('fault' in url) return url;
      // By hand: a URL parser would repair the path, and the path is to be judged as it came.
      const parts = /^https?:\/\/([^/?#]+)(\/.*)$/.exec(url.value);
      if (parts?.[1] === undefined || parts[2] === undefined) return { fault: 'bad_header' };
      const original = { method: method.value, target: parts[2], host: parts[1] };
      return contradicts(rawHeaders, original) ?? { ...original, target: targetOf(original.target) };
    },
  };
}

/** Envoy's HTTP mode repeats the request itself, its path behind a prefix. */
function makePrefixDialect(name: string): Dialect {
  const prefix = `${ROOT}/${name}`;
  return {
    name,
    matches: (path) => path === prefix || path.startsWith(`${prefix}/`),
    read(request) {
      const host = onlyValueOf(request.rawHeaders, 'host');
      if ('fault' in host) return host;
      const target = (request.url ?? '').slice(prefix.length);
      if (!target.startsWith('/')) return { fault: 'bad_header' };
      return { method: request.method ?? '', target: targetOf(target), host: host.value };
    },
  };
}

function contradicts(rawHeaders: readonly string[], original: Original): { fault: HeaderFault } | null {
  const agree = (names: readonly string[], said: string): boolean =>
    names.every((name) => valuesOf(rawHeaders, name).every((value) => value === said));
  const agreed =
    agree(METHOD_HEADERS, original.method) &&
    agree(TARGET_HEADERS, original.target) &&
    (original.host === '' ? valuesOf(rawHeaders, 'x-forwarded-host').length === 0 : agree(HOST_HEADERS, original.host));
  return agreed ? null : { fault: 'disagreeing_headers' };
}
