-- Why: grants and the life of credentials, for operators at a SQL prompt and for policy files. Keys themselves are made
--   by the service, because only it knows the pepper.
-- Locks: none on existing tables. Safe while serving: yes, it only adds functions.

CREATE FUNCTION scopegate.define_account(name text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  made bigint;
BEGIN
  INSERT INTO scopegate.account (name) VALUES (define_account.name)
  ON CONFLICT ON CONSTRAINT account_name_is_unique DO NOTHING RETURNING id INTO made;
  RETURN coalesce(made, (SELECT a.id FROM scopegate.account a WHERE a.name = define_account.name));
END
$$;
COMMENT ON FUNCTION scopegate.define_account(text) IS 'An owner of credentials; answers the row id.';

CREATE FUNCTION scopegate.credential_id(public_id text) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
  found_id bigint;
BEGIN
  SELECT c.id INTO found_id FROM scopegate.credential c WHERE c.public_id = credential_id.public_id;
  IF NOT FOUND THEN
    PERFORM scopegate.refuse(format('unknown credential "%s"', credential_id.public_id), NULL, 'no_data_found');
  END IF;
  RETURN found_id;
END
$$;
COMMENT ON FUNCTION scopegate.credential_id(text) IS 'Row id of a credential by its public id; raises for an unknown one.';

CREATE FUNCTION scopegate.check_scope(scope text) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM scopegate.scope s WHERE s.name = check_scope.scope) THEN
    PERFORM scopegate.refuse(format('unknown scope "%s"', check_scope.scope),
      'Define it first: SELECT scopegate.define_scope(name, category, description).', 'foreign_key_violation');
  END IF;
END
$$;
COMMENT ON FUNCTION scopegate.check_scope(text) IS 'Raises for an unknown scope.';

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

CREATE FUNCTION scopegate.enable_credential(public_id text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  UPDATE scopegate.credential c SET enabled = true
  WHERE c.id = scopegate.credential_id(enable_credential.public_id) AND NOT c.enabled;
  RETURN FOUND;
END
$$;
COMMENT ON FUNCTION scopegate.enable_credential(text) IS
  'Lets a disabled credential be used again; refused for a revoked one. Answers whether anything changed.';

CREATE FUNCTION scopegate.disable_credential(public_id text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  UPDATE scopegate.credential c SET enabled = false
  WHERE c.id = scopegate.credential_id(disable_credential.public_id) AND c.enabled;
  RETURN FOUND;
END
$$;
COMMENT ON FUNCTION scopegate.disable_credential(text) IS
  'Refuses a credential until it is enabled again. Answers whether anything changed.';

CREATE FUNCTION scopegate.revoke_credential(public_id text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  UPDATE scopegate.credential c SET enabled = false, revoked_at = now()
  WHERE c.id = scopegate.credential_id(revoke_credential.public_id) AND c.revoked_at IS NULL;
  RETURN FOUND;
END
$$;
COMMENT ON FUNCTION scopegate.revoke_credential(text) IS
  'Ends a credential for good; its row stays for the record. Answers whether anything changed.';
