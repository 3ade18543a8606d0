-- Why: a setting that every session may set lifted the rule that grants need a transaction which sees what others commit.
--   Two such transactions could each commit one half of a mix. Only a rehearsal needs the exception, and a rehearsal never
--   commits. So the exception now comes with a row that makes the commit of its transaction fail, whoever wrote it.
-- Locks: none on existing tables. Safe while serving: yes. "scopegate plan" of an older release is denied grants from here on
--   while a category stands alone.

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

-- Nobody ever sees a row of another transaction here, because none is ever committed.
CREATE OR REPLACE FUNCTION scopegate.refuse_old_snapshot() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted')
    AND NOT EXISTS (SELECT FROM scopegate.rehearsal) THEN
    PERFORM scopegate.refuse(format('grants cannot be changed in a %s transaction while a category stands alone',
      upper(current_setting('transaction_isolation'))),
      'Use READ COMMITTED: what others commit meanwhile must be seen.', 'object_not_in_prerequisite_state');
  END IF;
END
$$;

-- All but publish_at_commit, which must stay the last thing before the commit, and the end of a rehearsal.
CREATE OR REPLACE FUNCTION scopegate.check_now() RETURNS void LANGUAGE plpgsql AS $$
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
