import { expect } from 'chai';
import { anyCaller } from '../../src/transports/listener/callers.js';
import { request } from 'node:http';
import type { Check } from '../../src/service/check/answer.js';
import { compileAddressRule } from '../../src/service/credentials/addresses.js';
import { makeForwardAuthRoutes } from '../../src/transports/http/forward-auth/route.js';
import { startHttpServer } from '../../src/transports/http/server.js';
import type { HttpServer } from '../../src/transports/http/server.js';
import { NOW_MS, makeCheckWorld } from '../support/check-world.js';
import type { CheckWorld } from '../support/check-world.js';
import { startEchoUpstream, valuesAmong } from '../support/gateways/echo-upstream.js';
import type { EchoUpstream } from '../support/gateways/echo-upstream.js';
import { GATEWAYS, startGateway } from '../support/gateways/programs.js';
import type { RunningGateway } from '../support/gateways/programs.js';

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

async function startScopegate(check: Check, port = 0): Promise<HttpServer> {
  const trustedPeers = compileAddressRule(['127.0.0.1'])!;
  return startHttpServer({
    host: '127.0.0.1',
    port,
    routes: makeForwardAuthRoutes({
      check,
      clock: () => NOW_MS,
      callers: anyCaller,
      trustedPeers,
      trustedHops: 0,
      certificateField: '',
      timeoutMs: 500,
    }),
    metrics: () => Promise.reject(new Error('not asked for')),
    notReadyBecause: () => null,
  });
}

const absent = GATEWAYS.filter((gateway) => gateway.program === null).map((gateway) => gateway.name);
if (absent.length > 0) console.log(`Left out, for want of the program: the tests in front of ${absent.join(', ')}.`);

for (const gateway of GATEWAYS.filter(({ program }) => program !== null)) {
  describe(`${gateway.name} with the shipped configuration`, () => {
    let world: CheckWorld;
    let check: Check;
    let scopegate: HttpServer;
    let upstream: EchoUpstream;
    let running: RunningGateway;

    before(async () => {
      upstream = await startEchoUpstream();
      scopegate = await startScopegate((question) => check(question));
      running = await startGateway(gateway, { scopegate: scopegate.port, upstream: upstream.port });
    });

    after(async () => {
      await running.stop();
      await scopegate.stop(0);
      await upstream.close();
    });

    beforeEach(async () => {
      world = await makeCheckWorld();
      check = world.check;
      upstream.seen.length = 0;
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
      expect(identity('principal')).to.deep.equal(['-']);
      expect(identity('account')).to.deep.equal(['-']);
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
        expect(answer.body).to.equal(body);
        expect(answer.headers['content-type']).to.equal('application/json');
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
      const { port } = scopegate;
      await scopegate.stop(0);
      expect((await send(running.port, sent)).status).to.equal(gateway.noAnswerStatus);
      expect(upstream.seen).to.deep.equal([]);
      scopegate = await startScopegate((question) => check(question), port);
      await eventually(async () => expect((await send(running.port, sent)).status).to.equal(200));
    }).timeout(30_000);
  });
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
