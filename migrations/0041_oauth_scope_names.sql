-- Why: the pattern for the scopes of an issuer counted further than a pattern of Postgres can, so every row was refused.
-- Locks: ACCESS EXCLUSIVE on scopegate.oauth_scope, briefly. Safe while serving: yes.

ALTER TABLE scopegate.oauth_scope DROP CONSTRAINT oauth_scope_theirs;
-- scope-token of RFC 6749, appendix A.4
ALTER TABLE scopegate.oauth_scope ADD CONSTRAINT oauth_scope_theirs CHECK (CASE
  WHEN theirs COLLATE "C" ~ '^[!#-\[\]-~]+$' AND length(theirs) <= 1000 THEN true
  ELSE scopegate.refuse(format('"%s" cannot be a scope of an OAuth issuer', theirs)) END);
