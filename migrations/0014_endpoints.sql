-- Why: an endpoint is a method and a path template of one API, with its access mode. Rows that cannot be right are rejected
--   here with the endpoint named, so that they never reach a server.
-- Locks: SHARE ROW EXCLUSIVE on scopegate.api, product and scope, briefly, for the foreign keys. Safe while serving: yes.

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
COMMENT ON TABLE scopegate.endpoint_scope IS 'Required scopes of an endpoint; holding any one is enough.';
CREATE TRIGGER a_known_scope BEFORE INSERT OR UPDATE ON scopegate.endpoint_scope
  FOR EACH ROW EXECUTE FUNCTION scopegate.require_scope('scope');

-- The unique constraint decides. This trigger only gives it a message that names both rows.
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
  'Trigger: rejects a second endpoint of one method and shape, naming both rows.';
CREATE TRIGGER one_of_a_shape BEFORE INSERT OR UPDATE ON scopegate.endpoint
  FOR EACH ROW EXECUTE FUNCTION scopegate.refuse_same_shape();

CALL scopegate.watch_table('scopegate.endpoint', 'api', 'r.api');
-- An endpoint stays with its API, so looking it up now and not at commit misses nothing. When it is gone, its own
-- deletion has been noted.
CALL scopegate.watch_table('scopegate.endpoint_scope',
  'api', '(SELECT e.api FROM scopegate.endpoint e WHERE e.id = r.endpoint)');

CALL scopegate.audit_table('scopegate.endpoint', 'r.id', 'r.method || '' '' || r.template');
CALL scopegate.audit_table('scopegate.endpoint_scope', 'r.endpoint || '' '' || r.scope',
  '(SELECT e.method || '' '' || e.template FROM scopegate.endpoint e WHERE e.id = r.endpoint)');
