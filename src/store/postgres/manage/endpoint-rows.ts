import type { AccessMode, CredentialKind } from '../../../engine/index.js';
import type { Effect, EndpointFilter, ManagedEndpoint } from '../../ports/browsing.js';
import type { Sorting } from './paging.js';

export interface EndpointColumns {
  readonly id: number;
  readonly api: string;
  readonly method: string;
  readonly template: string;
  readonly effect: Effect;
  readonly product: string | null;
  readonly access: AccessMode;
  readonly required_scopes: readonly string[];
  readonly sufficient_scopes: readonly string[];
  readonly accepted_kinds: readonly CredentialKind[] | null;
}

export const selectEndpoints = `
  SELECT e.id::float8 AS id, a.name AS api, e.method, e.template, scopegate.effect_of(e.method) AS effect, e.product,
    e.access, e.accepted_kinds,
    ARRAY(SELECT r.scope FROM scopegate.endpoint_required_scope r WHERE r.endpoint = e.id
          ORDER BY r.scope COLLATE "C") AS required_scopes,
    scopegate.sufficient_scopes(e.id) AS sufficient_scopes
  FROM scopegate.endpoint e JOIN scopegate.api a ON a.id = e.api`;

/** Over the row k of `selectEndpoints`; its values are the first five. */
export const endpointFilterSql = `
  ($1::text IS NULL
    OR position(lower($1::text) IN lower(k.method || ' ' || k.template || ' ' || coalesce(k.product, ''))) > 0)
  AND ($2::text IS NULL OR k.api = $2::text)
  AND ($3::text IS NULL OR k.product = $3::text)
  AND ($4::text IS NULL OR k.method = $4::text)
  AND ($5::text IS NULL OR k.effect = $5::text)`;

export function filterValues(filter: EndpointFilter): readonly unknown[] {
  return [filter.q, filter.api, filter.product, filter.method, filter.effect];
}

export const endpointSorting: Sorting = {
  by: `(m.template || ' ' || m.method) COLLATE "C"`,
  type: 'text',
  order: 'asc',
};

export function toEndpoint(row: EndpointColumns): ManagedEndpoint {
  return {
    id: String(row.id),
    api: row.api,
    method: row.method,
    template: row.template,
    effect: row.effect,
    product: row.product,
    access: row.access,
    requiredScopes: row.required_scopes,
    sufficientScopes: row.sufficient_scopes,
    acceptedKinds: row.accepted_kinds,
  };
}
