-- The demo policy: a messaging platform, as an operator would write it. Copy the style, not the content.
--
--   scopegate migrate --dir policies/demo        applies these files in the order of their numbers, each one once
--
-- A file that was applied is history: it is kept with a checksum, and an edited one is refused. To change the policy,
-- add a file with the next number. Each file holds one concern, and runs whole or not at all.
--
-- `npm start` loads this policy into an empty database and makes a key in account `demo` with the scopes
-- `message:send` and `inbound-message:read`. With that key:
--
--   POST   /sms/2/messages          allowed: it needs sms:message:send, which message:send implies (0004)
--   GET    /messages/1/inbound      allowed: it needs inbound-message:read
--   GET    /me/1/scopes             allowed: any valid credential will do
--   GET    /status/1/health         allowed: public, with or without a key
--   DELETE /numbers/1/numbers/42    denied, missing_scope: it needs numbers:release, or numbers:manage
--   GET    /sms/2/senders           denied, missing_scope: only sms:manage opens it
--   POST   /sms/1/text/single       denied, endpoint_closed: that version was retired
--   GET    /sms/2/nothing           denied, no_route
--
-- This file: the APIs. An API is a set of hosts with a route table of its own, and it answers a refused request with
-- the bodies of one error family. The schema brings two families, `requestError` and `errorCode`;
-- scopegate.define_error_family() adds another.

-- The API that customers call. There are two APIs, so every question must name a host: `--host api.example.com`.
SELECT scopegate.define_api(
  'platform',
  hosts => '{api.example.com,api-eu.example.com}'
);

-- The API that resellers call. Its refusals are worded differently, because its clients are.
SELECT scopegate.define_api(
  'partners',
  hosts => '{partners.example.com}',
  error_family => 'errorCode'
);
