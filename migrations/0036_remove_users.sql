-- Why: a user can be removed over the Management API: for good, with the row kept, so that the audit trail and the use of
--   scopes never name somebody else who came later under the same name.
-- Locks: as any change of policy. Safe while serving: yes; a release that does not know this endpoint answers 404.

SELECT scopegate.define_endpoint('scopegate', 'DELETE', '/v1/users/{id}', '{users:manage}', 'scopegate');

-- Checks what was defined now: later migrations of the same transaction may alter these tables.
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
