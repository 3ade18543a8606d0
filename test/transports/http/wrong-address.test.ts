import { request } from 'node:http';
import { connect } from 'node:net';
import { expect } from 'chai';
import type { Check } from '../../../src/service/decision/answer.js';
import type { RefusedQuestion } from '../../../src/service/decision/refused-question.js';
import { makeDialects } from '../../../src/transports/http/forward-auth/dialects.js';
import { API_PATHS } from '../../../src/transports/http/manage/api-paths.js';
import { PAGE_PLACES } from '../../../src/transports/http/manage/page-places.js';
import type { HttpServer } from '../../../src/transports/http/server.js';
import { makeCheckWorld } from '../../support/check-world.js';
import { startWholeListener } from '../../support/whole-listener.js';
import { misspellingsOf } from '../../support/gateways/misspellings.js';

interface Reply {
  readonly status: number;
  readonly type: string;
  readonly reason: string;
  readonly body: string;
}

type Fields = readonly string[];

/** What a browser sends: whoever takes such a request for one of its own must still not say yes to a gateway. */
const BROWSER = ['Accept', 'text/html,application/xhtml+xml,*/*;q=0.8', 'Sec-Fetch-Mode', 'navigate'];
const ORIGINAL = ['X-Original-Method', 'GET', 'X-Original-URI', '/status', 'X-Original-Host', 'api.example.com'];
const FORWARDED = ['X-Forwarded-Method', 'GET', 'X-Forwarded-Uri', '/status', 'X-Forwarded-Host', 'api.example.com'];
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'];
/** Every address that serves something else than answers to questions, once each. */
const OTHER_ADDRESSES = [
  ...['/metrics', '/healthz', '/readyz', '/.well-known/authzen-configuration', '/access/v1/evaluation', '/icon.svg'],
  ...[...PAGE_PLACES, ...API_PATHS].map((template) => template.replaceAll(/\{\w+\}/g, 'x')),
];

/** Misspellings that are a real address again: what Envoy asks below its prefix, and a neighbour. */
const ANOTHER_ADDRESS = /^\/auth\/envoy\/|^\/access\/v1\/evaluation$|^\/v1\/api-keys\/[^/]+$/;

for (const state of ['with the policy loaded', 'before the policy is loaded'] as const) {
  describe(`A question at a wrong address, ${state}`, () => {
    let server: HttpServer;
    let refused: RefusedQuestion[];

    before(async () => {
      const world = await makeCheckWorld();
      const notYet: Check = () => Promise.reject(new Error('not loaded'));
      const isLoaded = state === 'with the policy loaded';
      server = await startWholeListener({
        check: isLoaded ? world.check : notYet,
        management: isLoaded ? 'says yes to everything' : 'not yet open',
        onRefused: (one) => void refused.push(one),
      });
    });
    after(() => server.stop(0));
    beforeEach(() => {
      refused = [];
    });

    function ask(path: string, headers: Fields, method = 'GET'): Promise<Reply> {
      return new Promise((resolve, reject) => {
        const options = { host: '127.0.0.1', port: server.port, path, method, agent: false };
        const outgoing = request({ ...options, headers: ['Host', 'localhost', ...headers] }, (incoming) => {
          let body = '';
          incoming.on('data', (chunk: Buffer) => (body += chunk.toString()));
          incoming.on('end', () => {
            const { statusCode: status = 0, headers: got } = incoming;
            const reason = String(got['x-scopegate-reason']);
            resolve({ status, type: String(got['content-type']), reason, body });
          });
        });
        outgoing.on('error', reject).end();
      });
    }

    /** A target that a client of Node would not send. */
    function askRaw(target: string, headers: Fields): Promise<number> {
      const lines = [`GET ${target} HTTP/1.1`, 'Host: localhost', 'Connection: close'];
      for (let at = 0; at < headers.length; at += 2) lines.push(`${headers[at] ?? ''}: ${headers[at + 1] ?? ''}`);
      return new Promise((resolve, reject) => {
        let answer = '';
        const socket = connect(server.port, '127.0.0.1', () => socket.write(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'));
        socket.on('data', (chunk) => (answer += chunk.toString()));
        socket.on('close', () => resolve(Number(answer.split(' ')[1])));
        socket.on('error', reject);
      });
    }

    const entryPoints = [
      ...makeDialects().map(({ name }) => `/auth/${name}`),
      ...['/access/v1/evaluation', '/access/v1/evaluations', '/access/v1/search/subject'],
      ...['/metrics', '/healthz', '/readyz', '/v1/session', '/v1/api-keys', '/.well-known/authzen-configuration'],
    ];
    for (const entryPoint of entryPoints) {
      it(`is 404 at every misspelling of ${entryPoint}`, async () => {
        const misspelt = misspellingsOf(entryPoint).filter((target) => !ANOTHER_ADDRESS.test(target));
        expect(misspelt.length).to.be.greaterThan(20);
        for (const target of misspelt) {
          for (const headers of [BROWSER, [...BROWSER, ...ORIGINAL], [...BROWSER, ...FORWARDED]]) {
            const status = await askRaw(target, headers);
            expect([400, 404], `${target} gets ${String(status)}`).to.include(status);
          }
        }
      });
    }

    it('is 404 with a plain body whatever the method', async () => {
      for (const path of ['/auth', '/auth/', '/auth/unknown', '/access', '/access/v1', '/access/v1/evaluatio']) {
        for (const method of METHODS) {
          const reply = await ask(path, BROWSER, method);
          expect(reply, `${method} ${path}`).to.include({ status: 404, type: 'text/plain; charset=utf-8' });
        }
      }
    });

    it('is 404 at every path below those of the service that is not exactly one of them', async () => {
      const below = ['/v1', '/v1/', '/v1/nothing', '/v1/session/x', '/.well-known', '/.well-known/security.txt'];
      const more = ['/metricsx', '/metrics/x', '/metrics?x=1', '/healthz/x', '/healthz?x', '/readyz/', '/readyzz'];
      for (const path of [...below, ...more]) {
        for (const method of METHODS) {
          const reply = await ask(path, BROWSER, method);
          expect(reply, `${method} ${path}`).to.include({ status: 404, type: 'text/plain; charset=utf-8' });
        }
      }
    });

    it('is 404 at every address that serves something else, by the headers of every dialect', async () => {
      const questions: Fields[] = [ORIGINAL.slice(0, 2), ORIGINAL.slice(2, 4), ORIGINAL, FORWARDED];
      questions.push(['X-Original-URL', 'https://api.example.com/'], ['X_Original_URI', '/'], ['x-forwarded-URI', '/']);
      questions.push(
        ['X-Auth-Request-Redirect', '/'],
        ['X-Rewrite-URL', '/'],
        ['X-Sent-From', 'nginx-ingress-controller'],
      );
      for (const address of OTHER_ADDRESSES) {
        for (const headers of questions) {
          for (const method of ['GET', 'POST']) {
            const reply = await ask(address, [...BROWSER, ...headers], method);
            expect(reply, `${method} ${address} ${headers.join()}`).to.include({
              ...{ status: 404, type: 'text/plain; charset=utf-8', reason: 'wrong_address' },
            });
          }
        }
      }
    });

    it('is 404 for a caller token where browsers and monitoring ask', async () => {
      for (const address of ['/metrics', '/healthz', '/readyz', '/', '/icon.svg']) {
        const reply = await ask(address, [...BROWSER, 'X-Scopegate-Caller-Token', 't'.repeat(40)]);
        expect(reply, address).to.include({ status: 404, reason: 'wrong_address' });
      }
    });

    const nearest: [target: string, headers: Fields, entryPoint: string][] = [
      ['/auth/nginx/', [], '/auth/nginx'],
      ['/auth/Nginx', [], '/auth/nginx'],
      ['/auth/ngnix', [], '/auth/nginx'],
      ['//auth/nginx', [], '/auth/nginx'],
      ['/auth/ngin%78', [], '/auth/nginx'],
      ['/auth/x/../nginx', [], '/auth/nginx'],
      ['/Auth/Traefik', [], '/auth/traefik'],
      ['/auth/envoi/messages/1', [], '/auth/envoy/...'],
      ['//auth/envoy/x', [], '/auth/envoy/...'],
      ['/auth/ingress_nginx', [], '/auth/ingress-nginx'],
      ['/atuh/caddy', [], '/auth/caddy'],
      ['/access/v1/evaluatio', [], '/access/v1/evaluation'],
      ['/access/v1/Evaluations', [], '/access/v1/evaluations'],
      ['/nothing', ORIGINAL, '/auth/nginx'],
      ['/nothing/at/all', FORWARDED, '/auth/traefik'],
      ['/healthz', ['X-Original-URL', 'https://a/'], '/auth/ingress-nginx'],
    ];
    for (const [target, headers, entryPoint] of nearest) {
      it(`${target} is reported, and the nearest entry point is ${entryPoint}`, async () => {
        const reply = await ask(target, [...BROWSER, ...headers]);
        expect(reply.status).to.equal(404);
        expect(reply.body).to.include(entryPoint);
        expect(refused).to.have.length(1);
        expect(refused[0]).to.include({ entryPoint, fault: reply.reason, peer: '127.0.0.1' });
        expect(refused[0]?.detail).to.include(entryPoint);
      });
    }

    it('reports nothing about visitors who ask for what is not there', async () => {
      for (const path of ['/favicon.ico', '/robots.txt', '/v1/nothing', '/keys/a/b/c']) await ask(path, BROWSER);
      expect(refused).to.deep.equal([]);
    });

    it('is 404 by what the HTTP mode of Envoy adds to the request that it repeats', async () => {
      const envoy = ['Content-Length', '0', 'X-Envoy-Internal', 'true', 'X-Envoy-Expected-Rq-Timeout-Ms', '500'];
      for (const address of OTHER_ADDRESSES) {
        for (const method of ['GET', 'DELETE', 'HEAD', 'OPTIONS']) {
          const reply = await ask(address, [...BROWSER, ...envoy], method);
          expect(reply, `${method} ${address}`).to.include({ status: 404, reason: 'wrong_address' });
        }
      }
    });

    it('takes a reverse proxy in front of the page for a visitor', async () => {
      const plain = ['X-Envoy-Internal', 'true', 'X-Envoy-Expected-Rq-Timeout-Ms', '15000', 'X-Request-Id', 'a'];
      expect((await ask('/', [...BROWSER, ...plain])).status).to.equal(200);
      const proxy = [
        'X-Forwarded-For',
        '192.0.2.7',
        'X-Forwarded-Host',
        'pdp.example.com',
        'X-Forwarded-Proto',
        'https',
      ];
      expect((await ask('/', [...BROWSER, ...proxy])).status).to.equal(200);
      expect((await ask('/metrics', proxy)).status).to.equal(200);
    });
  });
}
