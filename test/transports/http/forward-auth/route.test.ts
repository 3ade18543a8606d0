import { expect } from 'chai';
import { anyCaller } from '../../../../src/transports/listener/callers.js';
import { request } from 'node:http';
import { ScopegateError } from '../../../../src/base/errors.js';
import type { Check } from '../../../../src/service/decision/answer.js';
import type { CheckRequest } from '../../../../src/service/check-request.js';
import type { RefusedQuestion } from '../../../../src/service/decision/refused-question.js';
import { compileAddressRule } from '../../../../src/service/identity/addresses.js';
import { makeForwardAuthRoutes } from '../../../../src/transports/http/forward-auth/route.js';
import { startHttpServer } from '../../../../src/transports/http/server.js';
import type { HttpServer } from '../../../../src/transports/http/server.js';
import { NOW_MS, makeCheckWorld } from '../../../support/check-world.js';
import type { CheckWorld } from '../../../support/check-world.js';
import { OPEN_LISTENER } from '../../../support/listener.js';

interface Reply {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

const HOST = ['Host', 'api.example.com'];
const X_ORIGINAL = ['X-Original-Method', 'POST', 'X-Original-URI', '/messages?a=1'];
const X_FORWARDED = ['X-Forwarded-Method', 'POST', 'X-Forwarded-Uri', '/messages?a=1'];
const X_ORIGINAL_HOST = ['X-Original-Host', 'api.example.com'];
const X_FORWARDED_HOST = ['X-Forwarded-Host', 'api.example.com'];
const URL_FORM = ['X-Original-Method', 'POST', 'X-Original-URL', 'https://api.example.com/messages?a=1'];

describe('forward auth', () => {
  let world: CheckWorld;
  let server: HttpServer;
  let check: Check;
  let asked: CheckRequest[];
  let refused: RefusedQuestion[];

  async function start(peers: string[], trustedHops = 0): Promise<void> {
    const trustedPeers = compileAddressRule(peers)!;
    const spied: Check = (question) => {
      asked.push(question);
      return check(question);
    };
    server = await startHttpServer({
      host: '127.0.0.1',
      port: 0,
      ...OPEN_LISTENER,
      routes: makeForwardAuthRoutes({
        check: spied,
        clock: () => NOW_MS,
        callers: anyCaller,
        trustedPeers,
        trustedHops,
        certificateField: 'x-client-certificate',
        ...OPEN_LISTENER,
        onRefused: (one) => void refused.push(one),
        timeoutMs: 50,
      }),
    });
  }

  beforeEach(async () => {
    world = await makeCheckWorld({ apis: 'two' });
    check = world.check;
    asked = [];
    refused = [];
    await start(['127.0.0.1']);
  });

  afterEach(() => server.stop(0));

  function ask(path: string, headers: readonly string[], method = 'GET'): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const options = {
        host: '127.0.0.1',
        port: server.port,
        path,
        method,
        headers: [...HOST, ...headers],
        agent: false,
      };
      const outgoing = request(options, (incoming) => {
        let body = '';
        incoming.on('data', (chunk: Buffer) => (body += chunk.toString()));
        incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body }));
      });
      outgoing.on('error', reject);
      outgoing.end();
    });
  }

  const dialects: [name: string, path: string, headers: readonly string[], method: string][] = [
    ['nginx', '/auth/nginx', [...X_ORIGINAL, ...X_ORIGINAL_HOST], 'GET'],
    ['ingress-nginx', '/auth/ingress-nginx', URL_FORM, 'GET'],
    ['Traefik', '/auth/traefik', [...X_FORWARDED, ...X_FORWARDED_HOST], 'GET'],
    ['Caddy', '/auth/caddy', [...X_FORWARDED, ...X_FORWARDED_HOST], 'GET'],
    ['APISIX', '/auth/apisix', [...X_FORWARDED, ...X_FORWARDED_HOST], 'GET'],
    ['Kong', '/auth/kong', [...X_ORIGINAL, ...X_ORIGINAL_HOST], 'GET'],
    ['any other gateway', '/auth/generic', [...X_ORIGINAL, ...X_ORIGINAL_HOST], 'GET'],
    ['HAProxy', '/auth/haproxy', [...X_ORIGINAL, ...X_ORIGINAL_HOST], 'GET'],
    ['Envoy (HTTP mode)', '/auth/envoy/messages?a=1', [], 'POST'],
  ];
  for (const [name, path, headers, method] of dialects) {
    it(`understands ${name}, and answers with 200 and every identity header, or with the refusal`, async () => {
      const allowed = await ask(path, [...headers, 'Authorization', world.addKey()], method);
      expect(allowed.status).to.equal(200);
      expect(asked[0]).to.include({ method: 'POST', target: '/messages?a=1', host: 'api.example.com' });
      expect(allowed.headers).to.include({
        'cache-control': 'no-store',
        'x-scopegate-decision': 'allow',
        'x-scopegate-reason': 'scope_held',
        'x-scopegate-principal-kind': 'api_key',
        'x-scopegate-account': 'acme',
        'x-scopegate-api': 'platform',
        'x-scopegate-endpoint': 'POST /messages',
        'x-scopegate-scope': 'message:send',
        'x-scopegate-revision': '1',
      });
      const refused = await ask(path, headers, method);
      expect(refused).to.include({ status: 401, body: '{"messageId":"UNAUTHORIZED"}' });
      expect(refused.headers).to.include({
        'cache-control': 'no-store',
        'www-authenticate': 'App realm="platform", Bearer realm="platform"',
        'x-scopegate-reason': 'no_credential',
        'x-scopegate-body': refused.body,
      });
      expect(Object.keys(refused.headers)).not.to.include('x-scopegate-principal');
    });
  }

  /** The last word is what the gateway's operator must read: which header it is about. */
  const faults: [title: string, path: string, headers: readonly string[], reason: string, names: RegExp][] = [
    ['no method', '/auth/nginx', ['X-Original-URI', '/status'], 'missing_header', /x-original-method is missing/],
    ['no target', '/auth/nginx', ['X-Original-Method', 'GET'], 'missing_header', /x-original-uri is missing/],
    [
      'an empty target',
      '/auth/nginx',
      ['X-Original-Method', 'GET', 'X-Original-URI', ''],
      'missing_header',
      /x-original-uri is empty/,
    ],
    [
      'two methods',
      '/auth/nginx',
      [...X_ORIGINAL, 'X-ORIGINAL-METHOD', 'GET'],
      'duplicate_header',
      /x-original-method came 2 times/,
    ],
    [
      'two equal targets',
      '/auth/nginx',
      [...X_ORIGINAL, 'X-Original-URI', '/messages?a=1'],
      'duplicate_header',
      /x-original-uri came 2 times/,
    ],
    [
      'two hosts',
      '/auth/nginx',
      [...X_ORIGINAL, ...X_ORIGINAL_HOST, ...X_ORIGINAL_HOST],
      'duplicate_header',
      /x-original-host came 2 times/,
    ],
    [
      'another target',
      '/auth/nginx',
      [...X_ORIGINAL, 'X-Forwarded-Uri', '/status'],
      'disagreeing_headers',
      /x-forwarded-uri contradicts/,
    ],
    [
      'another method',
      '/auth/nginx',
      [...X_ORIGINAL, 'X-Forwarded-Method', 'GET'],
      'disagreeing_headers',
      /x-forwarded-method contradicts/,
    ],
    [
      'a host that nobody confirms',
      '/auth/nginx',
      [...X_ORIGINAL, ...X_FORWARDED_HOST],
      'disagreeing_headers',
      /x-forwarded-host names a host, and x-original-host is missing/,
    ],
    ['no host', '/auth/traefik', X_FORWARDED, 'missing_header', /x-forwarded-host is missing/],
    [
      'the headers of another gateway',
      '/auth/traefik',
      [...X_ORIGINAL, ...X_ORIGINAL_HOST],
      'missing_header',
      /x-forwarded-method is missing/,
    ],
    [
      'two hosts that differ',
      '/auth/nginx',
      [...X_ORIGINAL, ...X_ORIGINAL_HOST, 'X-Forwarded-Host', 'b.example'],
      'disagreeing_headers',
      /x-original-host and x-forwarded-host contradict/,
    ],
    [
      'a method that the client overrides',
      '/auth/nginx',
      [...X_ORIGINAL, 'X-HTTP-Method-Override', 'GET'],
      'disagreeing_headers',
      /x-http-method-override contradicts/,
    ],
    [
      'a URL for another host than the address says',
      '/auth/ingress-nginx?host=b.example',
      URL_FORM,
      'disagreeing_headers',
      /x-original-url names another host/,
    ],
    [
      'a URL without a path',
      '/auth/ingress-nginx',
      ['X-Original-Method', 'GET', 'X-Original-URL', 'https://a'],
      'bad_header',
      /x-original-url must be a URL/,
    ],
    ['no path behind the prefix', '/auth/envoy', [], 'bad_header', /must follow .auth.envoy/],
  ];
  for (const [title, path, headers, reason, names] of faults) {
    it(`refuses ${title} without asking, and names the header in the body and to the operator`, async () => {
      const reply = await ask(path, [...headers, 'Authorization', world.addKey()]);
      expect(reply.status).to.equal(403);
      expect(reply.headers).to.include({ 'x-scopegate-reason': reason, 'cache-control': 'no-store' });
      expect(reply.body).to.match(names);
      expect(asked).to.deep.equal([]);
      expect(refused).to.have.length(1);
      const entryPoint = path.startsWith('/auth/envoy') ? '/auth/envoy/...' : path.split('?', 1)[0];
      expect(refused[0]).to.include({ fault: reason, entryPoint, peer: '127.0.0.1' });
      expect(refused[0]?.detail).to.match(names);
      // A target may carry a secret.
      expect(`${reply.body}${refused[0]?.detail ?? ''}`).not.to.match(/messages|status/);
    });
  }

  it('takes the scheme of a proof from the URL of ingress-nginx, which passes X-Forwarded-Proto on as the client sent it', async () => {
    const url = ['X-Original-Method', 'GET', 'X-Original-URL', 'http://api.example.com/me'];
    await ask('/auth/ingress-nginx', [...url, 'DPoP', 'a.b.c', 'X-Forwarded-Proto', 'https']);
    expect(asked[0]?.proof?.origin).to.equal('http://api.example.com');
  });

  const askedHosts: [query: string, host: string, reason: string][] = [
    ['?host=api.example.com', 'api.example.com', 'scope_held'],
    ['?host=api.example.com', 'API.example.com:8443', 'scope_held'],
    ['?host=api.example.com', 'other.example.com', 'disagreeing_headers'],
    ['?host=api.example.com', 'api.example.com.', 'disagreeing_headers'],
    ['?host=api.example.com', 'api.example.com:99@other.example.com', 'disagreeing_headers'],
    ['?host=other.example.com&host=api.example.com', 'api.example.com', 'disagreeing_headers'],
    ['?host=', 'api.example.com', 'disagreeing_headers'],
  ];
  for (const [query, host, reason] of askedHosts) {
    it(`says ${reason} for ${host} where ingress-nginx asks at ${query}`, async () => {
      const url = ['X-Original-Method', 'POST', 'X-Original-URL', `https://${host}/messages`];
      const reply = await ask(`/auth/ingress-nginx${query}`, [...url, 'Authorization', world.addKey()]);
      expect(reply.headers).to.include({ 'x-scopegate-reason': reason });
    });
  }

  it('answers only to trusted peers', async () => {
    await server.stop(0);
    await start(['192.0.2.0/24']);
    const reply = await ask('/auth/nginx', [...X_ORIGINAL, 'Authorization', world.addKey()]);
    expect(reply.status).to.equal(403);
    expect(reply.headers).to.include({ 'x-scopegate-reason': 'untrusted_peer' });
    expect(asked).to.deep.equal([]);
  });

  it('keeps the path as it came, whatever is in it', async () => {
    const uri = '/a/../%2e%2E/b;c?x=/../y';
    const headers = ['X-Forwarded-Method', 'GET', 'X-Forwarded-Uri', uri, ...X_FORWARDED_HOST];
    expect((await ask('/auth/caddy', headers)).headers).to.include({ 'x-scopegate-reason': 'unsafe_path' });
    await ask(`/auth/envoy${uri}`, []);
    await ask('/auth/ingress-nginx', ['X-Original-Method', 'GET', 'X-Original-URL', `http://api.example.com${uri}`]);
    expect(asked.map((question) => question.target)).to.deep.equal([uri, uri, uri]);
  });

  it('takes several credentials for none that is good', async () => {
    const key = world.addKey();
    const reply = await ask('/auth/nginx', [
      ...X_ORIGINAL,
      ...['X-Original-Host', 'api.example.com', 'Authorization', key, 'Authorization', key],
    ]);
    expect(reply.status).to.equal(401);
    expect(reply.headers).to.include({ 'x-scopegate-reason': 'malformed_credential' });
  });

  it('takes the address that the last trusted proxy wrote', async () => {
    const chain = ['X-Forwarded-For', '198.51.100.9, 192.0.2.7', 'X-Forwarded-For', '10.0.0.1'];
    await ask('/auth/nginx', [...X_ORIGINAL, ...chain]);
    await server.stop(0);
    await start(['127.0.0.1'], 1);
    await ask('/auth/nginx', [...X_ORIGINAL, ...chain]);
    await ask('/auth/nginx', [...X_ORIGINAL, 'X-Forwarded-For', '10.0.0.1']);
    expect(asked.map((question) => question.sourceIp)).to.deep.equal(['10.0.0.1', '192.0.2.7', '']);
  });

  const failures: [title: string, breakIt: () => void, status: number][] = [
    ['the database is down', () => (check = () => Promise.reject(new ScopegateError('unavailable', 'down'))), 503],
    ['the answer takes too long', () => (check = () => new Promise(() => undefined)), 503],
    ['something is broken inside', () => (check = () => Promise.reject(new Error('secret'))), 500],
  ];
  for (const [title, breakIt, status] of failures) {
    it(`gives no answer when ${title}`, async () => {
      const authorization = world.addKey();
      breakIt();
      const reply = await ask('/auth/nginx', [...X_ORIGINAL, 'Authorization', authorization]);
      expect(reply.status).to.equal(status);
      expect(reply.body).not.to.include('secret');
    });
  }
});
