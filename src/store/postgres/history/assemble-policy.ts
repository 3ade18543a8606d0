import type { ApiSource, EndpointSource } from '../../../engine/index.js';
import type { PolicyOfMoment } from '../../ports/history.js';
import type { ApiEntry } from '../../ports/policy.js';
import type { ApiJson, EndpointJson, PolicyRows } from './rows.js';

/** Policy as the policy reader gives it, from plain rows. */
export function assemblePolicy(rows: PolicyRows): PolicyOfMoment {
  const hosts = groupBy(rows.api_host, ({ api }) => api);
  const apis = sorted(rows.api, ({ id }) => id).map((api) =>
    toEntry(api, (hosts.get(api.id) ?? []).map(({ host }) => host).sort()),
  );
  const scopes = groupBy(rows.endpoint_scope, ({ endpoint }) => endpoint);
  const endpoints = groupBy(rows.endpoint, ({ api }) => api);
  const shared = {
    manageScopes: new Map(
      rows.product.flatMap(({ name, manage_scope: scope }) => (scope === null ? [] : [[name, scope] as const])).sort(),
    ),
    implications: rows.scope_implication.map(({ scope, implies }) => [scope, implies] as const).sort(),
  };
  const sources = apis.map(({ id, name }): ApiSource => {
    const own = sorted(endpoints.get(id) ?? [], (endpoint) => endpoint.id);
    const toSource = (one: EndpointJson): EndpointSource =>
      toEndpoint(one, (scopes.get(one.id) ?? []).map(({ scope }) => scope).sort());
    return { id, name, endpoints: own.map(toSource), ...shared };
  });
  return { apis, sources };
}

function toEntry(api: ApiJson, hosts: readonly string[]): ApiEntry {
  return {
    id: api.id,
    name: api.name,
    errorFamily: api.error_family,
    maxStalenessMs: api.max_staleness_ms ?? null,
    maxWriteStalenessMs: api.max_write_staleness_ms ?? null,
    namesMissingScopes: api.names_missing_scopes ?? false,
    hosts,
  };
}

function toEndpoint(row: EndpointJson, scopes: readonly string[]): EndpointSource {
  const { id, method, template, access, product, managed, encoded } = row;
  return { id, method, template, access, scopes, product, managed, acceptedKinds: row.accepted_kinds, encoded };
}

export function groupBy<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [row]);
    else group.push(row);
  }
  return groups;
}

function sorted<Row>(rows: readonly Row[], by: (row: Row) => number): Row[] {
  return [...rows].sort((one, other) => by(one) - by(other));
}
