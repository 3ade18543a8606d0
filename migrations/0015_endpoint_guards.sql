-- Why: an endpoint and its scopes are rows of two tables, so whether they fit together can only be checked at commit. An
--   endpoint that nobody could call, or whose scopes would not be looked at, is a mistake.
-- Locks: SHARE ROW EXCLUSIVE on scopegate.endpoint, endpoint_scope and product, briefly, for the triggers. Safe while
--   serving: yes.

-- The locks make two transactions that change one endpoint, or its product, see each other.
-- Here and below, enable_seqscan: plans are kept for the session, and one made while a table was small would read the
-- whole of it for each row of a bulk load.
CREATE FUNCTION scopegate.check_guard(endpoint bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
DECLARE
  found_row record;
  manage text;
  has_scopes boolean;
BEGIN
  SELECT e.* INTO found_row FROM scopegate.endpoint e WHERE e.id = check_guard.endpoint FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  has_scopes := EXISTS (SELECT FROM scopegate.endpoint_scope s WHERE s.endpoint = found_row.id);
  IF found_row.access = 'scoped' AND NOT has_scopes THEN
    IF found_row.managed AND found_row.product IS NOT NULL THEN
      SELECT p.manage_scope INTO manage FROM scopegate.product p WHERE p.name = found_row.product FOR SHARE;
    END IF;
    IF manage IS NULL THEN
      PERFORM scopegate.refuse(
        format('endpoint %s, %s %s: access "scoped" without a scope, nor a product with a manage scope',
          found_row.id, found_row.method, found_row.template),
        'Nobody could call it. Name a scope, or say access ''authenticated'', ''public'' or ''closed''.');
    END IF;
  ELSIF found_row.access <> 'scoped' AND has_scopes THEN
    PERFORM scopegate.refuse(
      format('endpoint %s, %s %s: access "%s" with scopes', found_row.id, found_row.method, found_row.template,
        found_row.access), 'The scopes would not be looked at. Take them away, or say access ''scoped''.');
  END IF;
END
$$;
COMMENT ON FUNCTION scopegate.check_guard(bigint) IS 'Raises when the access of an endpoint and its scopes contradict.';
REVOKE ALL ON FUNCTION scopegate.check_guard(bigint) FROM PUBLIC;

CREATE FUNCTION scopegate.check_guards() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
BEGIN
  IF TG_TABLE_NAME = 'endpoint' THEN
    PERFORM scopegate.check_guard(NEW.id);
  ELSIF TG_TABLE_NAME = 'endpoint_scope' THEN
    PERFORM scopegate.check_guard((CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END).endpoint);
    IF TG_OP = 'UPDATE' AND OLD.endpoint <> NEW.endpoint THEN
      PERFORM scopegate.check_guard(OLD.endpoint);
    END IF;
  ELSE
    PERFORM scopegate.check_guard(e.id) FROM scopegate.endpoint e
    WHERE e.product = NEW.name AND e.access = 'scoped' AND e.managed
      AND NOT EXISTS (SELECT FROM scopegate.endpoint_scope s WHERE s.endpoint = e.id);
  END IF;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION scopegate.check_guards() IS 'Trigger: checks the endpoints that a changed row guards.';
REVOKE ALL ON FUNCTION scopegate.check_guards() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER guard_of_endpoint AFTER INSERT OR UPDATE ON scopegate.endpoint
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION scopegate.check_guards();
CREATE CONSTRAINT TRIGGER guard_of_endpoint_scope AFTER INSERT OR UPDATE OR DELETE ON scopegate.endpoint_scope
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION scopegate.check_guards();
CREATE CONSTRAINT TRIGGER guard_of_product AFTER UPDATE ON scopegate.product
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.manage_scope IS NULL AND OLD.manage_scope IS NOT NULL)
  EXECUTE FUNCTION scopegate.check_guards();
