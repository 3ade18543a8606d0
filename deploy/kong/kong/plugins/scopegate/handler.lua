-- Asks Scopegate about a request before Kong forwards it. A plugin of Kong 3; docs/gateways.md says how to install it.

local http = require "resty.http"

-- Before what counts, transforms or logs requests. A plugin that runs later must change neither method, path nor host.
local Scopegate = { PRIORITY = 1010, VERSION = "1.0.0" }

local MAX_HEADERS = 1000

-- A client uses these to ask the application for another method, path, host, scheme or address than Scopegate allowed, or
-- to say who it is.
local REMOVED = {}
for _, name in ipairs({
  "x-http-method-override", "x-http-method", "x-method-override", "x-method", "x-http-verb", "x-verb-override",
  "x-http-verb-override", "http-method-override", "method-override", "x-original-method", "x-forwarded-method",
  "x-original-url", "x-rewrite-url", "x-original-uri", "x-rewrite-uri", "x-waws-unencoded-url", "x-ms-original-url",
  "x-forwarded-prefix", "x-forwarded-uri", "x-forwarded-url", "x-forwarded-path", "x-forwarded-pathbase",
  "x-forwarded-request-uri", "x-forwarded-context", "x-proxycontextpath", "x-replaced-path", "x-original-path",
  "script-name", "path-info", "x-script-name", "x-forwarded-script-name", "x-wsgi-script-name", "x-wsgi-path-info",
  "x-http-path-override", "x-path-override", "x-override-url", "x-http-destinationurl", "x-request-uri",
  "request-uri", "x-proxy-url", "x-path-info", "x-matched-path", "x-invoke-path", "x-middleware-rewrite",
  "x-middleware-subrequest", "x-accel-redirect", "x-accel-mapping", "x-sendfile", "x-sendfile-type", "forwarded",
  "x-forwarded", "x-forwarded-host", "x-forwarded-server", "x-forwarded-port", "x-original-host", "x-host",
  "x-http-host-override", "x-host-override", "x-proxyhost", "x-proxyport", "x-envoy-original-host",
  "x-envoy-original-path", "x-forwarded-proto", "x-forwarded-protocol", "x-forwarded-scheme", "x-forwarded-ssl",
  "x-forwarded-https", "x-scheme", "x-url-scheme", "x-https", "front-end-https", "x-proxyscheme", "x-wsgi-url-scheme",
  "x-arr-ssl", "x-original-proto", "wl-proxy-ssl", "cloudfront-forwarded-proto", "cf-visitor", "x-forwarded-for",
  "x-real-ip", "x-client-ip", "client-ip", "true-client-ip", "x-cluster-client-ip", "x-remote-ip", "x-remote-addr",
  "remote-addr", "x-originating-ip", "x-original-for", "x-original-forwarded-for", "forwarded-for", "x-real-port",
  "x-forwarded-by", "cf-connecting-ip", "cf-connecting-ipv6", "fastly-client-ip", "fly-client-ip", "x-azure-clientip",
  "x-azure-socketip", "x-envoy-external-address", "x-appengine-user-ip", "wl-proxy-client-ip", "proxy",
  "x-forwarded-user", "x-forwarded-email", "x-forwarded-groups", "x-forwarded-preferred-username",
  "x-forwarded-access-token", "x-forwarded-client-cert", "x-forwarded-tls-client-cert", "remote-user",
  "x-forwarded-tls-client-cert-info", "x-remote-user", "x-auth-request-user", "x-auth-request-email",
  "x-webauth-user",
  "x-real-method", "x-ingress-path", "x-root-path", "x-base-path", "x-forwarded-basepath", "x-forwarded-base-path",
  "x-original-prefix", "x-original-request-uri", "x-original-pathname", "x-real-path", "x-real-uri", "x-real-url",
  "x-rewrite-path", "x-request-url", "x-vercel-matched-path", "x-vercel-original-pathname", "x-now-route-matches",
  "x-invoke-query", "x-invoke-output", "x-real-host",
}) do REMOVED[name] = true end

local IDENTITY = {
  "X-Scopegate-Decision", "X-Scopegate-Reason", "X-Scopegate-Principal", "X-Scopegate-Principal-Kind", "X-Scopegate-Account",
  "X-Scopegate-Api", "X-Scopegate-Endpoint", "X-Scopegate-Scope", "X-Scopegate-Revision",
}

-- Of the client's headers, those that Scopegate reads.
local PASSED = { "authorization", "dpop", "traceparent" }

local function no_answer()
  return kong.response.exit(503, "no answer from the authoriser\n", { ["Content-Type"] = "text/plain" })
end

-- Names with `_`, `.` and the like are one variable with those spelled with `-` for CGI, FastCGI, WSGI and PHP.
local function is_removed(name)
  if name:find("[^%w%-]") then return true end
  name = name:lower()
  return REMOVED[name] or name:sub(1, 12) == "x-scopegate-"
end

local function ask(conf, headers)
  local question = {
    ["X-Original-Method"] = kong.request.get_method(),
    -- As the client sent it: get_path decodes.
    ["X-Original-URI"] = kong.request.get_path_with_query(),
    -- As configured: the Host header is the client's to choose.
    ["X-Original-Host"] = conf.host,
    ["X-Forwarded-Proto"] = kong.request.get_scheme(),
    ["X-Forwarded-For"] = kong.client.get_ip(),
  }
  for _, name in ipairs(PASSED) do question[name] = headers[name] end
  if conf.caller_token then question["X-Scopegate-Caller-Token"] = conf.caller_token end
  local client = http.new()
  client:set_timeout(conf.timeout_ms)
  return client:request_uri(conf.url, { method = "GET", headers = question })
end

-- What the application gets: the target and the host that were asked about, and nothing of what the client claims.
local function forward(conf, headers, answer)
  for name in pairs(headers) do
    if is_removed(name) then kong.service.request.clear_header(name) end
  end
  for _, name in ipairs(IDENTITY) do kong.service.request.set_header(name, answer.headers[name]) end
  kong.service.request.set_header("Host", conf.host)
  -- Kong has set these before any plugin runs, by the path that it decoded and by what the client says.
  ngx.var.upstream_uri = kong.request.get_raw_path()
  ngx.var.upstream_x_forwarded_for = kong.client.get_ip()
  ngx.var.upstream_x_forwarded_proto = kong.request.get_scheme()
  ngx.var.upstream_x_forwarded_host = conf.host
  ngx.var.upstream_x_forwarded_path = ""
  ngx.var.upstream_x_forwarded_prefix = ""
end

function Scopegate:access(conf)
  local headers, truncated = kong.request.get_headers(MAX_HEADERS)
  -- A header beyond the limit would stay; a credential that comes twice would be judged once and forwarded twice.
  if truncated then return kong.response.exit(431) end
  for _, name in ipairs(PASSED) do
    if type(headers[name]) == "table" then return kong.response.exit(400) end
  end
  local answer = ask(conf, headers)
  if not answer then return no_answer() end
  if answer.status == 200 and answer.headers["X-Scopegate-Decision"] == "allow" then
    for _, name in ipairs(IDENTITY) do
      if not answer.headers[name] then return no_answer() end
    end
    return forward(conf, headers, answer)
  end
  if answer.status == 401 or answer.status == 403 then
    return kong.response.exit(answer.status, answer.body, {
      ["Content-Type"] = answer.headers["Content-Type"],
      ["WWW-Authenticate"] = answer.headers["WWW-Authenticate"],
      ["Cache-Control"] = "no-store",
    })
  end
  return no_answer()
end

return Scopegate
