-- Why: the Management API remembers what it must not do twice: repeated requests, and making the first administrator.
-- Locks: none on existing tables. Safe while serving: yes, it only adds tables.

CREATE TABLE scopegate.idempotency_key (
  principal text NOT NULL,
  key text NOT NULL CHECK (octet_length(key) BETWEEN 1 AND 128),
  request_digest bytea NOT NULL CHECK (octet_length(request_digest) = 32),
  made text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (principal, key),
  CONSTRAINT idempotency_key_time CHECK (CASE
    WHEN scopegate.is_printable_time(at) THEN true
    ELSE scopegate.refuse('an idempotency key: the time lies outside 1970 to 9999') END)
);
CREATE INDEX idempotency_key_at ON scopegate.idempotency_key (at);
COMMENT ON TABLE scopegate.idempotency_key IS 'Requests that must not be done twice, for 24 hours; never their secrets.';
COMMENT ON COLUMN scopegate.idempotency_key.made IS 'Public id of the key that the request made.';

CREATE TABLE scopegate.first_administrator (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  credential text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT first_administrator_time CHECK (CASE
    WHEN scopegate.is_printable_time(at) THEN true
    ELSE scopegate.refuse(format('first administrator "%s": the time lies outside 1970 to 9999', credential)) END)
);
COMMENT ON TABLE scopegate.first_administrator IS 'Public id of the administrator key that the first start made.';
