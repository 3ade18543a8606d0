-- Why: an operator who revokes a key wants to know when no replica lets it through any more. Every replica writes here, about
--   once a second and after each change that it has applied, up to which revision it decides; WaitApplied and
--   `scopegate wait` read it.
-- Locks: none on existing tables. Safe while serving: yes, it only adds a table and a function.
--
-- It is no part of the policy: nothing here has a revision. A row ends when its replica stops in order, or at expires_at,
-- which the replica moves ahead each time it writes: nobody waits longer than that for one that was killed.

CREATE TABLE scopegate.replica (
  id uuid PRIMARY KEY,
  name text NOT NULL CHECK (name <> '' AND length(name) <= 255),
  address text NOT NULL CHECK (length(address) <= 255),
  started_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  applied_revision bigint NOT NULL CHECK (applied_revision >= 0),
  CHECK (expires_at > seen_at),
  CONSTRAINT replica_times CHECK (CASE
    WHEN scopegate.is_printable_time(started_at) AND scopegate.is_printable_time(seen_at)
      AND scopegate.is_printable_time(expires_at) THEN true
    ELSE scopegate.refuse(format('replica "%s": a time lies outside 1970 to 9999', name)) END)
) WITH (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
COMMENT ON TABLE scopegate.replica IS
  'The replicas that serve decisions. They write their own rows. No change of policy: it has no revision.';
COMMENT ON COLUMN scopegate.replica.name IS 'For operators: the name of its machine or container.';
COMMENT ON COLUMN scopegate.replica.address IS 'Where it serves gRPC.';
COMMENT ON COLUMN scopegate.replica.expires_at IS 'From then on it counts as dead, unless it writes again.';
COMMENT ON COLUMN scopegate.replica.applied_revision IS 'It decides by every change up to here; 0 while it loads.';

CREATE FUNCTION scopegate.live_replicas()
RETURNS TABLE (id uuid, name text, address text, applied_revision bigint, seen_at timestamptz)
LANGUAGE sql STABLE AS $$
  SELECT r.id, r.name, r.address, r.applied_revision, r.seen_at
  FROM scopegate.replica r WHERE r.expires_at > clock_timestamp() ORDER BY r.name, r.address, r.id
$$;
COMMENT ON FUNCTION scopegate.live_replicas() IS
  'The replicas that have written lately. A revision is applied everywhere once none of these is below it.';
