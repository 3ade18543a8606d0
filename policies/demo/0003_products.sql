-- Products.
--
-- A product is a family of endpoints. Its manage scope, where it names one, opens every endpoint of the product except
-- those that opt out with `managed => false`. It is named here, never guessed: calling a scope `sms:manage` gives it
-- no power; this row does.

SELECT scopegate.define_product(name, title, manage_scope)
FROM (VALUES
  ('messages', 'Cross-channel messages', 'messages:manage'),
  ('sms', 'SMS', 'sms:manage'),
  ('whatsapp', 'WhatsApp', 'whatsapp:manage'),
  ('rcs', 'RCS', 'rcs:manage'),
  ('email', 'Email', 'email:manage'),
  ('voice', 'Voice', 'voice:manage'),
  ('mobile-app-messaging', 'Mobile app messaging', 'mobile-app-messaging:manage'),
  ('verify', 'One-time PINs', 'verify:manage'),
  ('numbers', 'Phone numbers', 'numbers:manage'),
  ('lookup', 'Number lookup', 'lookup:manage'),
  ('sim', 'SIM cards', 'sim:manage'),
  ('media', 'Stored files', 'media:manage'),
  ('webhooks', 'Webhooks', 'webhooks:manage'),
  ('links', 'Short links', 'links:manage'),
  ('billing', 'Billing', 'billing:manage'),
  ('accounts', 'Account, users and keys', 'accounts:manage'),
  ('audit', 'Audit log', 'audit:manage'),
  ('partners', 'Reseller programme', 'partners:manage'),
  ('people', 'Profiles of end users', 'people:manage'),
  ('conversations', 'Conversations', 'conversations:manage'),
  ('journeys', 'Customer journeys', 'journeys:manage'),
  ('bots', 'Chatbots', 'bots:manage'),
  ('live-chat', 'Live chat', 'live-chat:manage')
) AS product (name, title, manage_scope);
