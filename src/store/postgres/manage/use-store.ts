import type { EndpointUse, ScopeUse, UseReader, UseWriter } from '../../ports/scope-use.js';
import type { Pool } from '../pool.js';

const addText = `
  INSERT INTO scopegate.scope_use AS u (credential, day, endpoint, scope, allowed, denied, last_at, last_allowed_at, last_denied_at)
  SELECT n.credential, (to_timestamp(max(greatest(n.allowed_at_ms, n.denied_at_ms)) / 1000) AT TIME ZONE 'UTC')::date,
    n.endpoint, n.scope, sum(n.allowed), sum(n.denied), to_timestamp(max(greatest(n.allowed_at_ms, n.denied_at_ms)) / 1000),
    to_timestamp(nullif(max(n.allowed_at_ms), 0) / 1000), to_timestamp(nullif(max(n.denied_at_ms), 0) / 1000)
  FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::float8[],
    $7::float8[]) AS n (credential, endpoint, scope, allowed, denied, allowed_at_ms, denied_at_ms)
  GROUP BY n.credential, n.endpoint, n.scope
  -- In one order, so that two servers that write at once do not wait for each other in a circle.
  ORDER BY n.credential, n.endpoint, n.scope
  ON CONFLICT (credential, day, endpoint, scope) DO UPDATE SET
    allowed = u.allowed + EXCLUDED.allowed, denied = u.denied + EXCLUDED.denied,
    last_at = greatest(u.last_at, EXCLUDED.last_at),
    last_allowed_at = greatest(u.last_allowed_at, EXCLUDED.last_allowed_at),
    last_denied_at = greatest(u.last_denied_at, EXCLUDED.last_denied_at)`;

const byScopeText = `
  SELECT s.scope, coalesce(sum(u.allowed), 0)::float8 AS "allowedCalls",
    floor(extract(epoch FROM max(u.last_allowed_at)) * 1000)::float8 AS "lastUsedAtMs"
  FROM scopegate.credential_scope s
  LEFT JOIN scopegate.scope_use u ON u.credential = s.credential AND u.scope = s.scope
    AND u.day >= (to_timestamp($2::float8 / 1000) AT TIME ZONE 'UTC')::date AND u.allowed > 0
  WHERE s.credential = $1::bigint
  GROUP BY s.scope ORDER BY s.scope COLLATE "C"`;

const byEndpointText = `
  SELECT u.endpoint::text AS "endpointId", e.method, e.template, nullif(u.scope, '') AS scope,
    sum(u.allowed)::float8 AS "allowedCalls", sum(u.denied)::float8 AS "deniedCalls",
    floor(extract(epoch FROM max(u.last_allowed_at)) * 1000)::float8 AS "lastUsedAtMs",
    floor(extract(epoch FROM max(u.last_denied_at)) * 1000)::float8 AS "lastDeniedAtMs"
  FROM scopegate.scope_use u JOIN scopegate.endpoint e ON e.id = u.endpoint
  WHERE u.credential = $1::bigint AND u.day >= (to_timestamp($2::float8 / 1000) AT TIME ZONE 'UTC')::date
  GROUP BY u.endpoint, e.method, e.template, u.scope
  ORDER BY sum(u.allowed + u.denied) DESC, u.endpoint, u.scope LIMIT $3::int`;

export function makeUseStore(pool: Pool): UseReader & UseWriter {
  return {
    async addUses(uses) {
      if (uses.length === 0) return;
      await pool.query(addText, [
        uses.map((use) => use.credentialId),
        uses.map((use) => use.endpointId),
        uses.map((use) => use.scope),
        uses.map((use) => use.allowed),
        uses.map((use) => use.denied),
        uses.map((use) => use.lastAllowedAtMs),
        uses.map((use) => use.lastDeniedAtMs),
      ]);
    },
    async removeOldUses(days) {
      await pool.query(`DELETE FROM scopegate.scope_use u WHERE u.day < current_date - $1::int`, [days]);
    },
    usesByScope: (credentialId, sinceMs) => pool.query<ScopeUse>(byScopeText, [credentialId, sinceMs]),
    usesByEndpoint: (credentialId, sinceMs, limit) =>
      pool.query<EndpointUse>(byEndpointText, [credentialId, sinceMs, limit]),
  };
}
