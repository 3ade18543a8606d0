/**
 * Usable credentials that endpoint $1 lets through, and which of their scopes do; $2 is a text to look for. Sessions
 * count as their users. What is held is gathered once, not asked of each credential: there may be very many.
 */
export const callersMatched = `
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
