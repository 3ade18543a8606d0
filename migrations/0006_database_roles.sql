-- Why: a session can name any actor for a change, and any file as its place. The claim of an actor counts only from a role
--   that the server connects as, and that of a place only from the owner of the schema, which is who "scopegate migrate"
--   connects as. `scopegate grants` prints what a role of the server or of a reader needs.
--   Here and in all other files: PostgreSQL lets every role call a new function. One with the rights of its owner
--   (SECURITY DEFINER) would hand these rights to every role, so that right is taken away beside each of them. Triggers
--   keep firing: PostgreSQL checks the right to a trigger function when the trigger is made.
-- Locks: none on existing tables. Safe while serving: yes, it only adds objects.

CREATE TABLE scopegate.server_role (
  role text PRIMARY KEY CHECK (octet_length(role) BETWEEN 1 AND 63),
  at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT server_role_time CHECK (CASE
    WHEN scopegate.is_printable_time(at) THEN true
    ELSE scopegate.refuse(format('server role "%s": the time lies outside 1970 to 9999', role)) END)
);
COMMENT ON TABLE scopegate.server_role IS
  'Database roles that the server connects as. Only they, and roles that are members of one, may name the actor of a change.';
-- One role for everything is where everybody starts; the output of `scopegate grants --for serve` replaces it.
INSERT INTO scopegate.server_role (role) VALUES (session_user);

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

CREATE FUNCTION scopegate.is_owner_role(login name) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT FROM pg_roles l JOIN pg_namespace n ON n.nspname = 'scopegate'
    WHERE l.rolname = login AND pg_has_role(l.oid, n.nspowner, 'MEMBER'))
$$;
COMMENT ON FUNCTION scopegate.is_owner_role(name) IS
  'Whether a database role is the owner of the schema, a member of it, or a superuser.';
REVOKE ALL ON FUNCTION scopegate.is_owner_role(name) FROM PUBLIC;
