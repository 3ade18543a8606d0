import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { expect } from 'chai';
import type { RefusedQuestion } from '../../src/service/decision/refused-question.js';
import type { HttpServer } from '../../src/transports/http/server.js';
import { makeCheckWorld } from '../support/check-world.js';
import { startEchoUpstream } from '../support/gateways/echo-upstream.js';
import type { EchoUpstream } from '../support/gateways/echo-upstream.js';
import { misspellingsOf } from '../support/gateways/misspellings.js';
import { GATEWAYS, startGateway } from '../support/gateways/programs.js';
import type { Gateway } from '../support/gateways/programs.js';
import { suiteWith } from '../support/prerequisites.js';
import { startWholeListener } from '../support/whole-listener.js';

/** Where the shipped configuration of a gateway says the address of its question, after the address of Scopegate. */
const ENTRY_POINTS: Readonly<Record<string, string>> = {
  'Envoy (http)': '/auth/envoy',
  nginx: '/auth/nginx',
  Caddy: '/auth/caddy',
  HAProxy: '/auth/haproxy',
};

/** Addresses at which something else answers, and the beginnings of such. */
const OTHERS = [
  '',
  '/',
  '/metrics',
  '/healthz',
  '/readyz',
  '/keys',
  '/users/x',
  '/docs',
  '/openapi.json',
  '/icon.svg',
].concat(['/v1/session', '/v1/apis', '/.well-known/authzen-configuration', '/access/v1/evaluation', '/auth/unknown']);

/** What a client asks the gateway for; each of them is something else at Scopegate, and `/status` is public by policy. */
const TARGETS = ['/status', '/', '/keys', '/metrics', '/healthz', '/v1/session', '/docs'];

/** What configurations can hold; the rest of the misspellings is tried without a gateway. */
const WRITABLE = /^\/[\w./%-]*$/;

/** Envoy puts its own `/` and the path of the client behind the prefix, which then is the entry point. */
const SAME_PLACE: Readonly<Record<string, RegExp>> = { 'Envoy (http)': /^\/auth\/envoy(?:\/|$)/ };

/** The same gateway, asking somewhere else. */
function askingAt(gateway: Gateway, entryPoint: string, address: string): Gateway {
  return {
    ...gateway,
    prepare(directory, ports) {
      const words = gateway.prepare(directory, ports);
      let count = 0;
      for (const name of readdirSync(directory)) {
        const text = readFileSync(join(directory, name), 'utf8');
        count += text.split(entryPoint).length - 1;
        writeFileSync(
          join(directory, name),
          text.replaceAll(entryPoint, () => address),
        );
      }
      if (count === 0) throw new Error(`no file of ${gateway.name} holds ${entryPoint}`);
      return words;
    },
  };
}

function ask(port: number, method: string, path: string): Promise<number> {
  const headers = { host: 'api.example.com', accept: 'text/html,*/*' };
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (reply) => {
      reply.resume();
      reply.on('end', () => resolve(reply.statusCode ?? 0));
    })
      .on('error', reject)
      .end();
  });
}

for (const [name, entryPoint] of Object.entries(ENTRY_POINTS)) {
  const gateway = GATEWAYS.find((one) => one.name === name)!;
  suiteWith(gateway.program, `${gateway.name} that asks at a wrong address`, () => {
    let scopegate: HttpServer;
    let upstream: EchoUpstream;
    let refused: RefusedQuestion[];

    before(async () => {
      upstream = await startEchoUpstream();
      scopegate = await startWholeListener({
        check: (await makeCheckWorld()).check,
        management: 'says yes to everything',
        onRefused: (one) => void refused.push(one),
      });
    });
    after(async () => {
      await scopegate.stop(0);
      await upstream.close();
    });

    /** How many requests reached the application, and how many questions were refused; null where it does not start. */
    async function through(address: string): Promise<{ reached: string[]; refused: number } | null> {
      upstream.seen.length = 0;
      refused = [];
      const ports = { scopegate: scopegate.port, grpc: 1, upstream: upstream.port };
      const running = await startGateway(askingAt(gateway, entryPoint, address), ports).catch(() => null);
      if (running === null) return null;
      try {
        for (const target of TARGETS) {
          for (const method of ['GET', 'DELETE']) await ask(running.port, method, target);
        }
      } finally {
        await running.stop();
      }
      return { reached: upstream.seen.map(({ target }) => target), refused: refused.length };
    }

    it('lets a public request through when the address is right', async () => {
      expect(await through(entryPoint)).to.deep.include({ reached: ['/status'] });
    });

    it('lets nobody through, however the address is misspelt, and Scopegate reports it', async function () {
      this.timeout(300_000);
      const same = SAME_PLACE[gateway.name];
      const misspelt = [
        ...misspellingsOf(entryPoint).filter((one) => WRITABLE.test(one) && same?.test(one) !== true),
        ...OTHERS,
      ];
      expect(misspelt.length).to.be.greaterThan(40);
      let asked = 0;
      for (const address of misspelt) {
        const result = await through(address);
        expect(result?.reached ?? [], address).to.deep.equal([]);
        if (result !== null && result.refused > 0) asked += 1;
      }
      // Some addresses are none to a gateway, which then does not start or asks nobody.
      expect(asked).to.be.greaterThan(30);
    });
  });
}
