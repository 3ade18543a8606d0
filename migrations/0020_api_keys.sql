-- Why: an API key is stored as a digest under a pepper from outside the database. A server that does not know every pepper
--   of the stored digests would find keys unknown: it reads their fingerprints here, and does not start without them.
--   A rotated key ends at a time that nobody may move later, by whatever way a key is changed.
-- Locks: SHARE ROW EXCLUSIVE on scopegate.credential, briefly, for the foreign key and a trigger. Safe while serving: yes.

CREATE TABLE scopegate.api_key (
  credential bigint PRIMARY KEY,
  kind text NOT NULL DEFAULT 'api_key' CHECK (kind = 'api_key'),
  digest bytea NOT NULL,
  ends_by timestamptz,
  FOREIGN KEY (credential, kind) REFERENCES scopegate.credential (id, kind) ON DELETE CASCADE,
  CONSTRAINT api_key_digest CHECK (CASE
    WHEN octet_length(digest) = 32 THEN true
    ELSE scopegate.refuse(format('API key of credential %s: a digest has 32 bytes, not %s', credential,
      octet_length(digest))) END),
  CONSTRAINT api_key_ends_by CHECK (CASE
    WHEN scopegate.is_printable_time(ends_by) THEN true
    ELSE scopegate.refuse(format('API key of credential %s: ends_by lies outside 1970 to 9999', credential)) END)
);
COMMENT ON TABLE scopegate.api_key IS 'The proof of an API key; the key itself is nowhere.';
COMMENT ON COLUMN scopegate.api_key.digest IS 'HMAC-SHA-256 of the whole key under a pepper from outside the database.';
COMMENT ON COLUMN scopegate.api_key.ends_by IS
  'When the key ends at the latest, since it was rotated; null where it was not. Only ever earlier.';

CREATE FUNCTION scopegate.keep_end_of_rotated_key() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  latest timestamptz;
BEGIN
  SELECT k.ends_by INTO latest FROM scopegate.api_key k WHERE k.credential = NEW.id;
  IF latest IS NOT NULL AND (NEW.expires_at IS NULL OR NEW.expires_at > latest) THEN
    PERFORM scopegate.refuse(
      format('the key "%s" was rotated, and ends at %s at the latest', NEW.public_id,
        to_char(latest AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')),
      'Use the key that took its place.');
  END IF;
  RETURN NEW;
END
$$;
COMMENT ON FUNCTION scopegate.keep_end_of_rotated_key() IS 'Trigger: rejects an expiry after the end that a rotation has set.';
CREATE TRIGGER keep_end_of_rotated_key BEFORE UPDATE OF expires_at ON scopegate.credential
  FOR EACH ROW WHEN (NEW.kind = 'api_key' AND NEW.expires_at IS DISTINCT FROM OLD.expires_at)
  EXECUTE FUNCTION scopegate.keep_end_of_rotated_key();

CREATE FUNCTION scopegate.refuse_later_end() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM scopegate.refuse(format('API key of credential %s: ends_by may only become earlier', NEW.credential));
  RETURN NEW;
END
$$;
COMMENT ON FUNCTION scopegate.refuse_later_end() IS 'Trigger: rejects moving the end of a rotated key to later, and removing it.';
CREATE TRIGGER refuse_later_end BEFORE UPDATE OF ends_by ON scopegate.api_key
  FOR EACH ROW WHEN (OLD.ends_by IS NOT NULL AND (NEW.ends_by IS NULL OR NEW.ends_by > OLD.ends_by))
  EXECUTE FUNCTION scopegate.refuse_later_end();

-- One row for each pepper, so that one that leaked can be replaced while keys that were made with it still work.
CREATE TABLE scopegate.pepper (
  fingerprint text PRIMARY KEY CHECK (char_length(fingerprint) BETWEEN 16 AND 128),
  claimed_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT pepper_time CHECK (CASE
    WHEN scopegate.is_printable_time(claimed_at) THEN true
    ELSE scopegate.refuse('pepper: claimed_at lies outside 1970 to 9999') END)
);
COMMENT ON TABLE scopegate.pepper IS
  'One-way fingerprints of the peppers that digests were made with; never the peppers. Delete the row of one that is no longer needed.';

CALL scopegate.watch_table('scopegate.api_key', 'credential', 'r.credential');
CALL scopegate.audit_table('scopegate.api_key', 'r.credential',
  '(SELECT c.public_id FROM scopegate.credential c WHERE c.id = r.credential)', 'digest');
