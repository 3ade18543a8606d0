-- Why: a user who has proved himself once goes on with a session token. A session is a credential of its own kind that can
--   do what its user can, for as long as the user can, and ends by itself: at its expiry, and when it is left idle. When
--   credentials were last used is kept apart from them: it changes all the time, and must not count as a change.
-- Locks: SHARE ROW EXCLUSIVE on scopegate.credential, briefly, for the foreign keys. Safe while serving: yes.

CREATE TABLE scopegate.session (
  credential bigint PRIMARY KEY,
  kind text NOT NULL DEFAULT 'session' CHECK (kind = 'session'),
  of_user bigint NOT NULL,
  of_kind text NOT NULL DEFAULT 'user' CHECK (of_kind = 'user'),
  digest bytea NOT NULL,
  idle interval NOT NULL,
  FOREIGN KEY (credential, kind) REFERENCES scopegate.credential (id, kind) ON DELETE CASCADE,
  FOREIGN KEY (of_user, of_kind) REFERENCES scopegate.credential (id, kind) ON DELETE CASCADE,
  CONSTRAINT session_digest CHECK (CASE
    WHEN octet_length(digest) = 32 THEN true
    ELSE scopegate.refuse(format('session %s: a digest has 32 bytes, not %s', credential, octet_length(digest))) END),
  CONSTRAINT session_idle CHECK (CASE
    WHEN idle >= interval '1 minute' THEN true
    ELSE scopegate.refuse(format('session %s: an idle time of %s is under a minute', credential, idle)) END)
);
CREATE INDEX session_of_user ON scopegate.session (of_user);
COMMENT ON TABLE scopegate.session IS 'What proves a session, and whose it is; the token itself is nowhere.';
COMMENT ON COLUMN scopegate.session.digest IS 'HMAC-SHA-256 of the whole token under a pepper from outside the database.';
COMMENT ON COLUMN scopegate.session.idle IS 'For how long it may be left unused; its expiry is that of its credential.';

-- No foreign key: checking it would lock the rows that requests are counted for; rows that point nowhere are removed.
CREATE TABLE scopegate.credential_use (
  credential bigint PRIMARY KEY,
  last_used_at timestamptz NOT NULL
) WITH (fillfactor = 70);
COMMENT ON TABLE scopegate.credential_use IS
  'When credentials were last used, to within some seconds; written in the background, and no change of policy.';

-- As in 0003, and two kinds of dependants more: who holds a role, and the sessions of a user.
CREATE OR REPLACE FUNCTION scopegate.expand_pending_changes() RETURNS void
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

CALL scopegate.watch_table('scopegate.user_password', 'credential', 'r.credential');
CALL scopegate.watch_table('scopegate.role_scope', 'role', 'r.role');
CALL scopegate.watch_table('scopegate.credential_role', 'credential', 'r.credential');
CALL scopegate.watch_table('scopegate.session', 'credential', 'r.credential');

-- Where changes are kept with who made them, these are too; what proves a credential is not shown there.
DO $$
BEGIN
  IF to_regproc('scopegate.audit_table') IS NOT NULL THEN
    CALL scopegate.audit_table('scopegate.role', 'r.name', 'r.name');
    CALL scopegate.audit_table('scopegate.role_scope', 'r.role || '' '' || r.scope', 'r.role');
    CALL scopegate.audit_table('scopegate.credential_role', 'r.credential || '' '' || r.role',
      '(SELECT c.public_id FROM scopegate.credential c WHERE c.id = r.credential)');
    CALL scopegate.audit_table('scopegate.user_password', 'r.credential',
      '(SELECT c.public_id FROM scopegate.credential c WHERE c.id = r.credential)', 'hash');
    CALL scopegate.audit_table('scopegate.session', 'r.credential',
      '(SELECT c.public_id FROM scopegate.credential c WHERE c.id = r.credential)', 'digest');
  END IF;
END
$$;
