-- Why: the last administrator cannot be taken away by mistake or by malice, whatever way it is tried: disabling, revoking,
--   an expiry, a grant, a role, an implication, or the proof of the credential itself.
--   Whether a credential has a proof is noted in a table of its own. A statement that reads a table waits for a lock on it,
--   and a lock on the digests or passwords must hold up no revocation.
-- Locks: SHARE ROW EXCLUSIVE on the tables that get triggers, briefly. Safe while serving: yes.

-- Updated by a transaction that takes an administrator away, so that they go one by one.
CREATE TABLE scopegate.administrator_turn (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  turns bigint NOT NULL
);
INSERT INTO scopegate.administrator_turn (turns) VALUES (0);
COMMENT ON TABLE scopegate.administrator_turn IS
  'Updated by a transaction that takes an administrator away, so that they go one by one.';

CREATE TABLE scopegate.credential_proof (
  credential bigint NOT NULL REFERENCES scopegate.credential (id) ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('api_key', 'user_password')),
  PRIMARY KEY (credential, kind)
);
COMMENT ON TABLE scopegate.credential_proof IS
  'Credentials that have a proof, by the table that has it. Triggers of these tables write it.';

CREATE FUNCTION scopegate.note_proofs() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    DELETE FROM scopegate.credential_proof p WHERE p.kind = TG_TABLE_NAME;
  ELSIF TG_OP = 'DELETE' THEN
    DELETE FROM scopegate.credential_proof p USING old_rows o WHERE p.credential = o.credential AND p.kind = TG_TABLE_NAME;
  ELSIF TG_OP = 'INSERT' THEN
    INSERT INTO scopegate.credential_proof (credential, kind) SELECT n.credential, TG_TABLE_NAME FROM new_rows n;
  ELSE
    DELETE FROM scopegate.credential_proof p USING old_rows o WHERE p.credential = o.credential AND p.kind = TG_TABLE_NAME
      AND NOT EXISTS (SELECT FROM new_rows n WHERE n.credential = o.credential);
    INSERT INTO scopegate.credential_proof (credential, kind) SELECT n.credential, TG_TABLE_NAME FROM new_rows n
      ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION scopegate.note_proofs() IS 'Trigger: notes which credentials have a proof.';
REVOKE ALL ON FUNCTION scopegate.note_proofs() FROM PUBLIC;

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

CREATE VIEW scopegate.administrator AS
  SELECT a.id, a.public_id, a.until, a.may_grant_any FROM scopegate.administrator_by_grant a
  WHERE EXISTS (SELECT FROM scopegate.credential_proof p WHERE p.credential = a.id);
COMMENT ON VIEW scopegate.administrator IS
  'API keys and users that may manage everything now, until when, and whether they may also grant every scope.';

-- Reads credential_proof and not the proofs themselves.
CREATE FUNCTION scopegate.administrators(changed_table text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT jsonb_build_object(
    'all', md5(coalesce(string_agg(format('%s %s %s', a.id, a.until, a.may_grant_any), ',' ORDER BY a.id), '')),
    'full', max(a.until) FILTER (WHERE a.may_grant_any), 'until', max(a.until))
  FROM scopegate.administrator a
$$;
COMMENT ON FUNCTION scopegate.administrators(text) IS
  'A digest of the administrators of this moment, and until when there is one who may grant any scope, or one at all.';
REVOKE ALL ON FUNCTION scopegate.administrators(text) FROM PUBLIC;

CREATE FUNCTION scopegate.note_administrators() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM set_config('scopegate.administrators_before_' || TG_TABLE_NAME,
    scopegate.administrators(TG_TABLE_NAME::text)::text, true);
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION scopegate.note_administrators() IS 'Trigger: remembers the administrators for keep_an_administrator().';
REVOKE ALL ON FUNCTION scopegate.note_administrators() FROM PUBLIC;

-- There must be one for another day, or for as long as there was one before.
CREATE FUNCTION scopegate.keep_an_administrator() RETURNS trigger
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
COMMENT ON FUNCTION scopegate.keep_an_administrator() IS
  'Trigger: rejects a statement that takes away the last administrator, or lets the last one end within a day.';
REVOKE ALL ON FUNCTION scopegate.keep_an_administrator() FROM PUBLIC;

DO $$
DECLARE
  watched text;
BEGIN
  FOREACH watched IN ARRAY ARRAY['api_key', 'user_password'] LOOP
    EXECUTE format('CREATE TRIGGER note_proofs_insert AFTER INSERT ON scopegate.%I REFERENCING NEW TABLE AS new_rows
      FOR EACH STATEMENT EXECUTE FUNCTION scopegate.note_proofs()', watched);
    EXECUTE format('CREATE TRIGGER note_proofs_update AFTER UPDATE ON scopegate.%I REFERENCING OLD TABLE AS old_rows
      NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION scopegate.note_proofs()', watched);
    EXECUTE format('CREATE TRIGGER note_proofs_delete AFTER DELETE ON scopegate.%I REFERENCING OLD TABLE AS old_rows
      FOR EACH STATEMENT EXECUTE FUNCTION scopegate.note_proofs()', watched);
    EXECUTE format('CREATE TRIGGER note_proofs_truncate AFTER TRUNCATE ON scopegate.%I
      FOR EACH STATEMENT EXECUTE FUNCTION scopegate.note_proofs()', watched);
  END LOOP;
  FOREACH watched IN ARRAY ARRAY['credential', 'credential_scope', 'credential_role', 'role_scope', 'scope_implication',
    'api_key', 'user_password'] LOOP
    EXECUTE format('CREATE TRIGGER administrators_before BEFORE UPDATE OR DELETE OR TRUNCATE ON scopegate.%I
      FOR EACH STATEMENT EXECUTE FUNCTION scopegate.note_administrators()', watched);
    -- PostgreSQL runs triggers of one event in the order of their names. This one looks after those that note what the
    -- statement touched.
    EXECUTE format('CREATE TRIGGER zz_administrators_after AFTER UPDATE OR DELETE OR TRUNCATE ON scopegate.%I
      FOR EACH STATEMENT EXECUTE FUNCTION scopegate.keep_an_administrator()', watched);
  END LOOP;
END
$$;
