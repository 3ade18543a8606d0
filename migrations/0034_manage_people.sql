-- Why: users, roles and sessions of users are managed over the Management API as well, each under a scope of its own, so
--   that whoever hands out keys need not be able to make users.
-- Locks: as any change of policy. Safe while serving: yes; a release that does not know these endpoints answers 404.

SELECT scopegate.define_scope('users:read', 'Scopegate', 'See users, and what they hold.');
SELECT scopegate.define_scope('users:manage', 'Scopegate',
  'Create, edit, enable and disable users and set passwords, within the scopes that one holds.');
SELECT scopegate.define_scope('roles:read', 'Scopegate', 'See roles, and what they grant.');
SELECT scopegate.define_scope('roles:manage', 'Scopegate', 'Define and remove roles, within the scopes that one holds.');
SELECT scopegate.define_scope('sessions:read', 'Scopegate', 'See the sessions of users.');
SELECT scopegate.define_scope('sessions:manage', 'Scopegate',
  'Begin sessions for users, within the scopes that one holds, and end them.');

SELECT scopegate.define_implication(k || ':manage', k || ':read') FROM unnest(ARRAY['users', 'roles', 'sessions']) k;
SELECT scopegate.define_implication('scopegate:manage', k || ':manage') FROM unnest(ARRAY['users', 'roles', 'sessions']) k;

SELECT scopegate.define_endpoint('scopegate', e.method, e.template, ARRAY[e.scope], 'scopegate')
FROM (VALUES
  ('GET', '/v1/users', 'users:read'),
  ('POST', '/v1/users', 'users:manage'),
  ('GET', '/v1/users/{id}', 'users:read'),
  ('PATCH', '/v1/users/{id}', 'users:manage'),
  ('POST', '/v1/users/{id}/password', 'users:manage'),
  ('POST', '/v1/users/{id}/sessions', 'sessions:manage'),
  ('GET', '/v1/roles', 'roles:read'),
  ('GET', '/v1/roles/{id}', 'roles:read'),
  ('PUT', '/v1/roles/{id}', 'roles:manage'),
  ('DELETE', '/v1/roles/{id}', 'roles:manage'),
  ('GET', '/v1/sessions', 'sessions:read'),
  ('DELETE', '/v1/sessions/{id}', 'sessions:manage')
) AS e (method, template, scope);

-- Checks what was defined now: later migrations of the same transaction may alter these tables.
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
