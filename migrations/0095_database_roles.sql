-- Why: functions that run with the rights of their owner were executable by every role that may use the schema. A role
--   with SELECT alone could empty the audit trail with prune_history(), raise the floor of the change feed with
--   prune_changes(), and run any SQL as the owner by putting audit_change() or note_change(), which execute the text of
--   their arguments, on a temporary table of its own. From here on only the owner and roles that were granted a function
--   may call it. Triggers keep firing: PostgreSQL checks the right to a trigger function when the trigger is made.
--   `scopegate grants` prints what a role of the server or of a reader needs.
-- Locks: none on existing tables. Safe while serving: yes, where the server connects as the owner; where it connects as
--   another role, run the output of `scopegate grants --for serve` right after this.

DO $$
DECLARE
  routine record;
BEGIN
  FOR routine IN
    SELECT p.oid::regprocedure AS signature FROM pg_proc p
    WHERE p.pronamespace = 'scopegate'::regnamespace AND p.prosecdef
  LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', routine.signature);
  END LOOP;
END
$$;

CREATE TABLE scopegate.server_role (
  role text PRIMARY KEY CHECK (octet_length(role) BETWEEN 1 AND 63),
  at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE scopegate.server_role IS
  'Database roles that the server connects as. Only they, and roles that are members of one, may name the actor of a change.';
-- One role for everything is where everybody starts; the output of `scopegate grants --for serve` replaces it.
INSERT INTO scopegate.server_role (role) VALUES (session_user);
CALL scopegate.audit_table('scopegate.server_role', 'r.role', 'r.role');

-- A superuser is a member of every role, and is no server for that.
CREATE FUNCTION scopegate.is_server_role(login name) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT FROM scopegate.server_role s WHERE s.role = login)
    OR EXISTS (
      SELECT FROM pg_roles l CROSS JOIN scopegate.server_role s JOIN pg_roles g ON g.rolname = s.role
      WHERE l.rolname = login AND NOT l.rolsuper AND pg_has_role(l.oid, g.oid, 'MEMBER'))
$$;
COMMENT ON FUNCTION scopegate.is_server_role(name) IS 'Whether a database role is one that the server connects as.';
REVOKE ALL ON FUNCTION scopegate.is_server_role(name) FROM PUBLIC;
