import { denyUnrouted, parseHost } from '../../engine/index.js';
import type { Decision } from '../../engine/index.js';

/** The API of the product itself: its questions always name this host, which no client sends. */
export const MANAGEMENT_HOST = 'management.scopegate.internal';

/** An API by its hosts: lower case, without a port. */
export interface Hosted {
  readonly hosts: readonly string[];
}

/** Where a question leads: to one API, or to none, with the denial that says why. */
export type Destination<Api> =
  { readonly api: Api; readonly denial: null } | { readonly api: null; readonly denial: Decision };

/** Finds the API of a question. Every entry point, lookup, search and rehearsal finds it here. */
export interface ApiTable<Api> {
  /** @param host the Host header as it came; empty: the question names no host */
  find(host: string): Destination<Api>;
}

const UNKNOWN_HOST = nowhere(denyUnrouted('no_route', 'unknown_host'));
/** The detail of the denial lists so many hosts at most. */
const MAX_NAMED_HOSTS = 5;

export function makeApiTable<Api extends Hosted>(apis: readonly Api[]): ApiTable<Api> {
  const byHost = new Map<string, Destination<Api>>();
  for (const api of apis) for (const host of api.hosts) byHost.set(host, { api, denial: null });
  byHost.set('', destinationWithoutHost(apis));
  return {
    find(host) {
      const parsed = parseHost(host);
      if ('refusal' in parsed) return nowhere(denyUnrouted('unsafe_path', parsed.refusal));
      return byHost.get(parsed.host) ?? UNKNOWN_HOST;
    },
  };
}

/**
 * The API that a question without a host is about: the only one beside Scopegate's own. Null where there is none, or
 * several: nothing says then which one is meant.
 */
export function onlyApi<Api extends Hosted>(apis: readonly Api[]): Api | null {
  const [first = null, second] = apisOfOperator(apis);
  return second === undefined ? first : null;
}

function apisOfOperator<Api extends Hosted>(apis: readonly Api[]): readonly Api[] {
  return apis.filter(({ hosts }) => !hosts.includes(MANAGEMENT_HOST));
}

function destinationWithoutHost<Api extends Hosted>(apis: readonly Api[]): Destination<Api> {
  const only = onlyApi(apis);
  if (only !== null) return { api: only, denial: null };
  const own = apisOfOperator(apis);
  if (own.length === 0) return nowhere(denyUnrouted('no_route', 'no_api'));
  return nowhere(denyUnrouted('host_required', adviceFor(own.flatMap(({ hosts }) => hosts))));
}

function adviceFor(hosts: readonly string[]): string {
  const named = hosts.slice(0, MAX_NAMED_HOSTS).join(', ');
  const more = hosts.length - MAX_NAMED_HOSTS;
  const rest = more > 0 ? ` and ${String(more)} more` : '';
  const advice = 'the policy has several APIs: name the host of the request';
  return hosts.length === 0 ? advice : `${advice}, one of ${named}${rest}`;
}

function nowhere(denial: Decision): { readonly api: null; readonly denial: Decision } {
  return { api: null, denial };
}
