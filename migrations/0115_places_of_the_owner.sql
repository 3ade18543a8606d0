-- Why: any session could name a file and line as the place that a change came from, and plain SQL could choose the name of
--   its actor with application_name. A place is now recorded only for a session that logged in as the owner of the schema
--   (or a member of that role), which is who "scopegate migrate" connects as. The actor of plain SQL is the database role
--   and nothing else; application_name stays in its own column, as a hint.
-- Locks: none on tables. Safe while serving: yes.

CREATE FUNCTION scopegate.is_owner_role(login name) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT FROM pg_roles l JOIN pg_namespace n ON n.nspname = 'scopegate'
    WHERE l.rolname = login AND pg_has_role(l.oid, n.nspowner, 'MEMBER'))
$$;
COMMENT ON FUNCTION scopegate.is_owner_role(name) IS
  'Whether a database role is the owner of the schema, a member of it, or a superuser.';
REVOKE ALL ON FUNCTION scopegate.is_owner_role(name) FROM PUBLIC;

COMMENT ON COLUMN scopegate.audit_entry.place IS
  'File and line of the migration that made the change; null outside of one, and for every role but the owner.';

CREATE OR REPLACE FUNCTION scopegate.audit_transaction_id() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  claim constant text := nullif(current_setting('scopegate.actor', true), '');
  actor jsonb;
  made bigint := scopegate.own_audit_transaction();
BEGIN
  IF made IS NOT NULL THEN
    RETURN made;
  END IF;
  IF claim IS NOT NULL AND scopegate.is_server_role(session_user) THEN
    actor := claim::jsonb;
    IF jsonb_typeof(actor) <> 'object' OR NOT actor ?& ARRAY['kind', 'id', 'name'] THEN
      PERFORM scopegate.refuse('scopegate.actor is no actor', 'It is a JSON object with kind, id and name.');
    END IF;
  END IF;
  INSERT INTO scopegate.audit_transaction
    (actor_kind, actor_id, actor_name, database_role, application, client_address, rejected_actor)
  VALUES (coalesce(actor ->> 'kind', 'sql'), coalesce(actor ->> 'id', session_user),
    coalesce(actor ->> 'name', session_user), session_user, nullif(current_setting('application_name'), ''),
    inet_client_addr(), CASE WHEN actor IS NULL THEN left(claim, 1000) END)
  RETURNING id INTO made;
  PERFORM set_config('scopegate.audit_transaction', made::text, true);
  RETURN made;
END
$$;

CREATE OR REPLACE FUNCTION scopegate.audit_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  -- TG_ARGV begins at 0.
  hidden constant text[] := coalesce((SELECT array_agg(a) FROM unnest(TG_ARGV[2:]) a), '{}');
  claimed constant text := nullif(current_setting('scopegate.place', true), '');
  place constant text := CASE WHEN claimed IS NOT NULL AND scopegate.is_owner_role(session_user) THEN left(claimed, 500) END;
  side constant text := format('SELECT (%s)::text AS key, (%s)::text AS subject, to_jsonb(r) AS content FROM %%s r',
    TG_ARGV[0], TG_ARGV[1]);
  nothing constant text := 'SELECT NULL::text AS key, NULL::text AS subject, NULL::jsonb AS content WHERE false';
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    INSERT INTO scopegate.audit_entry (transaction, action, table_name, subject, place)
    VALUES (scopegate.audit_transaction_id(), 'truncate', TG_TABLE_NAME, TG_TABLE_NAME, place);
    RETURN NULL;
  END IF;
  EXECUTE format(
    'WITH changed AS (
       SELECT coalesce(n.subject, o.subject, n.key, o.key) AS subject, o.content AS before, n.content AS after
       FROM (%s) o FULL JOIN (%s) n ON o.key = n.key
       WHERE o.content IS DISTINCT FROM n.content
     ), mine AS MATERIALIZED (
       SELECT scopegate.audit_transaction_id() AS id WHERE EXISTS (SELECT FROM changed)
     )
     INSERT INTO scopegate.audit_entry (transaction, action, table_name, subject, before, after, place)
       SELECT m.id, CASE WHEN c.before IS NULL THEN ''insert'' WHEN c.after IS NULL THEN ''delete'' ELSE ''update'' END,
         $1, c.subject, c.before - $2, c.after - $2, $3
       FROM changed c CROSS JOIN mine m',
    CASE WHEN TG_OP = 'INSERT' THEN nothing ELSE format(side, 'old_rows') END,
    CASE WHEN TG_OP = 'DELETE' THEN nothing ELSE format(side, 'new_rows') END) USING TG_TABLE_NAME::text, hidden, place;
  RETURN NULL;
END
$$;
