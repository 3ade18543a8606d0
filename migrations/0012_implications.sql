-- Why: an implication lets a holder of one scope count as a holder of another. The rows have no cycles, so that "what does
--   this credential hold" always has an end.
-- Locks: SHARE ROW EXCLUSIVE on scopegate.scope, briefly, for the foreign keys. Safe while serving: yes.

CREATE TABLE scopegate.scope_implication (
  scope text NOT NULL REFERENCES scopegate.scope (name) ON UPDATE CASCADE ON DELETE CASCADE,
  implies text NOT NULL REFERENCES scopegate.scope (name) ON UPDATE CASCADE ON DELETE CASCADE,
  PRIMARY KEY (scope, implies),
  CONSTRAINT scope_implication_of_itself CHECK (CASE
    WHEN scope <> implies THEN true
    ELSE scopegate.refuse(format('implication "%s" -> "%s": a scope cannot imply itself', scope, implies)) END)
);
CREATE INDEX scope_implication_implies ON scopegate.scope_implication (implies);
COMMENT ON TABLE scopegate.scope_implication IS 'Holding scope counts as holding implies. Transitive, without cycles.';
CREATE TRIGGER a_known_scope BEFORE INSERT OR UPDATE ON scopegate.scope_implication
  FOR EACH ROW EXECUTE FUNCTION scopegate.require_scope('scope');
CREATE TRIGGER b_known_scope BEFORE INSERT OR UPDATE ON scopegate.scope_implication
  FOR EACH ROW EXECUTE FUNCTION scopegate.require_scope('implies');

-- Two transactions may each add half a cycle and see nothing wrong. Each row is therefore checked twice: at once, for
-- a prompt answer, and at commit after this row has been updated, which puts all writers of implications in turn
-- (and fails one of them under REPEATABLE READ, where waiting would not show it the other's row).
CREATE TABLE scopegate.implication_turn (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  turns bigint NOT NULL
);
INSERT INTO scopegate.implication_turn (turns) VALUES (0);
COMMENT ON TABLE scopegate.implication_turn IS
  'Updated at the commit of a transaction that adds implications, so that they go one by one.';

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
COMMENT ON FUNCTION scopegate.refuse_implication_cycle() IS 'Trigger: rejects an implication that closes a cycle.';
REVOKE ALL ON FUNCTION scopegate.refuse_implication_cycle() FROM PUBLIC;
CREATE TRIGGER no_cycle AFTER INSERT OR UPDATE ON scopegate.scope_implication
  FOR EACH ROW EXECUTE FUNCTION scopegate.refuse_implication_cycle('at once');
CREATE CONSTRAINT TRIGGER no_cycle_at_commit AFTER INSERT OR UPDATE ON scopegate.scope_implication
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION scopegate.refuse_implication_cycle('in turn');

CREATE FUNCTION scopegate.define_implication(scope text, implies text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO scopegate.scope_implication (scope, implies)
  VALUES (define_implication.scope, define_implication.implies)
  ON CONFLICT DO NOTHING;
END
$$;
COMMENT ON FUNCTION scopegate.define_implication(text, text) IS
  'Holding scope counts as holding implies, and everything that implies. Rejected when it closes a cycle.';

CALL scopegate.watch_table('scopegate.scope_implication', 'implication', 'r.implies');
CALL scopegate.audit_table('scopegate.scope_implication', 'r.scope || '' '' || r.implies', 'r.scope');
