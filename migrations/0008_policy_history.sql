-- Why: a decision of last Tuesday can be understood only by the policy and credentials of last Tuesday. The audit trail
--   (0007) has every row before and after every change of it, with the revision that carried it: what a row was at revision
--   N is what the first change after N found there, or what it is now where there was none. So history costs no write
--   beside those of the audit trail, and is exact. It is bounded by what is kept of that trail.
-- Locks: none on existing tables. Safe while serving: yes, it only adds objects.

CREATE TABLE scopegate.history_floor (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  revision bigint NOT NULL
);
COMMENT ON TABLE scopegate.history_floor IS 'Changes up to this revision may have been removed from the audit trail.';
INSERT INTO scopegate.history_floor (revision) VALUES (0);

-- TRUNCATE leaves no row behind to tell what there was.
CREATE FUNCTION scopegate.history_begins() RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT greatest(
    (SELECT f.revision FROM scopegate.history_floor f),
    (SELECT max(t.revision) FROM scopegate.audit_entry e JOIN scopegate.audit_transaction t ON t.id = e.transaction
      WHERE e.action = 'truncate'))
$$;
COMMENT ON FUNCTION scopegate.history_begins() IS 'The oldest revision whose policy and credentials are still known.';

CREATE FUNCTION scopegate.revision_at(instant timestamptz) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT coalesce(max(t.revision), 0) FROM scopegate.audit_transaction t WHERE coalesce(t.published_at, t.at) <= $1
$$;
COMMENT ON FUNCTION scopegate.revision_at(timestamptz) IS
  'The revision that was current at this time; servers apply a revision a moment after it is published.';

-- The key of a row, and what is not shown of it, are what the table was put under audit with (0007).
CREATE FUNCTION scopegate.rows_at(relation text, at_revision bigint, column_name text DEFAULT NULL, wanted text[] DEFAULT NULL)
RETURNS SETOF jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
  source constant regclass := format('scopegate.%I', relation)::regclass;
  arguments constant text[] := (
    SELECT string_to_array(encode(t.tgargs, 'escape'), '\000') FROM pg_trigger t
    WHERE t.tgrelid = source AND t.tgname = 'audit_insert');
  column_type constant text := (
    SELECT format_type(a.atttypid, a.atttypmod) FROM pg_attribute a
    WHERE a.attrelid = source AND a.attname = rows_at.column_name AND a.attnum > 0);
BEGIN
  IF arguments IS NULL OR (rows_at.column_name IS NOT NULL AND column_type IS NULL) THEN
    PERFORM scopegate.refuse(format('%s %s has no history', relation, rows_at.column_name));
  END IF;
  RETURN QUERY EXECUTE format(
    'WITH later AS MATERIALIZED (
       SELECT DISTINCT ON (k.key) k.key, e.before
       FROM scopegate.audit_transaction t
       JOIN scopegate.audit_entry e ON e.transaction = t.id AND e.table_name = $1
       CROSS JOIN LATERAL (
         SELECT (%1$s)::text AS key FROM jsonb_populate_record(NULL::%2$s, coalesce(e.before, e.after)) r) k
       WHERE t.revision > $2 AND e.action <> ''truncate''
       ORDER BY k.key, t.revision, e.id
     )
     SELECT to_jsonb(r) - $3 FROM %2$s r WHERE %3$s AND NOT EXISTS (SELECT FROM later l WHERE l.key = (%1$s)::text)
     UNION ALL
     SELECT l.before FROM later l WHERE l.before IS NOT NULL AND %4$s',
    arguments[1], source,
    CASE WHEN column_type IS NULL THEN 'true' ELSE format('r.%I = ANY ($4::%s[])', rows_at.column_name, column_type) END,
    CASE WHEN column_type IS NULL THEN 'true' ELSE format('l.before ->> %L = ANY ($4)', rows_at.column_name) END)
  USING relation, at_revision, arguments[3:], wanted;
END
$$;
COMMENT ON FUNCTION scopegate.rows_at(text, bigint, text, text[]) IS
  'The rows of a table as they were at a revision, without secrets; of those alone whose column has one of these values.';

-- Whole transactions, oldest first, up to 1,000 at once. The floor is raised in the same transaction.
CREATE FUNCTION scopegate.prune_history(max_age interval, max_entries bigint) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  old bigint[];
  last bigint;
  beyond constant bigint := (
    SELECT e.transaction FROM scopegate.audit_entry e
    WHERE e.id <= (SELECT max(n.id) FROM scopegate.audit_entry n) - prune_history.max_entries ORDER BY e.id DESC LIMIT 1);
BEGIN
  -- One at a time; whoever comes second has nothing to do.
  IF NOT pg_try_advisory_xact_lock(hashtextextended('scopegate.prune_history', 0)) THEN
    RETURN 0;
  END IF;
  last := greatest(
    (SELECT max(t.revision) FROM scopegate.audit_transaction t
      WHERE coalesce(t.published_at, t.at) < clock_timestamp() - prune_history.max_age),
    (SELECT t.revision FROM scopegate.audit_transaction t WHERE t.id = beyond));
  old := ARRAY(SELECT t.id FROM scopegate.audit_transaction t WHERE t.revision <= last ORDER BY t.revision, t.id LIMIT 1000);
  IF cardinality(old) = 0 THEN
    RETURN 0;
  END IF;
  PERFORM set_config('scopegate.pruning_history', pg_current_xact_id()::text, true);
  UPDATE scopegate.history_floor f
  SET revision = greatest(f.revision, (SELECT max(t.revision) FROM scopegate.audit_transaction t WHERE t.id = ANY (old)));
  DELETE FROM scopegate.audit_entry e WHERE e.transaction = ANY (old);
  DELETE FROM scopegate.audit_transaction t WHERE t.id = ANY (old);
  PERFORM set_config('scopegate.pruning_history', '', true);
  RETURN cardinality(old);
END
$$;
COMMENT ON FUNCTION scopegate.prune_history(interval, bigint) IS
  'Removes the oldest part of the audit trail, and answers of how many transactions; history then begins later.';
REVOKE ALL ON FUNCTION scopegate.prune_history(interval, bigint) FROM PUBLIC;
