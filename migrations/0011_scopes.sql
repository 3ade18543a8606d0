-- Why: scopes are opaque names. What covers what is never guessed from their spelling but stands in rows: the manage
--   scope of a product (0013) and implications (0012).
-- Locks: none on existing tables. Safe while serving: yes, it only adds objects.

CREATE TABLE scopegate.scope_category (
  name text PRIMARY KEY CHECK (scopegate.check_name('category', name)),
  position int NOT NULL,
  stands_alone boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE scopegate.scope_category IS 'Categories that scopes are listed under, in the order of position.';
COMMENT ON COLUMN scopegate.scope_category.stands_alone IS
  'Whether scopes of this category are never held together with scopes of other categories.';

CREATE TABLE scopegate.scope (
  name text PRIMARY KEY,
  category text NOT NULL REFERENCES scopegate.scope_category (name) ON UPDATE CASCADE,
  description text NOT NULL,
  -- The characters of a scope in OAuth (RFC 6749, section 3.3): scopes travel in tokens and in headers.
  CONSTRAINT scope_name CHECK (CASE
    WHEN name COLLATE "C" ~ '^[!#-\[\]-~]{1,255}$' THEN true
    ELSE scopegate.refuse(format('scope "%s": a scope has 1 to 255 printable ASCII characters, '
      'without space, double quote and backslash', name)) END),
  CONSTRAINT scope_description CHECK (CASE
    WHEN btrim(description) <> '' AND char_length(description) <= 2000 THEN true
    ELSE scopegate.refuse(format('scope "%s": a description has 1 to 2,000 characters', name)) END)
);
CREATE INDEX scope_category_of_scope ON scopegate.scope (category);
COMMENT ON TABLE scopegate.scope IS 'Named permissions; compared whole and case-sensitively.';

-- The foreign keys reject an unknown scope too, but do not name the row that asks for it.
CREATE FUNCTION scopegate.require_scope() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  wanted constant text := to_jsonb(NEW) ->> TG_ARGV[0];
BEGIN
  IF wanted IS NOT NULL AND NOT EXISTS (SELECT FROM scopegate.scope s WHERE s.name = wanted) THEN
    PERFORM scopegate.refuse(
      format('%s %s: unknown scope "%s"', replace(TG_TABLE_NAME, '_', ' '), to_jsonb(NEW)::text, wanted),
      'Define it first: SELECT scopegate.define_scope(name, category, description).', 'foreign_key_violation');
  END IF;
  RETURN NEW;
END
$$;
COMMENT ON FUNCTION scopegate.require_scope() IS 'Trigger: rejects a row whose column TG_ARGV[0] is no known scope.';

CREATE FUNCTION scopegate.check_scope(scope text) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM scopegate.scope s WHERE s.name = check_scope.scope) THEN
    PERFORM scopegate.refuse(format('unknown scope "%s"', check_scope.scope),
      'Define it first: SELECT scopegate.define_scope(name, category, description).', 'foreign_key_violation');
  END IF;
END
$$;
COMMENT ON FUNCTION scopegate.check_scope(text) IS 'Raises for an unknown scope.';

CREATE FUNCTION scopegate.define_category(name text, "position" int, stands_alone boolean DEFAULT NULL) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO scopegate.scope_category (name, position, stands_alone)
  VALUES (define_category.name, define_category."position", coalesce(define_category.stands_alone, false))
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    PERFORM scopegate.refuse_redefinition(format('category "%s"', c.name), jsonb_build_array(c.position, c.stands_alone),
      jsonb_build_array(define_category."position", coalesce(define_category.stands_alone, c.stands_alone)),
      'Change it with UPDATE scopegate.scope_category SET position = ..., stands_alone = ...')
    FROM scopegate.scope_category c WHERE c.name = define_category.name;
  END IF;
END
$$;
COMMENT ON FUNCTION scopegate.define_category(text, int, boolean) IS
  'A category that scopes are listed under, its place, and whether its scopes are never held beside those of others.';

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

CALL scopegate.watch_table('scopegate.scope_category', 'catalogue', '''''');
-- Renaming a scope renames it in the tables that use it, and those changes are noted there.
CALL scopegate.watch_table('scopegate.scope', 'catalogue', '''''');

CALL scopegate.audit_table('scopegate.scope_category', 'r.name', 'r.name');
CALL scopegate.audit_table('scopegate.scope', 'r.name', 'r.name');
