-- Endpoints of connectivity: phone numbers, number lookup, SIM cards.
--
-- `{id}:release` is a custom verb: the segment is a parameter, a colon and a word. It is an endpoint of its own with a
-- method of its own, beside `{id}`. Keep the methods of verbs (POST) apart from those of the plain parameter where
-- their scopes differ; then nobody has to know that the longer text wins.

SELECT scopegate.define_endpoint('platform', method, template, scopes::text[], product => 'numbers')
FROM (VALUES
  ('GET',    '/numbers/1/available',                         '{numbers:read,numbers:order}'),
  ('GET',    '/numbers/1/numbers',                           '{numbers:read}'),
  ('POST',   '/numbers/1/numbers',                           '{numbers:order}'),
  ('GET',    '/numbers/1/numbers/{id}',                      '{numbers:read}'),
  ('PATCH',  '/numbers/1/numbers/{id}',                      '{}'),
  ('DELETE', '/numbers/1/numbers/{id}',                      '{numbers:release}'),
  ('POST',   '/numbers/1/numbers/{id}:release',              '{numbers:release}'),
  ('POST',   '/numbers/1/numbers/{id}:renew',                '{numbers:order}'),
  ('PUT',    '/numbers/1/numbers/{id}/inbound-route',        '{}'),
  ('GET',    '/numbers/1/port-requests',                     '{numbers:port}'),
  ('POST',   '/numbers/1/port-requests',                     '{numbers:port}'),
  ('GET',    '/numbers/1/port-requests/{requestId}',         '{numbers:port}'),
  ('POST',   '/numbers/1/port-requests/{requestId}/letters', '{numbers:port}')
) AS endpoint (method, template, scopes);

SELECT scopegate.define_endpoint('platform', method, template, scopes::text[], product => 'lookup')
FROM (VALUES
  ('GET',    '/lookup/1/phones/{phone}/network',   '{lookup:query}'),
  ('GET',    '/lookup/1/phones/{phone}/reachable', '{lookup:query}'),
  ('GET',    '/lookup/1/phones/{phone}/ported',    '{lookup:query,numbers:port}'),
  ('POST',   '/lookup/1/lists',                    '{lookup:bulk:run}'),
  ('GET',    '/lookup/1/lists/{listId}',           '{lookup:bulk:run}')
) AS endpoint (method, template, scopes);

-- Of a product, and yet open to any valid credential.
SELECT scopegate.define_endpoint('platform', 'GET', '/lookup/1/coverage', product => 'lookup',
  access => 'authenticated');

SELECT scopegate.define_endpoint('platform', method, template, scopes::text[], product => 'sim')
FROM (VALUES
  ('GET',    '/sim/1/cards',                  '{sim:read}'),
  ('GET',    '/sim/1/cards/{iccid}',          '{sim:read}'),
  ('PATCH',  '/sim/1/cards/{iccid}',          '{}'),
  ('POST',   '/sim/1/cards/{iccid}:activate', '{sim:state:write}'),
  ('POST',   '/sim/1/cards/{iccid}:suspend',  '{sim:state:write}'),
  ('GET',    '/sim/1/cards/{iccid}/usage',    '{sim:read}'),
  ('GET',    '/sim/1/plans',                  '{sim:read}'),
  ('PUT',    '/sim/1/cards/{iccid}/plan',     '{}')
) AS endpoint (method, template, scopes);

-- Secrets: only for who was given exactly this scope.
SELECT scopegate.define_endpoint('platform', 'GET', '/sim/1/cards/{iccid}/secret-keys', '{sim:secret:read}',
  product => 'sim', managed => false);
