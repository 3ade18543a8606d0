-- Why: every change of policy or credentials counts, also one by psql, a migration or COPY. Triggers on
--   the tables note what each statement touched, and 0004 publishes it at commit. A migration that adds a table which
--   decisions depend on calls scopegate.watch_table().
-- Locks: none on existing tables. Safe while serving: yes, it only adds functions.

-- Arguments come in pairs, a kind and an SQL expression over the touched row r: 'api', 'r.id'. An update that changed
-- nothing notes nothing. The expressions are written by migrations only.
CREATE FUNCTION scopegate.note_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  touched constant text := CASE TG_OP
    WHEN 'INSERT' THEN 'new_rows'
    WHEN 'DELETE' THEN 'old_rows'
    ELSE '((TABLE new_rows EXCEPT TABLE old_rows) UNION ALL (TABLE old_rows EXCEPT TABLE new_rows))' END;
  noted bigint;
  noted_any boolean := false;
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    INSERT INTO scopegate.pending_change (kind, ref) VALUES ('everything', ''), ('commit', '') ON CONFLICT DO NOTHING;
    RETURN NULL;
  END IF;
  FOR i IN 0 .. TG_NARGS - 1 BY 2 LOOP
    -- Counts what the statement touched, also where it was noted before.
    EXECUTE format(
      'WITH touched AS (
         SELECT DISTINCT (%s)::text AS ref FROM %s AS r LIMIT scopegate.change_limit() + 1
       ), added AS (
         INSERT INTO scopegate.pending_change (kind, ref)
           SELECT %L, t.ref FROM touched t WHERE t.ref IS NOT NULL ON CONFLICT DO NOTHING
       )
       SELECT count(*) FROM touched t WHERE t.ref IS NOT NULL', TG_ARGV[i + 1], touched, TG_ARGV[i]) INTO noted;
    IF noted > scopegate.change_limit() THEN
      INSERT INTO scopegate.pending_change (kind, ref) VALUES ('everything', '') ON CONFLICT DO NOTHING;
    END IF;
    noted_any := noted_any OR noted > 0;
  END LOOP;
  IF noted_any THEN
    INSERT INTO scopegate.pending_change (kind, ref) VALUES ('commit', '') ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION scopegate.note_change() IS 'Trigger: notes what a statement touched, for publish_changes().';
REVOKE ALL ON FUNCTION scopegate.note_change() FROM PUBLIC;

-- For migrations that add a table: one trigger per event, because only then a trigger may see the touched rows.
CREATE PROCEDURE scopegate.watch_table(watched regclass, VARIADIC what text[]) LANGUAGE plpgsql AS $$
DECLARE
  arguments constant text := (SELECT string_agg(quote_literal(w), ', ' ORDER BY n)
                              FROM unnest(what) WITH ORDINALITY AS u (w, n));
BEGIN
  EXECUTE format('CREATE TRIGGER note_insert AFTER INSERT ON %s REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION scopegate.note_change(%s)', watched, arguments);
  EXECUTE format('CREATE TRIGGER note_update AFTER UPDATE ON %s REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION scopegate.note_change(%s)', watched, arguments);
  EXECUTE format('CREATE TRIGGER note_delete AFTER DELETE ON %s REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION scopegate.note_change(%s)', watched, arguments);
  EXECUTE format('CREATE TRIGGER note_truncate AFTER TRUNCATE ON %s
    FOR EACH STATEMENT EXECUTE FUNCTION scopegate.note_change()', watched);
END
$$;
COMMENT ON PROCEDURE scopegate.watch_table(regclass, text[]) IS
  'Makes changes of a table count: pairs of a kind of pending change and an SQL expression over the touched row r.';
