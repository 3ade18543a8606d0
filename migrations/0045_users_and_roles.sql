-- Why: users prove themselves by a password, and roles grant many scopes under one name; both are credentials and grants
--   like all others. Role membership and role scopes follow the change feed: a scope that leaves a role leaves everybody
--   who holds the role, within the same bound as a revoked key.
-- Locks: SHARE ROW EXCLUSIVE on scopegate.credential, briefly, for the foreign keys. Safe while serving: yes.

CREATE TABLE scopegate.user_password (
  credential bigint PRIMARY KEY,
  kind text NOT NULL DEFAULT 'user' CHECK (kind = 'user'),
  hash text NOT NULL,
  FOREIGN KEY (credential, kind) REFERENCES scopegate.credential (id, kind) ON DELETE CASCADE,
  CONSTRAINT user_password_hash CHECK (CASE
    WHEN hash LIKE '$argon2id$%' AND length(hash) <= 512 THEN true
    ELSE scopegate.refuse(format('password of user %s: not an Argon2id hash', credential),
      'Passwords are set with "scopegate user passwd"; never store one as it is.') END)
);
COMMENT ON TABLE scopegate.user_password IS 'What proves a user; the password itself is nowhere.';
COMMENT ON COLUMN scopegate.user_password.hash IS 'Argon2id (RFC 9106) in PHC string form, with its own salt and cost.';

-- RFC 7617, section 2: a user-id has no colon, because the first one ends it.
CREATE FUNCTION scopegate.check_user_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.public_id ~ '[:[:cntrl:]]' OR NEW.public_id IS NOT NFC NORMALIZED OR length(NEW.public_id) > 128 THEN
    PERFORM scopegate.refuse(format('user "%s": a name has no colon, no control character, is in normal form C and has at most 128 characters',
      NEW.public_id));
  END IF;
  RETURN NEW;
END
$$;
COMMENT ON FUNCTION scopegate.check_user_name() IS 'Trigger: refuses names of users that Basic credentials cannot say.';
CREATE TRIGGER check_user_name BEFORE INSERT OR UPDATE ON scopegate.credential
  FOR EACH ROW WHEN (NEW.kind = 'user') EXECUTE FUNCTION scopegate.check_user_name();

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
CREATE TRIGGER a_known_scope BEFORE INSERT OR UPDATE ON scopegate.role_scope
  FOR EACH ROW EXECUTE FUNCTION scopegate.require_scope('scope');
COMMENT ON TABLE scopegate.role_scope IS 'The scopes that a role grants.';

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
