-- Why: every change of policy and credentials is kept with its actor, what each row was before and after, and the revision
--   that carried it, also when it was made with plain SQL. Triggers on the tables write the entries in the transaction
--   of the change, so there is no change without its entry and no entry without its change.
--   The service names the actor with a setting of the transaction, scopegate.actor. Without one it is the database role.
--   Beside it stands what the session cannot choose: the role that it logged in as, and its address.
-- Locks: none on existing tables but SHARE ROW EXCLUSIVE on scopegate.change, briefly, for a trigger. Safe while serving: yes.

CREATE TABLE scopegate.audit_transaction (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  txid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  published_at timestamptz,
  revision bigint,
  actor_kind text NOT NULL CHECK (actor_kind IN ('credential', 'operator', 'system', 'sql')),
  actor_id text NOT NULL,
  actor_name text NOT NULL,
  database_role text,
  application text,
  client_address inet,
  rejected_actor text,
  CONSTRAINT audit_transaction_times CHECK (CASE
    WHEN scopegate.is_printable_time(at) AND scopegate.is_printable_time(published_at) THEN true
    ELSE scopegate.refuse(format('audit transaction %s: a time lies outside 1970 to 9999', id)) END)
);
CREATE INDEX audit_transaction_actor ON scopegate.audit_transaction (actor_id, id);
CREATE INDEX audit_transaction_revision ON scopegate.audit_transaction (revision);
COMMENT ON TABLE scopegate.audit_transaction IS 'Who changed something, when, and the revision that carried it.';
COMMENT ON COLUMN scopegate.audit_transaction.at IS 'When its first change was made.';
COMMENT ON COLUMN scopegate.audit_transaction.published_at IS
  'When its revision was taken, at its commit; null until then.';
COMMENT ON COLUMN scopegate.audit_transaction.database_role IS
  'The role that the session logged in as (session_user).';
COMMENT ON COLUMN scopegate.audit_transaction.application IS 'application_name of the session, which it chooses itself.';
COMMENT ON COLUMN scopegate.audit_transaction.client_address IS 'Address of the session; null over a Unix socket.';
COMMENT ON COLUMN scopegate.audit_transaction.rejected_actor IS
  'The actor that the session named although its role is none of the server; the change is recorded under its role.';

CREATE TABLE scopegate.audit_entry (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  transaction bigint NOT NULL REFERENCES scopegate.audit_transaction (id),
  action text NOT NULL CHECK (action IN ('insert', 'update', 'delete', 'truncate')),
  table_name text NOT NULL,
  subject text NOT NULL,
  before jsonb,
  after jsonb,
  place text
);
CREATE INDEX audit_entry_subject ON scopegate.audit_entry (subject, id);
CREATE INDEX audit_entry_transaction ON scopegate.audit_entry (transaction);
CREATE INDEX audit_entry_truncate ON scopegate.audit_entry (transaction) WHERE action = 'truncate';
COMMENT ON TABLE scopegate.audit_entry IS 'What was changed: one row of one table, before and after, without secrets.';
COMMENT ON COLUMN scopegate.audit_entry.place IS
  'File and line of the migration that made the change; null outside of one, and for every role but the owner.';

-- Written once and never changed, and removed by prune_history() alone (0008).
CREATE FUNCTION scopegate.keep_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('scopegate.pruning_history', true) = pg_current_xact_id()::text THEN
    RETURN NULL;
  END IF;
  PERFORM scopegate.refuse(format('%s is written once and never changed', replace(TG_TABLE_NAME, '_', ' ')));
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION scopegate.keep_audit() IS 'Trigger: rejects changes and removals in the audit trail.';
CREATE TRIGGER keep_entries BEFORE UPDATE OR DELETE OR TRUNCATE ON scopegate.audit_entry
  FOR EACH STATEMENT EXECUTE FUNCTION scopegate.keep_audit();
CREATE TRIGGER keep_transactions BEFORE DELETE OR TRUNCATE ON scopegate.audit_transaction
  FOR EACH STATEMENT EXECUTE FUNCTION scopegate.keep_audit();
-- Only the revision and its time are added later, once by each publication of the same transaction.
CREATE TRIGGER keep_who BEFORE UPDATE ON scopegate.audit_transaction
  FOR EACH ROW WHEN (OLD.txid <> pg_current_xact_id()
    OR to_jsonb(NEW) - '{revision,published_at}'::text[] <> to_jsonb(OLD) - '{revision,published_at}'::text[])
  EXECUTE FUNCTION scopegate.keep_audit();

-- The row of this transaction; the id is kept in a setting that ends with the transaction. The txid is compared too:
-- a setting can be forged, and a txid alone means nothing after a restore into another cluster.
CREATE FUNCTION scopegate.own_audit_transaction() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT t.id FROM scopegate.audit_transaction t
  WHERE t.id = nullif(current_setting('scopegate.audit_transaction', true), '')::bigint
    AND t.txid = pg_current_xact_id_if_assigned()
$$;
COMMENT ON FUNCTION scopegate.own_audit_transaction() IS 'Audit row of this transaction; null before its first change.';
REVOKE ALL ON FUNCTION scopegate.own_audit_transaction() FROM PUBLIC;

CREATE FUNCTION scopegate.audit_transaction_id() RETURNS bigint
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
COMMENT ON FUNCTION scopegate.audit_transaction_id() IS 'Audit row of this transaction, made when there is none yet.';
REVOKE ALL ON FUNCTION scopegate.audit_transaction_id() FROM PUBLIC;

-- Arguments: the key of a row and its name for users, as SQL expressions over the row r, then columns to leave out.
-- They are written by migrations only.
CREATE FUNCTION scopegate.audit_change() RETURNS trigger
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
COMMENT ON FUNCTION scopegate.audit_change() IS 'Trigger: writes an audit entry for each row that a statement changed.';
REVOKE ALL ON FUNCTION scopegate.audit_change() FROM PUBLIC;

-- For migrations that add a table.
CREATE PROCEDURE scopegate.audit_table(audited regclass, key text, subject text, VARIADIC hidden text[] DEFAULT '{}')
LANGUAGE plpgsql AS $$
DECLARE
  arguments constant text := (SELECT string_agg(quote_literal(w), ', ' ORDER BY n)
    FROM unnest(ARRAY[audit_table.key, audit_table.subject] || audit_table.hidden) WITH ORDINALITY AS u (w, n));
BEGIN
  EXECUTE format('CREATE TRIGGER audit_insert AFTER INSERT ON %s REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION scopegate.audit_change(%s)', audited, arguments);
  EXECUTE format('CREATE TRIGGER audit_update AFTER UPDATE ON %s REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION scopegate.audit_change(%s)', audited, arguments);
  EXECUTE format('CREATE TRIGGER audit_delete AFTER DELETE ON %s REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION scopegate.audit_change(%s)', audited, arguments);
  EXECUTE format('CREATE TRIGGER audit_truncate AFTER TRUNCATE ON %s
    FOR EACH STATEMENT EXECUTE FUNCTION scopegate.audit_change()', audited);
END
$$;
COMMENT ON PROCEDURE scopegate.audit_table(regclass, text, text, text[]) IS
  'Puts a table under audit: the key of its rows and their name for users, as SQL over the row r; columns to leave out.';

-- The revision is known when the change is published, which is when the feed gets its rows.
CREATE FUNCTION scopegate.number_audit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE scopegate.audit_transaction t
  SET revision = (SELECT max(r.revision) FROM new_rows r), published_at = clock_timestamp()
  WHERE t.id = scopegate.own_audit_transaction();
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION scopegate.number_audit() IS 'Trigger: gives the audit row of this transaction its revision.';
REVOKE ALL ON FUNCTION scopegate.number_audit() FROM PUBLIC;
CREATE TRIGGER number_audit AFTER INSERT ON scopegate.change REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION scopegate.number_audit();

CALL scopegate.audit_table('scopegate.server_role', 'r.role', 'r.role');
