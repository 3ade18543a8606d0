/**
 * A client uses these headers to ask the application for another method, path, host, scheme or address than Scopegate
 * allowed, or to say who it is. Frameworks read them although no gateway wrote them. The shipped gateway configurations
 * remove every one; the entry points deny a request that still carries one of `method` or `target`.
 */
export const OVERRIDE_HEADERS = {
  /** Rack, Symfony, Laravel, express, ASP.NET, Google's APIs (`x-http-method-override`); OData and SharePoint (`x-http-method`). */
  method: [
    ...['x-http-method-override', 'x-http-method', 'x-method-override', 'x-method', 'x-http-verb', 'x-verb-override'],
    ...['x-http-verb-override', 'http-method-override', 'method-override', 'x-original-method', 'x-forwarded-method'],
    'x-real-method',
  ],
  target: [
    // IIS and its modules; Symfony before 3.4, Zend and Laminas.
    ...[
      'x-original-url',
      'x-rewrite-url',
      'x-original-uri',
      'x-rewrite-uri',
      'x-waws-unencoded-url',
      'x-ms-original-url',
    ],
    // Proxies that cut a prefix away, and the frameworks that put it back.
    ...['x-forwarded-prefix', 'x-forwarded-uri', 'x-forwarded-url', 'x-forwarded-path', 'x-forwarded-pathbase'],
    ...['x-forwarded-request-uri', 'x-forwarded-context', 'x-proxycontextpath', 'x-replaced-path', 'x-original-path'],
    // WSGI servers (gunicorn, mod_wsgi) and what stands before them.
    ...[
      'script-name',
      'path-info',
      'x-script-name',
      'x-forwarded-script-name',
      'x-wsgi-script-name',
      'x-wsgi-path-info',
    ],
    ...['x-http-path-override', 'x-path-override', 'x-override-url', 'x-http-destinationurl', 'x-request-uri'],
    ...['request-uri', 'x-proxy-url', 'x-path-info'],
    // The path of an application below its proxy, which it cuts off or puts before its own: Home Assistant's apps, Starlette
    // and FastAPI middleware, Galia and Cantaloupe; ASP.NET keeps the value before in x-original-prefix.
    ...['x-ingress-path', 'x-root-path', 'x-base-path', 'x-forwarded-basepath', 'x-forwarded-base-path'],
    'x-original-prefix',
    // Restlet, tus and gRPC gateways, functions of Vercel: the path that the proxy in front was asked for.
    ...['x-original-request-uri', 'x-original-pathname', 'x-real-path', 'x-real-uri', 'x-real-url', 'x-rewrite-path'],
    ...['x-request-url', 'x-vercel-matched-path', 'x-vercel-original-pathname'],
    // Next.js: the route that is served, and a request that its middleware does not see (CVE-2025-29927).
    ...['x-matched-path', 'x-invoke-path', 'x-middleware-rewrite', 'x-middleware-subrequest'],
    ...['x-now-route-matches', 'x-invoke-query', 'x-invoke-output'],
    // nginx and Rack::Sendfile: another file than the one that was asked for (CVE-2025-61780).
    ...['x-accel-redirect', 'x-accel-mapping', 'x-sendfile', 'x-sendfile-type'],
  ],
  host: [
    ...['forwarded', 'x-forwarded', 'x-forwarded-host', 'x-forwarded-server', 'x-forwarded-port', 'x-original-host'],
    ...[
      'x-host',
      'x-real-host',
      'x-http-host-override',
      'x-host-override',
      'x-proxyhost',
      'x-proxyport',
      'x-envoy-original-host',
    ],
    // Which Envoy and its like write behind the decision, where they rewrite a path themselves.
    'x-envoy-original-path',
  ],
  scheme: [
    ...['x-forwarded-proto', 'x-forwarded-protocol', 'x-forwarded-scheme', 'x-forwarded-ssl', 'x-forwarded-https'],
    ...['x-scheme', 'x-url-scheme', 'x-https', 'front-end-https', 'x-proxyscheme', 'x-wsgi-url-scheme', 'x-arr-ssl'],
    ...['x-original-proto', 'wl-proxy-ssl', 'cloudfront-forwarded-proto', 'cf-visitor'],
  ],
  address: [
    ...[
      'x-forwarded-for',
      'x-real-ip',
      'x-client-ip',
      'client-ip',
      'true-client-ip',
      'x-cluster-client-ip',
      'x-remote-ip',
    ],
    ...[
      'x-remote-addr',
      'remote-addr',
      'x-originating-ip',
      'x-original-for',
      'x-original-forwarded-for',
      'forwarded-for',
    ],
    ...['x-real-port', 'x-forwarded-by', 'cf-connecting-ip', 'cf-connecting-ipv6', 'fastly-client-ip', 'fly-client-ip'],
    ...[
      'x-azure-clientip',
      'x-azure-socketip',
      'x-envoy-external-address',
      'x-appengine-user-ip',
      'wl-proxy-client-ip',
    ],
    // CGI programs read it as the proxy for their own requests (httpoxy).
    'proxy',
  ],
  /** Headers by which other authorisers name the client to the application. */
  principal: [
    ...['x-forwarded-user', 'x-forwarded-email', 'x-forwarded-groups', 'x-forwarded-preferred-username'],
    ...['x-forwarded-access-token', 'x-forwarded-client-cert', 'x-forwarded-tls-client-cert', 'remote-user'],
    ...[
      'x-forwarded-tls-client-cert-info',
      'x-remote-user',
      'x-auth-request-user',
      'x-auth-request-email',
      'x-webauth-user',
    ],
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Some gateways say method and target under these names, and so do proxies before them: they must agree. */
const SAID_BY_GATEWAYS = {
  method: new Set(['x-original-method', 'x-forwarded-method']),
  target: new Set(['x-original-uri', 'x-forwarded-uri', 'x-original-url']),
};

const IDENTITY = 'x-scopegate-';
const DENIED: ReadonlySet<string> = new Set([...OVERRIDE_HEADERS.method, ...OVERRIDE_HEADERS.target]);
/** With which letters they begin: most headers of a request need no further look. */
const DENIED_LETTERS: ReadonlySet<number> = new Set([...DENIED].map((name) => name.charCodeAt(0)));
const ALL: ReadonlySet<string> = new Set(Object.values(OVERRIDE_HEADERS).flat());

interface Asked {
  readonly method: string;
  /** Spelled as in the header field: bytes as Latin-1. */
  readonly target: string;
  /** Empty: the question names none. */
  readonly host: string;
}

/**
 * Whether this header makes the application serve another request than the one asked about, or imitates a header that
 * gateways set: `X-Scopegate_Principal` and `X.Scopegate.Principal` are one variable with `X-Scopegate-Principal` to
 * CGI, FastCGI, WSGI and PHP, while gateways overwrite only the one with hyphens.
 */
export function isOverride(name: string, value: string, asked: Asked): boolean {
  if (!isPlain(name)) {
    const read = name.toLowerCase().replace(/[^a-z0-9-]/g, '-');
    return read.startsWith(IDENTITY) || ALL.has(read);
  }
  if (!DENIED_LETTERS.has(name.charCodeAt(0) | 0x20)) return false;
  const lower = name.toLowerCase();
  if (!DENIED.has(lower)) return false;
  if (SAID_BY_GATEWAYS.method.has(lower)) return value !== asked.method;
  if (SAID_BY_GATEWAYS.target.has(lower)) return value !== asked.target && !isUrlOf(value, asked);
  return true;
}

/** Whether all servers read this name as it is: letters, digits and hyphens. */
function isPlain(name: string): boolean {
  for (let at = 0; at < name.length; at++) {
    const code = name.charCodeAt(at);
    const lower = code | 0x20;
    if (!((lower >= 0x61 && lower <= 0x7a) || code === 0x2d || (code >= 0x30 && code <= 0x39))) return false;
  }
  return true;
}

function isUrlOf(value: string, { target, host }: Asked): boolean {
  const [, authority, rest] = /^https?:\/\/([^/?#]+)(\/.*)$/.exec(value) ?? [];
  return rest === target && (host === '' || authority === host);
}
