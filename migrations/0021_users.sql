-- Why: users authenticate by a password, and are credentials like all others.
-- Locks: SHARE ROW EXCLUSIVE on scopegate.credential, briefly, for the foreign key and a trigger. Safe while serving: yes.

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
COMMENT ON TABLE scopegate.user_password IS 'The proof of a user; the password itself is nowhere.';
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
COMMENT ON FUNCTION scopegate.check_user_name() IS 'Trigger: rejects names of users that Basic credentials cannot carry.';
CREATE TRIGGER check_user_name BEFORE INSERT OR UPDATE ON scopegate.credential
  FOR EACH ROW WHEN (NEW.kind = 'user') EXECUTE FUNCTION scopegate.check_user_name();

CALL scopegate.watch_table('scopegate.user_password', 'credential', 'r.credential');
CALL scopegate.audit_table('scopegate.user_password', 'r.credential',
  '(SELECT c.public_id FROM scopegate.credential c WHERE c.id = r.credential)', 'hash');
