-- Why: a role grants many scopes under one name. Roles and their scopes follow the change feed: a scope that leaves a role
--   leaves every credential that has the role, within the same bound as a revoked key.
-- Locks: SHARE ROW EXCLUSIVE on scopegate.credential and scope, briefly, for the foreign keys. Safe while serving: yes.

CREATE TABLE scopegate.role (
  name text PRIMARY KEY CHECK (scopegate.check_name('role', name)),
  description text NOT NULL DEFAULT ''
);
COMMENT ON TABLE scopegate.role IS 'Named sets of scopes.';

CREATE TABLE scopegate.role_scope (
  role text NOT NULL REFERENCES scopegate.role (name) ON UPDATE CASCADE ON DELETE CASCADE,
  scope text NOT NULL REFERENCES scopegate.scope (name) ON UPDATE CASCADE,
  PRIMARY KEY (role, scope)
);
CREATE INDEX role_scope_scope ON scopegate.role_scope (scope);
COMMENT ON TABLE scopegate.role_scope IS 'The scopes that a role grants.';
CREATE TRIGGER a_known_scope BEFORE INSERT OR UPDATE ON scopegate.role_scope
  FOR EACH ROW EXECUTE FUNCTION scopegate.require_scope('scope');

CREATE TABLE scopegate.credential_role (
  credential bigint NOT NULL REFERENCES scopegate.credential (id) ON DELETE CASCADE,
  role text NOT NULL REFERENCES scopegate.role (name) ON UPDATE CASCADE,
  PRIMARY KEY (credential, role)
);
CREATE INDEX credential_role_role ON scopegate.credential_role (role);
COMMENT ON TABLE scopegate.credential_role IS 'Grants: the roles that a credential holds.';

CREATE VIEW scopegate.credential_held_scope AS
  SELECT s.credential, s.scope FROM scopegate.credential_scope s
  UNION
  SELECT r.credential, s.scope FROM scopegate.credential_role r JOIN scopegate.role_scope s ON s.role = r.role;
COMMENT ON VIEW scopegate.credential_held_scope IS 'The scopes that a credential holds, directly and through its roles.';

CREATE FUNCTION scopegate.define_role(name text, description text DEFAULT '', VARIADIC scopes text[] DEFAULT '{}')
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  granted text;
BEGIN
  FOREACH granted IN ARRAY scopes LOOP
    PERFORM scopegate.check_scope(granted);
  END LOOP;
  INSERT INTO scopegate.role AS r (name, description) VALUES (define_role.name, define_role.description)
  ON CONFLICT ON CONSTRAINT role_pkey DO UPDATE SET description = EXCLUDED.description;
  DELETE FROM scopegate.role_scope s WHERE s.role = define_role.name AND s.scope <> ALL (scopes);
  INSERT INTO scopegate.role_scope (role, scope)
    SELECT DISTINCT define_role.name, s FROM unnest(scopes) s ON CONFLICT DO NOTHING;
END
$$;
COMMENT ON FUNCTION scopegate.define_role(text, text, text[]) IS
  'A named set of scopes; called again it has exactly these: define_role(''support'', ''Reads messages'', ''message:read'').';

CREATE FUNCTION scopegate.check_role(role text) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM scopegate.role r WHERE r.name = check_role.role) THEN
    PERFORM scopegate.refuse(format('unknown role "%s"', check_role.role),
      'Define it first: SELECT scopegate.define_role(name, description, scope, ...).', 'foreign_key_violation');
  END IF;
END
$$;
COMMENT ON FUNCTION scopegate.check_role(text) IS 'Raises for an unknown role.';

CREATE FUNCTION scopegate.grant_role(credential text, role text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM scopegate.check_role(grant_role.role);
  INSERT INTO scopegate.credential_role (credential, role)
  VALUES (scopegate.credential_id(grant_role.credential), grant_role.role) ON CONFLICT DO NOTHING;
  RETURN FOUND;
END
$$;
COMMENT ON FUNCTION scopegate.grant_role(text, text) IS
  'Grants a role to a credential, by its public id; answers whether anything changed.';

CREATE FUNCTION scopegate.revoke_role(credential text, role text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM scopegate.check_role(revoke_role.role);
  DELETE FROM scopegate.credential_role r
  WHERE r.credential = scopegate.credential_id(revoke_role.credential) AND r.role = revoke_role.role;
  RETURN FOUND;
END
$$;
COMMENT ON FUNCTION scopegate.revoke_role(text, text) IS
  'Takes a role from a credential, by its public id; answers whether anything changed.';

-- A role without scopes and holders changes nothing, so scopegate.role itself is not watched.
CALL scopegate.watch_table('scopegate.role_scope', 'role', 'r.role');
CALL scopegate.watch_table('scopegate.credential_role', 'credential', 'r.credential');

CALL scopegate.audit_table('scopegate.role', 'r.name', 'r.name');
CALL scopegate.audit_table('scopegate.role_scope', 'r.role || '' '' || r.scope', 'r.role');
CALL scopegate.audit_table('scopegate.credential_role', 'r.credential || '' '' || r.role',
  '(SELECT c.public_id FROM scopegate.credential c WHERE c.id = r.credential)');
