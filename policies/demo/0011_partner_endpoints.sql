-- Endpoints of the second API, partners.example.com.
--
-- Scopes, products and credentials are shared by all APIs; route tables are not. The same path may mean something else
-- on another host: /billing/1/balance is the balance of the reseller here, and needs another scope.

SELECT scopegate.define_endpoint('partners', method, template, scopes::text[], product => 'partners')
FROM (VALUES
  ('GET',    '/partners/1/accounts',                        '{partners:read}'),
  ('POST',   '/partners/1/accounts',                        '{}'),
  ('GET',    '/partners/1/accounts/{accountId}',            '{partners:read}'),
  ('PATCH',  '/partners/1/accounts/{accountId}',            '{}'),
  ('POST',   '/partners/1/accounts/{accountId}:suspend',    '{}'),
  ('POST',   '/partners/1/accounts/{accountId}:resume',     '{}'),
  ('GET',    '/partners/1/accounts/{accountId}/usage',      '{partners:read}'),
  ('GET',    '/partners/1/price-lists',                     '{partners:read}'),
  ('GET',    '/partners/1/price-lists/{country}',           '{partners:read}'),
  ('GET',    '/billing/1/balance',                          '{partners:read}')
) AS endpoint (method, template, scopes);

SELECT scopegate.define_endpoint('partners', 'PUT', '/partners/1/price-lists/{country}', '{partners:pricing:write}',
  product => 'partners', managed => false);

SELECT scopegate.define_endpoint('partners', 'GET', '/status/1/health', access => 'public');
