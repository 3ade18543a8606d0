-- Why: credentials of every kind share one table, so that all are granted scopes, limited and ended in the same way. What
--   proves each kind stands in a table of its own (0020 to 0025). The functions are for operators at a SQL prompt.
-- Locks: none on existing tables. Safe while serving: yes, it only adds objects.

-- Strict about what inet_aton would guess: no abbreviations, no leading zeros (octal to some), no host bits.
CREATE FUNCTION scopegate.check_addresses(public_id text, addresses text[]) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  byte constant text := '(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])';
  v4 constant text := format('(?:%1$s\.){3}%1$s', byte);
  address text;
  problem text;
BEGIN
  IF cardinality(addresses) > 256 THEN
    PERFORM scopegate.refuse(format('credential "%s": more than 256 allowed addresses', public_id));
  END IF;
  FOREACH address IN ARRAY addresses LOOP
    problem := NULL;
    IF address COLLATE "C" ~ ('^' || v4 || '(/(3[0-2]|[12]?[0-9]))?$')
      OR address COLLATE "C" ~ ('^[0-9A-Fa-f:]*:(' || v4 || ')?[0-9A-Fa-f:]*(/(12[0-8]|1[01][0-9]|[1-9]?[0-9]))?$') THEN
      BEGIN
        IF address::inet <> network(address::inet) THEN
          problem := format('has bits set beyond its prefix; did you mean %s', network(address::inet));
        END IF;
      EXCEPTION WHEN invalid_text_representation THEN
        problem := 'is no IPv6 address';
      END;
    ELSE
      problem := 'is no IP address or CIDR block (no leading zeros, nothing left out)';
    END IF;
    IF problem IS NOT NULL OR address IS NULL THEN
      PERFORM scopegate.refuse(format('credential "%s": allowed address "%s" %s', public_id, address, problem));
    END IF;
  END LOOP;
  RETURN true;
END
$$;
COMMENT ON FUNCTION scopegate.check_addresses(text, text[]) IS
  'True for a list of IP addresses and CIDR blocks; raises for any other, naming the credential.';

CREATE TABLE scopegate.account (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL CONSTRAINT account_name_is_unique UNIQUE CHECK (scopegate.check_name('account', name))
);
COMMENT ON TABLE scopegate.account IS 'Owners of credentials.';

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

CREATE TABLE scopegate.credential (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  public_id text NOT NULL CONSTRAINT credential_public_id_is_unique UNIQUE
    CHECK (scopegate.check_name('credential', public_id)),
  kind text NOT NULL,
  account bigint NOT NULL REFERENCES scopegate.account (id),
  name text NOT NULL CHECK (scopegate.check_name('name of a credential', name)),
  enabled boolean NOT NULL DEFAULT true,
  revoked_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  not_before timestamptz,
  expires_at timestamptz,
  allowed_addresses text[] NOT NULL DEFAULT '{}',
  UNIQUE (id, kind),
  CONSTRAINT credential_kind CHECK (CASE
    WHEN kind = ANY (scopegate.credential_kinds()) THEN true
    ELSE scopegate.refuse(format('credential "%s": kind "%s" is not among %s', public_id, kind,
      scopegate.credential_kinds())) END),
  CONSTRAINT credential_times CHECK (CASE
    WHEN scopegate.is_printable_time(created_at) AND scopegate.is_printable_time(revoked_at)
      AND scopegate.is_printable_time(not_before) AND scopegate.is_printable_time(expires_at) THEN true
    ELSE scopegate.refuse(format('credential "%s": a time lies outside 1970 to 9999', public_id),
      'Leave it NULL where there is no such time.') END),
  CONSTRAINT credential_validity CHECK (CASE
    WHEN expires_at <= not_before
      THEN scopegate.refuse(format('credential "%s": it expires at %s, not after its start at %s', public_id,
        expires_at, not_before))
    ELSE true END),
  CONSTRAINT credential_revoked CHECK (CASE
    WHEN revoked_at IS NULL OR NOT enabled THEN true
    ELSE scopegate.refuse(format('credential "%s" is revoked and cannot be enabled', public_id),
      'Create a new one.') END),
  CONSTRAINT credential_allowed_addresses CHECK (scopegate.check_addresses(public_id, allowed_addresses))
);
CREATE INDEX credential_account ON scopegate.credential (account, id);
COMMENT ON TABLE scopegate.credential IS 'Credentials of every kind: API keys, users, sessions, OAuth tokens.';
COMMENT ON COLUMN scopegate.credential.public_id IS 'Its name for users and in answers; never a secret.';
COMMENT ON COLUMN scopegate.credential.revoked_at IS 'Ended for good at this time; null while it is not.';
COMMENT ON COLUMN scopegate.credential.not_before IS 'First instant of validity; null for since ever.';
COMMENT ON COLUMN scopegate.credential.expires_at IS 'First instant of no validity; null for never.';
COMMENT ON COLUMN scopegate.credential.allowed_addresses IS 'IP addresses and CIDR blocks; empty for any address.';

CREATE FUNCTION scopegate.keep_revoked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM scopegate.refuse(format('credential "%s" is revoked, and that is final', OLD.public_id),
    'Create a new one.');
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION scopegate.keep_revoked() IS 'Trigger: rejects taking a revocation back.';
CREATE TRIGGER keep_revoked BEFORE UPDATE ON scopegate.credential
  FOR EACH ROW WHEN (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at)
  EXECUTE FUNCTION scopegate.keep_revoked();

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

CREATE FUNCTION scopegate.enable_credential(public_id text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  UPDATE scopegate.credential c SET enabled = true
  WHERE c.id = scopegate.credential_id(enable_credential.public_id) AND NOT c.enabled;
  RETURN FOUND;
END
$$;
COMMENT ON FUNCTION scopegate.enable_credential(text) IS
  'Lets a disabled credential be used again; rejected for a revoked one. Answers whether anything changed.';

CREATE FUNCTION scopegate.disable_credential(public_id text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  UPDATE scopegate.credential c SET enabled = false
  WHERE c.id = scopegate.credential_id(disable_credential.public_id) AND c.enabled;
  RETURN FOUND;
END
$$;
COMMENT ON FUNCTION scopegate.disable_credential(text) IS
  'Denies a credential until it is enabled again. Answers whether anything changed.';

CREATE FUNCTION scopegate.revoke_credential(public_id text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  UPDATE scopegate.credential c SET enabled = false, revoked_at = now()
  WHERE c.id = scopegate.credential_id(revoke_credential.public_id) AND c.revoked_at IS NULL;
  RETURN FOUND;
END
$$;
COMMENT ON FUNCTION scopegate.revoke_credential(text) IS
  'Ends a credential for good; its row stays for the record. Answers whether anything changed.';

CALL scopegate.watch_table('scopegate.account', 'account', 'r.id');
CALL scopegate.watch_table('scopegate.credential', 'credential', 'r.id');

CALL scopegate.audit_table('scopegate.account', 'r.id', 'r.name');
CALL scopegate.audit_table('scopegate.credential', 'r.id', 'r.public_id');
