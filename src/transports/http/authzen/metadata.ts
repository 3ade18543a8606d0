import type { IncomingMessage } from 'node:http';
import { parseHost } from '../../../engine/host.js';
import { valuesOf } from '../raw-headers.js';
import { ENDPOINTS } from './endpoints.js';
import { bad } from './problem.js';

const WELL_KNOWN = '/.well-known/authzen-configuration';

/** How PEPs reach this decision point. */
export interface Identifier {
  /** Null: as the request for the metadata was sent. */
  readonly url: string | null;
  readonly scheme: 'http' | 'https';
}

/** Where the metadata stands: the well-known text comes before the path of the identifier (section 9.2). */
export function metadataPath({ url }: Identifier): string {
  const path = url === null ? '' : new URL(url).pathname.replace(/\/$/, '');
  return WELL_KNOWN + path;
}

/** Section 9.2.2; a member without a value is left out. @throws Problem 400 for a request without a good host */
export function metadataOf(request: IncomingMessage, identifier: Identifier): object {
  const base = identifier.url ?? baseOf(request, identifier.scheme);
  const root = base.replace(/\/$/, '');
  return {
    policy_decision_point: base,
    ...Object.fromEntries(ENDPOINTS.map(({ parameter, path }) => [parameter, root + path])),
  };
}

function baseOf(request: IncomingMessage, scheme: string): string {
  const hosts = valuesOf(request.rawHeaders, 'host');
  const host = hosts[0] ?? '';
  if (hosts.length !== 1 || host === '' || 'refusal' in parseHost(host)) throw bad('the Host header is not good');
  return `${scheme}://${host}`;
}
