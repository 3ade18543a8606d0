-- Why: operators ask when a credential was last used, how often, and through which scope. The answers change all the time,
--   and must not count as changes of policy, so they stand apart from the credentials.
-- Locks: none on existing tables. Safe while serving: yes, it only adds tables.
--
-- No foreign keys: checking them would lock the rows that requests are counted for. Rows that point nowhere are removed.

CREATE TABLE scopegate.credential_use (
  credential bigint PRIMARY KEY,
  last_used_at timestamptz NOT NULL,
  CONSTRAINT credential_use_time CHECK (CASE
    WHEN scopegate.is_printable_time(last_used_at) THEN true
    ELSE scopegate.refuse(format('use of credential %s: the time lies outside 1970 to 9999', credential)) END)
) WITH (fillfactor = 70);
COMMENT ON TABLE scopegate.credential_use IS
  'When credentials were last used, to within some seconds; written in the background, and no change of policy.';

-- Counters, not a log: one row per credential, day, endpoint and scope.
CREATE TABLE scopegate.scope_use (
  credential bigint NOT NULL,
  day date NOT NULL,
  endpoint bigint NOT NULL,
  scope text NOT NULL,
  allowed bigint NOT NULL,
  denied bigint NOT NULL,
  last_at timestamptz NOT NULL,
  last_allowed_at timestamptz,
  last_denied_at timestamptz,
  PRIMARY KEY (credential, day, endpoint, scope),
  CONSTRAINT scope_use_time CHECK (CASE
    WHEN scopegate.is_printable_time(last_at) AND day >= '1970-01-01' AND day < '9999-12-31' THEN true
    ELSE scopegate.refuse(format('use of credential %s: a time lies outside 1970 to 9999', credential)) END),
  CONSTRAINT scope_use_outcome_times CHECK (CASE
    WHEN scopegate.is_printable_time(last_allowed_at) AND scopegate.is_printable_time(last_denied_at) THEN true
    ELSE scopegate.refuse(format('use of credential %s: a time lies outside 1970 to 9999', credential)) END)
);
CREATE INDEX scope_use_day ON scopegate.scope_use (day);
COMMENT ON TABLE scopegate.scope_use IS 'How often a credential called an endpoint on a day, and through which scope.';
COMMENT ON COLUMN scopegate.scope_use.scope IS 'The held scope that let the calls through; empty for none.';
COMMENT ON COLUMN scopegate.scope_use.last_at IS 'The last call of either outcome.';
COMMENT ON COLUMN scopegate.scope_use.last_allowed_at IS 'The last call that was let through; NULL for none.';
COMMENT ON COLUMN scopegate.scope_use.last_denied_at IS 'The last call that was denied; NULL for none.';
