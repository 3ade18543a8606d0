-- Why: one number that grows with every committed change, in commit order, so that a reader of revision N has seen every
--   change up to N. A number that is taken when a statement runs cannot do that: a transaction that took it first may
--   commit last, and a reader would then skip its change for ever. So the number is taken at commit, under a lock that is
--   held until the commit is visible (0003, 0004). Until then a transaction keeps what it touched in pending_change, where
--   nobody else sees it. A long migration holds others up only at its very end.
-- Locks: none on existing tables. Safe while serving: yes, it only adds objects.

-- Revisions number the rows of scopegate.change; the revision of a transaction is that of its last row.
CREATE SEQUENCE scopegate.revision_number AS bigint;

CREATE TABLE scopegate.change (
  revision bigint PRIMARY KEY DEFAULT nextval('scopegate.revision_number'),
  kind text NOT NULL CHECK (kind IN ('catalogue', 'api', 'credential', 'everything')),
  ref bigint,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CHECK ((ref IS NOT NULL) = (kind IN ('api', 'credential'))),
  CONSTRAINT change_time CHECK (CASE
    WHEN scopegate.is_printable_time(at) THEN true
    ELSE scopegate.refuse(format('change %s: the time lies outside 1970 to 9999', revision)) END)
);
ALTER SEQUENCE scopegate.revision_number OWNED BY scopegate.change.revision;
COMMENT ON TABLE scopegate.change IS
  'What committed changes touched, in commit order: the change feed. Only scopegate.publish_changes() writes it.';
COMMENT ON COLUMN scopegate.change.revision IS 'Grows in commit order; the highest one is the current revision.';
COMMENT ON COLUMN scopegate.change.kind IS
  'catalogue: APIs, hosts, error families. api: the route table of one API. credential: one credential.';
COMMENT ON COLUMN scopegate.change.ref IS 'Row id of the API or credential.';
-- Revision 0 stays free for "nothing seen yet".
INSERT INTO scopegate.change (kind) VALUES ('everything');

-- Old changes are removed. A reader that has seen less than this must assume that everything changed.
CREATE TABLE scopegate.change_floor (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  revision bigint NOT NULL
);
COMMENT ON TABLE scopegate.change_floor IS 'Changes up to this revision may have been removed from scopegate.change.';
INSERT INTO scopegate.change_floor (revision) VALUES (0);

-- Unlogged: its rows never outlive the transaction that wrote them.
CREATE UNLOGGED TABLE scopegate.pending_change (
  txid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  kind text NOT NULL,
  ref text NOT NULL,
  PRIMARY KEY (txid, kind, ref)
);
COMMENT ON TABLE scopegate.pending_change IS
  'What running transactions have touched so far; each sees its own rows, and they are gone when it commits.';

CREATE FUNCTION scopegate.current_revision() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(
    (SELECT max(c.revision) FROM scopegate.change c),
    (SELECT f.revision FROM scopegate.change_floor f),
    0)
$$;
COMMENT ON FUNCTION scopegate.current_revision() IS 'The highest revision that the calling statement can see.';
