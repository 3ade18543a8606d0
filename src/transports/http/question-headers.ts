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
export function questionHeadersIn(rawHeaders: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase().replaceAll('_', '-');
    if (EXACT.has(name) || PREFIXES.some((prefix) => name.startsWith(prefix))) found.push(name);
  }
  return found;
}
