-- Endpoints that belong to no channel: cross-channel messages, and what every client may ask.
--
-- An endpoint is a method and a path template of one API. Holding ANY ONE of its scopes is enough. In these files the
-- scopes are written as array literals, '{one,other}'; '{}' means that the manage scope of the product is the only
-- way in. Each endpoint has an access mode:
--
--   scoped          needs one of its scopes, or the manage scope of its product; this is the default
--   authenticated   any valid credential
--   public          no credential is looked at
--   closed          nobody, whatever they hold
--
-- A path that is in no file is denied with the reason no_route, so nothing has to be forbidden here.
-- HEAD needs no rows of its own: it is decided as GET.

SELECT scopegate.define_endpoint('platform', method, template, scopes::text[], product => 'messages')
FROM (VALUES
  ('POST',   '/messages/1/messages',                   '{message:send}'),
  ('POST',   '/messages/1/messages:validate',          '{message:send}'),
  ('POST',   '/messages/1/messages:batch',             '{message:send}'),
  ('GET',    '/messages/1/messages/{messageId}',       '{message-log:read}'),
  ('GET',    '/messages/1/scheduled',                  '{scheduled-message:manage}'),
  ('GET',    '/messages/1/scheduled/{batchId}',        '{scheduled-message:manage}'),
  ('PATCH',  '/messages/1/scheduled/{batchId}',        '{scheduled-message:manage}'),
  ('POST',   '/messages/1/scheduled/{batchId}:cancel', '{scheduled-message:manage}'),
  ('GET',    '/messages/1/inbound',                    '{inbound-message:read}'),
  ('GET',    '/messages/1/inbound/{messageId}',        '{inbound-message:read}'),
  ('GET',    '/messages/1/delivery-reports',           '{delivery-report:read}'),
  ('GET',    '/messages/1/logs',                       '{message-log:read}'),
  -- Only messages:manage.
  ('GET',    '/messages/1/failover-plans',             '{}'),
  ('POST',   '/messages/1/failover-plans',             '{}'),
  ('GET',    '/messages/1/failover-plans/{planId}',    '{}'),
  ('PUT',    '/messages/1/failover-plans/{planId}',    '{}'),
  ('DELETE', '/messages/1/failover-plans/{planId}',    '{}')
) AS endpoint (method, template, scopes);

-- What a client may ask about itself, with whatever credential it has.
SELECT scopegate.define_endpoint('platform', 'GET', template, access => 'authenticated')
FROM (VALUES
  ('/me/1/credential'),
  ('/me/1/scopes'),
  ('/status/1/incidents')
) AS endpoint (template);

-- What anybody may ask. Public is a decision, so it is a word and not an empty list.
SELECT scopegate.define_endpoint('platform', 'GET', template, access => 'public')
FROM (VALUES
  ('/status/1/health'),
  ('/openapi.json'),
  ('/.well-known/security.txt')
) AS endpoint (template);
