-- Endpoints of the platform: stored files, webhooks, short links, billing, the account, the audit log.
--
-- What is unusual about an endpoint is said in the call that defines it (`encoded`, `managed`, `accepted_kinds`), so
-- endpoints that share it stand in one table, and the reason stands above.

-- `{+path}` is one segment or more: /media/1/files/2026/11/logo.png. The folder itself is `/media/1/files/`, with its
-- slash; without it the path is unknown. `{+path}:copy` is the custom verb of a file.
SELECT scopegate.define_endpoint('platform', method, template, scopes::text[], product => 'media')
FROM (VALUES
  ('GET',    '/media/1/files/',             '{media:read}'),
  ('GET',    '/media/1/files/{+path}',      '{media:read}'),
  ('PUT',    '/media/1/files/{+path}',      '{media:write}'),
  ('DELETE', '/media/1/files/{+path}',      '{media:write}'),
  ('POST',   '/media/1/files/{+path}:copy', '{media:write}')
) AS endpoint (method, template, scopes);

-- An escaped slash is refused everywhere, because some servers read it as a slash and some as a character. Where a
-- parameter really holds one, allow it there: /media/1/objects/2026%2F11%2Flogo.png is one key. Be sure that the
-- server behind these endpoints never unescapes the path before it splits it.
SELECT scopegate.define_endpoint('platform', method, template, scopes::text[], product => 'media',
  encoded => '{slash}')
FROM (VALUES
  ('GET',    '/media/1/objects/{key}', '{media:read}'),
  ('PUT',    '/media/1/objects/{key}', '{media:write}')
) AS endpoint (method, template, scopes);

SELECT scopegate.define_endpoint('platform', method, template, scopes::text[], product => 'webhooks')
FROM (VALUES
  ('GET',    '/webhooks/1/webhooks',                        '{webhooks:read}'),
  ('POST',   '/webhooks/1/webhooks',                        '{}'),
  ('GET',    '/webhooks/1/webhooks/{webhookId}',            '{webhooks:read}'),
  ('PUT',    '/webhooks/1/webhooks/{webhookId}',            '{}'),
  ('DELETE', '/webhooks/1/webhooks/{webhookId}',            '{}'),
  ('POST',   '/webhooks/1/webhooks/{webhookId}:test',       '{}'),
  ('GET',    '/webhooks/1/webhooks/{webhookId}/deliveries', '{webhooks:read}')
) AS endpoint (method, template, scopes);

SELECT scopegate.define_endpoint('platform', method, template, scopes::text[], product => 'links')
FROM (VALUES
  ('POST',   '/links/1/links',                '{links:create}'),
  ('DELETE', '/links/1/links/{code}',         '{}'),
  ('GET',    '/links/1/links/{code}/clicks',  '{links:statistics:read}'),
  ('GET',    '/links/1/domains',              '{links:create}'),
  ('POST',   '/links/1/domains',              '{}')
) AS endpoint (method, template, scopes);

-- What a short link leads to is for everybody who has the link.
SELECT scopegate.define_endpoint('platform', 'GET', '/l/{code}', product => 'links', access => 'public');

SELECT scopegate.define_endpoint('platform', method, template, scopes::text[], product => 'billing')
FROM (VALUES
  ('GET',    '/billing/1/balance',               '{billing:read}'),
  ('GET',    '/billing/1/usage',                 '{billing:read}'),
  ('GET',    '/billing/1/invoices',              '{billing:read}'),
  ('GET',    '/billing/1/invoices/{number}.pdf', '{billing:read}'),
  ('GET',    '/billing/1/spending-limit',        '{billing:read,billing:limit:write}'),
  ('POST',   '/billing/1/payment-methods',       '{}')
) AS endpoint (method, template, scopes);

SELECT scopegate.define_endpoint('platform', 'PUT', '/billing/1/spending-limit', '{billing:limit:write}',
  product => 'billing', managed => false);

SELECT scopegate.define_endpoint('platform', method, template, scopes::text[], product => 'accounts')
FROM (VALUES
  ('GET',    '/accounts/1/account',        '{accounts:read}'),
  ('PATCH',  '/accounts/1/account',        '{}'),
  ('GET',    '/accounts/1/users',          '{accounts:read}'),
  ('POST',   '/accounts/1/users',          '{}'),
  ('PATCH',  '/accounts/1/users/{userId}', '{}'),
  ('DELETE', '/accounts/1/users/{userId}', '{}'),
  ('GET',    '/accounts/1/keys',           '{accounts:read,accounts:key:manage}')
) AS endpoint (method, template, scopes);

-- `accepted_kinds`: these take only people who have signed in. A leaked API key must not be able to make others,
-- whatever scopes it holds.
SELECT scopegate.define_endpoint('platform', method, template, scopes::text[], product => 'accounts',
  accepted_kinds => '{user,session}')
FROM (VALUES
  ('POST',   '/accounts/1/keys',         '{accounts:key:manage}'),
  ('PATCH',  '/accounts/1/keys/{keyId}', '{accounts:key:manage}'),
  ('DELETE', '/accounts/1/keys/{keyId}', '{accounts:key:manage}')
) AS endpoint (method, template, scopes);

-- It goes together with the other modes: any credential, as long as it is a session.
SELECT scopegate.define_endpoint('platform', 'DELETE', '/me/1/session', access => 'authenticated',
  accepted_kinds => '{session}');

SELECT scopegate.define_endpoint('platform', method, template, scopes::text[], product => 'audit')
FROM (VALUES
  ('GET',    '/audit/1/events',           '{audit:read}'),
  ('GET',    '/audit/1/events/{eventId}', '{audit:read}')
) AS endpoint (method, template, scopes);

SELECT scopegate.define_endpoint('platform', method, template, scopes::text[], product => 'audit', managed => false)
FROM (VALUES
  ('POST',   '/audit/1/exports',            '{audit:export}'),
  ('GET',    '/audit/1/exports/{exportId}', '{audit:export}')
) AS endpoint (method, template, scopes);
