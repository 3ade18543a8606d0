-- Why: the rule that an administrator stays (0094) read the proofs of all administrators at every change of a credential.
--   A statement that reads a table waits for whoever has it locked, so a lock on scopegate.api_key held up revocations.
--   The proofs are read now only by statements that change proofs. Everywhere else a key or user counts by its grants.
-- Locks: none on tables. Safe while serving: yes.

CREATE VIEW scopegate.administrator_by_grant AS
  WITH RECURSIVE covering (wanted, scope) AS (
    SELECT w, w FROM unnest(ARRAY['scopegate:manage', 'scopes:grant-any']) w
    UNION
    SELECT c.wanted, i.scope FROM covering c JOIN scopegate.scope_implication i ON i.implies = c.scope
  ), held AS (
    SELECT s.credential, c.wanted FROM covering c JOIN scopegate.credential_scope s ON s.scope = c.scope
    UNION
    SELECT h.credential, c.wanted FROM covering c JOIN scopegate.role_scope r ON r.scope = c.scope
    JOIN scopegate.credential_role h ON h.role = r.role
  )
  SELECT c.id, c.public_id, coalesce(c.expires_at, 'infinity') AS until,
    bool_or(h.wanted = 'scopes:grant-any') AS may_grant_any
  FROM held h JOIN scopegate.credential c ON c.id = h.credential
  WHERE c.kind IN ('api_key', 'user') AND c.enabled AND c.revoked_at IS NULL
    AND coalesce(c.not_before <= now(), true) AND coalesce(c.expires_at > now(), true)
  GROUP BY c.id HAVING bool_or(h.wanted = 'scopegate:manage');
COMMENT ON VIEW scopegate.administrator_by_grant IS
  'API keys and users that may manage everything now, whether or not anybody can prove to be them.';

CREATE OR REPLACE VIEW scopegate.administrator AS
  SELECT a.id, a.public_id, a.until, a.may_grant_any FROM scopegate.administrator_by_grant a
  WHERE EXISTS (SELECT FROM scopegate.api_key k WHERE k.credential = a.id)
    OR EXISTS (SELECT FROM scopegate.user_password p WHERE p.credential = a.id);

-- In PL/pgSQL, because a statement of SQL locks every table that it names, also those that it does not get to.
CREATE FUNCTION scopegate.administrators(changed_table text) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF changed_table IN ('api_key', 'user_password') THEN
    RETURN (SELECT jsonb_build_object(
        'all', md5(coalesce(string_agg(format('%s %s %s', a.id, a.until, a.may_grant_any), ',' ORDER BY a.id), '')),
        'full', max(a.until) FILTER (WHERE a.may_grant_any), 'until', max(a.until))
      FROM scopegate.administrator a);
  END IF;
  RETURN (SELECT jsonb_build_object(
      'all', md5(coalesce(string_agg(format('%s %s %s', a.id, a.until, a.may_grant_any), ',' ORDER BY a.id), '')),
      'full', max(a.until) FILTER (WHERE a.may_grant_any), 'until', max(a.until))
    FROM scopegate.administrator_by_grant a);
END
$$;
COMMENT ON FUNCTION scopegate.administrators(text) IS
  'A digest of the administrators of this moment, and until when there is one who may grant any scope, or one at all. '
  'Looks at proofs where a table of proofs changes.';

CREATE OR REPLACE FUNCTION scopegate.note_administrators() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM set_config('scopegate.administrators_before_' || TG_TABLE_NAME,
    scopegate.administrators(TG_TABLE_NAME::text)::text, true);
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION scopegate.keep_an_administrator() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  before constant jsonb := current_setting('scopegate.administrators_before_' || TG_TABLE_NAME)::jsonb;
  level constant text := CASE WHEN before ->> 'full' IS NOT NULL THEN 'full' ELSE 'until' END;
  enough constant timestamptz := least((before ->> level)::timestamptz, now() + interval '1 day');
  remaining jsonb;
BEGIN
  IF enough IS NULL OR before ->> level IS NULL OR before = scopegate.administrators(TG_TABLE_NAME::text)
    OR coalesce(current_setting('scopegate.allow_no_administrator', true), '') = 'on' THEN
    RETURN NULL;
  END IF;
  UPDATE scopegate.administrator_turn t SET turns = t.turns + 1;
  remaining := scopegate.administrators(TG_TABLE_NAME::text);
  IF remaining ->> level IS NULL OR (remaining ->> level)::timestamptz < enough THEN
    PERFORM scopegate.refuse(
      CASE level WHEN 'full' THEN 'this would leave nobody who holds "scopegate:manage" and "scopes:grant-any"'
        ELSE 'this would leave nobody who holds "scopegate:manage"' END
        || CASE WHEN remaining ->> level IS NULL THEN '' ELSE ' for longer than a day' END,
      'Make another administrator first. An operator can do without one: --allow-no-administrator on the command line, or '
      'SET LOCAL scopegate.allow_no_administrator = ''on'' in SQL.');
  END IF;
  RETURN NULL;
END
$$;

DROP FUNCTION scopegate.administrators();
REVOKE ALL ON FUNCTION scopegate.administrators(text) FROM PUBLIC;
