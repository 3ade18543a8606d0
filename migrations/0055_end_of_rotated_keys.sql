-- Why: the overlap of a rotation ends at a time that nobody may move later, by whatever way a key is changed. Keys that were
--   rotated before this migration have no such time.
-- Locks: ACCESS EXCLUSIVE on scopegate.api_key and SHARE ROW EXCLUSIVE on scopegate.credential, briefly; no row is
--   rewritten. Safe while serving: yes.

ALTER TABLE scopegate.api_key ADD COLUMN ends_by timestamptz;
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
COMMENT ON FUNCTION scopegate.keep_end_of_rotated_key() IS 'Refuses an expiry after the end that a rotation has set.';

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
COMMENT ON FUNCTION scopegate.refuse_later_end() IS 'Refuses to move the end of a rotated key, or to take it away.';

CREATE TRIGGER refuse_later_end BEFORE UPDATE OF ends_by ON scopegate.api_key
  FOR EACH ROW WHEN (OLD.ends_by IS NOT NULL AND (NEW.ends_by IS NULL OR NEW.ends_by > OLD.ends_by))
  EXECUTE FUNCTION scopegate.refuse_later_end();
