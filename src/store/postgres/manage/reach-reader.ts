import type { ProductReach, ReachReader } from '../../ports/reach.js';
import type { Pool } from '../pool.js';
import { endpointFilterSql, endpointSorting, filterValues, selectEndpoints, toEndpoint } from './endpoint-rows.js';
import type { EndpointColumns } from './endpoint-rows.js';
import { readPage } from './paging.js';

const reachable = `
  SELECT k.* FROM (${selectEndpoints}) k
  JOIN unnest($6::bigint[]) r (endpoint) ON r.endpoint = k.id::bigint
  WHERE ${endpointFilterSql}`;

const summaryText = `
  SELECT e.product, p.title,
    count(r.endpoint) FILTER (WHERE scopegate.effect_of(e.method) = 'read')::float8 AS read,
    count(r.endpoint) FILTER (WHERE scopegate.effect_of(e.method) = 'write')::float8 AS write,
    count(r.endpoint)::float8 AS total, count(*)::float8 AS "outOf"
  FROM scopegate.endpoint e
  LEFT JOIN scopegate.product p ON p.name = e.product
  LEFT JOIN unnest($1::bigint[]) r (endpoint) ON r.endpoint = e.id
  GROUP BY e.product, p.title
  ORDER BY e.product COLLATE "C" NULLS LAST`;

export function makeReachReader(pool: Pool): ReachReader {
  return {
    async listReachable(listing, endpointIds) {
      const page = await readPage<EndpointColumns>(pool.query, {
        matched: reachable,
        values: [...filterValues(listing), endpointIds],
        sorting: endpointSorting,
        page: listing,
      });
      return { ...page, items: page.items.map(toEndpoint) };
    },
    async summarise(endpointIds) {
      const products = await pool.query<ProductReach>(summaryText, [endpointIds]);
      return {
        products: products.filter(({ total }) => total > 0),
        outOf: products.reduce((sum, { outOf }) => sum + outOf, 0),
      };
    },
    async coveredScopes(scopes) {
      const rows = await pool.query<{ scope: string }>(
        'SELECT DISTINCT c.scope FROM scopegate.covered_scopes($1::text[]) c',
        [scopes],
      );
      return new Set(rows.map(({ scope }) => scope));
    },
    async unknownScopes(scopes) {
      const rows = await pool.query<{ scope: string }>(
        `SELECT s AS scope FROM unnest($1::text[]) s
         WHERE NOT EXISTS (SELECT FROM scopegate.scope k WHERE k.name = s)`,
        [scopes],
      );
      return rows.map(({ scope }) => scope);
    },
  };
}
