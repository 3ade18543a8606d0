-- Why: "last used" of a key moved with calls that were denied, even after its revocation, because a counter had one time for
--   both outcomes. From here on it has one for each. Older rows that counted both outcomes on one day do not tell which
--   came last: the beginning of the day stands for the call that was let through, so that it is never too late.
-- Locks: ACCESS EXCLUSIVE on scope_use while its rows are rewritten, seconds for a million rows. Safe while serving: yes,
--   checks go on from memory, and servers of the version before keep writing; their rows have no time for either outcome.

ALTER TABLE scopegate.scope_use
  ADD COLUMN last_allowed_at timestamptz,
  ADD COLUMN last_denied_at timestamptz;
UPDATE scopegate.scope_use u SET
  last_allowed_at = CASE WHEN u.allowed = 0 THEN NULL WHEN u.denied = 0 THEN u.last_at
    ELSE u.day::timestamp AT TIME ZONE 'UTC' END,
  last_denied_at = CASE WHEN u.denied > 0 THEN u.last_at END;
ALTER TABLE scopegate.scope_use ADD CONSTRAINT scope_use_outcome_times CHECK (CASE
  WHEN scopegate.is_printable_time(last_allowed_at) AND scopegate.is_printable_time(last_denied_at) THEN true
  ELSE scopegate.refuse(format('use of credential %s: a time lies outside 1970 to 9999', credential)) END);
COMMENT ON COLUMN scopegate.scope_use.last_at IS 'The last call of either outcome.';
COMMENT ON COLUMN scopegate.scope_use.last_allowed_at IS 'The last call that was let through; NULL for none.';
COMMENT ON COLUMN scopegate.scope_use.last_denied_at IS 'The last call that was denied; NULL for none.';
