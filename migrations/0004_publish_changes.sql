-- Why: turns what a transaction has touched into numbered rows of scopegate.change, at its commit (0002 tells why then).
--   What depends on what (the APIs of a product, the credentials of an account) is worked out under the lock of the
--   commit order: worked out earlier, it would miss rows that another transaction commits in between.
-- Locks: none on existing tables. Safe while serving: yes, it only adds functions and a trigger.
--
-- The functions are SECURITY DEFINER, so that a role that may write only some policy tables needs no right on the feed.

-- A transaction that touched more than this many things is published as one `everything`.
CREATE FUNCTION scopegate.change_limit() RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT 1000';
COMMENT ON FUNCTION scopegate.change_limit() IS 'Most rows that one transaction may add to the change feed.';

-- What depends on a changed row is found here, under the lock of commit_order: every transaction that committed before is
-- visible, and every later one will look again. A snapshot older than the lock (REPEATABLE READ and up) cannot promise that,
-- and then everything counts as changed.
CREATE FUNCTION scopegate.expand_pending_changes() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine constant xid8 := pg_current_xact_id();
BEGIN
  IF NOT EXISTS (SELECT FROM scopegate.pending_change p
                 WHERE p.txid = mine AND p.kind IN ('product', 'implication', 'account', 'role'))
    AND NOT EXISTS (SELECT FROM scopegate.pending_change p JOIN scopegate.credential c ON c.id = p.ref::bigint
                    WHERE p.txid = mine AND p.kind = 'credential' AND c.kind = 'user') THEN
    RETURN;
  END IF;
  IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
    INSERT INTO scopegate.pending_change (kind, ref) VALUES ('everything', '') ON CONFLICT DO NOTHING;
    RETURN;
  END IF;
  INSERT INTO scopegate.pending_change (kind, ref)
    SELECT DISTINCT 'api', e.api::text
    FROM scopegate.pending_change p JOIN scopegate.endpoint e ON e.product = p.ref
    WHERE p.txid = mine AND p.kind = 'product'
  ON CONFLICT DO NOTHING;
  INSERT INTO scopegate.pending_change (kind, ref)
    SELECT 'credential', c.id::text
    FROM scopegate.pending_change p JOIN scopegate.credential c ON c.account = p.ref::bigint
    WHERE p.txid = mine AND p.kind = 'account'
    LIMIT scopegate.change_limit() + 1
  ON CONFLICT DO NOTHING;
  INSERT INTO scopegate.pending_change (kind, ref)
    SELECT DISTINCT 'credential', r.credential::text
    FROM scopegate.pending_change p JOIN scopegate.credential_role r ON r.role = p.ref
    WHERE p.txid = mine AND p.kind = 'role'
    LIMIT scopegate.change_limit() + 1
  ON CONFLICT DO NOTHING;
  -- After the credentials that the others led to.
  INSERT INTO scopegate.pending_change (kind, ref)
    SELECT 'credential', s.credential::text
    FROM scopegate.pending_change p JOIN scopegate.session s ON s.of_user = p.ref::bigint
    WHERE p.txid = mine AND p.kind = 'credential'
    LIMIT scopegate.change_limit() + 1
  ON CONFLICT DO NOTHING;
  -- `A implies B` reaches the endpoints that take B, or anything that B implies in turn.
  WITH RECURSIVE reached (scope) AS (
    SELECT p.ref FROM scopegate.pending_change p WHERE p.txid = mine AND p.kind = 'implication'
    UNION
    SELECT i.implies FROM reached r JOIN scopegate.scope_implication i ON i.scope = r.scope
  )
  INSERT INTO scopegate.pending_change (kind, ref)
    SELECT 'api', e.api::text
    FROM reached r JOIN scopegate.endpoint_scope s ON s.scope = r.scope JOIN scopegate.endpoint e ON e.id = s.endpoint
    UNION
    SELECT 'api', e.api::text
    FROM reached r JOIN scopegate.product p ON p.manage_scope = r.scope JOIN scopegate.endpoint e ON e.product = p.name
  ON CONFLICT DO NOTHING;
END
$$;
COMMENT ON FUNCTION scopegate.expand_pending_changes() IS
  'Adds the APIs and credentials that depend on what this transaction has touched. Part of publish_changes().';
REVOKE ALL ON FUNCTION scopegate.expand_pending_changes() FROM PUBLIC;

-- Bounded retention: the newest 100,000 changes always stay, and up to 1,000,000 while the older ones are within the
-- hour. A few thousand at a time, because the caller holds the lock.
CREATE FUNCTION scopegate.prune_changes(newest bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  lowest constant bigint := (SELECT f.revision FROM scopegate.change_floor f);
  upto bigint := newest - 1000000;
  kept record;
BEGIN
  SELECT c.revision, c.at INTO kept FROM scopegate.change c
  WHERE c.revision <= newest - 100000 ORDER BY c.revision DESC LIMIT 1;
  IF kept.at < clock_timestamp() - interval '1 hour' THEN
    upto := kept.revision;
  END IF;
  upto := least(upto, lowest + 5000);
  IF upto > lowest THEN
    DELETE FROM scopegate.change c WHERE c.revision <= upto;
    UPDATE scopegate.change_floor f SET revision = upto;
  END IF;
END
$$;
COMMENT ON FUNCTION scopegate.prune_changes(bigint) IS
  'Removes old rows of the change feed and raises its floor. Part of publish_changes().';
REVOKE ALL ON FUNCTION scopegate.prune_changes(bigint) FROM PUBLIC;

CREATE FUNCTION scopegate.publish_changes() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine constant xid8 := pg_current_xact_id();
  touched bigint;
  first_revision bigint;
  last_revision bigint;
BEGIN
  touched := (SELECT count(*) FROM scopegate.pending_change p WHERE p.txid = mine);
  IF touched = 0 THEN
    RETURN scopegate.current_revision();
  END IF;
  -- Before the lock, because it takes its time.
  IF touched > scopegate.change_limit() THEN
    DELETE FROM scopegate.pending_change p WHERE p.txid = mine;
    INSERT INTO scopegate.pending_change (kind, ref) VALUES ('everything', '');
  END IF;

  PERFORM scopegate.take_commit_order();
  -- After a crash under wal_level = minimal, or a restore of data alone, the sequence can stand behind its rows.
  IF (SELECT n.last_value FROM scopegate.revision_number n) < scopegate.current_revision() THEN
    PERFORM setval('scopegate.revision_number', scopegate.current_revision());
  END IF;

  PERFORM scopegate.expand_pending_changes();
  touched := (SELECT count(*) FROM scopegate.pending_change p WHERE p.txid = mine);
  IF touched > scopegate.change_limit()
    OR EXISTS (SELECT FROM scopegate.pending_change p WHERE p.txid = mine AND p.kind = 'everything') THEN
    INSERT INTO scopegate.change (kind) VALUES ('everything') RETURNING revision INTO first_revision;
    last_revision := first_revision;
  ELSE
    WITH published AS (
      INSERT INTO scopegate.change (kind, ref)
        SELECT p.kind, nullif(p.ref, '')::bigint FROM scopegate.pending_change p
        WHERE p.txid = mine AND p.kind IN ('catalogue', 'api', 'credential')
        ORDER BY p.kind, p.ref
      RETURNING revision
    )
    SELECT min(revision), max(revision) INTO first_revision, last_revision FROM published;
    IF last_revision IS NULL THEN
      -- Something that nothing depends on yet; it still is a change, and the number must say so.
      INSERT INTO scopegate.change (kind) VALUES ('catalogue') RETURNING revision INTO first_revision;
      last_revision := first_revision;
    END IF;
  END IF;
  DELETE FROM scopegate.pending_change p WHERE p.txid = mine;

  IF first_revision / 1000 <> (last_revision + 1) / 1000
    AND current_setting('transaction_isolation') IN ('read committed', 'read uncommitted') THEN
    PERFORM scopegate.prune_changes(last_revision);
  END IF;
  -- Postgres refuses PREPARE TRANSACTION after a NOTIFY, and refuses commits when the queue of notifications is full.
  -- Polling is the base, so a notification is left out rather than a commit lost.
  IF coalesce(current_setting('scopegate.notify', true), '') <> 'off' AND pg_notification_queue_usage() < 0.5 THEN
    PERFORM pg_notify('scopegate_changes', last_revision::text);
  END IF;
  RETURN last_revision;
END
$$;
COMMENT ON FUNCTION scopegate.publish_changes() IS
  'Numbers the changes of this transaction and answers its revision. Runs by itself at commit; call it as the last '
  'statement before COMMIT to learn the revision. Other writers wait from here until the commit, so the session is ended '
  'when it is idle for 5 seconds from here on, or has not committed after 15 (PostgreSQL 17 and newer). '
  'A transaction to be prepared (two-phase commit) must first SET LOCAL scopegate.notify = ''off''.';
REVOKE ALL ON FUNCTION scopegate.publish_changes() FROM PUBLIC;

-- Deferred triggers run in the order in which they were queued, and some of them check rows and wait for locks.
-- Waiting while holding commit_order could deadlock, so the first round only queues a second, which comes after
-- all checks that were queued so far.
CREATE FUNCTION scopegate.publish_at_commit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM scopegate.pending_change p
  WHERE p.txid = pg_current_xact_id() AND p.kind = NEW.kind AND p.ref = NEW.ref;
  IF FOUND AND NEW.kind = 'commit' THEN
    INSERT INTO scopegate.pending_change (kind, ref) VALUES ('commit at last', '') ON CONFLICT DO NOTHING;
  ELSIF FOUND THEN
    PERFORM scopegate.publish_changes();
  END IF;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION scopegate.publish_at_commit() IS 'Calls publish_changes() at commit, after the deferred checks.';
REVOKE ALL ON FUNCTION scopegate.publish_at_commit() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER publish_at_commit AFTER INSERT ON scopegate.pending_change
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind IN ('commit', 'commit at last'))
  EXECUTE FUNCTION scopegate.publish_at_commit();
