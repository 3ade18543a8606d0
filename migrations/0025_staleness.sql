-- Why: while the database is out of reach, decisions go on by what is held, up to a limit (SCOPEGATE_MAX_STALENESS_MS).
--   An operator may want a stricter limit for one API, or for its endpoints that write: refusing a payment during an
--   outage can be better than letting a key through that was revoked meanwhile.
-- Locks: ACCESS EXCLUSIVE on scopegate.api, briefly (columns without a default are added without a rewrite).
--   Safe while serving: yes.

ALTER TABLE scopegate.api
  ADD COLUMN max_staleness_ms int,
  ADD COLUMN max_write_staleness_ms int,
  ADD CONSTRAINT api_staleness CHECK (CASE
    WHEN coalesce(max_staleness_ms, 1000) BETWEEN 1000 AND 604800000
      AND coalesce(max_write_staleness_ms, 1000) BETWEEN 1000 AND 604800000 THEN true
    ELSE scopegate.refuse(format('API "%s": a staleness limit lies outside 1,000 to 604,800,000 ms', name),
      'Between a second and a week; NULL leaves it to the configuration of the service.') END);
COMMENT ON COLUMN scopegate.api.max_staleness_ms IS
  'Without confirmation by the database for longer than this, only public endpoints answer; null: as configured.';
COMMENT ON COLUMN scopegate.api.max_write_staleness_ms IS
  'The same for requests that are not GET, HEAD or OPTIONS; the strictest limit holds.';

CREATE FUNCTION scopegate.limit_staleness(api text, max_ms int, max_write_ms int DEFAULT NULL) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE scopegate.api a
  SET max_staleness_ms = limit_staleness.max_ms, max_write_staleness_ms = limit_staleness.max_write_ms
  WHERE a.name = limit_staleness.api;
  IF NOT FOUND THEN
    PERFORM scopegate.refuse(format('unknown API "%s"', limit_staleness.api), 'Define it first with scopegate.define_api.',
      'foreign_key_violation');
  END IF;
END
$$;
COMMENT ON FUNCTION scopegate.limit_staleness(text, int, int) IS
  'For how long an API answers without its database, and its endpoints that write; null: as the service is configured.';
