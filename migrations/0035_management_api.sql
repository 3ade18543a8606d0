-- Why: the Management API is guarded by the policy that it manages, and decided by the same engine. Its endpoints and scopes
--   are rows like all others. Operators may change which scopes an endpoint needs, but not what the endpoints are.
--   Each kind of credential has scopes of its own, so that a credential that hands out keys need not be able to make users,
--   and nobody hands out more than they have: scopes, accounts, addresses and time each need a scope to be exceeded.
-- Locks: as any change of policy. Safe while serving: yes; a release that does not know an endpoint answers 404 there.

SELECT scopegate.define_category('Scopegate', 1000);
SELECT scopegate.define_api('scopegate', ARRAY['management.scopegate.internal'], 'errorCode');

SELECT scopegate.define_scope(s.name, 'Scopegate', s.description)
FROM (VALUES
  ('scopegate:manage', 'Everything in the management of Scopegate.'),
  ('api-keys:read', 'See API keys, what they can call, and how they are used.'),
  ('api-keys:manage', 'Create, edit, rotate, enable, disable and revoke API keys, within the scopes that one holds.'),
  ('users:read', 'See users, and what they hold.'),
  ('users:manage', 'Create, edit, enable and disable users and set passwords, within the scopes that one holds.'),
  ('roles:read', 'See roles, and what they grant.'),
  ('roles:manage', 'Define and remove roles, within the scopes that one holds.'),
  ('sessions:read', 'See the sessions of users.'),
  ('sessions:manage', 'Begin sessions for users, within the scopes that one holds, and end them.'),
  ('oauth-issuers:read', 'See OAuth issuers, their clients, and what these hold.'),
  ('oauth-issuers:manage', 'Add, change and remove OAuth issuers and their clients, within the scopes that one holds.'),
  ('policy:read', 'See scopes, products, APIs and endpoints.'),
  ('checks:explain', 'Ask why a request would be allowed or denied.'),
  ('audit-trail:read', 'See who changed what.'),
  ('overview:read', 'See figures of the running service.'),
  ('scopes:grant-any', 'Grant scopes that one does not hold.'),
  ('accounts:any', 'Make and change credentials of accounts other than one''s own.'),
  ('limits:exceed', 'Make and change credentials that may be used from more addresses, or for longer, than one''s own.')
) AS s (name, description);

SELECT scopegate.define_implication(i.scope, i.implies)
FROM (VALUES
  ('scopegate:manage', 'api-keys:manage'),
  ('scopegate:manage', 'users:manage'),
  ('scopegate:manage', 'roles:manage'),
  ('scopegate:manage', 'sessions:manage'),
  ('scopegate:manage', 'oauth-issuers:manage'),
  ('scopegate:manage', 'policy:read'),
  ('scopegate:manage', 'checks:explain'),
  ('scopegate:manage', 'audit-trail:read'),
  ('scopegate:manage', 'overview:read'),
  ('api-keys:manage', 'api-keys:read'),
  ('users:manage', 'users:read'),
  ('roles:manage', 'roles:read'),
  ('sessions:manage', 'sessions:read'),
  ('oauth-issuers:manage', 'oauth-issuers:read'),
  ('scopes:grant-any', 'accounts:any'),
  ('scopes:grant-any', 'limits:exceed')
) AS i (scope, implies);

SELECT scopegate.define_product('scopegate', 'Scopegate management', 'scopegate:manage');

SELECT scopegate.define_endpoint('scopegate', e.method, e.template, ARRAY[e.scope], 'scopegate')
FROM (VALUES
  ('GET', '/v1/api-keys', 'api-keys:read'),
  ('POST', '/v1/api-keys', 'api-keys:manage'),
  ('GET', '/v1/api-keys/{id}', 'api-keys:read'),
  ('PATCH', '/v1/api-keys/{id}', 'api-keys:manage'),
  ('POST', '/v1/api-keys/{id}/enable', 'api-keys:manage'),
  ('POST', '/v1/api-keys/{id}/disable', 'api-keys:manage'),
  ('POST', '/v1/api-keys/{id}/revoke', 'api-keys:manage'),
  ('POST', '/v1/api-keys/{id}/rotate', 'api-keys:manage'),
  ('GET', '/v1/api-keys/{id}/endpoints', 'api-keys:read'),
  ('GET', '/v1/api-keys/{id}/usage', 'api-keys:read'),
  ('GET', '/v1/users', 'users:read'),
  ('POST', '/v1/users', 'users:manage'),
  ('GET', '/v1/users/{id}', 'users:read'),
  ('PATCH', '/v1/users/{id}', 'users:manage'),
  -- For good, with the row kept, so that the audit trail never names somebody else who came later under the same name.
  ('DELETE', '/v1/users/{id}', 'users:manage'),
  ('POST', '/v1/users/{id}/password', 'users:manage'),
  ('POST', '/v1/users/{id}/sessions', 'sessions:manage'),
  ('GET', '/v1/sessions', 'sessions:read'),
  ('DELETE', '/v1/sessions/{id}', 'sessions:manage'),
  ('GET', '/v1/roles', 'roles:read'),
  ('GET', '/v1/roles/{id}', 'roles:read'),
  ('PUT', '/v1/roles/{id}', 'roles:manage'),
  ('DELETE', '/v1/roles/{id}', 'roles:manage'),
  ('GET', '/v1/oauth-issuers', 'oauth-issuers:read'),
  ('POST', '/v1/oauth-issuers', 'oauth-issuers:manage'),
  ('GET', '/v1/oauth-issuers/{id}', 'oauth-issuers:read'),
  ('PATCH', '/v1/oauth-issuers/{id}', 'oauth-issuers:manage'),
  ('DELETE', '/v1/oauth-issuers/{id}', 'oauth-issuers:manage'),
  ('GET', '/v1/oauth-clients', 'oauth-issuers:read'),
  ('POST', '/v1/oauth-clients', 'oauth-issuers:manage'),
  ('GET', '/v1/oauth-clients/{id}', 'oauth-issuers:read'),
  ('PATCH', '/v1/oauth-clients/{id}', 'oauth-issuers:manage'),
  ('DELETE', '/v1/oauth-clients/{id}', 'oauth-issuers:manage'),
  ('GET', '/v1/scopes', 'policy:read'),
  ('GET', '/v1/products', 'policy:read'),
  ('GET', '/v1/apis', 'policy:read'),
  ('GET', '/v1/endpoints', 'policy:read'),
  ('GET', '/v1/endpoints/{id}', 'policy:read'),
  ('GET', '/v1/endpoints/{id}/callers', 'api-keys:read'),
  ('POST', '/v1/previews', 'policy:read'),
  ('POST', '/v1/checks', 'checks:explain'),
  ('GET', '/v1/audit', 'audit-trail:read'),
  ('GET', '/v1/overview', 'overview:read')
) AS e (method, template, scope);

SELECT scopegate.define_endpoint('scopegate', 'POST', '/v1/session', product => 'scopegate', access => 'public');
SELECT scopegate.define_endpoint('scopegate', 'GET', '/v1/session', product => 'scopegate', access => 'authenticated');
SELECT scopegate.define_endpoint('scopegate', 'DELETE', '/v1/session', product => 'scopegate', access => 'public');

-- Checks now what was defined here: later migrations of the same transaction may alter these tables, which nobody may
-- while rows wait to be checked.
SELECT scopegate.check_now();
