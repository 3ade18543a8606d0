import { expect } from 'chai';
import { anyCaller } from '../../src/transports/listener/callers.js';
import { request } from 'node:http';
import { connect } from 'node:net';
import type { Check } from '../../src/service/decision/answer.js';
import type { CheckRequest } from '../../src/service/check-request.js';
import { compileAddressRule } from '../../src/service/identity/addresses.js';
import { makeForwardAuthRoutes } from '../../src/transports/http/forward-auth/route.js';
import { startGrpcServer } from '../../src/transports/grpc/server.js';
import type { GrpcServer } from '../../src/transports/grpc/server.js';
import { startHttpServer } from '../../src/transports/http/server.js';
import type { HttpServer } from '../../src/transports/http/server.js';
import { NOW_MS, makeCheckWorld } from '../support/check-world.js';
import type { CheckWorld } from '../support/check-world.js';
import { suiteWith } from '../support/prerequisites.js';
import { startEchoUpstream, valuesAmong } from '../support/gateways/echo-upstream.js';
import type { EchoUpstream } from '../support/gateways/echo-upstream.js';
import { GATEWAYS, startGateway } from '../support/gateways/programs.js';
import type { RunningGateway } from '../support/gateways/programs.js';
import { LOOPBACK_LISTENER } from '../support/listener.js';

interface Received {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

interface Sent {
  readonly method?: string;
  readonly target: string;
  readonly host?: string;
  /** Name, value, name, value: as they go over the wire, duplicates and all. */
  readonly headers?: readonly string[];
}

/** Longest wait for a first answer, and the silence after which no more is awaited. */
const ANSWER_MS = 5_000;
const SILENCE_MS = 250;
const UNAUTHORIZED = '{"messageId":"UNAUTHORIZED"}';
const FORBIDDEN = '{"messageId":"FORBIDDEN"}';

function send(port: number, sent: Sent): Promise<Received> {
  const headers = ['Host', sent.host ?? 'api.example.com', ...(sent.headers ?? [])];
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, method: sent.method ?? 'GET', path: sent.target, headers, agent: false };
    const outgoing = request(options, (incoming) => {
      let body = '';
      incoming.on('data', (chunk: Buffer) => (body += chunk.toString()));
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body }));
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

interface Scopegate {
  readonly http: HttpServer;
  readonly grpc: GrpcServer;
  stop(): Promise<void>;
}

async function startScopegate(check: Check, ports = { http: 0, grpc: 0 }): Promise<Scopegate> {
  const trustedPeers = compileAddressRule(['127.0.0.1'])!;
  const routes = makeForwardAuthRoutes({
    ...{ check, clock: () => NOW_MS, callers: anyCaller, trustedPeers, trustedHops: 0, timeoutMs: 500 },
    certificateField: '',
    ...LOOPBACK_LISTENER,
  });
  const host = '127.0.0.1';
  const http = await startHttpServer({ host, port: ports.http, routes, ...LOOPBACK_LISTENER });
  const checkBatch = () => Promise.reject(new Error('not asked for'));
  const grpc = await startGrpcServer({
    ...{ host, port: ports.grpc, check, checkBatch, clock: () => NOW_MS, trustedHops: 0 },
  });
  return {
    http,
    grpc,
    async stop() {
      await Promise.all([http.stop(0), grpc.stop(0)]);
    },
  };
}

for (const gateway of GATEWAYS) {
  suiteWith(gateway.program, `${gateway.name} with the shipped configuration`, () => {
    let world: CheckWorld;
    let check: Check;
    let asked: CheckRequest[] = [];
    const ask: Check = (question) => {
      asked.push(question);
      return check(question);
    };
    let scopegate: Scopegate;
    let upstream: EchoUpstream;
    let running: RunningGateway;

    before(async () => {
      upstream = await startEchoUpstream();
      scopegate = await startScopegate(ask);
      const { http, grpc } = scopegate;
      running = await startGateway(gateway, { scopegate: http.port, grpc: grpc.port, upstream: upstream.port });
    });

    after(async () => {
      await running.stop();
      await scopegate.stop();
      await upstream.close();
    });

    beforeEach(async () => {
      world = await makeCheckWorld({ apis: 'two' });
      check = world.check;
      upstream.seen.length = 0;
      asked = [];
    });

    const identity = (name: string): string[] => valuesAmong(upstream.seen[0]?.rawHeaders ?? [], `x-scopegate-${name}`);

    it('lets an allowed request through as it is, with every identity header', async () => {
      const authorization = world.addKey({ account: 'Žluťoučký a. s.' });
      const target = '/messages?to=%2B420%20x&b=/../c';
      const answer = await send(running.port, { method: 'POST', target, headers: ['Authorization', authorization] });
      expect(answer).to.include({ status: 200, body: 'reached' });
      expect(upstream.seen).to.have.length(1);
      expect(upstream.seen[0]).to.include({ method: 'POST', target });
      expect(identity('decision')).to.deep.equal(['allow']);
      expect(identity('reason')).to.deep.equal(['scope_held']);
      expect(authorization).to.include(identity('principal')[0]);
      expect(identity('principal-kind')).to.deep.equal(['api_key']);
      expect(identity('account')).to.deep.equal([encodeURIComponent('Žluťoučký a. s.')]);
      expect(identity('api')).to.deep.equal(['platform']);
      expect(identity('endpoint')).to.deep.equal(['POST /messages']);
      expect(identity('scope')).to.deep.equal(['message:send']);
      expect(identity('revision')).to.deep.equal(['1']);
    });

    it('takes away identity headers that the client made up, also on a public endpoint', async () => {
      const names = ['Principal', 'Principal-Kind', 'Account', 'Scope', 'Decision', 'Reason', 'Endpoint', 'Revision'];
      const spoofed = names.flatMap((name) => [`X-Scopegate-${name}`, 'root', `x-SCOPEGATE-${name}`, 'root2']);
      const answer = await send(running.port, { target: '/status', headers: spoofed });
      expect(answer.status).to.equal(200);
      expect(identity('principal')).to.deep.equal(gateway.nothing);
      expect(identity('account')).to.deep.equal(gateway.nothing);
      expect(identity('reason')).to.deep.equal(['public_endpoint']);
      expect(JSON.stringify(upstream.seen[0]?.rawHeaders)).not.to.include('root');
    });

    it('does not let the client say what is asked about', async () => {
      const headers = ['X-Original-URI', '/status', 'X-Forwarded-Uri', '/status', 'X-Original-Method', 'GET'];
      const more = [
        'X-Forwarded-Method',
        'GET',
        'X-Original-Host',
        'other.example.com',
        'X-Forwarded-For',
        '192.0.2.7',
      ];
      const answer = await send(running.port, { method: 'POST', target: '/messages', headers: [...headers, ...more] });
      expect([401, 403]).to.include(answer.status);
      expect(upstream.seen).to.deep.equal([]);
    });

    it('does not let the client choose the API', async () => {
      const headers = ['Authorization', world.addKey()];
      await send(running.port, { target: '/me', host: 'other.example.com', headers });
      for (const { rawHeaders } of upstream.seen) {
        expect(valuesAmong(rawHeaders, 'x-scopegate-api')).to.deep.equal(['platform']);
      }
    });

    it('judges the address that the gateway sees, not the one that the client claims', async () => {
      const headers = (allowed: string): string[] => [
        ...['Authorization', world.addKey({ allowedAddresses: [allowed] })],
        ...['X-Forwarded-For', '192.0.2.7', 'X-Real-IP', '192.0.2.7'],
      ];
      const elsewhere = await send(running.port, {
        method: 'POST',
        target: '/messages',
        headers: headers('192.0.2.7'),
      });
      expect(elsewhere.status).to.equal(403);
      const here = await send(running.port, { method: 'POST', target: '/messages', headers: headers('127.0.0.1') });
      expect(here.status).to.equal(200);
    });

    const refused: [title: string, sent: (world: CheckWorld) => Sent, status: number, body: string][] = [
      ['no credential', () => ({ method: 'POST', target: '/messages' }), 401, UNAUTHORIZED],
      ['a garbage credential', () => with_(['Authorization', 'App nonsense']), 401, UNAUTHORIZED],
      ['an unknown scheme', () => with_(['Authorization', 'Negotiate x']), 401, UNAUTHORIZED],
      ['a key without the scope', (w) => with_(['Authorization', w.addKey({ scopes: ['x'] })]), 403, FORBIDDEN],
      ['a closed endpoint', (w) => ({ target: '/internal', headers: ['Authorization', w.addKey()] }), 403, FORBIDDEN],
      ['no such endpoint', (w) => ({ target: '/nowhere', headers: ['Authorization', w.addKey()] }), 403, FORBIDDEN],
      ['another method', (w) => ({ ...with_(['Authorization', w.addKey()]), method: 'DELETE' }), 403, FORBIDDEN],
    ];
    for (const [title, sent, status, body] of refused) {
      it(`refuses ${title} with the exact body`, async () => {
        const answer = await send(running.port, sent(world));
        expect(answer.status).to.equal(status);
        if (gateway.refusals === 'exact') {
          expect(answer.body).to.equal(body);
          expect(answer.headers['content-type']).to.equal('application/json');
        }
        const challenge =
          title === 'no credential' ? 'App realm="platform", Bearer realm="platform"' : 'App realm="platform"';
        expect(answer.headers['www-authenticate']).to.equal(status === 401 ? challenge : undefined);
        expect(upstream.seen).to.deep.equal([]);
      });
    }

    it('refuses two credentials, whichever of them is good', async () => {
      const good = world.addKey();
      const bad = `${good.slice(0, -1)}!`;
      for (const pair of [
        [good, bad],
        [bad, good],
        [good, good],
      ]) {
        const headers = pair.flatMap((value) => ['Authorization', value]);
        const answer = await send(running.port, { method: 'POST', target: '/messages', headers });
        expect([400, 401]).to.include(answer.status);
      }
      expect(upstream.seen).to.deep.equal([]);
    });

    const hostile = [
      '/internal/../status',
      '//status',
      '/./status',
      '/internal/%2e%2e/status',
      '/status%2f..',
      '/status;x',
    ].concat(['/%2e%2e/status', '/internal/..%2fstatus', '/status/.', '/internal/%2E./status', '/messages//status']);
    for (const target of hostile) {
      it(`refuses ${target}, and nothing of it gets through`, async () => {
        const answer = await send(running.port, { target, headers: ['Authorization', world.addKey()] });
        expect([400, 403]).to.include(answer.status);
        expect(upstream.seen).to.deep.equal([]);
      });
    }

    describe('holds against requests that no client should send:', () => {
      /** What got through was judged as it got there, with this credential or none, and says so. */
      function expectOnlyJudged(): void {
        for (const { method, target, rawHeaders } of upstream.seen) {
          const question = asked.find((one) => one.method === method && one.target === target);
          expect(question, `${method} ${target} was judged`).not.to.equal(undefined);
          for (const name of IDENTITY) {
            const isSaid = saidFor(identityIn(rawHeaders, 'reason')).includes(name);
            expect(valuesAmong(rawHeaders, name), name).to.have.length(isSaid ? 1 : gateway.nothing.length);
            expect(valuesAmong(rawHeaders, name.replaceAll('-', '_')), `${name}, spelled with _`).to.deep.equal([]);
          }
          expect(valuesAmong(rawHeaders, 'x-scopegate-decision')).to.deep.equal(['allow']);
          expect(JSON.stringify(rawHeaders)).not.to.include('root');
        }
      }

      const host = 'Host: api.example.com';
      const attacks: [title: string, lines: (key: string) => string[], through: Through][] = [
        [
          'Connection takes identity headers away',
          (key) => ['GET /me', host, key, `Connection: close, ${IDENTITY.join(', ')}`],
          'maybe',
        ],
        ['Connection takes the credential away', (key) => ['GET /me', host, key, 'Connection: Authorization'], 'maybe'],
        [
          'Connection takes the question away',
          (key) => ['DELETE /messages', host, key, `Connection: ${QUESTION.join(', ')}`],
          'never',
        ],
        [
          'Connection takes the address away',
          (key) => ['GET /me', host, key, 'Connection: X-Forwarded-For, X-Real-IP, Forwarded'],
          'maybe',
        ],
        [
          'headers with underscores',
          (key) => ['GET /me', host, key, ...spelled('_').map((n) => `${n}: root`)],
          'maybe',
        ],
        [
          'the question with underscores',
          () => ['GET /me', host, 'X_Original_URI: /status', 'X_Forwarded_Uri: /status'],
          'never',
        ],
        [
          'a credential with an underscore',
          (key) => ['GET /me', host, key.replace('Authorization', 'X_Authorization')],
          'never',
        ],
        ['absolute form', (key) => ['GET http://api.example.com/me', host, key], 'maybe'],
        ['absolute form of another host', (key) => ['GET http://other.example.com/me', host, key], 'maybe'],
        ['absolute form of a closed path', (key) => ['GET http://api.example.com/internal', host, key], 'never'],
        ['absolute form that climbs', (key) => ['GET http://api.example.com/status/../internal', host, key], 'never'],
        ['an authority before the path', (key) => ['GET //api.example.com/status', host, key], 'never'],
        ['asterisk form', (key) => ['OPTIONS *', host, key], 'never'],
        ['no slash', (key) => ['GET status', host, key], 'never'],
        ['two hosts', (key) => ['GET /me', host, 'Host: other.example.com', key], 'never'],
        ['a host with a port', (key) => ['GET /me', 'Host: api.example.com:80', key], 'maybe'],
        ['a host of another case', (key) => ['GET /me', 'Host: API.Example.COM', key], 'maybe'],
        ['a dot behind the host', (key) => ['GET /me', 'Host: api.example.com.', key], 'maybe'],
        ['a method in lower case', (key) => ['get /me', host, key], 'never'],
        ['a method that nobody knows', (key) => ['PURGE /messages', host, key], 'never'],
        ['a method in a header', (key) => ['DELETE /messages', host, key, 'X-HTTP-Method-Override: POST'], 'never'],
        ['a folded header', (key) => ['GET /me', host, 'X-Folded: a', ` ${key}`], 'never'],
        ['a space before the colon', (key) => ['GET /me', host, key.replace(':', ' :')], 'never'],
        ['a fragment', (key) => ['GET /status#/../internal', host, key], 'never'],
        ['a tab in the path', (key) => ['GET /status\t', host, key], 'maybe'],
        ['bytes beyond ASCII', (key) => ['GET /me\xff', host, key], 'never'],
        [
          'an upgrade to clear HTTP/2',
          (key) => [
            'GET /me',
            host,
            key,
            'Connection: Upgrade, HTTP2-Settings',
            'Upgrade: h2c',
            'HTTP2-Settings: AAMAAABkAAQAAP__',
          ],
          'maybe',
        ],
      ];
      for (const [title, lines, through] of attacks) {
        it(title, async () => {
          const [first = '', ...rest] = lines(`Authorization: ${world.addKey()}`);
          await sendRaw(running.port, `${first} HTTP/1.1\r\n${rest.join('\r\n')}\r\n\r\n`);
          if (through === 'never') expect(upstream.seen).to.deep.equal([]);
          expectOnlyJudged();
        });
      }

      it('several in one piece are judged one by one', async () => {
        const key = `Authorization: ${world.addKey()}`;
        const one = (line: string, ...headers: string[]): string =>
          `${line} HTTP/1.1\r\n${[host, ...headers].join('\r\n')}\r\n\r\n`;
        const text =
          one('GET /me', key) + one('GET /me') + one('GET /internal', key) + one('GET /status', 'Connection: close');
        const answers = await sendRaw(running.port, text, 4);
        expect(statusesIn(answers)).to.deep.equal(['200', '401', '403', '200']);
        // HTTP promises the order of the answers; a gateway may use a connection to the application for each request.
        expect(upstream.seen.map(({ target }) => target)).to.have.members(['/me', '/status']);
        expectOnlyJudged();
      });

      const lengths: [title: string, headers: string[]][] = [
        ['chunks and a length', ['Content-Length: 4', 'Transfer-Encoding: chunked']],
        ['chunks in a coat', ['Content-Length: 4', 'Transfer-Encoding: xchunked']],
        ['two lengths', ['Content-Length: 0', 'Content-Length: 44']],
        ['a length with a sign', ['Content-Length: +0']],
      ];
      for (const [title, headers] of lengths) {
        it(`a second request in the body of the first, with ${title}`, async () => {
          const inner = `0\r\n\r\nGET /internal HTTP/1.1\r\n${host}\r\nX: `;
          const lines = ['POST /messages HTTP/1.1', host, `Authorization: ${world.addKey()}`, ...headers, '', inner];
          await sendRaw(running.port, lines.join('\r\n'));
          expect(upstream.seen.map(({ target }) => target)).not.to.include('/internal');
          expectOnlyJudged();
        });
      }

      it('a header that is larger than a gateway holds', async () => {
        const lines = ['GET /me HTTP/1.1', host, `Authorization: ${world.addKey()}`, `X-Large: ${'x'.repeat(70_000)}`];
        await sendRaw(running.port, `${lines.join('\r\n')}\r\n\r\n`);
        expectOnlyJudged();
      });

      it('many headers', async () => {
        const many = Array.from({ length: 400 }, (_, at) => `X-Many-${String(at)}: x`);
        const lines = ['GET /me HTTP/1.1', host, `Authorization: ${world.addKey()}`, ...many];
        await sendRaw(running.port, `${lines.join('\r\n')}\r\n\r\n`);
        expectOnlyJudged();
      });
    });

    it('refuses while Scopegate has no answer, is slow, or is down, and serves again after', async () => {
      const sent = { method: 'POST', target: '/messages', headers: ['Authorization', world.addKey()] };
      world.setDown('down');
      expect((await send(running.port, sent)).status).to.be.within(500, 503);
      world.setDown('up');
      check = async (question) => {
        await new Promise((resolve) => setTimeout(resolve, 1500));
        return world.check(question);
      };
      expect((await send(running.port, sent)).status).to.be.within(500, 504);
      check = world.check;
      const ports = { http: scopegate.http.port, grpc: scopegate.grpc.port };
      await scopegate.stop();
      expect((await send(running.port, sent)).status).to.equal(gateway.noAnswerStatus);
      expect(upstream.seen).to.deep.equal([]);
      scopegate = await startScopegate(ask, ports);
      await eventually(async () => expect((await send(running.port, sent)).status).to.equal(200));
    }).timeout(30_000);
  });
}

/** Whether such a request may reach the application, if it is judged as what it is there. */
type Through = 'maybe' | 'never';

const IDENTITY = [
  ...['decision', 'reason', 'principal', 'principal-kind', 'account', 'api', 'endpoint', 'scope', 'revision'],
].map((name) => `x-scopegate-${name}`);
const QUESTION = [
  ...['X-Original-URI', 'X-Original-Method', 'X-Original-Host', 'X-Original-URL'],
  ...['X-Forwarded-Uri', 'X-Forwarded-Method', 'X-Forwarded-Host'],
];

/** Of the identity headers those that have something to say. */
function saidFor(reason: string): readonly string[] {
  const ofSomebody = /-(principal|principal-kind|account)$/;
  return IDENTITY.filter((name) =>
    ofSomebody.test(name) ? reason !== 'public_endpoint' : name !== 'x-scopegate-scope' || reason === 'scope_held',
  );
}

function identityIn(rawHeaders: readonly string[], name: string): string {
  return valuesAmong(rawHeaders, `x-scopegate-${name}`)[0] ?? '';
}

/** The identity headers with another character for the hyphen, as some servers read them alike. */
function spelled(character: string): string[] {
  return IDENTITY.flatMap((name) => [name.replaceAll('-', character), name.toUpperCase().replaceAll('-', character)]);
}

/**
 * Writes bytes as they are, and answers with what came back until the gateway was done, or said nothing for a while after
 * `answers` answers.
 */
function sendRaw(port: number, text: string, answers = 1): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(Buffer.from(text, 'latin1')));
    socket.setTimeout(ANSWER_MS, () => socket.destroy());
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
      if (statusesIn(answer).length >= answers) socket.setTimeout(SILENCE_MS);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve(answer);
    });
  });
}

function statusesIn(answers: string): (string | undefined)[] {
  return [...answers.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status);
}

function with_(headers: readonly string[]): Sent {
  return { method: 'POST', target: '/messages', headers };
}

/** A gateway may hold a server that was down for a while for broken. */
async function eventually(assertion: () => Promise<unknown>): Promise<void> {
  const endsAt = Date.now() + 15_000;
  for (;;) {
    try {
      await assertion();
      return;
    } catch (error) {
      if (Date.now() > endsAt) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
