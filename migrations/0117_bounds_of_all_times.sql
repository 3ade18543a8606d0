-- Why: the times of credentials lie in the years 1970 to 9999 (0092), but those of records did not, and one row beyond them
--   takes the page that lists it with it. From here on every time of this schema has these bounds.
-- Locks: ACCESS EXCLUSIVE on each table while its rows are read: seconds for a million rows of the decision log or the
--   audit trail. Safe while serving: yes, checks go on from memory, and records wait in theirs. Fails, and changes nothing,
--   where a record has such a time already.

ALTER TABLE scopegate.change ADD CONSTRAINT change_time CHECK (CASE
  WHEN scopegate.is_printable_time(at) THEN true
  ELSE scopegate.refuse(format('change %s: the time lies outside 1970 to 9999', revision)) END);
ALTER TABLE scopegate.pepper ADD CONSTRAINT pepper_time CHECK (CASE
  WHEN scopegate.is_printable_time(claimed_at) THEN true
  ELSE scopegate.refuse('pepper: claimed_at lies outside 1970 to 9999') END);
ALTER TABLE scopegate.audit_transaction ADD CONSTRAINT audit_transaction_times CHECK (CASE
  WHEN scopegate.is_printable_time(at) AND scopegate.is_printable_time(published_at) THEN true
  ELSE scopegate.refuse(format('audit transaction %s: a time lies outside 1970 to 9999', id)) END);
ALTER TABLE scopegate.first_administrator ADD CONSTRAINT first_administrator_time CHECK (CASE
  WHEN scopegate.is_printable_time(at) THEN true
  ELSE scopegate.refuse(format('first administrator "%s": the time lies outside 1970 to 9999', credential)) END);
ALTER TABLE scopegate.server_role ADD CONSTRAINT server_role_time CHECK (CASE
  WHEN scopegate.is_printable_time(at) THEN true
  ELSE scopegate.refuse(format('server role "%s": the time lies outside 1970 to 9999', role)) END);
ALTER TABLE scopegate.replica ADD CONSTRAINT replica_times CHECK (CASE
  WHEN scopegate.is_printable_time(started_at) AND scopegate.is_printable_time(seen_at)
    AND scopegate.is_printable_time(expires_at) THEN true
  ELSE scopegate.refuse(format('replica "%s": a time lies outside 1970 to 9999', name)) END);
ALTER TABLE scopegate.pulse ADD CONSTRAINT pulse_time CHECK (CASE
  WHEN scopegate.is_printable_time(at) THEN true
  ELSE scopegate.refuse('pulse: the time lies outside 1970 to 9999') END);
ALTER TABLE scopegate.decision_log ADD CONSTRAINT decision_log_time CHECK (CASE
  WHEN scopegate.is_printable_time(at) THEN true
  ELSE scopegate.refuse(format('decision %s: the time lies outside 1970 to 9999', id)) END);
ALTER TABLE scopegate.shadow_candidate ADD CONSTRAINT shadow_candidate_time CHECK (CASE
  WHEN scopegate.is_printable_time(started_at) THEN true
  ELSE scopegate.refuse(format('shadow candidate %s: started_at lies outside 1970 to 9999', id)) END);
ALTER TABLE scopegate.shadow_disagreement ADD CONSTRAINT shadow_disagreement_times CHECK (CASE
  WHEN scopegate.is_printable_time(first_at) AND scopegate.is_printable_time(last_at) THEN true
  ELSE scopegate.refuse(format('shadow disagreement of %s: a time lies outside 1970 to 9999', endpoint)) END);
