-- Why: a time before 1970 or beyond year 9999 cannot be written in the form that the API and the command line print, so
--   one such row took the whole list of keys with it. From here on the database has the bounds of the API, for every
--   time of a credential. Rows that break them keep their meaning: a start before 1970 is no start, an end beyond 9999
--   moves to the last day of 9999. The audit trail also learns a kind of actor: an operator on the command line.
-- Locks: ACCESS EXCLUSIVE on the tables of credentials, sessions and uses while their rows are read, seconds for a
--   million rows. Safe while serving: yes, checks go on from memory.

CREATE FUNCTION scopegate.is_printable_time(at timestamptz) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT at IS NULL OR (at >= '1970-01-01 00:00:00+00' AND at < '9999-12-31 00:00:00+00')
$$;
COMMENT ON FUNCTION scopegate.is_printable_time(timestamptz) IS
  'Whether a time lies in the years 1970 to 9999, the bounds of the API; true for NULL, false for infinity.';

-- The triggers below keep a revocation and the end of a rotated key as they are; here both stay in force.
ALTER TABLE scopegate.credential DISABLE TRIGGER USER;
ALTER TABLE scopegate.api_key DISABLE TRIGGER USER;
UPDATE scopegate.credential c SET
  created_at = CASE WHEN scopegate.is_printable_time(c.created_at) THEN c.created_at ELSE now() END,
  revoked_at = CASE WHEN scopegate.is_printable_time(c.revoked_at) THEN c.revoked_at ELSE now() END,
  not_before = CASE WHEN scopegate.is_printable_time(c.not_before) THEN c.not_before
    WHEN c.not_before < '1970-01-01 00:00:00+00' THEN NULL ELSE '9999-12-29 00:00:00+00' END,
  expires_at = CASE WHEN scopegate.is_printable_time(c.expires_at) THEN c.expires_at
    WHEN c.expires_at < '1970-01-01 00:00:00+00' THEN '1970-01-01 00:00:00+00' ELSE '9999-12-30 00:00:00+00' END
WHERE NOT (scopegate.is_printable_time(c.created_at) AND scopegate.is_printable_time(c.revoked_at)
  AND scopegate.is_printable_time(c.not_before) AND scopegate.is_printable_time(c.expires_at));
UPDATE scopegate.api_key k SET ends_by = CASE WHEN k.ends_by < '1970-01-01 00:00:00+00'
  THEN timestamptz '1970-01-01 00:00:00+00' ELSE '9999-12-30 00:00:00+00' END
WHERE NOT scopegate.is_printable_time(k.ends_by);
ALTER TABLE scopegate.api_key ENABLE TRIGGER USER;
ALTER TABLE scopegate.credential ENABLE TRIGGER USER;
UPDATE scopegate.session s SET idle = interval '30 days' WHERE s.idle > interval '30 days';
DELETE FROM scopegate.credential_use u WHERE NOT scopegate.is_printable_time(u.last_used_at);
DELETE FROM scopegate.scope_use u WHERE NOT scopegate.is_printable_time(u.last_at);
DELETE FROM scopegate.idempotency_key i WHERE NOT scopegate.is_printable_time(i.at);

ALTER TABLE scopegate.credential DROP CONSTRAINT credential_times;
ALTER TABLE scopegate.credential ADD CONSTRAINT credential_times CHECK (CASE
  WHEN scopegate.is_printable_time(created_at) AND scopegate.is_printable_time(revoked_at)
    AND scopegate.is_printable_time(not_before) AND scopegate.is_printable_time(expires_at) THEN true
  ELSE scopegate.refuse(format('credential "%s": a time lies outside 1970 to 9999', public_id),
    'Leave it NULL where there is no such time.') END);
ALTER TABLE scopegate.api_key ADD CONSTRAINT api_key_ends_by CHECK (CASE
  WHEN scopegate.is_printable_time(ends_by) THEN true
  ELSE scopegate.refuse(format('API key of credential %s: ends_by lies outside 1970 to 9999', credential)) END);
ALTER TABLE scopegate.session DROP CONSTRAINT session_idle;
ALTER TABLE scopegate.session ADD CONSTRAINT session_idle CHECK (CASE
  WHEN idle >= interval '1 minute' AND idle <= interval '30 days' THEN true
  ELSE scopegate.refuse(format('session %s: an idle time of %s is not from 1 minute to 30 days', credential, idle)) END);
ALTER TABLE scopegate.credential_use ADD CONSTRAINT credential_use_time CHECK (CASE
  WHEN scopegate.is_printable_time(last_used_at) THEN true
  ELSE scopegate.refuse(format('use of credential %s: the time lies outside 1970 to 9999', credential)) END);
ALTER TABLE scopegate.scope_use ADD CONSTRAINT scope_use_time CHECK (CASE
  WHEN scopegate.is_printable_time(last_at) AND day >= '1970-01-01' AND day < '9999-12-31' THEN true
  ELSE scopegate.refuse(format('use of credential %s: a time lies outside 1970 to 9999', credential)) END);
ALTER TABLE scopegate.idempotency_key ADD CONSTRAINT idempotency_key_time CHECK (CASE
  WHEN scopegate.is_printable_time(at) THEN true
  ELSE scopegate.refuse('an idempotency key: the time lies outside 1970 to 9999') END);

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

ALTER TABLE scopegate.audit_transaction DROP CONSTRAINT audit_transaction_actor_kind_check;
ALTER TABLE scopegate.audit_transaction ADD CONSTRAINT audit_transaction_actor_kind_check
  CHECK (actor_kind IN ('credential', 'operator', 'system', 'sql'));
