/** Usable credentials that endpoint $1 lets through, and which of their scopes do; $2 is a text to look for. Sessions count as their users. */
export const callersMatched = `
  SELECT c.id::float8 AS id, c.public_id, c.kind, c.name, a.name AS account,
    ARRAY(SELECT s.scope FROM scopegate.credential_held_scope s
          WHERE e.access = 'scoped' AND s.credential = c.id AND s.scope = ANY (enough.scopes)
          ORDER BY s.scope COLLATE "C") AS "matchedScopes"
  FROM scopegate.endpoint e
  CROSS JOIN LATERAL (SELECT scopegate.sufficient_scopes(e.id) AS scopes) enough
  JOIN scopegate.credential c ON e.access IN ('authenticated', 'public')
    OR (e.access = 'scoped' AND EXISTS (
      SELECT FROM scopegate.credential_held_scope s WHERE s.credential = c.id AND s.scope = ANY (enough.scopes)))
  JOIN scopegate.account a ON a.id = c.account
  WHERE e.id = $1::bigint AND c.kind <> 'session'
    AND (e.access = 'public' OR e.accepted_kinds IS NULL OR c.kind = ANY (e.accepted_kinds))
    AND c.enabled AND (c.not_before IS NULL OR c.not_before <= now()) AND (c.expires_at IS NULL OR c.expires_at > now())
    AND ($2::text IS NULL OR position(lower($2::text) IN lower(c.name || ' ' || c.public_id || ' ' || a.name)) > 0)`;
