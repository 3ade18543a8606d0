import type { Clock } from '../../base/clock.js';
import type { ManagedKeyReader } from '../../store/ports/managed-keys.js';
import type { EndpointUse, ScopeUse, UseReader } from '../../store/ports/scope-use.js';

export interface KeyUsage {
  readonly sinceMs: number;
  readonly scopes: readonly ScopeUse[];
  /** Held scopes that let no call through in the period. */
  readonly unusedScopes: readonly string[];
  readonly endpoints: readonly EndpointUse[];
}

export type ReadKeyUsage = (publicId: string, days: number) => Promise<KeyUsage>;

export interface KeyUsageDeps {
  readonly keys: Pick<ManagedKeyReader, 'findKey'>;
  readonly uses: UseReader;
  readonly clock: Clock;
}

const DAY_MS = 86_400_000;
const MAX_ENDPOINTS = 200;

/** Use of the last `days` days, today (UTC) included. Rejects with `not_found`. */
export function makeReadKeyUsage(deps: KeyUsageDeps): ReadKeyUsage {
  return async (publicId, days) => {
    const { id } = await deps.keys.findKey(publicId);
    const sinceMs = Math.floor(deps.clock() / DAY_MS - (days - 1)) * DAY_MS;
    // In this order: a scope is never called unused beside an endpoint that shows its use.
    const endpoints = await deps.uses.usesByEndpoint(id, sinceMs, MAX_ENDPOINTS);
    const scopes = await deps.uses.usesByScope(id, sinceMs);
    const unusedScopes = scopes.filter(({ allowedCalls }) => allowedCalls === 0).map(({ scope }) => scope);
    return { sinceMs, scopes, unusedScopes, endpoints };
  };
}
