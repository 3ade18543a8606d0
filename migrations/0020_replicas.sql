-- Why: whoever revokes a key wants to know when no replica lets it through any more. Every replica says here, about once a
--   second and after each change that it has taken over, up to which revision it decides by; WaitApplied and
--   `scopegate wait` read it.
-- Locks: none on existing tables. Safe while serving: yes, it only adds a table and functions.
--
-- It is no part of the policy: nothing here has a revision. A row ends when its replica says goodbye, or at expires_at,
-- which the replica moves ahead with each word of it: one that was killed is not waited for longer than that.

CREATE TABLE scopegate.replica (
  id uuid PRIMARY KEY,
  name text NOT NULL CHECK (name <> '' AND length(name) <= 255),
  address text NOT NULL CHECK (length(address) <= 255),
  started_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  applied_revision bigint NOT NULL CHECK (applied_revision >= 0),
  CHECK (expires_at > seen_at)
) WITH (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
COMMENT ON TABLE scopegate.replica IS
  'The replicas that serve decisions, in their own words. No change: it has no revision. Written by the service only.';
COMMENT ON COLUMN scopegate.replica.name IS 'For people: the name of its machine or container.';
COMMENT ON COLUMN scopegate.replica.address IS 'Where it serves gRPC.';
COMMENT ON COLUMN scopegate.replica.expires_at IS 'From then on it counts as dead, unless it speaks again.';
COMMENT ON COLUMN scopegate.replica.applied_revision IS 'It decides by every change up to here; 0 while it loads.';

CREATE FUNCTION scopegate.live_replicas()
RETURNS TABLE (id uuid, name text, address text, applied_revision bigint, seen_at timestamptz)
LANGUAGE sql STABLE AS $$
  SELECT r.id, r.name, r.address, r.applied_revision, r.seen_at
  FROM scopegate.replica r WHERE r.expires_at > clock_timestamp() ORDER BY r.name, r.address, r.id
$$;
COMMENT ON FUNCTION scopegate.live_replicas() IS
  'The replicas that have been heard of lately. A revision is applied everywhere once none of these is below it.';
