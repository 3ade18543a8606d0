-- Why: every change of policy and credentials is kept with who made it, what it was before and after, and the revision
--   that carried it, also when it was made with plain SQL. Triggers on the tables write the entries in the transaction
--   of the change, so there is no change without its entry and no entry without its change.
--   Who: the service says so with a setting of the transaction, scopegate.actor; for everybody else it is the database user.
-- Locks: SHARE ROW EXCLUSIVE on each table of this schema, briefly. Safe while serving: yes.

CREATE TABLE scopegate.audit_transaction (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  txid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  revision bigint,
  actor_kind text NOT NULL CHECK (actor_kind IN ('credential', 'system', 'sql')),
  actor_id text NOT NULL,
  actor_name text NOT NULL
);
CREATE INDEX audit_transaction_actor ON scopegate.audit_transaction (actor_id, id);
COMMENT ON TABLE scopegate.audit_transaction IS 'Who changed something, when, and the revision that carried it.';

CREATE TABLE scopegate.audit_entry (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  transaction bigint NOT NULL REFERENCES scopegate.audit_transaction (id),
  action text NOT NULL CHECK (action IN ('insert', 'update', 'delete', 'truncate')),
  table_name text NOT NULL,
  subject text NOT NULL,
  before jsonb,
  after jsonb
);
CREATE INDEX audit_entry_subject ON scopegate.audit_entry (subject, id);
CREATE INDEX audit_entry_transaction ON scopegate.audit_entry (transaction);
COMMENT ON TABLE scopegate.audit_entry IS 'What was changed: one row of one table, before and after, without secrets.';

CREATE FUNCTION scopegate.keep_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM scopegate.refuse(format('%s is written once and never changed', replace(TG_TABLE_NAME, '_', ' ')));
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION scopegate.keep_audit() IS 'Trigger: refuses to change or remove the audit trail.';
CREATE TRIGGER keep_entries BEFORE UPDATE OR DELETE OR TRUNCATE ON scopegate.audit_entry
  FOR EACH STATEMENT EXECUTE FUNCTION scopegate.keep_audit();
CREATE TRIGGER keep_transactions BEFORE DELETE OR TRUNCATE ON scopegate.audit_transaction
  FOR EACH STATEMENT EXECUTE FUNCTION scopegate.keep_audit();
-- Only the revision is added later, once by each publication of the same transaction.
CREATE TRIGGER keep_who BEFORE UPDATE ON scopegate.audit_transaction
  FOR EACH ROW WHEN (OLD.txid <> pg_current_xact_id() OR to_jsonb(NEW) - 'revision' <> to_jsonb(OLD) - 'revision')
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

CREATE FUNCTION scopegate.audit_transaction_id() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  actor constant jsonb := nullif(current_setting('scopegate.actor', true), '')::jsonb;
  made bigint := scopegate.own_audit_transaction();
BEGIN
  IF made IS NULL THEN
    INSERT INTO scopegate.audit_transaction (actor_kind, actor_id, actor_name)
    VALUES (coalesce(actor ->> 'kind', 'sql'), coalesce(actor ->> 'id', session_user),
      coalesce(actor ->> 'name', nullif(current_setting('application_name'), ''), session_user))
    RETURNING id INTO made;
    PERFORM set_config('scopegate.audit_transaction', made::text, true);
  END IF;
  RETURN made;
END
$$;
COMMENT ON FUNCTION scopegate.audit_transaction_id() IS 'Audit row of this transaction, made when there is none yet.';

-- Arguments: the key of a row and how people call it, as SQL expressions over the row r, then columns to leave out.
-- They are written by migrations only.
CREATE FUNCTION scopegate.audit_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  -- TG_ARGV begins at 0.
  hidden constant text[] := coalesce((SELECT array_agg(a) FROM unnest(TG_ARGV[2:]) a), '{}');
  side constant text := format('SELECT (%s)::text AS key, (%s)::text AS subject, to_jsonb(r) AS content FROM %%s r',
    TG_ARGV[0], TG_ARGV[1]);
  nothing constant text := 'SELECT NULL::text AS key, NULL::text AS subject, NULL::jsonb AS content WHERE false';
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    INSERT INTO scopegate.audit_entry (transaction, action, table_name, subject)
    VALUES (scopegate.audit_transaction_id(), 'truncate', TG_TABLE_NAME, TG_TABLE_NAME);
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
     INSERT INTO scopegate.audit_entry (transaction, action, table_name, subject, before, after)
       SELECT m.id, CASE WHEN c.before IS NULL THEN ''insert'' WHEN c.after IS NULL THEN ''delete'' ELSE ''update'' END,
         $1, c.subject, c.before - $2, c.after - $2
       FROM changed c CROSS JOIN mine m',
    CASE WHEN TG_OP = 'INSERT' THEN nothing ELSE format(side, 'old_rows') END,
    CASE WHEN TG_OP = 'DELETE' THEN nothing ELSE format(side, 'new_rows') END) USING TG_TABLE_NAME::text, hidden;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION scopegate.audit_change() IS 'Trigger: writes an audit entry for each row that a statement changed.';

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
  'Puts a table under audit: the key of its rows and how people call them, as SQL over the row r; columns to leave out.';

CALL scopegate.audit_table('scopegate.error_family', 'r.name', 'r.name');
CALL scopegate.audit_table('scopegate.api', 'r.id', 'r.name');
CALL scopegate.audit_table('scopegate.api_host', 'r.host', 'r.host');
CALL scopegate.audit_table('scopegate.scope_category', 'r.name', 'r.name');
CALL scopegate.audit_table('scopegate.scope', 'r.name', 'r.name');
CALL scopegate.audit_table('scopegate.product', 'r.name', 'r.name');
CALL scopegate.audit_table('scopegate.scope_implication', 'r.scope || '' '' || r.implies', 'r.scope');
CALL scopegate.audit_table('scopegate.endpoint', 'r.id', 'r.method || '' '' || r.template');
CALL scopegate.audit_table('scopegate.endpoint_scope', 'r.endpoint || '' '' || r.scope',
  '(SELECT e.method || '' '' || e.template FROM scopegate.endpoint e WHERE e.id = r.endpoint)');
CALL scopegate.audit_table('scopegate.account', 'r.id', 'r.name');
CALL scopegate.audit_table('scopegate.credential', 'r.id', 'r.public_id');
CALL scopegate.audit_table('scopegate.api_key', 'r.credential',
  '(SELECT c.public_id FROM scopegate.credential c WHERE c.id = r.credential)', 'digest');
CALL scopegate.audit_table('scopegate.credential_scope', 'r.credential || '' '' || r.scope',
  '(SELECT c.public_id FROM scopegate.credential c WHERE c.id = r.credential)');

-- The revision is known when the change is published (0003), which is when the feed gets its rows.
CREATE FUNCTION scopegate.number_audit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE scopegate.audit_transaction t SET revision = (SELECT max(r.revision) FROM new_rows r)
  WHERE t.id = scopegate.own_audit_transaction();
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION scopegate.number_audit() IS 'Trigger: gives the audit row of this transaction its revision.';
CREATE TRIGGER number_audit AFTER INSERT ON scopegate.change REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION scopegate.number_audit();
