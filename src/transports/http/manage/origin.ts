import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a browser says that another site sent this request: by `Sec-Fetch-Site` (Fetch Metadata), or by an `Origin`
 * (RFC 6454) that is not this host. Programs send neither.
 */
export function isForeign(headers: IncomingHttpHeaders, scheme: 'http' | 'https'): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  const { origin, host } = headers;
  return origin !== undefined && origin !== `${scheme}://${host ?? ''}`;
}
