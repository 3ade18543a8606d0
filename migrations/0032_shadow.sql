-- Why: a policy migration can be tried on live traffic before it is applied: servers decide every request by the candidate
--   too, after they have answered by the policy in force, and record here where the two differ.
-- Locks: none on existing tables. Safe while serving: yes, it only adds tables.
--
-- No part of the policy: nothing here has a revision, and no decision ever depends on it. Servers look for another candidate
-- every second or two.

CREATE TABLE scopegate.shadow_candidate (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  id uuid NOT NULL UNIQUE,
  source text NOT NULL,
  files jsonb NOT NULL,
  based_on bigint NOT NULL,
  document bytea NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT shadow_candidate_time CHECK (CASE
    WHEN scopegate.is_printable_time(started_at) THEN true
    ELSE scopegate.refuse(format('shadow candidate %s: started_at lies outside 1970 to 9999', id)) END)
);
COMMENT ON TABLE scopegate.shadow_candidate IS 'The policy that is tried beside the one in force; at most one.';
COMMENT ON COLUMN scopegate.shadow_candidate.files IS 'Names and SHA-256 of the migrations that make it.';
COMMENT ON COLUMN scopegate.shadow_candidate.based_on IS 'The revision of the policy that the migrations were run on.';
COMMENT ON COLUMN scopegate.shadow_candidate.document IS 'The policy itself, and the credentials that it changes: JSON, gzip.';

CREATE TABLE scopegate.shadow_count (
  candidate uuid NOT NULL REFERENCES scopegate.shadow_candidate (id) ON DELETE CASCADE,
  outcome text NOT NULL,
  checks bigint NOT NULL,
  PRIMARY KEY (candidate, outcome)
);
COMMENT ON TABLE scopegate.shadow_count IS 'How many checks were decided by the candidate too, by outcome.';

CREATE TABLE scopegate.shadow_disagreement (
  candidate uuid NOT NULL REFERENCES scopegate.shadow_candidate (id) ON DELETE CASCADE,
  endpoint text NOT NULL,
  credential text NOT NULL,
  live text NOT NULL,
  shadow text NOT NULL,
  checks bigint NOT NULL,
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  example jsonb NOT NULL,
  PRIMARY KEY (candidate, endpoint, credential, live, shadow),
  CONSTRAINT shadow_disagreement_times CHECK (CASE
    WHEN scopegate.is_printable_time(first_at) AND scopegate.is_printable_time(last_at) THEN true
    ELSE scopegate.refuse(format('shadow disagreement of %s: a time lies outside 1970 to 9999', endpoint)) END)
);
COMMENT ON TABLE scopegate.shadow_disagreement IS
  'Where the candidate decides otherwise, by endpoint and credential, with an example of each. Bounded by the servers.';
