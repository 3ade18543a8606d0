-- Why: a client of an OAuth issuer is a credential of the kind oauth_token, so that it is granted scopes, limited and ended
--   like every other.
-- Locks: SHARE ROW EXCLUSIVE on scopegate.credential and oauth_issuer, briefly, for the foreign keys. Safe while serving: yes.

CREATE TABLE scopegate.oauth_client (
  credential bigint PRIMARY KEY,
  kind text NOT NULL DEFAULT 'oauth_token' CHECK (kind = 'oauth_token'),
  issuer bigint NOT NULL REFERENCES scopegate.oauth_issuer (id),
  client_id text,
  FOREIGN KEY (credential, kind) REFERENCES scopegate.credential (id, kind) ON DELETE CASCADE,
  CONSTRAINT oauth_client_is_unique UNIQUE (issuer, client_id),
  CONSTRAINT oauth_client_id CHECK (CASE
    WHEN client_id IS NULL OR client_id COLLATE "C" ~ '^[ -~]{1,255}$' THEN true
    ELSE scopegate.refuse(format('OAuth client "%s": a client_id is 1 to 255 printable ASCII characters', client_id)) END)
);
CREATE UNIQUE INDEX oauth_client_others ON scopegate.oauth_client (issuer) WHERE client_id IS NULL;
COMMENT ON TABLE scopegate.oauth_client IS 'The client whose tokens a credential of the kind oauth_token stands for.';
COMMENT ON COLUMN scopegate.oauth_client.client_id IS 'The client, as the issuer calls it; null for every client that has no row of its own.';

CREATE FUNCTION scopegate.define_oauth_client(public_id text, issuer text, client_id text, account text,
  VARIADIC scopes text[] DEFAULT '{}') RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  made bigint;
  granted text;
BEGIN
  FOREACH granted IN ARRAY scopes LOOP
    PERFORM scopegate.check_scope(granted);
  END LOOP;
  INSERT INTO scopegate.credential (public_id, kind, account, name)
  VALUES (define_oauth_client.public_id, 'oauth_token', scopegate.define_account(define_oauth_client.account),
    define_oauth_client.public_id)
  RETURNING id INTO made;
  INSERT INTO scopegate.oauth_client (credential, issuer, client_id)
  VALUES (made, scopegate.issuer_id(define_oauth_client.issuer), define_oauth_client.client_id);
  INSERT INTO scopegate.credential_scope (credential, scope) SELECT DISTINCT made, s FROM unnest(scopes) s;
  RETURN made;
END
$$;
COMMENT ON FUNCTION scopegate.define_oauth_client(text, text, text, text, text[]) IS
  'A client of an issuer, or with NULL every other client of it, as a credential with these grants; answers its row id.';

-- The rows of other clients decide which row a client has, so the issuer changes with each of them.
CALL scopegate.watch_table('scopegate.oauth_client', 'credential', 'r.credential', 'credential', 'r.issuer');
CALL scopegate.audit_table('scopegate.oauth_client', 'r.credential',
  '(SELECT c.public_id FROM scopegate.credential c WHERE c.id = r.credential)');
