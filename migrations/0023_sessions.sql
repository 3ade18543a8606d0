-- Why: a user who has authenticated once goes on with a session token. A session is a credential of its own kind that can
--   do what its user can, for as long as the user can. It ends by itself: at its expiry, and when it is left idle.
-- Locks: SHARE ROW EXCLUSIVE on scopegate.credential, briefly, for the foreign keys and a trigger. Safe while serving: yes.

CREATE TABLE scopegate.session (
  credential bigint PRIMARY KEY,
  kind text NOT NULL DEFAULT 'session' CHECK (kind = 'session'),
  of_user bigint NOT NULL,
  of_kind text NOT NULL DEFAULT 'user' CHECK (of_kind = 'user'),
  digest bytea NOT NULL,
  idle interval NOT NULL,
  FOREIGN KEY (credential, kind) REFERENCES scopegate.credential (id, kind) ON DELETE CASCADE,
  FOREIGN KEY (of_user, of_kind) REFERENCES scopegate.credential (id, kind) ON DELETE CASCADE,
  CONSTRAINT session_digest CHECK (CASE
    WHEN octet_length(digest) = 32 THEN true
    ELSE scopegate.refuse(format('session %s: a digest has 32 bytes, not %s', credential, octet_length(digest))) END),
  CONSTRAINT session_idle CHECK (CASE
    WHEN idle >= interval '1 minute' AND idle <= interval '30 days' THEN true
    ELSE scopegate.refuse(format('session %s: an idle time of %s is not from 1 minute to 30 days', credential, idle)) END)
);
CREATE INDEX session_of_user ON scopegate.session (of_user);
COMMENT ON TABLE scopegate.session IS 'The proof of a session, and its user; the token itself is nowhere.';
COMMENT ON COLUMN scopegate.session.digest IS 'HMAC-SHA-256 of the whole token under a pepper from outside the database.';
COMMENT ON COLUMN scopegate.session.idle IS 'For how long it may be left unused; its expiry is that of its credential.';

-- A session of a user that goes on for years is a key without a name.
CREATE FUNCTION scopegate.check_session_lifetime() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.expires_at IS NULL OR NEW.expires_at > NEW.created_at + interval '31 days' THEN
    PERFORM scopegate.refuse(format('session "%s": it lasts for more than 30 days', NEW.public_id),
      'Give it an end within 30 days.');
  END IF;
  RETURN NEW;
END
$$;
COMMENT ON FUNCTION scopegate.check_session_lifetime() IS 'Trigger: rejects a session without an end, or with one after 30 days.';
REVOKE ALL ON FUNCTION scopegate.check_session_lifetime() FROM PUBLIC;
CREATE TRIGGER check_session_lifetime BEFORE INSERT OR UPDATE OF expires_at ON scopegate.credential
  FOR EACH ROW WHEN (NEW.kind = 'session') EXECUTE FUNCTION scopegate.check_session_lifetime();

CALL scopegate.watch_table('scopegate.session', 'credential', 'r.credential');
CALL scopegate.audit_table('scopegate.session', 'r.credential',
  '(SELECT c.public_id FROM scopegate.credential c WHERE c.id = r.credential)', 'digest');
