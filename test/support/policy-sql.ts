/** A small policy that suites of the schema start from: two APIs, two products, a few scopes, one account. */
export const smallPolicy = `
  SELECT scopegate.define_category('General', 1);
  SELECT scopegate.define_scope(name, 'General', 'Test') FROM unnest(ARRAY[
    'message:send', 'sms:send', 'sms:read', 'sms:manage', 'voice:call', 'voice:manage', 'audit:read']) name;
  SELECT scopegate.define_product('sms', 'SMS', 'sms:manage');
  SELECT scopegate.define_product('voice', 'Voice');
  SELECT scopegate.define_api('messages', ARRAY['api.example.com']);
  SELECT scopegate.define_api('calls', ARRAY['calls.example.com', 'voice.example.com'], 'errorCode');
  SELECT scopegate.define_endpoint('messages', 'GET', '/sms/{id}', ARRAY['sms:read'], 'sms');
  SELECT scopegate.define_endpoint('messages', 'POST', '/sms', ARRAY['sms:send'], 'sms');
  SELECT scopegate.define_endpoint('calls', 'POST', '/calls', ARRAY['voice:call'], 'voice');
  SELECT scopegate.define_account('acme');
  INSERT INTO scopegate.credential (public_id, kind, account, name)
    SELECT id, 'api_key', scopegate.define_account('acme'), 'Key ' || id FROM unnest(ARRAY['k1', 'k2']) id;`;
