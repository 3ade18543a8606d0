import { ScopegateError } from '../../../base/errors.js';
import type { CallerView, ManagedEndpoint, PolicyBrowser } from '../../ports/browsing.js';
import type { Page } from '../../ports/paging.js';
import type { Pool } from '../pool.js';
import { endpointFilterSql, endpointSorting, filterValues, selectEndpoints, toEndpoint } from './endpoint-rows.js';
import type { EndpointColumns } from './endpoint-rows.js';
import { readPage } from './paging.js';

const scopesText = `
  WITH RECURSIVE covers (held, scope) AS (
    SELECT s.name, s.name FROM scopegate.scope s
    UNION
    SELECT c.held, i.implies FROM covers c JOIN scopegate.scope_implication i ON i.scope = c.scope
  ), opened AS (
    SELECT c.held, count(DISTINCT r.endpoint) AS endpoints
    FROM covers c JOIN scopegate.endpoint_required_scope r ON r.scope = c.scope GROUP BY c.held
  ), implied AS (
    SELECT c.held, array_agg(c.scope ORDER BY c.scope COLLATE "C") AS scopes FROM covers c WHERE c.held <> c.scope GROUP BY c.held
  ), implying AS (
    SELECT c.scope, array_agg(c.held ORDER BY c.held COLLATE "C") AS scopes FROM covers c WHERE c.held <> c.scope GROUP BY c.scope
  ), granted AS (
    SELECT g.scope, count(*) AS keys FROM scopegate.credential_held_scope g JOIN scopegate.credential k ON k.id = g.credential
    WHERE k.kind = 'api_key' AND k.revoked_at IS NULL GROUP BY g.scope
  )
  SELECT s.name, s.category, s.description, coalesce(d.scopes, '{}') AS implies, coalesce(y.scopes, '{}') AS "impliedBy",
    ARRAY(SELECT p.name FROM scopegate.product p WHERE p.manage_scope = s.name ORDER BY p.name COLLATE "C") AS manages,
    coalesce(o.endpoints, 0)::float8 AS "endpointCount", coalesce(g.keys, 0)::float8 AS "keyCount"
  FROM scopegate.scope s JOIN scopegate.scope_category c ON c.name = s.category
  LEFT JOIN opened o ON o.held = s.name LEFT JOIN implied d ON d.held = s.name
  LEFT JOIN implying y ON y.scope = s.name LEFT JOIN granted g ON g.scope = s.name
  ORDER BY c.position, c.name COLLATE "C", s.name COLLATE "C"`;

const categoriesText = `
  SELECT c.name, c.stands_alone AS "standsAlone",
    (SELECT count(*) FROM scopegate.scope s WHERE s.category = c.name)::float8 AS "scopeCount"
  FROM scopegate.scope_category c ORDER BY c.position, c.name COLLATE "C"`;

const productsText = `
  SELECT p.name, p.title, p.manage_scope AS "manageScope",
    (SELECT count(*) FROM scopegate.endpoint e WHERE e.product = p.name)::float8 AS "endpointCount"
  FROM scopegate.product p ORDER BY p.name COLLATE "C"`;

const apisText = `
  SELECT a.id::text AS id, a.name, a.error_family AS "errorFamily",
    ARRAY(SELECT h.host FROM scopegate.api_host h WHERE h.api = a.id ORDER BY h.host COLLATE "C") AS hosts,
    (SELECT count(*) FROM scopegate.endpoint e WHERE e.api = a.id)::float8 AS "endpointCount"
  FROM scopegate.api a ORDER BY a.name COLLATE "C"`;

const listedEndpoints = `
  SELECT * FROM (${selectEndpoints}) k WHERE ${endpointFilterSql}
    AND ($6::text IS NULL OR k.id::bigint IN (
      SELECT r.endpoint FROM scopegate.covered_scopes(ARRAY[$6::text]) c
      JOIN scopegate.endpoint_required_scope r ON r.scope = c.scope))
    AND ($7::text IS NULL OR k.access = $7::text)`;

export function makePolicyBrowser(pool: Pool): PolicyBrowser {
  async function findEndpoint(id: string): Promise<ManagedEndpoint> {
    const [row] = await pool.query<EndpointColumns>(`${selectEndpoints} WHERE e.id = $1::bigint`, [id]);
    if (row === undefined) throw new ScopegateError('not_found', `no endpoint ${id}`);
    return toEndpoint(row);
  }
  return {
    listScopes: () => pool.query(scopesText),
    listCategories: () => pool.query(categoriesText),
    listProducts: () => pool.query(productsText),
    listApis: () => pool.query(apisText),
    findEndpoint,
    async listEndpoints(listing) {
      const page = await readPage<EndpointColumns>(pool.query, {
        matched: listedEndpoints,
        values: [...filterValues(listing), listing.scope, listing.access],
        sorting: endpointSorting,
        page: listing,
      });
      return { ...page, items: page.items.map(toEndpoint) };
    },
    async listCallers(listing): Promise<Page<CallerView>> {
      await findEndpoint(listing.endpointId);
      const page = await readPage<CallerView & { readonly public_id: string }>(pool.query, {
        matched: callersMatched,
        values: [listing.endpointId, listing.q],
        sorting: { by: 'lower(m.name) COLLATE "C"', type: 'text', order: 'asc' },
        page: listing,
      });
      return { ...page, items: page.items.map((row) => ({ ...row, id: row.public_id })) };
    },
  };
}

/**
 * Usable credentials that endpoint $1 lets through, and which of their scopes do; $2 is a text to look for. Sessions
 * count as their users. What is held is gathered once, not asked of each credential: there may be very many.
 */
const callersMatched = `
  WITH asked AS MATERIALIZED (
    SELECT e.access, e.accepted_kinds, scopegate.sufficient_scopes(e.id) AS enough
    FROM scopegate.endpoint e WHERE e.id = $1::bigint
  ), held AS (
    SELECT s.credential, s.scope FROM scopegate.credential_scope s
    WHERE s.scope = ANY ((SELECT a.enough FROM asked a)::text[])
    UNION ALL
    SELECT r.credential, s.scope FROM scopegate.credential_role r JOIN scopegate.role_scope s ON s.role = r.role
    WHERE s.scope = ANY ((SELECT a.enough FROM asked a)::text[])
  ), holding AS (
    SELECT h.credential, array_agg(DISTINCT h.scope COLLATE "C") AS scopes FROM held h GROUP BY h.credential
  )
  SELECT c.id::float8 AS id, c.public_id, c.kind, c.name, a.name AS account,
    CASE WHEN k.access = 'scoped' THEN h.scopes ELSE '{}' END AS "matchedScopes"
  FROM asked k
  CROSS JOIN scopegate.credential c
  JOIN scopegate.account a ON a.id = c.account
  LEFT JOIN holding h ON h.credential = c.id
  WHERE c.kind <> 'session'
    AND (k.access IN ('authenticated', 'public') OR (k.access = 'scoped' AND h.credential IS NOT NULL))
    AND (k.access = 'public' OR k.accepted_kinds IS NULL OR c.kind = ANY (k.accepted_kinds))
    AND c.enabled AND (c.not_before IS NULL OR c.not_before <= now()) AND (c.expires_at IS NULL OR c.expires_at > now())
    AND ($2::text IS NULL OR position(lower($2::text) IN lower(c.name || ' ' || c.public_id || ' ' || a.name)) > 0)`;
