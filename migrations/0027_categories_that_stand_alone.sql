-- Why: a key for a page in a browser is seen by every visitor, so it must open nothing else. Scopes of a category that
--   stands alone are never held beside others: not by a credential, not by a role, not through both, not by implication,
--   not by the scope map of an issuer whose tokens carry their own scopes. This holds for every way of writing.
-- Locks: SHARE ROW EXCLUSIVE on the tables that get triggers, briefly. Later, a change of the flag, or of the category of a
--   scope, waits for grants under way and holds up new ones until it commits; and transactions that give scopes to roles
--   with holders go one by one. Safe while serving: yes.

CREATE VIEW scopegate.scope_side AS
  SELECT s.name AS scope, CASE WHEN c.stands_alone THEN c.name ELSE '' END AS side
  FROM scopegate.scope s JOIN scopegate.scope_category c ON c.name = s.category;
COMMENT ON VIEW scopegate.scope_side IS
  'Scopes of different sides are never held together: each category that stands alone is a side, all others are one.';

-- In a snapshot that is older than a lock, what others committed before the lock stays unseen, and the two halves of a
-- mix could each be committed. A rehearsal has such a snapshot. It never commits, and nobody ever sees its row (0026).
CREATE FUNCTION scopegate.refuse_old_snapshot() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted')
    AND NOT EXISTS (SELECT FROM scopegate.rehearsal) THEN
    PERFORM scopegate.refuse(format('grants cannot be changed in a %s transaction while a category stands alone',
      upper(current_setting('transaction_isolation'))),
      'Use READ COMMITTED: what others commit meanwhile must be seen.', 'object_not_in_prerequisite_state');
  END IF;
END
$$;
COMMENT ON FUNCTION scopegate.refuse_old_snapshot() IS
  'Raises in a transaction that cannot see what others commit while it waits for a lock.';
REVOKE ALL ON FUNCTION scopegate.refuse_old_snapshot() FROM PUBLIC;

CREATE FUNCTION scopegate.refuse_mixed_credentials(credentials bigint[]) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mixed record;
BEGIN
  SELECT c.public_id, c.kind, max(d.side COLLATE "C") AS alone,
    (array_agg(h.scope ORDER BY d.side COLLATE "C" DESC, h.scope COLLATE "C"))[1] AS apart,
    (array_agg(h.scope ORDER BY d.side COLLATE "C", h.scope COLLATE "C"))[1] AS other
  INTO mixed
  FROM scopegate.credential c
  JOIN scopegate.credential_held_scope h ON h.credential = c.id JOIN scopegate.scope_side d ON d.scope = h.scope
  WHERE c.id = ANY (credentials) AND c.revoked_at IS NULL
  GROUP BY c.id HAVING count(DISTINCT d.side) > 1 ORDER BY c.id LIMIT 1;
  IF FOUND THEN
    PERFORM scopegate.refuse(
      format('the %s "%s" would hold scopes of the category "%s" together with others: "%s" and "%s"',
        CASE mixed.kind WHEN 'api_key' THEN 'API key' WHEN 'user' THEN 'user' WHEN 'oauth_token' THEN 'OAuth client'
          ELSE mixed.kind END, mixed.public_id, mixed.alone, mixed.apart, mixed.other),
      format('The category "%s" stands alone: make two keys. What roles grant counts.', mixed.alone));
  END IF;
END
$$;
COMMENT ON FUNCTION scopegate.refuse_mixed_credentials(bigint[]) IS
  'Raises where one of these credentials holds scopes of different sides, by itself or by its roles.';
REVOKE ALL ON FUNCTION scopegate.refuse_mixed_credentials(bigint[]) FROM PUBLIC;

CREATE FUNCTION scopegate.refuse_mixed_roles(roles text[]) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mixed record;
BEGIN
  SELECT r.role, max(d.side) AS alone INTO mixed
  FROM scopegate.role_scope r JOIN scopegate.scope_side d ON d.scope = r.scope
  WHERE r.role = ANY (roles) GROUP BY r.role HAVING count(DISTINCT d.side) > 1 ORDER BY r.role LIMIT 1;
  IF FOUND THEN
    PERFORM scopegate.refuse(
      format('the role "%s" would grant scopes of the category "%s" together with others', mixed.role, mixed.alone),
      format('The category "%s" stands alone: make two roles.', mixed.alone));
  END IF;
  PERFORM scopegate.refuse_mixed_credentials(
    ARRAY(SELECT DISTINCT c.credential FROM scopegate.credential_role c WHERE c.role = ANY (roles)));
END
$$;
COMMENT ON FUNCTION scopegate.refuse_mixed_roles(text[]) IS
  'Raises where one of these roles grants scopes of different sides, or a credential that has it then holds them.';
REVOKE ALL ON FUNCTION scopegate.refuse_mixed_roles(text[]) FROM PUBLIC;

CREATE FUNCTION scopegate.refuse_mixed_implications(scopes text[]) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mixed record;
BEGIN
  SELECT i.scope, i.implies, greatest(a.side, b.side) AS alone INTO mixed
  FROM scopegate.scope_implication i
  JOIN scopegate.scope_side a ON a.scope = i.scope JOIN scopegate.scope_side b ON b.scope = i.implies
  WHERE (i.scope = ANY (scopes) OR i.implies = ANY (scopes)) AND a.side <> b.side
  ORDER BY i.scope, i.implies LIMIT 1;
  IF FOUND THEN
    PERFORM scopegate.refuse(format('implication "%s" -> "%s": a holder of the first would hold scopes of the category "%s" '
      'together with others', mixed.scope, mixed.implies, mixed.alone),
      format('The category "%s" stands alone.', mixed.alone));
  END IF;
END
$$;
COMMENT ON FUNCTION scopegate.refuse_mixed_implications(text[]) IS
  'Raises where one of these scopes implies, or is implied by, a scope of another side.';
REVOKE ALL ON FUNCTION scopegate.refuse_mixed_implications(text[]) FROM PUBLIC;

-- Tokens of an issuer with scopes_from "token" carry the scopes that they name. All others carry no more than what the client holds.
CREATE FUNCTION scopegate.refuse_mixed_issuers(issuers bigint[]) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mixed record;
BEGIN
  SELECT i.name, max(d.side) AS alone INTO mixed
  FROM scopegate.oauth_issuer i
  JOIN scopegate.oauth_scope s ON s.issuer = i.id JOIN scopegate.scope_side d ON d.scope = s.ours
  WHERE i.id = ANY (issuers)
  GROUP BY i.name, CASE WHEN i.scopes_from = 'token' THEN '' ELSE s.theirs END
  HAVING count(DISTINCT d.side) > 1 ORDER BY i.name LIMIT 1;
  IF FOUND THEN
    PERFORM scopegate.refuse(format('OAuth issuer "%s": its tokens would carry scopes of the category "%s" together with '
      'others', mixed.name, mixed.alone), format('The category "%s" stands alone: map its scopes apart, with scopes_from '
      '"both" or "grants", and grant each client those of one side.', mixed.alone));
  END IF;
END
$$;
COMMENT ON FUNCTION scopegate.refuse_mixed_issuers(bigint[]) IS
  'Raises where the scope map of one of these issuers lets a token carry scopes of different sides.';
REVOKE ALL ON FUNCTION scopegate.refuse_mixed_issuers(bigint[]) FROM PUBLIC;

-- Two transactions may each add one half and see nothing wrong. So the rows that both would have to see are locked first:
-- the credential, and its roles against a change of what they grant. A transaction that waited here then sees what the
-- other committed. Two roles of one credential may each get one half: each transaction would lock its own role only, so
-- those that give scopes to roles with holders go one by one.
CREATE FUNCTION scopegate.keep_sides_apart() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  touched bigint[];
  names text[];
BEGIN
  IF NOT EXISTS (SELECT FROM scopegate.scope_category c WHERE c.stands_alone) THEN
    RETURN NULL;
  END IF;
  CASE TG_TABLE_NAME
    WHEN 'credential_scope', 'credential_role' THEN
      touched := ARRAY(SELECT DISTINCT n.credential FROM new_rows n);
      PERFORM FROM scopegate.credential c WHERE c.id = ANY (touched) ORDER BY c.id FOR NO KEY UPDATE;
      PERFORM FROM scopegate.role r
        WHERE r.name IN (SELECT h.role FROM scopegate.credential_role h WHERE h.credential = ANY (touched))
        ORDER BY r.name FOR SHARE;
      PERFORM scopegate.refuse_old_snapshot();
      PERFORM scopegate.refuse_mixed_credentials(touched);
    WHEN 'role_scope' THEN
      names := ARRAY(SELECT DISTINCT n.role FROM new_rows n);
      PERFORM FROM scopegate.role r WHERE r.name = ANY (names) ORDER BY r.name FOR NO KEY UPDATE;
      IF EXISTS (SELECT FROM scopegate.credential_role h WHERE h.role = ANY (names)) THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('scopegate.scopes_of_roles', 0));
      END IF;
      PERFORM scopegate.refuse_old_snapshot();
      PERFORM scopegate.refuse_mixed_roles(names);
    WHEN 'scope_implication' THEN
      PERFORM scopegate.refuse_old_snapshot();
      PERFORM scopegate.refuse_mixed_implications(ARRAY(SELECT n.scope FROM new_rows n));
    WHEN 'oauth_scope' THEN
      touched := ARRAY(SELECT DISTINCT n.issuer FROM new_rows n);
      PERFORM FROM scopegate.oauth_issuer i WHERE i.id = ANY (touched) ORDER BY i.id FOR NO KEY UPDATE;
      PERFORM scopegate.refuse_old_snapshot();
      PERFORM scopegate.refuse_mixed_issuers(touched);
    WHEN 'oauth_issuer' THEN
      PERFORM scopegate.refuse_old_snapshot();
      PERFORM scopegate.refuse_mixed_issuers(ARRAY(SELECT n.id FROM new_rows n));
  END CASE;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION scopegate.keep_sides_apart() IS
  'Trigger: rejects grants, implications and scope maps that put scopes of different sides together.';
REVOKE ALL ON FUNCTION scopegate.keep_sides_apart() FROM PUBLIC;

-- A scope, or all scopes of a category, change sides: everything that holds them is looked at, with grants held up.
CREATE FUNCTION scopegate.keep_moved_scopes_apart() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  moved text[];
BEGIN
  IF TG_TABLE_NAME = 'scope' THEN
    moved := ARRAY(SELECT n.name FROM new_rows n
      WHERE NOT EXISTS (SELECT FROM old_rows o WHERE o.name = n.name AND o.category = n.category));
  ELSE
    moved := ARRAY(SELECT s.name FROM new_rows n JOIN scopegate.scope s ON s.category = n.name
      WHERE NOT EXISTS (SELECT FROM old_rows o WHERE o.name = n.name AND o.stands_alone = n.stands_alone));
  END IF;
  IF cardinality(moved) = 0 OR NOT EXISTS (SELECT FROM scopegate.scope_category c WHERE c.stands_alone) THEN
    RETURN NULL;
  END IF;
  LOCK TABLE scopegate.credential_scope, scopegate.credential_role, scopegate.role_scope, scopegate.scope_implication,
    scopegate.oauth_scope IN SHARE ROW EXCLUSIVE MODE;
  PERFORM scopegate.refuse_old_snapshot();
  PERFORM scopegate.refuse_mixed_implications(moved);
  PERFORM scopegate.refuse_mixed_roles(ARRAY(SELECT DISTINCT r.role FROM scopegate.role_scope r WHERE r.scope = ANY (moved)));
  PERFORM scopegate.refuse_mixed_credentials(
    ARRAY(SELECT DISTINCT s.credential FROM scopegate.credential_scope s WHERE s.scope = ANY (moved)));
  PERFORM scopegate.refuse_mixed_issuers(
    ARRAY(SELECT DISTINCT s.issuer FROM scopegate.oauth_scope s WHERE s.ours = ANY (moved)));
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION scopegate.keep_moved_scopes_apart() IS
  'Trigger: rejects a change of a category that puts scopes of different sides together in one credential.';
REVOKE ALL ON FUNCTION scopegate.keep_moved_scopes_apart() FROM PUBLIC;

-- One trigger for each event, because only then a trigger may see the touched rows.
DO $$
DECLARE
  watched text;
BEGIN
  FOREACH watched IN ARRAY ARRAY['credential_scope', 'credential_role', 'role_scope', 'scope_implication', 'oauth_scope',
    'oauth_issuer'] LOOP
    EXECUTE format('CREATE TRIGGER apart_insert AFTER INSERT ON scopegate.%I REFERENCING NEW TABLE AS new_rows
      FOR EACH STATEMENT EXECUTE FUNCTION scopegate.keep_sides_apart()', watched);
    EXECUTE format('CREATE TRIGGER apart_update AFTER UPDATE ON scopegate.%I REFERENCING NEW TABLE AS new_rows
      FOR EACH STATEMENT EXECUTE FUNCTION scopegate.keep_sides_apart()', watched);
  END LOOP;
END
$$;
CREATE TRIGGER apart_update AFTER UPDATE ON scopegate.scope REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION scopegate.keep_moved_scopes_apart();
CREATE TRIGGER apart_update AFTER UPDATE ON scopegate.scope_category REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION scopegate.keep_moved_scopes_apart();

-- Tokens of an issuer with scopes_from "token" and no scope map carry any scopes by their own names, so no row tells which
-- ones come together. The server denies such a token where it mixes sides, and reads for it which scopes stand apart. So a
-- change of scopes or categories is a change of these issuers.
CREATE FUNCTION scopegate.note_issuers_by_token() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO scopegate.pending_change (kind, ref)
    SELECT 'credential', i.id::text FROM scopegate.oauth_issuer i
    WHERE i.scopes_from = 'token' AND NOT EXISTS (SELECT FROM scopegate.oauth_scope s WHERE s.issuer = i.id)
    ON CONFLICT DO NOTHING;
  IF FOUND THEN
    INSERT INTO scopegate.pending_change (kind, ref) VALUES ('commit', '') ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END
$$;
COMMENT ON FUNCTION scopegate.note_issuers_by_token() IS
  'Trigger: notes a change of scopes or categories for the issuers whose tokens carry scopes by their own names.';
REVOKE ALL ON FUNCTION scopegate.note_issuers_by_token() FROM PUBLIC;
CREATE TRIGGER note_issuers AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON scopegate.scope
  FOR EACH STATEMENT EXECUTE FUNCTION scopegate.note_issuers_by_token();
CREATE TRIGGER note_issuers AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON scopegate.scope_category
  FOR EACH STATEMENT EXECUTE FUNCTION scopegate.note_issuers_by_token();
