-- Why: some checks run at commit, and then nobody can tell which statement, or which file of a migration, they are about:
--   check_now() runs those that are due. A rehearsal of migrations ("scopegate plan") needs to see one moment, which
--   other transactions that change grants may not do (0027). So it comes with a row that makes its commit fail.
-- Locks: none on existing tables. Safe while serving: yes, it only adds objects.

CREATE TABLE scopegate.rehearsal (
  rounds int NOT NULL DEFAULT 10000 CHECK (rounds BETWEEN 0 AND 10000)
);
COMMENT ON TABLE scopegate.rehearsal IS 'Always empty: a transaction that writes a row here fails at its commit.';
COMMENT ON COLUMN scopegate.rehearsal.rounds IS 'How often the transaction may still run its deferred checks early.';

-- SET CONSTRAINTS ... IMMEDIATE runs this too, and must not end a rehearsal. So each run leaves its work to a new row, which
-- waits for the commit. The commit goes on until no row is left to wait, and there the last one raises.
CREATE FUNCTION scopegate.refuse_commit_of_rehearsal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.rounds = 0 THEN
    PERFORM scopegate.refuse('a rehearsal cannot be committed', 'End the transaction with ROLLBACK.',
      'object_not_in_prerequisite_state');
  END IF;
  SET CONSTRAINTS scopegate.rehearsal_never_commits DEFERRED;
  INSERT INTO scopegate.rehearsal (rounds) VALUES (NEW.rounds - 1);
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION scopegate.refuse_commit_of_rehearsal() IS 'Trigger: fails the commit of a transaction that is a rehearsal.';
REVOKE ALL ON FUNCTION scopegate.refuse_commit_of_rehearsal() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER rehearsal_never_commits AFTER INSERT ON scopegate.rehearsal
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION scopegate.refuse_commit_of_rehearsal();

-- All but publish_at_commit, which must stay the last thing before the commit, and the end of a rehearsal.
CREATE FUNCTION scopegate.check_now() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  checks constant text := (
    SELECT string_agg(format('scopegate.%I', c.conname), ', ')
    FROM pg_constraint c
    WHERE c.connamespace = 'scopegate'::regnamespace AND c.condeferrable
      AND c.conname NOT IN ('publish_at_commit', 'rehearsal_never_commits'));
BEGIN
  EXECUTE format('SET CONSTRAINTS %s IMMEDIATE', checks);
  EXECUTE format('SET CONSTRAINTS %s DEFERRED', checks);
END
$$;
COMMENT ON FUNCTION scopegate.check_now() IS
  'Runs the checks that would otherwise run at commit; raises what they find.';
