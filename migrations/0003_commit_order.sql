-- Why: revisions are in commit order only while one transaction at a time takes numbers and commits. That order is a lock,
--   and every other change waits for its holder, revocations among them. So the holder may be idle for 5 seconds, and may
--   go on for 15 (PostgreSQL 17 and newer). A session without a lock_timeout of its own waits 10 seconds. The error
--   names the session that holds the lock.
-- Locks: none on existing tables. Safe while serving: yes, it only adds objects.

-- Holds no rows. A lock on a table can be seen by name in pg_locks, and it makes a REPEATABLE READ writer wait where
-- the update of a counter row would make it fail; nor is there a row to bloat while an old snapshot is held.
CREATE TABLE scopegate.commit_order ();
COMMENT ON TABLE scopegate.commit_order IS
  'Holds no rows. A transaction that publishes changes locks it until its commit is visible.';

-- A prepared transaction has no session any more, and its locks name it by its transaction id alone. Every role may read
-- the names of the others.
CREATE FUNCTION scopegate.commit_order_holder() RETURNS TABLE (session text, advice text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT
    CASE
      WHEN a.pid IS NOT NULL THEN format('session %s (user %s, application %s%s%s)', a.pid, coalesce(a.usename, 'unknown'),
        coalesce(nullif(quote_literal(a.application_name), quote_literal('')), 'unknown'),
        coalesce(', ' || a.state, ''),
        coalesce(', in its transaction for ' || round(extract(epoch FROM clock_timestamp() - a.xact_start)) || ' s', ''))
      WHEN p.gid IS NOT NULL THEN format('the prepared transaction %L (user %s, prepared %s s ago)', p.gid, p.owner,
        round(extract(epoch FROM clock_timestamp() - p.prepared)))
      ELSE format('session %s', coalesce(l.pid::text, 'of a prepared transaction'))
    END,
    CASE
      WHEN p.gid IS NOT NULL THEN format('Run COMMIT PREPARED %L or ROLLBACK PREPARED %L, then try again.', p.gid, p.gid)
      WHEN l.pid IS NULL THEN 'SELECT * FROM pg_prepared_xacts shows it; commit it or roll it back, then try again.'
      ELSE format('End that transaction, or run SELECT pg_terminate_backend(%s), then try again.', l.pid)
    END
  FROM pg_locks l
  LEFT JOIN pg_stat_activity a ON a.pid = l.pid
  LEFT JOIN pg_prepared_xacts p ON l.pid IS NULL AND p.transaction IN (
    SELECT t.transactionid FROM pg_locks t
    WHERE t.locktype = 'transactionid' AND t.granted AND t.pid IS NULL AND t.virtualtransaction = l.virtualtransaction)
  WHERE l.locktype = 'relation' AND l.relation = 'scopegate.commit_order'::regclass AND l.mode = 'ExclusiveLock'
    AND l.granted AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
  LIMIT 1
$$;
COMMENT ON FUNCTION scopegate.commit_order_holder() IS
  'The session that holds the order of commits now, in words, and what to do about it; no row while none does.';

-- PostgreSQL shows a session of another role without its state and times. The owner of the schema sees those of the
-- sessions that are its own, which is where policy is changed by hand.
CREATE FUNCTION scopegate.session_state(pid int) RETURNS TABLE (state text, seconds float8)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT a.state, extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, a.state_change))::float8
  FROM pg_stat_activity a
  WHERE a.pid = session_state.pid
    AND a.datid = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
$$;
COMMENT ON FUNCTION scopegate.session_state(int) IS
  'Whether a session of this database is idle, and for how long it has been in its transaction; for errors that name it.';
REVOKE ALL ON FUNCTION scopegate.session_state(int) FROM PUBLIC;

CREATE FUNCTION scopegate.take_commit_order() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  waits_without_end constant boolean := current_setting('lock_timeout')::interval = '0';
  holder record;
BEGIN
  BEGIN
    IF waits_without_end THEN
      PERFORM set_config('lock_timeout', '10s', true);
    END IF;
    LOCK TABLE scopegate.commit_order IN EXCLUSIVE MODE;
    IF waits_without_end THEN
      PERFORM set_config('lock_timeout', '0', true);
    END IF;
  EXCEPTION WHEN lock_not_available THEN
    SELECT h.session, h.advice INTO holder FROM scopegate.commit_order_holder() h;
    RAISE EXCEPTION USING ERRCODE = 'lock_not_available',
      MESSAGE = format('the change waited too long for %s, which holds the order of commits',
        coalesce(holder.session, 'a session that has ended meanwhile')),
      HINT = coalesce(holder.advice, 'Try again.');
  END;
  -- Everybody else waits from here until the commit. A shorter limit of the session itself stays.
  IF current_setting('idle_in_transaction_session_timeout')::interval NOT BETWEEN interval '1 ms' AND interval '5 s' THEN
    PERFORM set_config('idle_in_transaction_session_timeout', '5s', true);
  END IF;
  IF current_setting('transaction_timeout', true)::interval NOT BETWEEN interval '1 ms' AND interval '15 s' THEN
    PERFORM set_config('transaction_timeout', '15s', true);
  END IF;
END
$$;
COMMENT ON FUNCTION scopegate.take_commit_order() IS
  'Locks the order of commits, and limits how long this transaction may keep it. Part of publish_changes().';
REVOKE ALL ON FUNCTION scopegate.take_commit_order() FROM PUBLIC;
