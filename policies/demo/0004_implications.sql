-- Implications: holding `scope` counts as holding `implies`, and whatever that implies in turn.
--
-- They keep the lists of scopes on endpoints short. An endpoint that sends SMS names `sms:message:send`; that
-- `message:send` opens it too is said once, here, for all channels. A cycle is refused.
--
-- Write down only what should hold for every endpoint, now and later. For a single endpoint, list a second scope there.

-- The general scopes reach every channel.
SELECT scopegate.define_implication('message:send', channel || ':message:send')
FROM unnest('{sms,whatsapp,rcs,email,voice,mobile-app-messaging}'::text[]) AS channel;

SELECT scopegate.define_implication('inbound-message:read', channel || ':inbound-message:read')
FROM unnest('{sms,whatsapp,rcs,email,mobile-app-messaging}'::text[]) AS channel;

SELECT scopegate.define_implication('delivery-report:read', channel || ':delivery-report:read')
FROM unnest('{sms,whatsapp,rcs,email,mobile-app-messaging}'::text[]) AS channel;

SELECT scopegate.define_implication('message-log:read', channel || ':log:read')
FROM unnest('{sms,email,voice}'::text[]) AS channel;

-- Who may change a thing may look at it. Buying a number does not show the other numbers: it is not in this list.
SELECT scopegate.define_implication(scope, implies)
FROM (VALUES
  ('whatsapp:template:manage', 'whatsapp:template:read'),
  ('sim:state:write', 'sim:read'),
  ('media:write', 'media:read'),
  ('people:write', 'people:read'),
  ('conversations:write', 'conversations:read'),
  ('journeys:publish', 'journeys:read'),
  ('bots:train', 'bots:query'),
  ('partners:pricing:write', 'partners:read')
) AS implication (scope, implies);

-- An implication may cross products. Full access to journeys needs to see the people who travel them; through
-- people:read that is all it sees.
SELECT scopegate.define_implication('journeys:manage', 'people:read');
