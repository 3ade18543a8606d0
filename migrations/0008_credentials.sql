-- Why: credentials of every kind share one table, so that all are granted scopes, limited and ended in the same way;
--   what proves each kind stands in a table of its own (api_key now).
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
    WHEN coalesce(isfinite(not_before), true) AND coalesce(isfinite(expires_at), true) AND isfinite(created_at)
      AND coalesce(isfinite(revoked_at), true) THEN true
    ELSE scopegate.refuse(format('credential "%s": a time is infinite', public_id), 'Leave it NULL instead.') END),
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
COMMENT ON TABLE scopegate.credential IS 'Who may call: API keys, users, sessions, OAuth tokens.';
COMMENT ON COLUMN scopegate.credential.public_id IS 'What people and answers call it; never a secret.';
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
COMMENT ON FUNCTION scopegate.keep_revoked() IS 'Trigger: refuses to take a revocation back.';
CREATE TRIGGER keep_revoked BEFORE UPDATE ON scopegate.credential
  FOR EACH ROW WHEN (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at)
  EXECUTE FUNCTION scopegate.keep_revoked();

CREATE TABLE scopegate.api_key (
  credential bigint PRIMARY KEY,
  kind text NOT NULL DEFAULT 'api_key' CHECK (kind = 'api_key'),
  digest bytea NOT NULL,
  FOREIGN KEY (credential, kind) REFERENCES scopegate.credential (id, kind) ON DELETE CASCADE,
  CONSTRAINT api_key_digest CHECK (CASE
    WHEN octet_length(digest) = 32 THEN true
    ELSE scopegate.refuse(format('API key of credential %s: a digest has 32 bytes, not %s', credential,
      octet_length(digest))) END)
);
COMMENT ON TABLE scopegate.api_key IS 'What proves an API key; the key itself is nowhere.';
COMMENT ON COLUMN scopegate.api_key.digest IS 'HMAC-SHA-256 of the whole key under a pepper from outside the database.';

CREATE TABLE scopegate.credential_scope (
  credential bigint NOT NULL REFERENCES scopegate.credential (id) ON DELETE CASCADE,
  scope text NOT NULL REFERENCES scopegate.scope (name) ON UPDATE CASCADE,
  PRIMARY KEY (credential, scope)
);
CREATE INDEX credential_scope_scope ON scopegate.credential_scope (scope);
CREATE TRIGGER a_known_scope BEFORE INSERT OR UPDATE ON scopegate.credential_scope
  FOR EACH ROW EXECUTE FUNCTION scopegate.require_scope('scope');
COMMENT ON TABLE scopegate.credential_scope IS 'Grants: the scopes that a credential holds.';
