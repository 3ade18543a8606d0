import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';
import { exportJWK, generateKeyPair } from 'jose';

/** A real OAuth 2.0 server in this process, with one client. */
export interface OauthServer {
  readonly url: string;
  /** Paths that were asked for. */
  readonly asked: string[];
  /** A token of the client by client_credentials; the audience is the resource, the form is its path: `jwt`, `opaque`. */
  token(resource: string, scope?: string): Promise<string>;
  revoke(token: string): Promise<void>;
  /** New keys; the old ones are gone. */
  rotate(): Promise<void>;
  /** Breaks every connection, and takes none. */
  cutOff(): Promise<void>;
  comeBack(): Promise<void>;
  stop(): Promise<void>;
}

export const CLIENT = { client_id: 'shop', client_secret: 'the secret of the shop' };
/** The audience of all tokens; they are asked for by one of two resources, which decide about their form. */
export const API = 'https://api.example.com';
export const JWT_API = 'https://api.example.com/jwt';
export const OPAQUE_API = 'https://api.example.com/opaque';
const SCOPES = 'message:send message:read';

export async function startOauthServer(): Promise<OauthServer> {
  const asked: string[] = [];
  let handle: RequestListener = () => undefined;
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.setHeader('connection', 'close');
    handle(request, response);
  });
  const listen = (port: number): Promise<void> => new Promise((done) => server.listen(port, '127.0.0.1', done));
  const close = (): Promise<void> =>
    new Promise((done) => {
      server.close(() => {
        done();
      });
      server.closeAllConnections();
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${String(port)}`;
  let keys = 0;
  const rotate = async (): Promise<void> => {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    keys++;
    const jwk = { ...(await exportJWK(privateKey)), kid: `key ${String(keys)}`, alg: 'ES256', use: 'sig' };
    const answer = makeProvider(url, jwk).callback();
    handle = (request, response) => void answer(request, response);
  };
  await rotate();
  const post = async (path: string, form: Record<string, string>): Promise<Response> => {
    const authorization = `Basic ${btoa(`${CLIENT.client_id}:${encodeURIComponent(CLIENT.client_secret)}`)}`;
    return fetch(`${url}${path}`, { method: 'POST', body: new URLSearchParams(form), headers: { authorization } });
  };
  return {
    ...{ url, asked, rotate },
    async token(resource, scope = SCOPES) {
      const response = await post('/token', { grant_type: 'client_credentials', resource, scope });
      const body = (await response.json()) as { access_token?: string };
      if (body.access_token === undefined) throw new Error(JSON.stringify(body));
      return body.access_token;
    },
    async revoke(token) {
      const response = await post('/token/revocation', { token, token_type_hint: 'access_token' });
      if (response.status !== 200) throw new Error(`revocation: ${String(response.status)}`);
    },
    cutOff: close,
    comeBack: () => listen(port),
    stop: close,
  };
}

function makeProvider(url: string, jwk: object): Provider {
  return new Provider(url, {
    clients: [
      {
        ...CLIENT,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    jwks: { keys: [jwk] },
    scopes: SCOPES.split(' '),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context, resource) => ({
          scope: SCOPES,
          audience: API,
          accessTokenTTL: 600,
          accessTokenFormat: resource.endsWith('jwt') ? 'jwt' : 'opaque',
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
  });
}
