-- Why: a credential with two roles could come to hold scopes of a category that stands alone together with others: one
--   transaction gave one half to the first role while another gave the other half to the second. Each locked only its own
--   role, and saw nothing of the other. From here on, transactions that give scopes to roles that are held go one by one.
-- Locks: none on tables. Later, whoever gives scopes to a role that is held waits for others that do. Safe while serving: yes.

CREATE OR REPLACE FUNCTION scopegate.keep_sides_apart() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  touched bigint[];
  names text[];
BEGIN
  IF NOT EXISTS (SELECT FROM scopegate.scope_category c WHERE c.stands_alone) THEN
    RETURN NULL;
  END IF;
  CASE TG_TABLE_NAME
    WHEN 'credential_scope', 'credential_role' THEN
      touched := ARRAY(SELECT DISTINCT n.credential FROM new_rows n);
      PERFORM FROM scopegate.credential c WHERE c.id = ANY (touched) ORDER BY c.id FOR NO KEY UPDATE;
      PERFORM FROM scopegate.role r
        WHERE r.name IN (SELECT h.role FROM scopegate.credential_role h WHERE h.credential = ANY (touched))
        ORDER BY r.name FOR SHARE;
      PERFORM scopegate.refuse_old_snapshot();
      PERFORM scopegate.refuse_mixed_credentials(touched);
    WHEN 'role_scope' THEN
      names := ARRAY(SELECT DISTINCT n.role FROM new_rows n);
      PERFORM FROM scopegate.role r WHERE r.name = ANY (names) ORDER BY r.name FOR NO KEY UPDATE;
      IF EXISTS (SELECT FROM scopegate.credential_role h WHERE h.role = ANY (names)) THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('scopegate.scopes_of_roles', 0));
      END IF;
      PERFORM scopegate.refuse_old_snapshot();
      PERFORM scopegate.refuse_mixed_roles(names);
    WHEN 'scope_implication' THEN
      PERFORM scopegate.refuse_old_snapshot();
      PERFORM scopegate.refuse_mixed_implications(ARRAY(SELECT n.scope FROM new_rows n));
    WHEN 'oauth_scope' THEN
      touched := ARRAY(SELECT DISTINCT n.issuer FROM new_rows n);
      PERFORM FROM scopegate.oauth_issuer i WHERE i.id = ANY (touched) ORDER BY i.id FOR NO KEY UPDATE;
      PERFORM scopegate.refuse_old_snapshot();
      PERFORM scopegate.refuse_mixed_issuers(touched);
    WHEN 'oauth_issuer' THEN
      PERFORM scopegate.refuse_old_snapshot();
      PERFORM scopegate.refuse_mixed_issuers(ARRAY(SELECT n.id FROM new_rows n));
  END CASE;
  RETURN NULL;
END
$$;
