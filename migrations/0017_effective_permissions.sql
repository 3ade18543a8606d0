-- Why: operators ask what a set of scopes opens and which scopes open an endpoint; the service, its page and a SQL prompt
--   get the same answer from here. Decisions are not made with it: the engine makes them, and a test compares the two.
-- Locks: none on existing tables. Safe while serving: yes, it only adds a view and functions.

CREATE VIEW scopegate.endpoint_required_scope AS
  SELECT s.endpoint, s.scope FROM scopegate.endpoint_scope s
  UNION
  SELECT e.id, p.manage_scope FROM scopegate.endpoint e JOIN scopegate.product p ON p.name = e.product
  WHERE e.access = 'scoped' AND e.managed AND p.manage_scope IS NOT NULL;
COMMENT ON VIEW scopegate.endpoint_required_scope IS
  'Scopes of which any one opens an endpoint: its own, and the manage scope of its product.';

CREATE FUNCTION scopegate.covered_scopes(held text[]) RETURNS TABLE (held_scope text, scope text) LANGUAGE sql STABLE AS $$
  WITH RECURSIVE covers (held_scope, scope) AS (
    SELECT h, h FROM unnest($1) h
    UNION
    SELECT c.held_scope, i.implies FROM covers c JOIN scopegate.scope_implication i ON i.scope = c.scope
  )
  SELECT c.held_scope, c.scope FROM covers c
$$;
COMMENT ON FUNCTION scopegate.covered_scopes(text[]) IS 'Each held scope with itself and everything it implies.';

CREATE FUNCTION scopegate.sufficient_scopes(endpoint bigint) RETURNS text[] LANGUAGE sql STABLE AS $$
  WITH RECURSIVE enough (scope) AS (
    SELECT r.scope FROM scopegate.endpoint_required_scope r WHERE r.endpoint = $1
    UNION
    SELECT i.scope FROM enough s JOIN scopegate.scope_implication i ON i.implies = s.scope
  )
  SELECT ARRAY(SELECT s.scope FROM enough s ORDER BY s.scope COLLATE "C")
$$;
COMMENT ON FUNCTION scopegate.sufficient_scopes(bigint) IS
  'The required scopes of an endpoint and every scope that implies one of them.';

CREATE FUNCTION scopegate.reachable_endpoints(held text[], kind text DEFAULT 'api_key')
RETURNS TABLE (endpoint bigint, through text[]) LANGUAGE sql STABLE AS $$
  WITH opened AS (
    SELECT r.endpoint, array_agg(DISTINCT c.held_scope COLLATE "C") AS through
    FROM scopegate.covered_scopes($1) c JOIN scopegate.endpoint_required_scope r ON r.scope = c.scope
    GROUP BY r.endpoint
  )
  SELECT e.id, CASE WHEN e.access = 'scoped' THEN o.through ELSE '{}' END
  FROM scopegate.endpoint e LEFT JOIN opened o ON o.endpoint = e.id
  WHERE e.access = 'public' OR (
    (e.accepted_kinds IS NULL OR $2 = ANY (e.accepted_kinds))
    AND (e.access = 'authenticated' OR (e.access = 'scoped' AND o.endpoint IS NOT NULL)))
$$;
COMMENT ON FUNCTION scopegate.reachable_endpoints(text[], text) IS
  'Endpoints that a usable credential of this kind with these scopes can call, and the scopes that open each.';

-- RFC 9110, section 9.2.1: safe methods. `*` includes others.
CREATE FUNCTION scopegate.effect_of(method text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN $1 IN ('GET', 'HEAD', 'OPTIONS', 'TRACE') THEN 'read' ELSE 'write' END
$$;
COMMENT ON FUNCTION scopegate.effect_of(text) IS 'Whether a call with this method reads or may write.';
