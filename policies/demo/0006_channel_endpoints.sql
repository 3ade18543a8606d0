-- Endpoints of the channels: SMS, WhatsApp, RCS, email, voice, mobile app messaging, one-time PINs.
--
-- Templates match whole segments, and each part decides in this order: literal text, text with a parameter
-- (`{callId}:mute`, `audio.{format}`), a parameter (`{callId}`), the rest of the path (`{+rest}`).
-- A parameter never matches an empty text, and a trailing slash is significant.

SELECT scopegate.define_endpoint('platform', method, template, scopes::text[], product => 'sms')
FROM (VALUES
  ('POST',   '/sms/2/messages',                    '{sms:message:send}'),
  ('POST',   '/sms/2/messages:preview',            '{sms:message:send}'),
  ('GET',    '/sms/2/messages/{messageId}',        '{sms:log:read}'),
  ('POST',   '/sms/2/messages/{messageId}/resend', '{sms:message:send}'),
  ('PUT',    '/sms/2/conversions/{messageId}',     '{sms:message:send,sms:delivery-report:read}'),
  ('GET',    '/sms/2/inbound',                     '{sms:inbound-message:read}'),
  ('GET',    '/sms/2/delivery-reports',            '{sms:delivery-report:read}'),
  ('GET',    '/sms/2/logs',                        '{sms:log:read}'),
  ('GET',    '/sms/2/senders',                     '{}'),
  ('POST',   '/sms/2/senders',                     '{}'),
  ('DELETE', '/sms/2/senders/{senderId}',          '{}')
) AS endpoint (method, template, scopes);

-- A retired version. Without this row its paths would be unknown; with it, the answer says that they are closed.
-- `*` is any method, `{+rest}` one segment or more.
SELECT scopegate.define_endpoint('platform', '*', '/sms/1/{+rest}', product => 'sms', access => 'closed');

SELECT scopegate.define_endpoint('platform', method, template, scopes::text[], product => 'whatsapp')
FROM (VALUES
  ('POST',   '/whatsapp/1/messages/text',                       '{whatsapp:message:send}'),
  ('POST',   '/whatsapp/1/messages/media',                      '{whatsapp:message:send}'),
  ('POST',   '/whatsapp/1/messages/template',                   '{whatsapp:message:send}'),
  ('POST',   '/whatsapp/1/messages/interactive',                '{whatsapp:message:send}'),
  ('GET',    '/whatsapp/1/inbound',                             '{whatsapp:inbound-message:read}'),
  ('GET',    '/whatsapp/1/inbound/{messageId}/media',           '{whatsapp:inbound-message:read}'),
  ('POST',   '/whatsapp/1/inbound/{messageId}:mark-seen',       '{whatsapp:inbound-message:read}'),
  ('GET',    '/whatsapp/1/delivery-reports',                    '{whatsapp:delivery-report:read}'),
  -- One path, and a scope for each method.
  ('GET',    '/whatsapp/1/senders/{sender}/templates',          '{whatsapp:template:read}'),
  ('POST',   '/whatsapp/1/senders/{sender}/templates',          '{whatsapp:template:manage}'),
  ('GET',    '/whatsapp/1/senders/{sender}/templates/{name}',   '{whatsapp:template:read}'),
  ('DELETE', '/whatsapp/1/senders/{sender}/templates/{name}',   '{whatsapp:template:manage}'),
  ('GET',    '/whatsapp/1/senders',                             '{}'),
  ('POST',   '/whatsapp/1/senders',                             '{}'),
  ('POST',   '/whatsapp/1/senders/{sender}:verify',             '{}')
) AS endpoint (method, template, scopes);

SELECT scopegate.define_endpoint('platform', method, template, scopes::text[], product => 'rcs')
FROM (VALUES
  ('POST',   '/rcs/1/messages',                '{rcs:message:send}'),
  ('GET',    '/rcs/1/inbound',                 '{rcs:inbound-message:read}'),
  ('GET',    '/rcs/1/delivery-reports',        '{rcs:delivery-report:read}'),
  ('GET',    '/rcs/1/capabilities/{phone}',    '{rcs:capability:read,rcs:message:send}'),
  ('POST',   '/rcs/1/capabilities:query',      '{rcs:capability:read}'),
  ('GET',    '/rcs/1/agents',                  '{}'),
  ('POST',   '/rcs/1/agents',                  '{}'),
  ('PATCH',  '/rcs/1/agents/{agentId}',        '{}'),
  ('POST',   '/rcs/1/agents/{agentId}:submit', '{}')
) AS endpoint (method, template, scopes);

SELECT scopegate.define_endpoint('platform', method, template, scopes::text[], product => 'email')
FROM (VALUES
  ('POST',   '/email/3/messages',                   '{email:message:send}'),
  ('GET',    '/email/3/inbound',                    '{email:inbound-message:read}'),
  ('GET',    '/email/3/delivery-reports',           '{email:delivery-report:read}'),
  -- A segment of text and parameters: /email/3/reports/2026-11.csv
  ('GET',    '/email/3/reports/{year}-{month}.csv', '{email:delivery-report:read}'),
  ('GET',    '/email/3/logs',                       '{email:log:read}'),
  ('GET',    '/email/3/domains',                    '{email:domain:manage}'),
  ('POST',   '/email/3/domains',                    '{email:domain:manage}'),
  ('DELETE', '/email/3/domains/{domain}',           '{email:domain:manage}'),
  ('POST',   '/email/3/domains/{domain}:verify',    '{email:domain:manage}'),
  ('GET',    '/email/3/suppressions',               '{email:suppression:manage}'),
  ('PUT',    '/email/3/suppressions/{address}',     '{email:suppression:manage}'),
  ('DELETE', '/email/3/suppressions/{address}',     '{email:suppression:manage}'),
  ('POST',   '/email/3/validations',                '{email:validation:run}'),
  ('GET',    '/email/3/validations/{listId}',       '{email:validation:run}')
) AS endpoint (method, template, scopes);

SELECT scopegate.define_endpoint('platform', method, template, scopes::text[], product => 'voice')
FROM (VALUES
  ('POST',   '/voice/2/messages',                    '{voice:message:send}'),
  ('GET',    '/voice/2/calls',                       '{voice:log:read}'),
  ('POST',   '/voice/2/calls',                       '{voice:call:place}'),
  ('GET',    '/voice/2/calls/{callId}',              '{voice:call:control,voice:log:read}'),
  ('POST',   '/voice/2/calls/{callId}:mute',         '{voice:call:control}'),
  ('POST',   '/voice/2/calls/{callId}:transfer',     '{voice:call:control}'),
  ('POST',   '/voice/2/calls/{callId}:hang-up',      '{voice:call:control}'),
  ('POST',   '/voice/2/calls/{callId}/recordings',   '{voice:call:control}'),
  ('GET',    '/voice/2/recordings',                  '{voice:recording:read}'),
  ('GET',    '/voice/2/recordings/{recordingId}',    '{voice:recording:read}'),
  ('GET',    '/voice/2/announcements',               '{}'),
  ('POST',   '/voice/2/announcements',               '{}'),
  ('DELETE', '/voice/2/announcements/{name}',        '{}')
) AS endpoint (method, template, scopes);

-- `managed => false`: the manage scope does not open these. Who administers voice shall not thereby hear, or
-- destroy, what people said.
SELECT scopegate.define_endpoint('platform', method, template, scopes::text[], product => 'voice', managed => false)
FROM (VALUES
  ('GET',    '/voice/2/recordings/{recordingId}/audio.{format}', '{voice:recording:read}'),
  ('DELETE', '/voice/2/recordings/{recordingId}',                '{voice:recording:delete}')
) AS endpoint (method, template, scopes);

SELECT scopegate.define_endpoint('platform', method, template, scopes::text[], product => 'mobile-app-messaging')
FROM (VALUES
  ('POST',   '/mobile-app-messaging/1/messages',         '{mobile-app-messaging:message:send}'),
  ('POST',   '/mobile-app-messaging/1/messages:silent',  '{mobile-app-messaging:message:send}'),
  ('GET',    '/mobile-app-messaging/1/inbound',          '{mobile-app-messaging:inbound-message:read}'),
  ('GET',    '/mobile-app-messaging/1/delivery-reports', '{mobile-app-messaging:delivery-report:read}'),
  ('GET',    '/mobile-app-messaging/1/apps',             '{}'),
  ('POST',   '/mobile-app-messaging/1/apps',             '{}'),
  ('PATCH',  '/mobile-app-messaging/1/apps/{appId}',     '{}'),
  ('DELETE', '/mobile-app-messaging/1/apps/{appId}',     '{}')
) AS endpoint (method, template, scopes);

SELECT scopegate.define_endpoint('platform', 'PUT', '/mobile-app-messaging/1/apps/{appId}/push-services/{service}',
  '{mobile-app-messaging:credential:write}', product => 'mobile-app-messaging', managed => false);

SELECT scopegate.define_endpoint('platform', method, template, scopes::text[], product => 'verify')
FROM (VALUES
  ('POST',   '/verify/1/pins',                   '{verify:pin:send}'),
  ('GET',    '/verify/1/pins/{pinId}',           '{verify:pin:send,verify:pin:check}'),
  ('POST',   '/verify/1/pins/{pinId}:resend',    '{verify:pin:send}'),
  ('POST',   '/verify/1/pins/{pinId}:check',     '{verify:pin:check}'),
  ('GET',    '/verify/1/applications',           '{}'),
  ('POST',   '/verify/1/applications',           '{}'),
  ('PUT',    '/verify/1/applications/{name}',    '{}'),
  ('DELETE', '/verify/1/applications/{name}',    '{}')
) AS endpoint (method, template, scopes);

-- The link in an email that an end user follows; the token in it is the proof, and the server checks that.
SELECT scopegate.define_endpoint('platform', 'GET', '/verify/1/links/{token}:confirm', product => 'verify',
  access => 'public');
