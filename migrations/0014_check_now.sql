-- Why: some checks run at commit, and then nobody can say which statement, or which file of a migration, they are
--   about. check_now() runs those that are due.
-- Locks: none on existing tables. Safe while serving: yes, it only adds a function.

-- All but publish_at_commit, which must stay the last thing before the commit.
CREATE FUNCTION scopegate.check_now() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  checks constant text := (
    SELECT string_agg(format('scopegate.%I', c.conname), ', ')
    FROM pg_constraint c
    WHERE c.connamespace = 'scopegate'::regnamespace AND c.condeferrable AND c.conname <> 'publish_at_commit');
BEGIN
  EXECUTE format('SET CONSTRAINTS %s IMMEDIATE', checks);
  EXECUTE format('SET CONSTRAINTS %s DEFERRED', checks);
END
$$;
COMMENT ON FUNCTION scopegate.check_now() IS
  'Runs the checks that would otherwise run at commit; raises what they find.';
