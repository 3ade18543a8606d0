-- Why: what the Management API keeps besides policy: answers to repeated requests, the use of scopes, and that the first
--   administrator has been made.
-- Locks: none on existing tables. Safe while serving: yes, it only adds tables.

CREATE TABLE scopegate.idempotency_key (
  principal text NOT NULL,
  key text NOT NULL CHECK (octet_length(key) BETWEEN 1 AND 128),
  request_digest bytea NOT NULL CHECK (octet_length(request_digest) = 32),
  made text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (principal, key)
);
CREATE INDEX idempotency_key_at ON scopegate.idempotency_key (at);
COMMENT ON TABLE scopegate.idempotency_key IS 'Requests that must not be done twice, for 24 hours; never their secrets.';
COMMENT ON COLUMN scopegate.idempotency_key.made IS 'Public id of the key that the request made.';

-- Counters, not a log: one row per key, day, endpoint and scope. No foreign keys: a row that points nowhere is removed with
-- the old ones, and checking them would lock the rows that requests are counted for.
CREATE TABLE scopegate.scope_use (
  credential bigint NOT NULL,
  day date NOT NULL,
  endpoint bigint NOT NULL,
  scope text NOT NULL,
  allowed bigint NOT NULL,
  denied bigint NOT NULL,
  last_at timestamptz NOT NULL,
  PRIMARY KEY (credential, day, endpoint, scope)
);
CREATE INDEX scope_use_day ON scopegate.scope_use (day);
COMMENT ON TABLE scopegate.scope_use IS 'How often a credential called an endpoint on a day, and through which scope.';
COMMENT ON COLUMN scopegate.scope_use.scope IS 'The held scope that let the calls through; empty for none.';

CREATE TABLE scopegate.first_administrator (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  credential text NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE scopegate.first_administrator IS 'Public id of the administrator key that the first start made.';
