-- Why: decisions can be logged into the database, so that they can be searched, and asked again by another policy.
-- Locks: none on existing tables. Safe while serving: yes, it only adds a table.
--
-- No part of the policy: nothing here has a revision. Bounded by the services that write it: they remove the oldest rows, a
-- few thousand at a time.

CREATE TABLE scopegate.decision_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  decision text NOT NULL,
  reason text NOT NULL,
  api text,
  endpoint text,
  credential text,
  record jsonb NOT NULL,
  CONSTRAINT decision_log_time CHECK (CASE
    WHEN scopegate.is_printable_time(at) THEN true
    ELSE scopegate.refuse(format('decision %s: the time lies outside 1970 to 9999', id)) END)
) WITH (autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX decision_log_at ON scopegate.decision_log (at, id);
CREATE INDEX decision_log_credential ON scopegate.decision_log (credential, id) WHERE credential IS NOT NULL;
COMMENT ON TABLE scopegate.decision_log IS
  'Decisions, as far as the rules of the decision log choose them (SCOPEGATE_DECISION_LOG). Written by the service only.';
COMMENT ON COLUMN scopegate.decision_log.credential IS 'Public id of the credential; null where none was recognised.';
COMMENT ON COLUMN scopegate.decision_log.record IS 'The whole record, with the fields of docs/decision-log.md.';
