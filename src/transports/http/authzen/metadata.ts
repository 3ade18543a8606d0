import type { IncomingMessage } from 'node:http';
import { parseHost } from '../../../engine/index.js';
import type { HostRule } from '../host-rule.js';
import { valuesOf } from '../raw-headers.js';
import { ENDPOINTS } from './endpoints.js';
import { AuthzenProblem, bad } from './problem.js';

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

export interface MetadataDeps {
  readonly identifier: Identifier;
  readonly hosts: HostRule;
}

/** Section 9.2.2; a member without a value is left out. @throws AuthzenProblem 400 or 421 for a host that is not ours */
export function metadataOf(request: IncomingMessage, { identifier, hosts }: MetadataDeps): object {
  const base = identifier.url ?? `${identifier.scheme}://${ownHost(request, hosts)}`;
  const root = base.replace(/\/$/, '');
  return {
    policy_decision_point: base,
    ...Object.fromEntries(ENDPOINTS.map(({ parameter, path }) => [parameter, root + path])),
  };
}

const NOT_OURS =
  'the Host header names no host of this service, so it cannot be the identifier of this decision point. ' +
  'Set SCOPEGATE_AUTHZEN_URL, or name the host in SCOPEGATE_HTTP_HOSTS';

/** The Host header, where it is known to be ours: a client believes the metadata, and sends its questions there. */
function ownHost({ rawHeaders, socket }: IncomingMessage, hosts: HostRule): string {
  const given = valuesOf(rawHeaders, 'host');
  const raw = given[0] ?? '';
  const parsed = parseHost(raw);
  if (given.length !== 1 || raw === '' || 'refusal' in parsed) throw bad('the Host header is not good');
  if (hosts.names(parsed.host) || parsed.host === addressOf(socket.localAddress ?? '')) return raw;
  throw new AuthzenProblem(421, NOT_OURS);
}

/** The address that the client connected to, as Host spells it. */
function addressOf(local: string): string {
  const address = local.replace(/^::ffff:/, '');
  return address.includes(':') ? `[${address}]` : address;
}
