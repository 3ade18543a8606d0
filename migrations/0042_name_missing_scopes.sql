-- Why: RFC 6750, section 3.1 lets an answer name the scopes that were missing. That tells strangers about the policy, so
--   it is for the operator of each API to say.
-- Locks: ACCESS EXCLUSIVE on scopegate.api, briefly; no row is rewritten. Safe while serving: yes.

ALTER TABLE scopegate.api ADD COLUMN names_missing_scopes boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN scopegate.api.names_missing_scopes IS
  'Whether a 403 to a bearer token names the scopes of the endpoint in WWW-Authenticate.';
