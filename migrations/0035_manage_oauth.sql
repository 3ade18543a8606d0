-- Why: OAuth issuers and their clients are managed over the Management API as well, under scopes of their own: whoever says
--   which issuer is believed says who is let in.
-- Locks: as any change of policy. Safe while serving: yes; a release that does not know these endpoints answers 404.

SELECT scopegate.define_scope('oauth-issuers:read', 'Scopegate', 'See OAuth issuers, their clients, and what these hold.');
SELECT scopegate.define_scope('oauth-issuers:manage', 'Scopegate',
  'Add, change and remove OAuth issuers and their clients, within the scopes that one holds.');
SELECT scopegate.define_implication('oauth-issuers:manage', 'oauth-issuers:read');
SELECT scopegate.define_implication('scopegate:manage', 'oauth-issuers:manage');

SELECT scopegate.define_endpoint('scopegate', e.method, e.template, ARRAY[e.scope], 'scopegate')
FROM (VALUES
  ('GET', '/v1/oauth-issuers', 'oauth-issuers:read'),
  ('POST', '/v1/oauth-issuers', 'oauth-issuers:manage'),
  ('GET', '/v1/oauth-issuers/{id}', 'oauth-issuers:read'),
  ('PATCH', '/v1/oauth-issuers/{id}', 'oauth-issuers:manage'),
  ('DELETE', '/v1/oauth-issuers/{id}', 'oauth-issuers:manage'),
  ('GET', '/v1/oauth-clients', 'oauth-issuers:read'),
  ('POST', '/v1/oauth-clients', 'oauth-issuers:manage'),
  ('GET', '/v1/oauth-clients/{id}', 'oauth-issuers:read'),
  ('PATCH', '/v1/oauth-clients/{id}', 'oauth-issuers:manage'),
  ('DELETE', '/v1/oauth-clients/{id}', 'oauth-issuers:manage')
) AS e (method, template, scope);

-- Checks what was defined now: later migrations of the same transaction may alter these tables.
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
