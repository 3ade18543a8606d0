-- Endpoints of customer engagement: profiles of end users, conversations, journeys, chatbots.
--
-- An endpoint may list scopes of other products: any one of the list opens it, wherever it comes from. List one where
-- the exception is about this endpoint; write an implication (0004) where it is about the scope.

SELECT scopegate.define_endpoint('platform', method, template, scopes::text[], product => 'people')
FROM (VALUES
  ('GET',    '/people/1/persons',                           '{people:read}'),
  ('POST',   '/people/1/persons',                           '{people:write}'),
  ('GET',    '/people/1/persons/{personId}',                '{people:read}'),
  ('PATCH',  '/people/1/persons/{personId}',                '{people:write}'),
  ('POST',   '/people/1/persons/{personId}:merge',          '{people:write}'),
  ('GET',    '/people/1/persons/{personId}/events',         '{people:read}'),
  ('POST',   '/people/1/persons/{personId}/events',         '{people:write}'),
  ('GET',    '/people/1/lists',                             '{people:read}'),
  ('POST',   '/people/1/lists',                             '{people:write}'),
  ('PUT',    '/people/1/lists/{listId}/persons/{personId}', '{people:write}'),
  ('GET',    '/people/1/tags',                              '{people:read}')
) AS endpoint (method, template, scopes);

-- An escaped percent sign is refused everywhere too: decoded twice it may become anything. Tags are free text, so one
-- may be called `50%-off`, and its path is /people/1/tags/50%25-off. Escapes of escapes stay refused even here.
SELECT scopegate.define_endpoint('platform', method, template, scopes::text[], product => 'people',
  encoded => '{percent}')
FROM (VALUES
  ('PUT',    '/people/1/tags/{tag}',         '{people:write}'),
  ('DELETE', '/people/1/tags/{tag}',         '{people:write}'),
  ('GET',    '/people/1/tags/{tag}/persons', '{people:read}')
) AS endpoint (method, template, scopes);

-- Taking data away, or out of the house, is for who was given exactly that.
SELECT scopegate.define_endpoint('platform', method, template, scopes::text[], product => 'people', managed => false)
FROM (VALUES
  ('POST',   '/people/1/persons/{personId}:erase', '{people:erase}'),
  ('POST',   '/people/1/exports',                  '{people:export}'),
  ('GET',    '/people/1/exports/{exportId}',       '{people:export}')
) AS endpoint (method, template, scopes);

SELECT scopegate.define_endpoint('platform', method, template, scopes::text[], product => 'conversations')
FROM (VALUES
  ('GET',    '/conversations/1/conversations',                             '{conversations:read}'),
  ('POST',   '/conversations/1/conversations',                             '{conversations:write}'),
  ('GET',    '/conversations/1/conversations/{conversationId}',            '{conversations:read}'),
  ('POST',   '/conversations/1/conversations/{conversationId}:assign',     '{conversations:write}'),
  ('POST',   '/conversations/1/conversations/{conversationId}:close',      '{conversations:write}'),
  ('GET',    '/conversations/1/conversations/{conversationId}/messages',   '{conversations:read}'),
  -- An answer in a conversation is a message, too.
  ('POST',   '/conversations/1/conversations/{conversationId}/messages',   '{conversations:write,message:send}'),
  ('POST',   '/conversations/1/conversations/{conversationId}/notes',      '{conversations:write}'),
  ('GET',    '/conversations/1/queues',                                    '{conversations:read}'),
  ('POST',   '/conversations/1/queues',                                    '{}'),
  ('PUT',    '/conversations/1/queues/{queueId}/agents/{agentId}',         '{}')
) AS endpoint (method, template, scopes);

SELECT scopegate.define_endpoint('platform', method, template, scopes::text[], product => 'journeys')
FROM (VALUES
  ('GET',    '/journeys/1/journeys',                        '{journeys:read}'),
  ('POST',   '/journeys/1/journeys',                        '{}'),
  ('GET',    '/journeys/1/journeys/{journeyId}',            '{journeys:read}'),
  ('PUT',    '/journeys/1/journeys/{journeyId}',            '{}'),
  ('POST',   '/journeys/1/journeys/{journeyId}:start',      '{journeys:publish}'),
  ('POST',   '/journeys/1/journeys/{journeyId}:pause',      '{journeys:publish}'),
  ('GET',    '/journeys/1/journeys/{journeyId}/statistics', '{journeys:read}'),
  ('POST',   '/journeys/1/journeys/{journeyId}/travellers', '{journeys:publish,people:write}')
) AS endpoint (method, template, scopes);

SELECT scopegate.define_endpoint('platform', method, template, scopes::text[], product => 'bots')
FROM (VALUES
  ('GET',    '/bots/1/bots',                  '{bots:query}'),
  ('POST',   '/bots/1/bots',                  '{}'),
  ('POST',   '/bots/1/bots/{botId}:ask',      '{bots:query}'),
  ('POST',   '/bots/1/bots/{botId}:train',    '{bots:train}'),
  ('GET',    '/bots/1/bots/{botId}/texts',    '{bots:train}'),
  ('POST',   '/bots/1/bots/{botId}/texts',    '{bots:train}'),
  ('DELETE', '/bots/1/bots/{botId}',          '{}')
) AS endpoint (method, template, scopes);
