/**
 * Stands for Kong, which cannot be had here: runs the shipped plugin as it is, in a Lua of its own, with what the plugin
 * uses of Kong's plugin development kit, of nginx's variables and of lua-resty-http, and forwards as Kong 3 does.
 *
 *     node --import=tsx imitate-kong.ts <kong.yml> <handler.lua> <port> <port of the upstream>
 */
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { MessageChannel, Worker, receiveMessageOnPort } from 'node:worker_threads';
import { LuaFactory, LuaMultiReturn } from 'wasmoon';
import { parse } from 'yaml';

type Fields = [name: string, value: string][];

interface Route {
  readonly hosts?: readonly string[];
  readonly strip_path?: boolean;
  readonly plugins: readonly { readonly name: string; readonly config: Readonly<Record<string, string | number>> }[];
}

interface Exit {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What nginx itself sets on the way to the application. */
const SET_BY_KONG = [
  'connection',
  'host',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'x-forwarded-port',
];
const HOP_BY_HOP = ['keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'proxy-connection', 'proxy'];

const [file = '', handler = '', port = '', upstreamPort = ''] = process.argv.slice(2);
const { services } = parse(readFileSync(file, 'utf8')) as { services: { routes: Route[] }[] };
const routes = services.flatMap((service) => service.routes);

/** In a thread of its own: the Lua waits for the answer. */
const ASKER = `const { parentPort, workerData } = require('node:worker_threads');
const { request } = require('node:http');
workerData.port.on('message', ({ url, method, headers }) => {
  const tell = (answer) => {
    workerData.port.postMessage(answer);
    Atomics.store(workerData.signal, 0, 1);
    Atomics.notify(workerData.signal, 0);
  };
  const asked = request(url, { method, headers, timeout: 2000 }, (reply) => {
    let body = '';
    reply.on('data', (chunk) => (body += chunk));
    reply.on('end', () => tell({ status: reply.statusCode, body, headers: Object.entries(reply.headers) }));
  });
  asked.on('timeout', () => asked.destroy()).on('error', () => tell(null)).end();
});`;

interface Answered {
  readonly status: number;
  readonly body: string;
  readonly headers: Fields;
}

function makeAsk(): (question: { url: string; method: string; headers: object }) => Answered | null {
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const { port1, port2 } = new MessageChannel();
  new Worker(ASKER, { eval: true, workerData: { signal, port: port2 }, transferList: [port2] }).unref();
  return (question) => {
    Atomics.store(signal, 0, 0);
    port1.postMessage(question);
    Atomics.wait(signal, 0, 0, 5_000);
    const received = receiveMessageOnPort(port1) as { message: Answered | null } | undefined;
    return received?.message ?? null;
  };
}

/** The modules that the plugin requires, and the globals that it finds. */
const PRELUDE = `
package.preload["resty.http"] = function()
  return { new = function()
    return {
      set_timeout = function() end,
      request_uri = function(_, url, options)
        local names, values = {}, {}
        for name, value in pairs(options.headers) do
          if type(value) == "table" then error("two values") end
          names[#names + 1] = name
          values[#values + 1] = value
        end
        local status, body, fields = js_ask(url, options.method, table.concat(names, "\\n"), table.concat(values, "\\n"))
        if not status then return nil, "refused" end
        local headers = setmetatable({}, { __index = function(t, name) return rawget(t, name:lower()) end })
        for name, value in fields:gmatch("([^\\n]*)\\n([^\\n]*)\\n") do headers[name] = value end
        return { status = status, body = body, headers = headers }
      end,
    }
  end }
end
ngx = { var = {} }
local state
kong = {
  request = {
    get_method = function() return state.method end,
    get_scheme = function() return "http" end,
    get_path_with_query = function() return state.target end,
    get_raw_path = function() return (state.target:gsub("%?.*", "")) end,
    get_headers = function() return state.headers end,
  },
  client = { get_ip = function() return state.address end },
  service = { request = {
    clear_header = function(name) state.changes[#state.changes + 1] = "-" .. name end,
    set_header = function(name, value) state.changes[#state.changes + 1] = "=" .. name .. "\\n" .. value end,
  } },
  response = { exit = function(status, body, headers)
    state.exited = { status = status, body = body or "", headers = headers or {} }
    error(state.exited)
  end },
}
function run(url, host, method, target, address, fields)
  local conf = { url = url, host = host, timeout_ms = 2000 }
  state = { method = method, target = target, address = address, headers = {}, changes = {} }
  ngx.var = {}
  for name, value in fields:gmatch("([^\\n]*)\\n([^\\n]*)\\n") do
    name = name:lower()
    local known = state.headers[name]
    if known == nil then state.headers[name] = value
    elseif type(known) == "table" then known[#known + 1] = value
    else state.headers[name] = { known, value } end
  end
  local done, problem = pcall(plugin.access, plugin, conf)
  if not done and not state.exited then return 500, tostring(problem), "" end
  if state.exited then
    local list = {}
    for name, value in pairs(state.exited.headers) do list[#list + 1] = name .. "\\n" .. value .. "\\n" end
    return state.exited.status, state.exited.body, table.concat(list)
  end
  local vars = {}
  for name, value in pairs(ngx.var) do vars[#vars + 1] = name .. "\\n" .. value .. "\\n" end
  return 0, table.concat(state.changes, "\\1"), table.concat(vars)
end`;

const ask = makeAsk();
const lua = await new LuaFactory().createEngine();
lua.global.set('js_ask', (url: string, method: string, names: string, values: string) => {
  const said = values.split('\n');
  const headers = Object.fromEntries(names.split('\n').map((name, at) => [name, said[at] ?? '']));
  const answer = ask({ url, method, headers });
  if (answer === null) return LuaMultiReturn.from<string | number>([]);
  const fields = answer.headers.map(([name, value]) => `${name}\n${value}\n`).join('');
  return LuaMultiReturn.from<string | number>([answer.status, answer.body, fields]);
});
await lua.doString(PRELUDE);
await lua.doString(`plugin = (function() ${readFileSync(handler, 'utf8')}\nend)()`);

function pairsIn(text: string): Fields {
  const lines = text.split('\n');
  return Array.from({ length: (lines.length - 1) / 2 }, (_each, at) => [lines[2 * at] ?? '', lines[2 * at + 1] ?? '']);
}

function routeFor(host: string): Route | undefined {
  return routes.find(({ hosts }) => hosts?.includes(host) ?? true);
}

/** What the plugin does with a request: what it answers itself, or what is forwarded. */
function decide(incoming: { method: string; target: string; address: string; fields: Fields }, route: Route) {
  const { method, target, address, fields } = incoming;
  const [plugin] = route.plugins;
  const { url = '', host: configured = '' } = plugin?.config ?? {};
  const said = fields.map(([name, value]) => `${name}\n${value}\n`).join('');
  const answered = lua.global.call('run', url, configured, method, target, address, said) as unknown;
  const [status, text, more] = answered as [number, string, string];
  if (status !== 0) return { status, headers: Object.fromEntries(pairsIn(more)), body: text } satisfies Exit;
  const vars = Object.fromEntries(pairsIn(more));
  let forwarded = fields;
  let host = '';
  for (const change of text.split('\u0001')) {
    const [name = '', value = ''] = change.slice(1).split('\n');
    if (change.startsWith('=') && name.toLowerCase() === 'host') host = value;
    forwarded = forwarded.filter(([one]) => one.toLowerCase() !== name.toLowerCase());
    if (change.startsWith('=') && name.toLowerCase() !== 'host') forwarded.push([name, value]);
  }
  return { forwarded, vars, host };
}

function handle(incoming: IncomingMessage, response: ServerResponse): void {
  const { rawHeaders, method = '' } = incoming;
  const all = rawHeaders.flatMap((name, at): Fields => (at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? '']] : []));
  const count = (name: string): number => all.filter(([one]) => one.toLowerCase() === name).length;
  // As nginx does it: two hosts or two credentials are a malformed request, and so is a host that is none.
  const [, said, rest] = /^https?:\/\/([^/]*)(.*)$/.exec(incoming.url ?? '') ?? [];
  const target = rest ?? incoming.url ?? '';
  const authority = said?.replace(/^.*@/, '') ?? incoming.headers.host ?? '';
  if (count('host') !== 1 || count('authorization') > 1 || !target.startsWith('/')) {
    end(response, 400);
    return;
  }
  const route = routeFor(authority.split(':')[0]?.toLowerCase() ?? '');
  const [plugin] = route?.plugins ?? [];
  if (route === undefined || plugin?.name !== 'scopegate') {
    end(response, Number(plugin?.config['status_code'] ?? 404));
    return;
  }
  const address = incoming.socket.remoteAddress ?? '';
  // nginx drops names that are none; names with `_` it keeps, as Kong tells it to.
  const fields = all.filter(([name]) => /^[\w-]+$/.test(name));
  const decision = decide({ method, target, address, fields }, route);
  if ('status' in decision) {
    response.writeHead(decision.status, decision.headers).end(decision.body);
    return;
  }
  const { forwarded, vars, host } = decision;
  const query = target.indexOf('?');
  const path = (vars['upstream_uri'] ?? '') + (query < 0 ? '' : target.slice(query));
  const dropped = new Set([...SET_BY_KONG, ...HOP_BY_HOP]);
  const own: Fields = [
    ['Host', host],
    ...['for', 'proto', 'host'].map((name): [string, string] => [
      `X-Forwarded-${name}`,
      vars[`upstream_x_forwarded_${name}`] ?? 'as Kong made it',
    ]),
  ];
  const headers = [...own, ...forwarded.filter(([name]) => !dropped.has(name.toLowerCase()))].flat();
  const sent = { host: '127.0.0.1', port: Number(upstreamPort), path, method, headers, agent: false };
  request(sent, (reply) => {
    response.writeHead(reply.statusCode ?? 502, { 'Content-Type': 'text/plain' });
    reply.pipe(response);
  })
    .on('error', () => end(response, 502))
    .end();
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status).end();
}

const server = createServer((incoming, response) => {
  incoming.resume();
  try {
    handle(incoming, response);
  } catch (error) {
    console.error(error);
    end(response, 500);
  }
});
server.on('connect', (_request, socket) => socket.end('HTTP/1.1 405 Method Not Allowed\r\n\r\n'));
server.listen(Number(port), '127.0.0.1');
