-- Why: nobody hands out more than they have: not only scopes, also accounts, addresses and time. Who must do so holds a
--   scope for it. And the last administrator cannot be taken away by mistake or by malice, whatever way it is tried:
--   disabling, revoking, an expiry, a grant, a role, an implication, or the proof of the credential itself.
-- Locks: SHARE ROW EXCLUSIVE on the tables that get triggers, briefly. Safe while serving: yes.

SELECT scopegate.define_scope('accounts:any', 'Scopegate',
  'Make and change credentials of accounts other than one''s own.');
SELECT scopegate.define_scope('limits:exceed', 'Scopegate',
  'Make and change credentials that may be used from more addresses, or for longer, than one''s own.');
SELECT scopegate.define_implication('scopes:grant-any', s) FROM unnest(ARRAY['accounts:any', 'limits:exceed']) s;

-- Updated by whoever takes an administrator away, so that they go one by one.
CREATE TABLE scopegate.administrator_turn (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  turns bigint NOT NULL
);
INSERT INTO scopegate.administrator_turn (turns) VALUES (0);
COMMENT ON TABLE scopegate.administrator_turn IS 'Updated by whoever takes an administrator away, so that they go one by one.';

CREATE VIEW scopegate.administrator AS
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
  WHERE c.enabled AND c.revoked_at IS NULL AND coalesce(c.not_before <= now(), true) AND coalesce(c.expires_at > now(), true)
    AND (EXISTS (SELECT FROM scopegate.api_key k WHERE k.credential = c.id)
      OR EXISTS (SELECT FROM scopegate.user_password p WHERE p.credential = c.id))
  GROUP BY c.id HAVING bool_or(h.wanted = 'scopegate:manage');
COMMENT ON VIEW scopegate.administrator IS
  'API keys and users that may manage everything now, until when, and whether they may also grant every scope.';

CREATE FUNCTION scopegate.administrators() RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT jsonb_build_object(
    'all', md5(coalesce(string_agg(format('%s %s %s', a.id, a.until, a.may_grant_any), ',' ORDER BY a.id), '')),
    'full', max(a.until) FILTER (WHERE a.may_grant_any), 'until', max(a.until))
  FROM scopegate.administrator a
$$;
COMMENT ON FUNCTION scopegate.administrators() IS
  'A digest of the administrators of this moment, and until when there is one who may grant any scope, or one at all.';

CREATE FUNCTION scopegate.note_administrators() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM set_config('scopegate.administrators_before_' || TG_TABLE_NAME, scopegate.administrators()::text, true);
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION scopegate.note_administrators() IS 'Trigger: remembers the administrators for keep_an_administrator().';

-- There must be one for another day, or for as long as there was one before.
CREATE FUNCTION scopegate.keep_an_administrator() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  before constant jsonb := current_setting('scopegate.administrators_before_' || TG_TABLE_NAME)::jsonb;
  level constant text := CASE WHEN before ->> 'full' IS NOT NULL THEN 'full' ELSE 'until' END;
  enough constant timestamptz := least((before ->> level)::timestamptz, now() + interval '1 day');
  remaining jsonb;
BEGIN
  IF enough IS NULL OR before ->> level IS NULL OR before = scopegate.administrators()
    OR coalesce(current_setting('scopegate.allow_no_administrator', true), '') = 'on' THEN
    RETURN NULL;
  END IF;
  UPDATE scopegate.administrator_turn t SET turns = t.turns + 1;
  remaining := scopegate.administrators();
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
COMMENT ON FUNCTION scopegate.keep_an_administrator() IS
  'Trigger: rejects a statement that takes away the last administrator, or lets the last one end within a day.';

REVOKE ALL ON FUNCTION scopegate.administrators(), scopegate.note_administrators(), scopegate.keep_an_administrator()
  FROM PUBLIC;

DO $$
DECLARE
  watched text;
BEGIN
  FOREACH watched IN ARRAY ARRAY['credential', 'credential_scope', 'credential_role', 'role_scope', 'scope_implication',
    'api_key', 'user_password'] LOOP
    EXECUTE format('CREATE TRIGGER administrators_before BEFORE UPDATE OR DELETE OR TRUNCATE ON scopegate.%I
      FOR EACH STATEMENT EXECUTE FUNCTION scopegate.note_administrators()', watched);
    -- The last of its kind: after those that note what the statement touched.
    EXECUTE format('CREATE TRIGGER zz_administrators_after AFTER UPDATE OR DELETE OR TRUNCATE ON scopegate.%I
      FOR EACH STATEMENT EXECUTE FUNCTION scopegate.keep_an_administrator()', watched);
  END LOOP;
END
$$;

-- Checks what was defined now: later migrations of the same transaction may alter these tables.
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
