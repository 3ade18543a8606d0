import type { AccessMode, CredentialKind, EncodedAllowance, EndpointSource } from '../../engine/index.js';
import type { ApiEntry, ErrorFamily, PolicyReader, PolicyReads } from '../ports/policy.js';
import { readFeed } from './change-reader.js';
import type { Pool, Query } from './pool.js';

interface CatalogueColumns {
  readonly revision: number;
  readonly apis: readonly ApiEntry[];
  readonly families: readonly ErrorFamily[];
}

/** One statement, so one snapshot; lists as JSON, so that they need no second one. */
const catalogueText = `
  SELECT scopegate.current_revision()::float8 AS revision,
    (SELECT coalesce(json_agg(json_build_object(
        'id', a.id, 'name', a.name, 'errorFamily', a.error_family,
        'maxStalenessMs', a.max_staleness_ms, 'maxWriteStalenessMs', a.max_write_staleness_ms, 'namesMissingScopes', a.names_missing_scopes,
        'hosts', ARRAY(SELECT h.host FROM scopegate.api_host h WHERE h.api = a.id ORDER BY h.host COLLATE "C")
      ) ORDER BY a.id), '[]') FROM scopegate.api a) AS apis,
    (SELECT coalesce(json_agg(json_build_object(
        'name', f.name, 'contentType', f.content_type,
        'unauthorizedBody', f.unauthorized_body, 'forbiddenBody', f.forbidden_body
      ) ORDER BY f.name COLLATE "C"), '[]') FROM scopegate.error_family f) AS families`;

type EndpointTuple = readonly [
  id: number,
  method: string,
  template: string,
  access: AccessMode,
  product: string | null,
  managed: boolean,
  acceptedKinds: readonly CredentialKind[] | null,
  encoded: readonly EncodedAllowance[],
  scopes: readonly string[] | null,
];

interface ApiColumns {
  readonly revision: number;
  /** Null where the API does not exist. */
  readonly name: string | null;
  readonly endpoints: readonly EndpointTuple[];
  readonly manage_scopes: readonly (readonly [product: string, scope: string])[];
  readonly implications: readonly (readonly [scope: string, implies: string])[];
}

/** Endpoints as arrays: at 100,000 of them the names of the fields would be most of what is sent. */
const apiText = `
  SELECT scopegate.current_revision()::float8 AS revision,
    (SELECT a.name FROM scopegate.api a WHERE a.id = $1::bigint) AS name,
    (SELECT coalesce(json_agg(json_build_array(
        e.id, e.method, e.template, e.access, e.product, e.managed, e.accepted_kinds, e.encoded, s.scopes
      ) ORDER BY e.id), '[]')
      FROM scopegate.endpoint e
      LEFT JOIN (
        SELECT o.endpoint, array_agg(o.scope ORDER BY o.scope COLLATE "C") AS scopes
        FROM scopegate.endpoint_scope o JOIN scopegate.endpoint i ON i.id = o.endpoint
        WHERE i.api = $1::bigint
        GROUP BY o.endpoint
      ) s ON s.endpoint = e.id
      WHERE e.api = $1::bigint) AS endpoints,
    (SELECT coalesce(json_agg(json_build_array(p.name, p.manage_scope) ORDER BY p.name COLLATE "C"), '[]')
      FROM scopegate.product p WHERE p.manage_scope IS NOT NULL) AS manage_scopes,
    (SELECT coalesce(json_agg(json_build_array(i.scope, i.implies)
        ORDER BY i.scope COLLATE "C", i.implies COLLATE "C"), '[]')
      FROM scopegate.scope_implication i) AS implications`;

export function makePolicyReader(pool: Pool): PolicyReader {
  return {
    ...makePolicyReads(pool.query),
    inOneSnapshot: (use) =>
      pool.snapshot((query) => use({ ...makePolicyReads(query), readChanges: (since) => readFeed(query, since) })),
  };
}

/** Reads through one connection, as its transaction sees it. */
export function makePolicyReads(query: Query): PolicyReads {
  return {
    async readCatalogue() {
      const [row] = await query<CatalogueColumns>(catalogueText);
      return { revision: row?.revision ?? 0, apis: row?.apis ?? [], errorFamilies: row?.families ?? [] };
    },
    async readApi(apiId) {
      const [row] = await query<ApiColumns>(apiText, [apiId]);
      if (row === undefined || row.name === null) return { revision: row?.revision ?? 0, source: null };
      return {
        revision: row.revision,
        source: {
          id: apiId,
          name: row.name,
          endpoints: row.endpoints.map(toEndpointSource),
          manageScopes: new Map(row.manage_scopes),
          implications: row.implications,
        },
      };
    },
  };
}

function toEndpointSource(tuple: EndpointTuple): EndpointSource {
  const [id, method, template, access, product, managed, acceptedKinds, encoded, scopes] = tuple;
  return { id, method, template, access, scopes: scopes ?? [], product, managed, acceptedKinds, encoded };
}
