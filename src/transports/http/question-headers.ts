import type { IncomingMessage } from 'node:http';
import { valuesOf } from './raw-headers.js';

/**
 * Headers that no browser and no monitoring sends: gateways say by them which request they ask about. Where one of them
 * is present, the request is a question, and only an entry point may answer it. `X-Forwarded-For`, `-Host` and `-Proto`
 * are not among them: every reverse proxy sends those.
 */
const EXACT = new Set([
  'x-forwarded-method',
  'x-forwarded-uri',
  'x-forwarded-url',
  'x-forwarded-path',
  'x-forwarded-query',
  'x-rewrite-url',
  'x-sent-from',
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
  'x-envoy-original-path',
  'x-envoy-original-method',
  'x-envoy-auth-partial-body',
]);
const PREFIXES = ['x-original-', 'x-auth-request-'];

/** The names of such headers in a request, in lower case; `_` counts as `-`, because some gateways write it. */
export function questionHeadersIn({ method, rawHeaders }: RequestHead): readonly string[] {
  const found: string[] = [];
  const names = rawHeaders.filter((_each, at) => at % 2 === 0).map((name) => name.toLowerCase().replaceAll('_', '-'));
  for (const name of names) {
    if (EXACT.has(name) || PREFIXES.some((prefix) => name.startsWith(prefix))) found.push(name);
  }
  return found.length === 0 && BODILESS.has(method ?? '') ? envoyQuestion(names, rawHeaders) : found;
}

export type RequestHead = Pick<IncomingMessage, 'method' | 'rawHeaders'>;

const BODILESS = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE']);

/**
 * Envoy's HTTP mode repeats the client's request without a word about it. It cuts the body off, though, and says so by
 * `Content-Length: 0` also where there never was a body; no client does that, nor Envoy where it is a plain proxy.
 */
function envoyQuestion(names: readonly string[], rawHeaders: readonly string[]): readonly string[] {
  if (valuesOf(rawHeaders, 'content-length')[0] !== '0') return [];
  return names.filter((name) => name.startsWith('x-envoy-'));
}
