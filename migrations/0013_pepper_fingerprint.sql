-- Why: a server with another pepper would find every key unknown. The first server writes a fingerprint of its pepper
--   here, and a later one with another pepper refuses to start and says so.
-- Locks: none on existing tables. Safe while serving: yes, it only adds a table.

CREATE TABLE scopegate.pepper (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  fingerprint text NOT NULL CHECK (char_length(fingerprint) BETWEEN 16 AND 128),
  claimed_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE scopegate.pepper IS
  'A one-way fingerprint of the pepper that the digests in api_key were made with; never the pepper.';
