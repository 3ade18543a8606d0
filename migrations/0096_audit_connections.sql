-- Why: the audit trail kept the actor that a session named and nothing beside it, so anybody who may change policy could
--   write any name into it. Each entry now also keeps what the session cannot choose, the database role that it logged
--   in as, together with its application name, its address and, for migrations, the file and line. An actor is taken
--   only from a role of the server (0095); anybody else is recorded as the database role that they are, and what they
--   claimed is kept as a rejected claim.
-- Locks: ACCESS EXCLUSIVE on scopegate.audit_transaction and scopegate.audit_entry, briefly (columns without a default).
--   Safe while serving: yes.

ALTER TABLE scopegate.audit_transaction
  ADD COLUMN database_role text,
  ADD COLUMN application text,
  ADD COLUMN client_address inet,
  ADD COLUMN rejected_actor text;
COMMENT ON COLUMN scopegate.audit_transaction.database_role IS
  'The role that the session logged in as (session_user); null for entries from before this was kept.';
COMMENT ON COLUMN scopegate.audit_transaction.application IS 'application_name of the session, which it chooses itself.';
COMMENT ON COLUMN scopegate.audit_transaction.client_address IS 'Address of the session; null over a Unix socket.';
COMMENT ON COLUMN scopegate.audit_transaction.rejected_actor IS
  'The actor that the session named although its role is none of the server; the change is recorded as that role''s.';
ALTER TABLE scopegate.audit_entry ADD COLUMN place text;
COMMENT ON COLUMN scopegate.audit_entry.place IS 'File and line of the migration that made the change; null outside of one.';

CREATE OR REPLACE FUNCTION scopegate.audit_transaction_id() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  claim constant text := nullif(current_setting('scopegate.actor', true), '');
  actor jsonb;
  application constant text := nullif(current_setting('application_name'), '');
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
    coalesce(actor ->> 'name', application, session_user), session_user, application, inet_client_addr(),
    CASE WHEN actor IS NULL THEN left(claim, 1000) END)
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
  place constant text := left(nullif(current_setting('scopegate.place', true), ''), 500);
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
