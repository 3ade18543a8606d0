-- Why: tokens of OAuth 2.0 issuers are credentials too. An issuer is a row, so that it can be added, changed and disabled
--   while everything runs. Tokens themselves are nowhere.
--   An opaque token is sent to the issuer whose prefix it begins with. If one prefix extended another, an issuer could be
--   added that has the live tokens of another one sent to itself. So no prefix is the beginning of another.
--   A token with a far expiry, signed with a stolen key, must end: each issuer has a longest lifetime of its tokens.
-- Locks: SHARE ROW EXCLUSIVE on scopegate.scope, briefly, for the foreign key. Safe while serving: yes.

-- OpenID Connect and OAuth ask for TLS (RFC 8414, section 2; RFC 7662, section 4); a loopback address is for tests and side cars.
CREATE FUNCTION scopegate.check_issuer_url(issuer text, what text, url text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF url COLLATE "C" !~ '^(https://[^/?#@[:space:][:cntrl:]]+|http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?)(/[^#[:space:][:cntrl:]]*)?$'
    OR length(url) > 2000 THEN
    PERFORM scopegate.refuse(format('OAuth issuer "%s": the %s "%s" is no https URL without user, password and fragment',
      issuer, what, url), 'Plain http is accepted for 127.0.0.1, localhost and [::1] only.');
  END IF;
  RETURN true;
END
$$;
COMMENT ON FUNCTION scopegate.check_issuer_url(text, text, text) IS 'True for a URL that an issuer may have; raises for any other.';

-- Asymmetric ones only: a shared secret would let a service that checks tokens make them (RFC 8725, section 3.2).
CREATE FUNCTION scopegate.token_algorithms() RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT ARRAY['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'] $$;
COMMENT ON FUNCTION scopegate.token_algorithms() IS 'The signature algorithms that an issuer may use.';

-- All texts that begin with a prefix are one range in the order of bytes, so overlapping prefixes are overlapping ranges.
CREATE TYPE scopegate.text_range AS RANGE (subtype = text, collation = "C");
COMMENT ON TYPE scopegate.text_range IS 'A range of texts in the order of their bytes.';
COMMENT ON FUNCTION scopegate.text_range(text, text) IS 'The texts from the first one up to, and without, the second one.';
COMMENT ON FUNCTION scopegate.text_range(text, text, text) IS 'The same with bounds such as [] or ().';
COMMENT ON FUNCTION scopegate.text_multirange() IS 'No texts; PostgreSQL makes it with the type.';
COMMENT ON FUNCTION scopegate.text_multirange(scopegate.text_range) IS 'One range as a list; PostgreSQL makes it with the type.';
COMMENT ON FUNCTION scopegate.text_multirange(scopegate.text_range[]) IS
  'Several ranges as a list; PostgreSQL makes it with the type.';

-- Numbered among the credentials, so that the change feed can name it as one of them.
CREATE TABLE scopegate.oauth_issuer (
  id bigint PRIMARY KEY DEFAULT nextval('scopegate.credential_id_seq'),
  name text NOT NULL CONSTRAINT oauth_issuer_name_is_unique UNIQUE CHECK (scopegate.check_name('OAuth issuer', name)),
  issuer text NOT NULL CONSTRAINT oauth_issuer_issuer_is_unique UNIQUE,
  audience text NOT NULL,
  algorithms text[] NOT NULL DEFAULT '{RS256,PS256,ES256,EdDSA}',
  jwks_uri text,
  introspection_uri text,
  introspection_client text,
  introspection_secret text,
  opaque_prefix text NOT NULL DEFAULT '',
  client_claim text NOT NULL DEFAULT 'client_id',
  scopes_from text NOT NULL DEFAULT 'both',
  -- One day: longer than access tokens usually last, and short enough that a forged one ends.
  max_token_lifetime_seconds integer NOT NULL DEFAULT 86400,
  enabled boolean NOT NULL DEFAULT true,
  CONSTRAINT oauth_issuer_issuer CHECK (scopegate.check_issuer_url(name, 'issuer', issuer)),
  CONSTRAINT oauth_issuer_jwks_uri CHECK (jwks_uri IS NULL OR scopegate.check_issuer_url(name, 'jwks_uri', jwks_uri)),
  CONSTRAINT oauth_issuer_introspection_uri CHECK (
    introspection_uri IS NULL OR scopegate.check_issuer_url(name, 'introspection_uri', introspection_uri)),
  CONSTRAINT oauth_issuer_audience CHECK (CASE
    WHEN audience <> '' AND length(audience) <= 2000 THEN true
    ELSE scopegate.refuse(format('OAuth issuer "%s": the audience is empty or too long', name),
      'It is what the "aud" of its tokens must name: the identifier of your API there.') END),
  CONSTRAINT oauth_issuer_algorithms CHECK (CASE
    WHEN cardinality(algorithms) > 0 AND array_position(algorithms, NULL) IS NULL
      AND algorithms <@ scopegate.token_algorithms() THEN true
    ELSE scopegate.refuse(format('OAuth issuer "%s": the algorithms %s are none, or not all among %s', name, algorithms,
      scopegate.token_algorithms())) END),
  CONSTRAINT oauth_issuer_proof CHECK (CASE
    WHEN jwks_uri IS NULL AND introspection_uri IS NULL
      THEN scopegate.refuse(format('OAuth issuer "%s": neither jwks_uri nor introspection_uri', name),
        'Give jwks_uri for JWT access tokens, introspection_uri for opaque ones, or both.')
    ELSE true END),
  CONSTRAINT oauth_issuer_introspection CHECK (CASE
    WHEN (introspection_uri IS NULL) = (introspection_client IS NULL)
      AND (introspection_uri IS NULL) = (introspection_secret IS NULL) THEN true
    ELSE scopegate.refuse(format('OAuth issuer "%s": introspection needs a URI, a client and the name of its secret', name),
      'The secret itself stands in the file that SCOPEGATE_OAUTH_SECRETS_FILE names, under that name.') END),
  CONSTRAINT oauth_issuer_introspection_secret CHECK (CASE
    WHEN introspection_secret COLLATE "C" !~ '^[A-Za-z][A-Za-z0-9_.-]{0,99}$'
      THEN scopegate.refuse(format('OAuth issuer "%s": introspection_secret is not the name of a secret', name),
        'Never store the secret itself; a name has letters, digits, "_", "." and "-".')
    ELSE true END),
  CONSTRAINT oauth_issuer_opaque_prefix CHECK (CASE
    WHEN opaque_prefix COLLATE "C" ~ '^[A-Za-z0-9._~+/-]{0,64}$' THEN true
    ELSE scopegate.refuse(format('OAuth issuer "%s": opaque_prefix "%s" cannot begin a token', name, opaque_prefix)) END),
  CONSTRAINT oauth_issuer_client_claim CHECK (CASE
    WHEN client_claim IN ('client_id', 'azp', 'cid', 'appid', 'sub') THEN true
    ELSE scopegate.refuse(format('OAuth issuer "%s": client_claim is client_id, azp, cid, appid or sub, not "%s"',
      name, client_claim)) END),
  CONSTRAINT oauth_issuer_scopes_from CHECK (CASE
    WHEN scopes_from IN ('token', 'grants', 'both') THEN true
    ELSE scopegate.refuse(format('OAuth issuer "%s": scopes_from is token, grants or both, not "%s"', name, scopes_from)) END),
  CONSTRAINT oauth_issuer_max_token_lifetime CHECK (CASE
    WHEN max_token_lifetime_seconds BETWEEN 60 AND 31536000 THEN true
    ELSE scopegate.refuse(format('OAuth issuer "%s": max_token_lifetime_seconds is 60 to 31536000, not %s', name,
      max_token_lifetime_seconds)) END),
  -- Also for disabled issuers: their tokens are still live elsewhere, and must not be shown to anybody else.
  -- chr(127) sorts after every character that a prefix may have. A constraint holds against writers at the same time, too.
  CONSTRAINT oauth_issuer_opaque_prefixes_are_apart
    EXCLUDE USING gist (scopegate.text_range(opaque_prefix, opaque_prefix || chr(127)) WITH &&)
    WHERE (introspection_uri IS NOT NULL)
);
COMMENT ON TABLE scopegate.oauth_issuer IS 'OAuth 2.0 authorisation servers whose access tokens are accepted.';
COMMENT ON COLUMN scopegate.oauth_issuer.issuer IS 'The exact "iss" of its tokens (RFC 9068, section 4).';
COMMENT ON COLUMN scopegate.oauth_issuer.audience IS 'What the "aud" of its tokens must name.';
COMMENT ON COLUMN scopegate.oauth_issuer.algorithms IS 'The signature algorithms that its tokens may have (RFC 8725, section 3.1).';
COMMENT ON COLUMN scopegate.oauth_issuer.jwks_uri IS 'Where its keys are; nothing in a token ever names another place.';
COMMENT ON COLUMN scopegate.oauth_issuer.introspection_uri IS 'Where opaque tokens are introspected (RFC 7662).';
COMMENT ON COLUMN scopegate.oauth_issuer.introspection_client IS 'The client_id that Scopegate introspects with.';
COMMENT ON COLUMN scopegate.oauth_issuer.introspection_secret IS 'The name of its secret, which is in no database.';
COMMENT ON COLUMN scopegate.oauth_issuer.opaque_prefix IS
  'Opaque tokens that begin so are those of this issuer. No prefix may be the beginning of another one.';
COMMENT ON COLUMN scopegate.oauth_issuer.client_claim IS 'The claim that names the client.';
COMMENT ON COLUMN scopegate.oauth_issuer.scopes_from IS
  'token: the scopes of the token count; grants: those granted to the client here; both: those that are in both.';
COMMENT ON COLUMN scopegate.oauth_issuer.max_token_lifetime_seconds IS
  'The longest time from "iat" to "exp" of its tokens; a token that lasts longer is denied.';

-- The same rule with a message that names the other row; the constraint decides where two writers race.
CREATE FUNCTION scopegate.refuse_overlapping_prefix() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  other record;
BEGIN
  IF NEW.introspection_uri IS NULL THEN
    RETURN NEW;
  END IF;
  SELECT i.name, i.opaque_prefix INTO other FROM scopegate.oauth_issuer i
  WHERE i.id <> NEW.id AND i.introspection_uri IS NOT NULL
    AND (starts_with(i.opaque_prefix, NEW.opaque_prefix) OR starts_with(NEW.opaque_prefix, i.opaque_prefix)) LIMIT 1;
  IF FOUND THEN
    PERFORM scopegate.refuse(format('OAuth issuer "%s": the opaque prefix "%s" overlaps with "%s" of the issuer "%s"',
      NEW.name, NEW.opaque_prefix, other.opaque_prefix, other.name),
      'No prefix may be the beginning of another one; the empty prefix is for a single issuer with opaque tokens.');
  END IF;
  RETURN NEW;
END
$$;
COMMENT ON FUNCTION scopegate.refuse_overlapping_prefix() IS
  'Trigger: no opaque prefix is the beginning of that of another issuer.';
CREATE TRIGGER b_prefixes_are_apart BEFORE INSERT OR UPDATE OF introspection_uri, opaque_prefix ON scopegate.oauth_issuer
  FOR EACH ROW EXECUTE FUNCTION scopegate.refuse_overlapping_prefix();

CREATE TABLE scopegate.oauth_scope (
  issuer bigint NOT NULL REFERENCES scopegate.oauth_issuer (id) ON DELETE CASCADE,
  theirs text NOT NULL,
  ours text NOT NULL REFERENCES scopegate.scope (name) ON UPDATE CASCADE,
  PRIMARY KEY (issuer, theirs, ours),
  -- scope-token of RFC 6749, appendix A.4. The length stands apart: a pattern of PostgreSQL counts to 255 only.
  CONSTRAINT oauth_scope_theirs CHECK (CASE
    WHEN theirs COLLATE "C" ~ '^[!#-\[\]-~]+$' AND length(theirs) <= 1000 THEN true
    ELSE scopegate.refuse(format('"%s" cannot be a scope of an OAuth issuer', theirs)) END)
);
CREATE INDEX oauth_scope_ours ON scopegate.oauth_scope (ours);
CREATE TRIGGER a_known_scope BEFORE INSERT OR UPDATE ON scopegate.oauth_scope
  FOR EACH ROW EXECUTE FUNCTION scopegate.require_scope('ours');
COMMENT ON TABLE scopegate.oauth_scope IS
  'What the scopes of an issuer mean here. An issuer without rows uses our names; with rows, only what they list counts.';

CREATE FUNCTION scopegate.issuer_id(issuer text) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
  found_id bigint;
BEGIN
  SELECT i.id INTO found_id FROM scopegate.oauth_issuer i WHERE i.name = issuer_id.issuer;
  IF NOT FOUND THEN
    PERFORM scopegate.refuse(format('unknown OAuth issuer "%s"', issuer_id.issuer),
      'Define it first: SELECT scopegate.define_issuer(name, issuer, audience, jwks_uri => ...).', 'no_data_found');
  END IF;
  RETURN found_id;
END
$$;
COMMENT ON FUNCTION scopegate.issuer_id(text) IS 'Row id of an OAuth issuer by its name; raises for an unknown one.';

CREATE FUNCTION scopegate.define_issuer(name text, issuer text, audience text, jwks_uri text DEFAULT NULL,
  algorithms text[] DEFAULT '{RS256,PS256,ES256,EdDSA}', scopes_from text DEFAULT 'both') RETURNS bigint LANGUAGE plpgsql AS $$
#variable_conflict use_variable
DECLARE
  made bigint;
BEGIN
  INSERT INTO scopegate.oauth_issuer AS i (name, issuer, audience, jwks_uri, algorithms, scopes_from)
  VALUES (name, issuer, audience, jwks_uri, algorithms, scopes_from)
  ON CONFLICT ON CONSTRAINT oauth_issuer_name_is_unique DO UPDATE SET issuer = EXCLUDED.issuer,
    audience = EXCLUDED.audience, jwks_uri = EXCLUDED.jwks_uri, algorithms = EXCLUDED.algorithms,
    scopes_from = EXCLUDED.scopes_from
  RETURNING i.id INTO made;
  RETURN made;
END
$$;
COMMENT ON FUNCTION scopegate.define_issuer(text, text, text, text, text[], text) IS
  'An OAuth issuer whose JWT access tokens are accepted; called again it has exactly these settings.';

CREATE FUNCTION scopegate.map_issuer_scope(issuer text, theirs text, ours text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO scopegate.oauth_scope (issuer, theirs, ours)
  VALUES (scopegate.issuer_id(map_issuer_scope.issuer), map_issuer_scope.theirs, map_issuer_scope.ours)
  ON CONFLICT DO NOTHING;
  RETURN FOUND;
END
$$;
COMMENT ON FUNCTION scopegate.map_issuer_scope(text, text, text) IS
  'A scope of an issuer counts as one of ours; answers whether anything changed.';

CALL scopegate.watch_table('scopegate.oauth_issuer', 'credential', 'r.id');
CALL scopegate.watch_table('scopegate.oauth_scope', 'credential', 'r.issuer');

CALL scopegate.audit_table('scopegate.oauth_issuer', 'r.id', 'r.name');
CALL scopegate.audit_table('scopegate.oauth_scope', 'r.issuer || '' '' || r.theirs || '' '' || r.ours',
  '(SELECT i.name FROM scopegate.oauth_issuer i WHERE i.id = r.issuer)');
