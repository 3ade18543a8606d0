-- Why: tokens of an issuer with scopes_from "token" and no scope map carry any scopes by their own names, so no row says
--   which ones come together, and the rule of categories that stand alone (0093) did not hold for them. The server now
--   denies such a token, and reads for it which scopes stand apart. So a change of scopes or categories is a change of
--   these issuers.
-- Locks: SHARE ROW EXCLUSIVE on scopegate.scope and scopegate.scope_category, briefly. Safe while serving: yes.

CREATE FUNCTION scopegate.note_issuers_by_token() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO scopegate.pending_change (kind, ref)
    SELECT 'credential', i.id::text FROM scopegate.oauth_issuer i
    WHERE i.scopes_from = 'token' AND NOT EXISTS (SELECT FROM scopegate.oauth_scope s WHERE s.issuer = i.id)
    ON CONFLICT DO NOTHING;
  IF FOUND THEN
    INSERT INTO scopegate.pending_change (kind, ref) VALUES ('commit', '') ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION scopegate.note_issuers_by_token() IS
  'Trigger: notes a change of scopes or categories for the issuers whose tokens carry scopes by their own names.';
REVOKE ALL ON FUNCTION scopegate.note_issuers_by_token() FROM PUBLIC;
CREATE TRIGGER note_issuers AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON scopegate.scope
  FOR EACH STATEMENT EXECUTE FUNCTION scopegate.note_issuers_by_token();
CREATE TRIGGER note_issuers AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON scopegate.scope_category
  FOR EACH STATEMENT EXECUTE FUNCTION scopegate.note_issuers_by_token();
