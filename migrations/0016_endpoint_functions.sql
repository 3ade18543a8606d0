-- Why: one call defines an endpoint with its scopes, one changes it, and one removes it. The checks that 0015 makes at
--   commit are made here at once, so that the error points at the call.
-- Locks: none on existing tables. Safe while serving: yes, it only adds functions.

CREATE FUNCTION scopegate.endpoint_id(api text, method text, template text) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT e.id FROM scopegate.endpoint e
  WHERE e.api = scopegate.api_id($1) AND e.method = $2 AND e.shape = scopegate.template_shape($3)
$$;
COMMENT ON FUNCTION scopegate.endpoint_id(text, text, text) IS
  'Row id of the endpoint with this method and the shape of this template; null when there is none.';

-- What an endpoint says, apart from its id and the names of its parameters; lists as sets.
CREATE FUNCTION scopegate.endpoint_content(
  scopes text[], product text, access text, managed boolean, accepted_kinds text[], encoded text[]
) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object(
    'scopes', ARRAY(SELECT DISTINCT s COLLATE "C" FROM unnest($1) s ORDER BY 1),
    'product', $2, 'access', $3, 'managed', $4,
    'accepted_kinds', CASE WHEN $5 IS NOT NULL THEN ARRAY(SELECT DISTINCT k COLLATE "C" FROM unnest($5) k ORDER BY 1) END,
    'encoded', ARRAY(SELECT DISTINCT e COLLATE "C" FROM unnest($6) e ORDER BY 1))
$$;
COMMENT ON FUNCTION scopegate.endpoint_content(text[], text, text, boolean, text[], text[]) IS
  'What two definitions of an endpoint are compared by.';

CREATE FUNCTION scopegate.existing_endpoint_content(endpoint bigint) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT scopegate.endpoint_content(
    ARRAY(SELECT s.scope FROM scopegate.endpoint_scope s WHERE s.endpoint = e.id),
    e.product, e.access, e.managed, e.accepted_kinds, e.encoded)
  FROM scopegate.endpoint e WHERE e.id = $1
$$;
COMMENT ON FUNCTION scopegate.existing_endpoint_content(bigint) IS 'endpoint_content() of a row.';

-- Before any row is written: what the foreign keys would reject, with the endpoint named.
CREATE FUNCTION scopegate.check_endpoint_names(endpoint text, scopes text[], product text) RETURNS void
LANGUAGE plpgsql STABLE AS $$
DECLARE
  unknown text;
BEGIN
  SELECT s INTO unknown FROM unnest(check_endpoint_names.scopes) s
  WHERE NOT EXISTS (SELECT FROM scopegate.scope k WHERE k.name = s) LIMIT 1;
  IF FOUND THEN
    PERFORM scopegate.refuse(format('endpoint %s: unknown scope "%s"', check_endpoint_names.endpoint, unknown),
      'Define it first: SELECT scopegate.define_scope(name, category, description).', 'foreign_key_violation');
  END IF;
  IF check_endpoint_names.product IS NOT NULL
    AND NOT EXISTS (SELECT FROM scopegate.product p WHERE p.name = check_endpoint_names.product) THEN
    PERFORM scopegate.refuse(
      format('endpoint %s: unknown product "%s"', check_endpoint_names.endpoint, check_endpoint_names.product),
      'Define it first: SELECT scopegate.define_product(name, title, manage_scope).', 'foreign_key_violation');
  END IF;
END
$$;
COMMENT ON FUNCTION scopegate.check_endpoint_names(text, text[], text) IS
  'Raises for a scope or product that does not exist, naming the endpoint.';

CREATE FUNCTION scopegate.define_endpoint(
  api text, method text, template text, scopes text[] DEFAULT '{}', product text DEFAULT NULL,
  access text DEFAULT 'scoped', managed boolean DEFAULT true, accepted_kinds text[] DEFAULT NULL,
  encoded text[] DEFAULT '{}'
) RETURNS bigint LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  this constant text := format('%s %s of API "%s"', define_endpoint.method, define_endpoint.template, define_endpoint.api);
  wanted constant jsonb := scopegate.endpoint_content(define_endpoint.scopes, define_endpoint.product,
    define_endpoint.access, define_endpoint.managed, define_endpoint.accepted_kinds, define_endpoint.encoded);
  other record;
  made bigint;
BEGIN
  PERFORM scopegate.check_endpoint_names(this, define_endpoint.scopes, define_endpoint.product);
  SELECT e.id, e.method, e.template, scopegate.existing_endpoint_content(e.id) AS content INTO other
  FROM scopegate.endpoint e
  WHERE e.id = scopegate.endpoint_id(define_endpoint.api, define_endpoint.method, define_endpoint.template);
  IF FOUND THEN
    PERFORM scopegate.refuse_redefinition(
      format('endpoint %s: its shape, as endpoint %s, %s %s,', this, other.id, other.method, other.template),
      other.content, wanted, 'Change it with scopegate.change_endpoint(same arguments).');
    RETURN other.id;
  END IF;
  INSERT INTO scopegate.endpoint (api, method, template, product, access, managed, accepted_kinds, encoded)
  VALUES (scopegate.api_id(define_endpoint.api), define_endpoint.method, define_endpoint.template,
    define_endpoint.product, define_endpoint.access, define_endpoint.managed, define_endpoint.accepted_kinds,
    define_endpoint.encoded)
  RETURNING id INTO made;
  INSERT INTO scopegate.endpoint_scope (endpoint, scope) SELECT DISTINCT made, s FROM unnest(define_endpoint.scopes) s;
  PERFORM scopegate.check_guard(made);
  RETURN made;
END
$$;
COMMENT ON FUNCTION scopegate.define_endpoint(text, text, text, text[], text, text, boolean, text[], text[]) IS
  'A method and path template of an API, with the scopes of which any one opens it; answers the row id. The same '
  'again, also with other names of parameters, changes nothing; the same method and shape with other content is rejected.';

CREATE FUNCTION scopegate.change_endpoint(
  api text, method text, template text, scopes text[] DEFAULT '{}', product text DEFAULT NULL,
  access text DEFAULT 'scoped', managed boolean DEFAULT true, accepted_kinds text[] DEFAULT NULL,
  encoded text[] DEFAULT '{}'
) RETURNS bigint LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  this constant text := format('%s %s of API "%s"', change_endpoint.method, change_endpoint.template, change_endpoint.api);
  changed constant bigint := scopegate.endpoint_id(change_endpoint.api, change_endpoint.method, change_endpoint.template);
BEGIN
  IF changed IS NULL THEN
    PERFORM scopegate.refuse(format('endpoint %s does not exist', this), 'Define it with scopegate.define_endpoint.',
      'no_data_found');
  END IF;
  PERFORM scopegate.check_endpoint_names(this, change_endpoint.scopes, change_endpoint.product);
  UPDATE scopegate.endpoint e
  SET template = change_endpoint.template, product = change_endpoint.product, access = change_endpoint.access,
    managed = change_endpoint.managed, accepted_kinds = change_endpoint.accepted_kinds,
    encoded = change_endpoint.encoded
  WHERE e.id = changed;
  DELETE FROM scopegate.endpoint_scope s WHERE s.endpoint = changed AND s.scope <> ALL (change_endpoint.scopes);
  INSERT INTO scopegate.endpoint_scope (endpoint, scope)
    SELECT DISTINCT changed, s FROM unnest(change_endpoint.scopes) s ON CONFLICT DO NOTHING;
  PERFORM scopegate.check_guard(changed);
  RETURN changed;
END
$$;
COMMENT ON FUNCTION scopegate.change_endpoint(text, text, text, text[], text, text, boolean, text[], text[]) IS
  'Gives the endpoint with this method and shape exactly this content; what is left out takes its default. '
  'Answers the row id.';

CREATE FUNCTION scopegate.drop_endpoint(api text, method text, template text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM scopegate.endpoint e
  WHERE e.id = scopegate.endpoint_id(drop_endpoint.api, drop_endpoint.method, drop_endpoint.template);
  IF NOT FOUND THEN
    PERFORM scopegate.refuse(format('endpoint %s %s of API "%s" does not exist', drop_endpoint.method,
      drop_endpoint.template, drop_endpoint.api), NULL, 'no_data_found');
  END IF;
END
$$;
COMMENT ON FUNCTION scopegate.drop_endpoint(text, text, text) IS 'Removes the endpoint with this method and shape.';
