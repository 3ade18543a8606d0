-- Why: a standby that no longer receives anything answers as readily as one that is up to date. Services that read from a
--   standby have the primary write the time here, a few times a second, and see from it how old the standby is: the row
--   comes through the same log as every change of policy and credentials, in the same order.
-- Locks: none on existing tables. Safe while serving: yes, it only adds a table.

CREATE TABLE scopegate.pulse (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  at timestamptz NOT NULL,
  CONSTRAINT pulse_time CHECK (CASE
    WHEN scopegate.is_printable_time(at) THEN true
    ELSE scopegate.refuse('pulse: the time lies outside 1970 to 9999') END)
) WITH (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
INSERT INTO scopegate.pulse (at) VALUES (clock_timestamp());
COMMENT ON TABLE scopegate.pulse IS
  'When a service last had the primary write here. No change: it has no revision. Only services that read a standby write it.';
