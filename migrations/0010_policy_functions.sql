-- Why: the small language in which operators write policy. Each define_ function makes its row once: the same again
--   changes nothing, so a policy file may repeat itself; the same name with other content is refused, because one of
--   the two definitions would be lost without a word. Change a row with UPDATE, or an endpoint with change_endpoint.
-- Locks: none on existing tables. Safe while serving: yes, it only adds functions.

-- One wording for "this exists and is different".
CREATE FUNCTION scopegate.refuse_redefinition(what text, existing jsonb, wanted jsonb, remedy text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF existing <> wanted THEN
    PERFORM scopegate.refuse(
      format('%s already exists and is different: it is %s, and this would make it %s', what, existing, wanted),
      remedy, 'unique_violation');
  END IF;
END
$$;
COMMENT ON FUNCTION scopegate.refuse_redefinition(text, jsonb, jsonb, text) IS
  'Raises when a definition differs from the row that exists.';

CREATE FUNCTION scopegate.define_error_family(
  name text, unauthorized_body text, forbidden_body text, content_type text DEFAULT 'application/json'
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO scopegate.error_family (name, unauthorized_body, forbidden_body, content_type)
  VALUES (define_error_family.name, define_error_family.unauthorized_body, define_error_family.forbidden_body,
    define_error_family.content_type)
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    PERFORM scopegate.refuse_redefinition(format('error family "%s"', f.name),
      jsonb_build_array(f.unauthorized_body, f.forbidden_body, f.content_type),
      jsonb_build_array(define_error_family.unauthorized_body, define_error_family.forbidden_body,
        define_error_family.content_type),
      'Change it with UPDATE scopegate.error_family SET ... WHERE name = ...')
    FROM scopegate.error_family f WHERE f.name = define_error_family.name;
  END IF;
END
$$;
COMMENT ON FUNCTION scopegate.define_error_family(text, text, text, text) IS
  'A family of error answers: the exact bodies of 401 and 403, and their media type. APIs choose one by name.';

CREATE FUNCTION scopegate.define_api(
  name text, hosts text[] DEFAULT '{}', error_family text DEFAULT 'requestError', is_default boolean DEFAULT false
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  made bigint;
  taken record;
BEGIN
  IF NOT EXISTS (SELECT FROM scopegate.error_family f WHERE f.name = define_api.error_family) THEN
    PERFORM scopegate.refuse(format('API "%s": unknown error family "%s"', define_api.name, define_api.error_family),
      'Define it first with scopegate.define_error_family.', 'foreign_key_violation');
  END IF;
  SELECT a.name INTO taken FROM scopegate.api a WHERE a.is_default AND a.name <> define_api.name;
  IF FOUND AND define_api.is_default THEN
    PERFORM scopegate.refuse(format('API "%s": API "%s" already is the default', define_api.name, taken.name),
      'At most one API is the default.', 'unique_violation');
  END IF;
  SELECT h.host, a.name INTO taken FROM scopegate.api_host h JOIN scopegate.api a ON a.id = h.api
  WHERE h.host = ANY (define_api.hosts) AND a.name <> define_api.name ORDER BY h.host LIMIT 1;
  IF FOUND THEN
    PERFORM scopegate.refuse(
      format('API "%s": host "%s" belongs to API "%s"', define_api.name, taken.host, taken.name),
      'A host belongs to one API.', 'unique_violation');
  END IF;
  INSERT INTO scopegate.api (name, error_family, is_default)
  VALUES (define_api.name, define_api.error_family, define_api.is_default)
  ON CONFLICT ON CONSTRAINT api_name_is_unique DO NOTHING RETURNING id INTO made;
  IF made IS NOT NULL THEN
    INSERT INTO scopegate.api_host (host, api) SELECT DISTINCT h, made FROM unnest(define_api.hosts) h;
  ELSE
    PERFORM scopegate.refuse_redefinition(format('API "%s"', a.name),
      jsonb_build_object('error_family', a.error_family, 'is_default', a.is_default, 'hosts',
        ARRAY(SELECT h.host FROM scopegate.api_host h WHERE h.api = a.id ORDER BY h.host COLLATE "C")),
      jsonb_build_object('error_family', define_api.error_family, 'is_default', define_api.is_default, 'hosts',
        ARRAY(SELECT DISTINCT h COLLATE "C" FROM unnest(define_api.hosts) h ORDER BY 1)),
      'Change it with UPDATE scopegate.api, and its hosts in scopegate.api_host.')
    FROM scopegate.api a WHERE a.name = define_api.name;
  END IF;
END
$$;
COMMENT ON FUNCTION scopegate.define_api(text, text[], text, boolean) IS
  'An API with its hosts (lower case, no port) and its error family. The default API takes requests without a host.';

CREATE FUNCTION scopegate.define_category(name text, "position" int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO scopegate.scope_category (name, position) VALUES (define_category.name, define_category."position")
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    PERFORM scopegate.refuse_redefinition(format('category "%s"', c.name), to_jsonb(c.position),
      to_jsonb(define_category."position"), 'Change it with UPDATE scopegate.scope_category SET position = ...')
    FROM scopegate.scope_category c WHERE c.name = define_category.name;
  END IF;
END
$$;
COMMENT ON FUNCTION scopegate.define_category(text, int) IS 'A category that scopes are listed under, and its place.';

CREATE FUNCTION scopegate.define_scope(name text, category text, description text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM scopegate.scope_category c WHERE c.name = define_scope.category) THEN
    PERFORM scopegate.refuse(format('scope "%s": unknown category "%s"', define_scope.name, define_scope.category),
      'Define it first with scopegate.define_category.', 'foreign_key_violation');
  END IF;
  INSERT INTO scopegate.scope (name, category, description)
  VALUES (define_scope.name, define_scope.category, define_scope.description)
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    PERFORM scopegate.refuse_redefinition(format('scope "%s"', s.name), jsonb_build_array(s.category, s.description),
      jsonb_build_array(define_scope.category, define_scope.description),
      'Change it with UPDATE scopegate.scope SET ... WHERE name = ...')
    FROM scopegate.scope s WHERE s.name = define_scope.name;
  END IF;
END
$$;
COMMENT ON FUNCTION scopegate.define_scope(text, text, text) IS 'A scope, its category and what it permits, in words.';

CREATE FUNCTION scopegate.define_product(name text, title text, manage_scope text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO scopegate.product (name, title, manage_scope)
  VALUES (define_product.name, define_product.title, define_product.manage_scope)
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    PERFORM scopegate.refuse_redefinition(format('product "%s"', p.name), jsonb_build_array(p.title, p.manage_scope),
      jsonb_build_array(define_product.title, define_product.manage_scope),
      'Change it with UPDATE scopegate.product SET ... WHERE name = ...')
    FROM scopegate.product p WHERE p.name = define_product.name;
  END IF;
END
$$;
COMMENT ON FUNCTION scopegate.define_product(text, text, text) IS
  'A product, and the scope that opens all its endpoints except those that opt out; no such scope when NULL.';

CREATE FUNCTION scopegate.define_implication(scope text, implies text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO scopegate.scope_implication (scope, implies)
  VALUES (define_implication.scope, define_implication.implies)
  ON CONFLICT DO NOTHING;
END
$$;
COMMENT ON FUNCTION scopegate.define_implication(text, text) IS
  'Holding scope counts as holding implies, and whatever that implies. Refused when it closes a cycle.';
