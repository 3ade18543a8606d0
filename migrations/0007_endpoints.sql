-- Why: an endpoint is a method and a path template of one API, with how it is guarded. Rows that cannot be right are
--   refused here with the endpoint named, so that they never reach a server.
-- Locks: none on existing tables. Safe while serving: yes, it only adds objects.

CREATE FUNCTION scopegate.credential_kinds() RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT ARRAY['api_key', 'user', 'session', 'oauth_token'] $$;
COMMENT ON FUNCTION scopegate.credential_kinds() IS 'Every kind of credential.';

CREATE TABLE scopegate.endpoint (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  api bigint NOT NULL REFERENCES scopegate.api (id) ON DELETE CASCADE,
  method text NOT NULL,
  template text NOT NULL,
  shape text NOT NULL GENERATED ALWAYS AS (scopegate.template_shape(template)) STORED,
  product text REFERENCES scopegate.product (name) ON UPDATE CASCADE,
  access text NOT NULL,
  managed boolean NOT NULL DEFAULT true,
  accepted_kinds text[],
  encoded text[] NOT NULL DEFAULT '{}',
  CONSTRAINT endpoint_shape_is_unique UNIQUE (api, method, shape),
  -- RFC 9110, section 9.1, without lower case: methods are case-sensitive, and no known one has any.
  CONSTRAINT endpoint_method CHECK (CASE
    WHEN method COLLATE "C" ~ '^[A-Z0-9!#$%&''*+.^_`|~-]{1,32}$' THEN true
    ELSE scopegate.refuse(format('endpoint %s %s: method "%s" is neither an upper-case token nor "*"',
      method, template, method)) END),
  -- The shape has to fit into an index.
  CONSTRAINT endpoint_template CHECK (CASE
    WHEN octet_length(template) <= 4096 AND octet_length(shape) <= 2048 THEN true
    ELSE scopegate.refuse(format('endpoint %s %s...: the template is longer than 2,048 bytes',
      method, left(template, 60))) END),
  CONSTRAINT endpoint_access CHECK (CASE
    WHEN access IN ('scoped', 'authenticated', 'public', 'closed') THEN true
    ELSE scopegate.refuse(format('endpoint %s %s: access "%s" is none of scoped, authenticated, public, closed',
      method, template, access)) END),
  CONSTRAINT endpoint_accepted_kinds CHECK (CASE
    WHEN accepted_kinds IS NULL
      OR (accepted_kinds <@ scopegate.credential_kinds() AND cardinality(accepted_kinds) > 0) THEN true
    ELSE scopegate.refuse(format('endpoint %s %s: accepted kinds %s are not among %s', method, template,
      accepted_kinds, scopegate.credential_kinds()), 'NULL accepts every kind; to refuse all, use access ''closed''.')
    END),
  CONSTRAINT endpoint_encoded CHECK (CASE
    WHEN encoded <@ ARRAY['slash', 'percent'] THEN true
    ELSE scopegate.refuse(format('endpoint %s %s: encoded %s is not among {slash,percent}', method, template, encoded))
    END)
);
CREATE INDEX endpoint_product ON scopegate.endpoint (product);
COMMENT ON TABLE scopegate.endpoint IS 'Method and path template of one API, and how it is guarded.';
COMMENT ON COLUMN scopegate.endpoint.access IS
  'scoped: one of its scopes is needed; authenticated: any valid credential; public: none; closed: nobody.';
COMMENT ON COLUMN scopegate.endpoint.managed IS 'False where the endpoint opts out of its product''s manage scope.';
COMMENT ON COLUMN scopegate.endpoint.accepted_kinds IS 'Kinds of credential that may call it; null for all.';
COMMENT ON COLUMN scopegate.endpoint.encoded IS 'What may stand percent-encoded inside a parameter: slash, percent.';

CREATE TABLE scopegate.endpoint_scope (
  endpoint bigint NOT NULL REFERENCES scopegate.endpoint (id) ON DELETE CASCADE,
  scope text NOT NULL REFERENCES scopegate.scope (name) ON UPDATE CASCADE,
  PRIMARY KEY (endpoint, scope)
);
CREATE INDEX endpoint_scope_scope ON scopegate.endpoint_scope (scope);
CREATE TRIGGER a_known_scope BEFORE INSERT OR UPDATE ON scopegate.endpoint_scope
  FOR EACH ROW EXECUTE FUNCTION scopegate.require_scope('scope');
COMMENT ON TABLE scopegate.endpoint_scope IS 'Required scopes of an endpoint; holding any one is enough.';

-- The unique constraint is what holds; this only says it in words that name both rows.
CREATE FUNCTION scopegate.refuse_same_shape() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  other record;
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.api <> OLD.api THEN
    PERFORM scopegate.refuse(format('endpoint %s, %s %s: an endpoint stays with its API', OLD.id, OLD.method,
      OLD.template), 'Define it for the other API and drop this one.');
  END IF;
  SELECT e.id, e.method, e.template, a.name AS api INTO other
  FROM scopegate.endpoint e JOIN scopegate.api a ON a.id = e.api
  WHERE e.api = NEW.api AND e.method = NEW.method AND e.shape = scopegate.template_shape(NEW.template)
    AND e.id <> NEW.id;
  IF FOUND THEN
    PERFORM scopegate.refuse(
      format('endpoint %s %s of API "%s": endpoint %s, %s %s, has the same method and shape', NEW.method,
        NEW.template, other.api, other.id, other.method, other.template), NULL, 'unique_violation');
  END IF;
  RETURN NEW;
END
$$;
COMMENT ON FUNCTION scopegate.refuse_same_shape() IS
  'Trigger: refuses a second endpoint of one method and shape, naming both rows.';
CREATE TRIGGER one_of_a_shape BEFORE INSERT OR UPDATE ON scopegate.endpoint
  FOR EACH ROW EXECUTE FUNCTION scopegate.refuse_same_shape();

-- An endpoint and its scopes are rows of two tables, so they can only be checked together at commit. The locks make
-- two transactions that change one endpoint, or its product, see each other.
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

CREATE CONSTRAINT TRIGGER guard_of_endpoint AFTER INSERT OR UPDATE ON scopegate.endpoint
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION scopegate.check_guards();
CREATE CONSTRAINT TRIGGER guard_of_endpoint_scope AFTER INSERT OR UPDATE OR DELETE ON scopegate.endpoint_scope
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION scopegate.check_guards();
CREATE CONSTRAINT TRIGGER guard_of_product AFTER UPDATE ON scopegate.product
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.manage_scope IS NULL AND OLD.manage_scope IS NOT NULL)
  EXECUTE FUNCTION scopegate.check_guards();
