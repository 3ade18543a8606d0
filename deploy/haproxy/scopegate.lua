-- Asks Scopegate about a request before HAProxy forwards it. HAProxy 2.6 or later, built with Lua.
--   global
--     lua-load /etc/haproxy/scopegate.lua
--   frontend ...
--     http-request lua.scopegate http://127.0.0.1:8080/auth/haproxy api.example.com
--     http-request deny deny_status 503 unless { var(txn.scopegate_allowed) -m bool }
-- The second word says which API this is, and which host the application gets: the Host header is the client's to choose,
-- and requests for another host get 421.
-- An error inside an action lets HAProxy go on with the request: that last line is what refuses it then.

local TIMEOUT_MS = 2000

local NO_ANSWER = { status = 503, content_type = "text/plain", body = "no answer from the authoriser\n" }
local MISDIRECTED = { status = 421, content_type = "text/plain", body = "not a host of this server\n" }
local TRAILERS = { status = 400, content_type = "text/plain", body = "no trailers, please\n" }

-- A client uses these to ask the application for another method, path, host, scheme or address than Scopegate allowed, or
-- to say who it is. HAProxy sets X-Forwarded-For, -Proto and -Host again below, from what it sees.
local CLIENT_PREFIXES = {
  "x-forwarded", "x-http-", "x-wsgi-", "x-accel-", "x-sendfile", "x-middleware-", "x-proxy", "x-envoy-",
}
local CLIENT_HEADERS = {
  "x-method-override", "x-method", "x-verb-override", "http-method-override", "method-override", "x-original-method",
  "x-original-url", "x-rewrite-url", "x-original-uri", "x-rewrite-uri", "x-waws-unencoded-url", "x-ms-original-url",
  "x-replaced-path", "x-original-path", "script-name", "path-info", "x-script-name", "x-path-override",
  "x-override-url", "x-request-uri", "request-uri", "x-path-info", "x-matched-path", "x-invoke-path", "forwarded",
  "x-original-host", "x-host", "x-host-override", "x-scheme", "x-url-scheme", "x-https", "front-end-https",
  "x-arr-ssl", "x-original-proto", "wl-proxy-ssl", "cloudfront-forwarded-proto", "cf-visitor", "x-real-ip",
  "x-client-ip", "client-ip", "true-client-ip", "x-cluster-client-ip", "x-remote-ip", "x-remote-addr", "remote-addr",
  "x-originating-ip", "x-original-for", "x-original-forwarded-for", "forwarded-for", "x-real-port",
  "cf-connecting-ip", "cf-connecting-ipv6", "fastly-client-ip", "fly-client-ip", "x-azure-clientip",
  "x-azure-socketip", "x-appengine-user-ip", "wl-proxy-client-ip", "proxy", "remote-user", "x-remote-user",
  "x-auth-request-user", "x-auth-request-email", "x-webauth-user",
  "x-real-method", "x-ingress-path", "x-root-path", "x-base-path", "x-original-prefix", "x-original-request-uri",
  "x-original-pathname", "x-real-path", "x-real-uri", "x-real-url", "x-rewrite-path", "x-request-url",
  "x-vercel-matched-path", "x-vercel-original-pathname", "x-now-route-matches", "x-invoke-query", "x-invoke-output",
  "x-real-host",
}

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

-- One Host, the configured one, alone or with the port of this listener; and the same in a target with a host in it.
local function is_asked_host(txn, headers, host)
  local with_port = host .. ":" .. tostring(txn.sf:dst_port())
  local function is_ours(authority)
    authority = authority:lower()
    return authority == host or authority == with_port
  end
  local hosts = all(headers, "host")
  local in_target = txn.sf:url():match("^%a[%w+.-]*://([^/?#]*)")
  return #hosts == 1 and is_ours(hosts[1]) and (in_target == nil or is_ours(in_target))
end

-- Names with `_`, `.` and the like are one variable with those spelled with `-` for CGI, FastCGI, WSGI and PHP.
local function is_of_client(name)
  name = name:lower()
  if name:find("[^%w-]") or name:sub(1, 12) == "x-scopegate-" then return true end
  for _, prefix in ipairs(CLIENT_PREFIXES) do
    if name:sub(1, #prefix) == prefix then return true end
  end
  for _, one in ipairs(CLIENT_HEADERS) do
    if name == one then return true end
  end
  return false
end

local function remove_client_headers(txn, headers)
  for name in pairs(headers) do
    if is_of_client(name) then txn.http:req_del_header(name) end
  end
  -- The next proxy drops what Connection names, and with it what Scopegate says of the client.
  local connection = table.concat(all(headers, "connection"), ","):lower()
  txn.http:req_del_header("connection")
  if connection:find("upgrade", 1, true) then txn.http:req_set_header("connection", "upgrade") end
  txn.http:req_del_header("te")
end

local function scheme(txn)
  return txn.sf:ssl_fc() == 1 and "https" or "http"
end

local function ask(txn, url, host, headers)
  local question = {
    ["x-original-method"] = { txn.sf:method() },
    ["x-original-uri"] = { txn.sf:pathq() },
    ["x-original-host"] = { host },
    ["x-forwarded-for"] = { txn.sf:src() },
    ["x-forwarded-proto"] = { scheme(txn) },
  }
  for _, name in ipairs({ "authorization", "dpop", "traceparent" }) do
    local values = all(headers, name)
    if #values > 0 then question[name] = values end
  end
  return core.httpclient():get({ url = url, headers = question, timeout = TIMEOUT_MS })
end

-- The application gets what Scopegate decided about: this host, and the target without one.
local function forward_as_decided(txn, host)
  txn.http:req_set_uri(txn.sf:pathq())
  txn.http:req_set_header("host", host)
  txn.http:req_set_header("x-forwarded-for", txn.sf:src())
  txn.http:req_set_header("x-forwarded-proto", scheme(txn))
  txn.http:req_set_header("x-forwarded-host", host)
end

-- Answers with nothing when the request may go on, else with what to refuse it with.
local function decide(txn, url, host)
  local headers = txn.http:req_get_headers()
  if not is_asked_host(txn, headers, host) then return MISDIRECTED end
  if headers["trailer"] then return TRAILERS end
  remove_client_headers(txn, headers)
  local answer = ask(txn, url, host, headers)
  local said = answer.headers or {}
  if answer.status == 200 and first(said, "x-scopegate-decision") == "allow" then
    for name, values in pairs(said) do
      if name:sub(1, 12) == "x-scopegate-" then txn.http:req_set_header(name, values[0]) end
    end
    forward_as_decided(txn, host)
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
