-- Endpoints that web pages and mobile apps call, and the administration of live chat.
--
-- What runs in a browser or on a phone cannot keep a secret. Its endpoints therefore have scopes of their own, opt out
-- of manage scopes, and take only short-lived credentials: a session, or an OAuth token.

SELECT scopegate.define_endpoint('platform', method, template, scopes::text[], product => 'live-chat',
  managed => false, accepted_kinds => '{session,oauth_token}')
FROM (VALUES
  ('POST',   '/web-sdk/1/visitors',                       '{web:sdk}'),
  ('GET',    '/web-sdk/1/widgets/{widgetId}',             '{web:sdk}'),
  ('POST',   '/web-sdk/1/widgets/{widgetId}/chats',       '{web:sdk}'),
  ('GET',    '/web-sdk/1/chats/{chatId}/messages',        '{web:sdk}'),
  ('POST',   '/web-sdk/1/chats/{chatId}/messages',        '{web:sdk}'),
  ('PUT',    '/web-sdk/1/push-subscriptions/{browserId}', '{web:sdk}'),
  ('POST',   '/web-sdk/1/events',                         '{web:sdk}')
) AS endpoint (method, template, scopes);

SELECT scopegate.define_endpoint('platform', method, template, scopes::text[], product => 'mobile-app-messaging',
  managed => false, accepted_kinds => '{session,oauth_token}')
FROM (VALUES
  ('PUT',    '/mobile-sdk/1/devices/{deviceId}',             '{mobile-app-messaging:sdk}'),
  ('GET',    '/mobile-sdk/1/devices/{deviceId}/messages',    '{mobile-app-messaging:sdk}'),
  ('POST',   '/mobile-sdk/1/devices/{deviceId}/seen',        '{mobile-app-messaging:sdk}'),
  -- An app may show the chat of the web page.
  ('POST',   '/mobile-sdk/1/devices/{deviceId}/chats',       '{mobile-app-messaging:sdk,web:sdk}')
) AS endpoint (method, template, scopes);

SELECT scopegate.define_endpoint('platform', 'POST', template, '{voice:sdk}', product => 'voice', managed => false,
  accepted_kinds => '{session,oauth_token}')
FROM (VALUES
  ('/voice-sdk/1/calls'),
  ('/voice-sdk/1/calls/{callId}:answer')
) AS endpoint (template);

-- Not called by browsers: how live chat is set up.
SELECT scopegate.define_endpoint('platform', method, template, scopes::text[], product => 'live-chat')
FROM (VALUES
  ('GET',    '/live-chat/1/widgets',                       '{live-chat:read}'),
  ('POST',   '/live-chat/1/widgets',                       '{}'),
  ('PUT',    '/live-chat/1/widgets/{widgetId}',            '{}'),
  ('DELETE', '/live-chat/1/widgets/{widgetId}',            '{}'),
  ('GET',    '/live-chat/1/widgets/{widgetId}/statistics', '{live-chat:read}')
) AS endpoint (method, template, scopes);
