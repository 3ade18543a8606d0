-- Why: a credential holds the scopes that it is granted, whatever its kind.
-- Locks: SHARE ROW EXCLUSIVE on scopegate.credential and scope, briefly, for the foreign keys. Safe while serving: yes.

CREATE TABLE scopegate.credential_scope (
  credential bigint NOT NULL REFERENCES scopegate.credential (id) ON DELETE CASCADE,
  scope text NOT NULL REFERENCES scopegate.scope (name) ON UPDATE CASCADE,
  PRIMARY KEY (credential, scope)
);
CREATE INDEX credential_scope_scope ON scopegate.credential_scope (scope);
COMMENT ON TABLE scopegate.credential_scope IS 'Grants: the scopes that a credential holds.';
CREATE TRIGGER a_known_scope BEFORE INSERT OR UPDATE ON scopegate.credential_scope
  FOR EACH ROW EXECUTE FUNCTION scopegate.require_scope('scope');

CREATE FUNCTION scopegate.grant_scope(credential text, scope text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM scopegate.check_scope(grant_scope.scope);
  INSERT INTO scopegate.credential_scope (credential, scope)
  VALUES (scopegate.credential_id(grant_scope.credential), grant_scope.scope)
  ON CONFLICT DO NOTHING;
  RETURN FOUND;
END
$$;
COMMENT ON FUNCTION scopegate.grant_scope(text, text) IS
  'Grants a scope to a credential, by its public id; answers whether anything changed.';

-- An unknown scope is an error here too: a misspelt revocation must not look done.
CREATE FUNCTION scopegate.revoke_scope(credential text, scope text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM scopegate.check_scope(revoke_scope.scope);
  DELETE FROM scopegate.credential_scope s
  WHERE s.credential = scopegate.credential_id(revoke_scope.credential) AND s.scope = revoke_scope.scope;
  RETURN FOUND;
END
$$;
COMMENT ON FUNCTION scopegate.revoke_scope(text, text) IS
  'Takes a scope from a credential, by its public id; answers whether anything changed.';

CALL scopegate.watch_table('scopegate.credential_scope', 'credential', 'r.credential');
CALL scopegate.audit_table('scopegate.credential_scope', 'r.credential || '' '' || r.scope',
  '(SELECT c.public_id FROM scopegate.credential c WHERE c.id = r.credential)');
