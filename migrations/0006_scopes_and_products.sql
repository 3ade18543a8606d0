-- Why: scopes are opaque names; what covers what is never guessed from their spelling but stands in rows: the manage
--   scope of a product, and implications (holding one scope counts as holding another).
-- Locks: none on existing tables. Safe while serving: yes, it only adds objects.

CREATE TABLE scopegate.scope_category (
  name text PRIMARY KEY CHECK (scopegate.check_name('category', name)),
  position int NOT NULL
);
COMMENT ON TABLE scopegate.scope_category IS 'Categories that scopes are listed under, in the order of position.';

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

-- The foreign keys refuse an unknown scope too, but do not name the row that asks for it.
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
COMMENT ON FUNCTION scopegate.require_scope() IS 'Trigger: refuses a row whose column TG_ARGV[0] is no known scope.';

CREATE TABLE scopegate.product (
  name text PRIMARY KEY CHECK (scopegate.check_name('product', name)),
  title text NOT NULL CHECK (scopegate.check_name('title of a product', title)),
  manage_scope text REFERENCES scopegate.scope (name) ON UPDATE CASCADE
);
CREATE INDEX product_manage_scope ON scopegate.product (manage_scope);
CREATE TRIGGER a_known_scope BEFORE INSERT OR UPDATE ON scopegate.product
  FOR EACH ROW EXECUTE FUNCTION scopegate.require_scope('manage_scope');
COMMENT ON TABLE scopegate.product IS 'Families of endpoints.';
COMMENT ON COLUMN scopegate.product.manage_scope IS
  'Opens every endpoint of the product that has not opted out (endpoint.managed); null for none.';

CREATE TABLE scopegate.scope_implication (
  scope text NOT NULL REFERENCES scopegate.scope (name) ON UPDATE CASCADE ON DELETE CASCADE,
  implies text NOT NULL REFERENCES scopegate.scope (name) ON UPDATE CASCADE ON DELETE CASCADE,
  PRIMARY KEY (scope, implies),
  CONSTRAINT scope_implication_of_itself CHECK (CASE
    WHEN scope <> implies THEN true
    ELSE scopegate.refuse(format('implication "%s" -> "%s": a scope cannot imply itself', scope, implies)) END)
);
CREATE INDEX scope_implication_implies ON scopegate.scope_implication (implies);
CREATE TRIGGER a_known_scope BEFORE INSERT OR UPDATE ON scopegate.scope_implication
  FOR EACH ROW EXECUTE FUNCTION scopegate.require_scope('scope');
CREATE TRIGGER b_known_scope BEFORE INSERT OR UPDATE ON scopegate.scope_implication
  FOR EACH ROW EXECUTE FUNCTION scopegate.require_scope('implies');
COMMENT ON TABLE scopegate.scope_implication IS 'Holding scope counts as holding implies. Transitive, without cycles.';

-- Two transactions may each add half a cycle and see nothing wrong. Each row is therefore checked twice: at once, for
-- a prompt answer, and at commit after this row has been updated, which puts all writers of implications in turn
-- (and fails one of them under REPEATABLE READ, where waiting would not show it the other's row).
CREATE TABLE scopegate.implication_turn (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  turns bigint NOT NULL
);
INSERT INTO scopegate.implication_turn (turns) VALUES (0);
COMMENT ON TABLE scopegate.implication_turn IS 'Updated at the commit of whoever adds implications, so that they go one by one.';

CREATE FUNCTION scopegate.refuse_implication_cycle() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  -- Breadth first, each scope once, with the scope it was reached from.
  reached_from jsonb := jsonb_build_object(NEW.implies, NEW.scope);
  frontier text[] := ARRAY[NEW.implies];
  found_now jsonb;
  way text := NEW.scope;
  step text := NEW.scope;
BEGIN
  IF TG_ARGV[0] = 'in turn' THEN
    UPDATE scopegate.implication_turn t SET turns = t.turns + 1;
    -- A row that was removed again before the commit is checked no more.
    IF NOT EXISTS (SELECT FROM scopegate.scope_implication i
                   WHERE i.scope = NEW.scope AND i.implies = NEW.implies) THEN
      RETURN NULL;
    END IF;
  END IF;
  WHILE NOT reached_from ? NEW.scope LOOP
    SELECT jsonb_object_agg(i.implies, i.scope) INTO found_now
    FROM scopegate.scope_implication i WHERE i.scope = ANY (frontier) AND NOT reached_from ? i.implies;
    IF found_now IS NULL THEN
      RETURN NULL;
    END IF;
    reached_from := reached_from || found_now;
    frontier := ARRAY(SELECT jsonb_object_keys(found_now));
  END LOOP;
  LOOP
    step := reached_from ->> step;
    way := step || ' -> ' || way;
    EXIT WHEN step = NEW.scope;
  END LOOP;
  PERFORM scopegate.refuse(
    format('implication "%s" -> "%s": it closes a cycle, %s', NEW.scope, NEW.implies, way));
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION scopegate.refuse_implication_cycle() IS 'Trigger: refuses an implication that closes a cycle.';

CREATE TRIGGER no_cycle AFTER INSERT OR UPDATE ON scopegate.scope_implication
  FOR EACH ROW EXECUTE FUNCTION scopegate.refuse_implication_cycle('at once');
CREATE CONSTRAINT TRIGGER no_cycle_at_commit AFTER INSERT OR UPDATE ON scopegate.scope_implication
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION scopegate.refuse_implication_cycle('in turn');
