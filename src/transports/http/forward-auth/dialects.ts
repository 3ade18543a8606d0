import type { IncomingMessage } from 'node:http';
import { isOverride } from '../../../service/check/override-headers.js';
import { targetOf, valuesOf } from '../raw-headers.js';
import { onlyValueOf } from './headers.js';
import type { HeaderFault } from './headers.js';

/** What a gateway says about the request that it asks for. */
export interface Original {
  readonly method: string;
  readonly target: string;
  /** Empty: the default API. */
  readonly host: string;
  /** Left out: the gateway says it as X-Forwarded-Proto. */
  readonly scheme?: string;
}

/** How one kind of gateway asks, and the path that it asks on. */
export interface Dialect {
  readonly name: string;
  matches(path: string): boolean;
  read(request: IncomingMessage): Original | { readonly fault: HeaderFault };
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

/**
 * ingress-nginx sends one absolute URL instead of scheme, target and host. It takes the host from the Host header, also
 * where it chose the Ingress by the host in the request line: `?host=` behind the address of the question says which
 * host the Ingress is for, and a question about another one is denied.
 */
function makeUrlDialect(name: string): Dialect {
  return {
    name,
    matches: (path) => path === `${ROOT}/${name}`,
    read({ rawHeaders, url: address }) {
      const method = onlyValueOf(rawHeaders, 'x-original-method');
      if ('fault' in method) return method;
      const url = onlyValueOf(rawHeaders, 'x-original-url');
      if ('fault' in url) return url;
      // By hand: a URL parser would repair the path, and the path is to be judged as it came.
      const parts = /^(https?):\/\/([^/?#]+)(\/.*)$/.exec(url.value);
      const [, scheme, host, target] = parts ?? [];
      if (scheme === undefined || host === undefined || target === undefined) return { fault: 'bad_header' };
      if (!isConfiguredHost(host, address ?? '')) return { fault: 'disagreeing_headers' };
      // Not X-Forwarded-Proto, which ingress-nginx passes on as the client sent it.
      const original = { method: method.value, target, host, scheme };
      return contradicts(rawHeaders, original) ?? { ...original, target: targetOf(original.target) };
    },
  };
}

/** Whether every `host` in the query of the question's address is this one, whatever its port. */
function isConfiguredHost(host: string, address: string): boolean {
  const query = address.indexOf('?');
  const configured = query < 0 ? [] : new URLSearchParams(address.slice(query)).getAll('host');
  const name = host.replace(/:\d{1,5}$/, '').toLowerCase();
  return configured.every((one) => one.toLowerCase() === name);
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
      const original = { method: request.method ?? '', target, host: host.value };
      return overrides(request.rawHeaders, original) ?? { ...original, target: targetOf(target) };
    },
  };
}

/** Whether some header says otherwise, to Scopegate or to the application, which gets it from the client too. */
function contradicts(rawHeaders: readonly string[], original: Original): { fault: HeaderFault } | null {
  const agreed =
    original.host === ''
      ? valuesOf(rawHeaders, 'x-forwarded-host').length === 0
      : HOST_HEADERS.every((name) => valuesOf(rawHeaders, name).every((value) => value === original.host));
  return agreed ? overrides(rawHeaders, original) : { fault: 'disagreeing_headers' };
}

function overrides(rawHeaders: readonly string[], original: Original): { fault: HeaderFault } | null {
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    if (isOverride(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '', original)) return { fault: 'disagreeing_headers' };
  }
  return null;
}
