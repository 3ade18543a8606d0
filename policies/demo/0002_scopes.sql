-- Categories and scopes.
--
-- A scope is a name and nothing more: `sms:message:send` is compared whole, and its colons mean nothing to Scopegate.
-- What covers what is said in two other places: the manage scope of a product (0003) and implications (0004).
-- The description is what people read when they choose the scopes of a key, so it says what the holder may do.

-- Categories are listed in the order of their positions.
-- A key of the category Web SDK is in a page that everybody sees, so its scopes are never held beside others.
SELECT scopegate.define_category(name, position, stands_alone)
FROM (VALUES
  ('General', 1, false),
  ('Channels', 2, false),
  ('Connectivity', 3, false),
  ('Platform', 4, false),
  ('Customer Engagement', 5, false),
  ('Web SDK', 6, true)
) AS category (name, position, stands_alone);

SELECT scopegate.define_scope(name, 'General', description)
FROM (VALUES
  ('message:send', 'Send messages through every channel of the account.'),
  ('inbound-message:read', 'Read what end users sent, on every channel.'),
  ('delivery-report:read', 'Read delivery reports of every channel.'),
  ('message-log:read', 'Search the logs of sent messages of every channel.'),
  ('scheduled-message:manage', 'View, move and cancel messages that are scheduled and not yet sent.'),
  ('messages:manage', 'Full access to cross-channel messages, with their failover plans.')
) AS scope (name, description);

SELECT scopegate.define_scope(name, 'Channels', description)
FROM (VALUES
  ('sms:manage', 'Full access to SMS, with its senders.'),
  ('sms:message:send', 'Send SMS messages.'),
  ('sms:inbound-message:read', 'Read SMS messages that end users sent.'),
  ('sms:delivery-report:read', 'Read delivery reports of SMS messages.'),
  ('sms:log:read', 'Search the logs of SMS messages.'),
  ('whatsapp:manage', 'Full access to WhatsApp, with its senders.'),
  ('whatsapp:message:send', 'Send WhatsApp messages.'),
  ('whatsapp:inbound-message:read', 'Read WhatsApp messages and media that end users sent.'),
  ('whatsapp:delivery-report:read', 'Read delivery and seen reports of WhatsApp messages.'),
  ('whatsapp:template:read', 'View WhatsApp message templates and their approval.'),
  ('whatsapp:template:manage', 'Write WhatsApp message templates and submit them for approval.'),
  ('rcs:manage', 'Full access to RCS, with its agents.'),
  ('rcs:message:send', 'Send RCS messages.'),
  ('rcs:inbound-message:read', 'Read RCS messages and button taps of end users.'),
  ('rcs:delivery-report:read', 'Read delivery reports of RCS messages.'),
  ('rcs:capability:read', 'Ask which phones can receive RCS messages.'),
  ('email:manage', 'Full access to email, with its domains and suppressions.'),
  ('email:message:send', 'Send email messages.'),
  ('email:inbound-message:read', 'Read email that end users sent.'),
  ('email:delivery-report:read', 'Read delivery, open and click reports of email.'),
  ('email:log:read', 'Search the logs of email.'),
  ('email:domain:manage', 'Register and verify the domains that email is sent from.'),
  ('email:suppression:manage', 'View and change the addresses that no email is sent to.'),
  ('email:validation:run', 'Test whether email addresses exist, one by one or in lists.'),
  ('voice:manage', 'Full access to voice, except the sound of recordings.'),
  ('voice:message:send', 'Place calls that play a message.'),
  ('voice:call:place', 'Place calls between people.'),
  ('voice:call:control', 'Mute, transfer, record and end calls that are under way.'),
  ('voice:log:read', 'Search the logs of calls.'),
  ('voice:recording:read', 'List and listen to recordings of calls.'),
  ('voice:recording:delete', 'Delete recordings of calls for good.'),
  ('mobile-app-messaging:manage', 'Full access to mobile app messaging, except the keys of the push services.'),
  ('mobile-app-messaging:message:send', 'Send push and in-app messages.'),
  ('mobile-app-messaging:inbound-message:read', 'Read messages that end users sent from a mobile app.'),
  ('mobile-app-messaging:delivery-report:read', 'Read delivery and seen reports of push and in-app messages.'),
  ('mobile-app-messaging:credential:write', 'Replace the keys with which the push services are called.'),
  ('verify:manage', 'Full access to one-time PINs, with their applications.'),
  ('verify:pin:send', 'Send one-time PINs, and send them again.'),
  ('verify:pin:check', 'Check the one-time PINs that end users typed.')
) AS scope (name, description);

SELECT scopegate.define_scope(name, 'Connectivity', description)
FROM (VALUES
  ('numbers:manage', 'Full access to phone numbers.'),
  ('numbers:read', 'View the phone numbers of the account and those for sale.'),
  ('numbers:order', 'Buy phone numbers; this costs money.'),
  ('numbers:release', 'Give phone numbers back; they may be lost for good.'),
  ('numbers:port', 'Move phone numbers here from another provider.'),
  ('lookup:manage', 'Full access to number lookup.'),
  ('lookup:query', 'Ask for the network and reachability of a phone number.'),
  ('lookup:bulk:run', 'Ask for whole lists of phone numbers at once.'),
  ('sim:manage', 'Full access to SIM cards, except their secret keys.'),
  ('sim:read', 'View SIM cards, their plans and their usage.'),
  ('sim:state:write', 'Activate and suspend SIM cards.'),
  ('sim:secret:read', 'Read the secret keys of SIM cards.')
) AS scope (name, description);

SELECT scopegate.define_scope(name, 'Platform', description)
FROM (VALUES
  ('media:manage', 'Full access to stored files.'),
  ('media:read', 'Download and list stored files.'),
  ('media:write', 'Store, copy and delete files.'),
  ('webhooks:manage', 'Full access to webhooks.'),
  ('webhooks:read', 'View webhooks and what was delivered to them.'),
  ('links:manage', 'Full access to short links, with their domains.'),
  ('links:create', 'Shorten links.'),
  ('links:statistics:read', 'Read how often short links were followed.'),
  ('billing:manage', 'Full access to billing, except spending limits.'),
  ('billing:read', 'View the balance, usage and invoices of the account.'),
  ('billing:limit:write', 'Change how much the account may spend.'),
  ('accounts:manage', 'Full access to the account, its users and its keys.'),
  ('accounts:read', 'View the account, its users and the names of its keys.'),
  ('accounts:key:manage', 'Create, change and revoke the API keys of the account.'),
  ('audit:manage', 'Full access to the audit log, except exports.'),
  ('audit:read', 'Search the audit log.'),
  ('audit:export', 'Export the audit log.'),
  ('partners:manage', 'Full access to the accounts that a reseller serves.'),
  ('partners:read', 'View the accounts that a reseller serves, and their usage.'),
  ('partners:pricing:write', 'Change the prices that a reseller charges.')
) AS scope (name, description);

SELECT scopegate.define_scope(name, 'Customer Engagement', description)
FROM (VALUES
  ('people:manage', 'Full access to the profiles of end users, except export and erasure.'),
  ('people:read', 'View the profiles, tags and lists of end users.'),
  ('people:write', 'Create and change the profiles, tags and lists of end users.'),
  ('people:export', 'Export the profiles of end users.'),
  ('people:erase', 'Erase end users and everything known about them.'),
  ('conversations:manage', 'Full access to conversations, with their queues.'),
  ('conversations:read', 'Read conversations and the notes of agents.'),
  ('conversations:write', 'Answer, assign and close conversations.'),
  ('journeys:manage', 'Full access to customer journeys.'),
  ('journeys:read', 'View customer journeys and their statistics.'),
  ('journeys:publish', 'Start and pause customer journeys.'),
  ('bots:manage', 'Full access to chatbots.'),
  ('bots:query', 'Ask chatbots for answers.'),
  ('bots:train', 'Give chatbots texts to learn from, and train them.')
) AS scope (name, description);

SELECT scopegate.define_scope(name, 'Web SDK', description)
FROM (VALUES
  ('web:sdk', 'Let a web page chat, register for web push and report events, for its visitor alone.'),
  ('mobile-app-messaging:sdk', 'Let a mobile app register its device and fetch its own messages.'),
  ('voice:sdk', 'Let a web page or mobile app place and answer calls for its user.'),
  ('live-chat:manage', 'Full access to live chat, with its widgets.'),
  ('live-chat:read', 'View live chat widgets and their statistics.')
) AS scope (name, description);
