-- Asks Scopegate about a request before HAProxy forwards it. HAProxy 2.6 or later, built with Lua.
--   global
--     lua-load /etc/haproxy/scopegate.lua
--   frontend ...
--     http-request lua.scopegate http://127.0.0.1:8080/auth/haproxy api.example.com
--     http-request deny deny_status 503 unless { var(txn.scopegate_allowed) -m bool }
-- The second word says which API this is: the Host header is the client's to choose.
-- An error inside an action lets HAProxy go on with the request: that last line is what refuses it then.

local TIMEOUT_MS = 2000

local NO_ANSWER = { status = 503, content_type = "text/plain", body = "no answer from the authoriser\n" }

local function refuse(txn, refusal)
  local reply = txn:reply()
  reply:set_status(refusal.status)
  reply:add_header("cache-control", "no-store")
  if refusal.content_type then reply:add_header("content-type", refusal.content_type) end
  if refusal.challenge then reply:add_header("www-authenticate", refusal.challenge) end
  reply:set_body(refusal.body)
  txn:done(reply)
end

-- HAProxy counts the values of a header from 0.
local function first(headers, name)
  local values = headers[name]
  return values and values[0]
end

local function all(headers, name)
  local values = {}
  for at = 0, #(headers[name] or {}) do values[#values + 1] = headers[name] and headers[name][at] end
  return values
end

local function remove_identity(txn, headers)
  for name in pairs(headers) do
    if name:lower():gsub("_", "-"):sub(1, 12) == "x-scopegate-" then txn.http:req_del_header(name) end
  end
end

local function ask(txn, url, host, headers)
  local question = {
    ["x-original-method"] = { txn.sf:method() },
    ["x-original-uri"] = { txn.sf:pathq() },
    ["x-original-host"] = { host },
    ["x-forwarded-for"] = { txn.sf:src() },
  }
  local authorization = all(headers, "authorization")
  if #authorization > 0 then question["authorization"] = authorization end
  return core.httpclient():get({ url = url, headers = question, timeout = TIMEOUT_MS })
end

-- Answers with nothing when the request may go on, else with what to refuse it with.
local function decide(txn, url, host)
  local headers = txn.http:req_get_headers()
  remove_identity(txn, headers)
  local answer = ask(txn, url, host, headers)
  local said = answer.headers or {}
  if answer.status == 200 and first(said, "x-scopegate-decision") == "allow" then
    for name, values in pairs(said) do
      if name:sub(1, 12) == "x-scopegate-" then txn.http:req_set_header(name, values[0]) end
    end
    return nil
  end
  if answer.status == 401 or answer.status == 403 then
    return {
      status = answer.status,
      content_type = first(said, "content-type"),
      challenge = first(said, "www-authenticate"),
      body = answer.body or "",
    }
  end
  return NO_ANSWER
end

core.register_action("scopegate", { "http-req" }, function(txn, url, host)
  local done, refusal = pcall(decide, txn, url, host)
  if not done then refusal = NO_ANSWER end
  -- Outside of pcall: `done` leaves the action by an error that pcall would swallow.
  if refusal then refuse(txn, refusal) end
  txn:set_var("txn.scopegate_allowed", true)
end, 2)
