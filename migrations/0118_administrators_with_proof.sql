-- Why: outside of the tables of proofs, a key or user counted as an administrator by its grants alone (0102). A key without
--   its digest, or a user without a password, then stood in for the last administrator who could really sign in, and that one
--   could be revoked. Whether a credential has a proof is now noted in a table of its own. Every statement reads it, and a
--   lock on the digests or passwords still holds up no revocation.
-- Locks: SHARE ROW EXCLUSIVE on scopegate.api_key and scopegate.user_password while their keys are read, seconds for a million
--   rows. Safe while serving: yes.

CREATE TABLE scopegate.credential_proof (
  credential bigint NOT NULL REFERENCES scopegate.credential (id) ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('api_key', 'user_password')),
  PRIMARY KEY (credential, kind)
);
COMMENT ON TABLE scopegate.credential_proof IS
  'Credentials that somebody can prove to be, by the table that has the proof. Triggers of these tables write it.';

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

-- PostgreSQL runs triggers of one event in the order of their names. That of the administrators begins with "zz", so it
-- looks after these.
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
    EXECUTE format('INSERT INTO scopegate.credential_proof (credential, kind) SELECT p.credential, %L FROM scopegate.%I p',
      watched, watched);
  END LOOP;
END
$$;

CREATE OR REPLACE VIEW scopegate.administrator AS
  SELECT a.id, a.public_id, a.until, a.may_grant_any FROM scopegate.administrator_by_grant a
  WHERE EXISTS (SELECT FROM scopegate.credential_proof p WHERE p.credential = a.id);

CREATE OR REPLACE FUNCTION scopegate.administrators(changed_table text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT jsonb_build_object(
    'all', md5(coalesce(string_agg(format('%s %s %s', a.id, a.until, a.may_grant_any), ',' ORDER BY a.id), '')),
    'full', max(a.until) FILTER (WHERE a.may_grant_any), 'until', max(a.until))
  FROM scopegate.administrator a
$$;
COMMENT ON FUNCTION scopegate.administrators(text) IS
  'A digest of the administrators of this moment, and until when there is one who may grant any scope, or one at all.';
