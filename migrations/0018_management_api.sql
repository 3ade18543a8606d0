-- Why: the Management API is guarded by the policy that it manages, and decided by the same engine. Its endpoints and scopes
--   are rows like all others; an operator may change who needs what, but not what the endpoints are.
-- Locks: as any change of policy. Safe while serving: yes.

SELECT scopegate.define_category('Scopegate', 1000);
SELECT scopegate.define_api('scopegate', ARRAY['management.scopegate.internal'], 'errorCode');

SELECT scopegate.define_scope('scopegate:manage', 'Scopegate', 'Everything in the management of Scopegate.');
SELECT scopegate.define_scope('api-keys:read', 'Scopegate', 'See API keys, what they can call, and how they are used.');
SELECT scopegate.define_scope('api-keys:manage', 'Scopegate',
  'Create, edit, rotate, enable, disable and revoke API keys, within the scopes that one holds.');
SELECT scopegate.define_scope('policy:read', 'Scopegate', 'See scopes, products, APIs and endpoints.');
SELECT scopegate.define_scope('checks:explain', 'Scopegate', 'Ask why a request would be allowed or denied.');
SELECT scopegate.define_scope('audit-trail:read', 'Scopegate', 'See who changed what.');
SELECT scopegate.define_scope('overview:read', 'Scopegate', 'See figures of the running service.');
SELECT scopegate.define_scope('scopes:grant-any', 'Scopegate', 'Grant scopes that one does not hold.');

SELECT scopegate.define_implication('api-keys:manage', 'api-keys:read');
SELECT scopegate.define_implication('scopegate:manage', s)
FROM unnest(ARRAY['api-keys:manage', 'policy:read', 'checks:explain', 'audit-trail:read', 'overview:read']) s;

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

-- Checks what was defined now: later migrations of the same transaction may alter these tables, which nobody may while
-- rows wait to be checked.
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
