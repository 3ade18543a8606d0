import { credentials } from '@grpc/grpc-js';
import { expect } from 'chai';
import { request } from 'node:http';
import { OVERRIDE_HEADERS } from '../../src/service/decision/override-headers.js';
import { compileAddressRule } from '../../src/service/identity/addresses.js';
import { startGrpcServer } from '../../src/transports/grpc/server.js';
import type { GrpcServer } from '../../src/transports/grpc/server.js';
import { makeForwardAuthRoutes } from '../../src/transports/http/forward-auth/route.js';
import { startHttpServer } from '../../src/transports/http/server.js';
import type { HttpServer } from '../../src/transports/http/server.js';
import { anyCaller } from '../../src/transports/listener/callers.js';
import type { AuthorizationClient } from '../../src/wire/envoy/service/auth/v3/Authorization.js';
import { loadExtAuthzProto } from '../../src/wire/load-proto.js';
import { NOW_MS, makeCheckWorld } from '../support/check-world.js';
import type { CheckWorld } from '../support/check-world.js';
import { DISGUISES, spellingsOf } from '../support/gateways/spellings.js';
import { OPEN_LISTENER } from '../support/listener.js';

type Field = readonly [name: string, value: string];

/** An entry point that sees the headers of the client, and what it says of `POST /messages?a=1` with these beside. */
interface Entry {
  readonly name: string;
  ask(more: readonly Field[]): Promise<string>;
}

const TARGET = '/messages?a=1';
const HOST = 'api.example.com';
const AGREEING: Readonly<Record<string, string>> = {
  'x-original-method': 'POST',
  'x-forwarded-method': 'POST',
  'x-original-uri': TARGET,
  'x-forwarded-uri': TARGET,
  'x-original-url': `https://${HOST}${TARGET}`,
};

describe('headers by which a client asks the application for another request', () => {
  let world: CheckWorld;
  let key: string;
  let http: HttpServer;
  let grpc: GrpcServer;
  let client: AuthorizationClient;

  before(async () => {
    world = await makeCheckWorld();
    key = world.addKey();
    const { check, checkBatch } = world;
    const trustedPeers = compileAddressRule(['127.0.0.1'])!;
    const routes = makeForwardAuthRoutes({
      ...{ check, clock: () => NOW_MS, callers: anyCaller, trustedPeers, trustedHops: 0, timeoutMs: 500 },
      certificateField: '',
      ...OPEN_LISTENER,
    });
    const at = { host: '127.0.0.1', port: 0 };
    http = await startHttpServer({ ...at, routes, ...OPEN_LISTENER });
    grpc = await startGrpcServer({ ...at, check, checkBatch, clock: () => NOW_MS, trustedHops: 0 });
    const { Authorization } = loadExtAuthzProto().envoy.service.auth.v3;
    client = new Authorization(`127.0.0.1:${String(grpc.port)}`, credentials.createInsecure());
  });

  after(async () => {
    client.close();
    await Promise.all([http.stop(0), grpc.stop(0)]);
  });

  function overHttp(path: string, method: string, fields: readonly Field[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const headers = ['Host', HOST, 'Authorization', key, ...fields.flat()];
      const outgoing = request({ host: '127.0.0.1', port: http.port, path, method, headers, agent: false }, (reply) => {
        resolve(`${String(reply.statusCode)} ${String(reply.headers['x-scopegate-reason'])}`);
        reply.resume();
      });
      outgoing.on('error', reject).end();
    });
  }

  function overGrpc(fields: readonly Field[], form: 'headers' | 'headerMap'): Promise<string> {
    const all: readonly Field[] = [['authorization', key], ...fields];
    const headers =
      form === 'headers'
        ? { headers: Object.fromEntries(all) }
        : { headerMap: { headers: all.map(([name, value]) => ({ key: name, rawValue: Buffer.from(value) })) } };
    const attributes = {
      request: { http: { method: 'POST', path: TARGET, host: HOST, ...headers } },
      contextExtensions: { api_host: HOST },
    };
    return new Promise((resolve, reject) => {
      client.check({ attributes }, { deadline: Date.now() + 5000 }, (error, reply) => {
        if (error !== null || reply === undefined) {
          reject(error ?? new Error('no reply'));
          return;
        }
        const status = reply.httpResponse === 'okResponse' ? 200 : 403;
        resolve(`${String(status)} ${reply.dynamicMetadata?.fields['reason']?.stringValue ?? ''}`);
      });
    });
  }

  /** Without the header that the gateway itself says this by: two of them are refused as double. */
  const original: readonly Field[] = [
    ['X-Original-Method', 'POST'],
    ['X-Original-URI', TARGET],
    ['X-Original-Host', HOST],
  ];
  const forwarded: readonly Field[] = [
    ['X-Forwarded-Method', 'POST'],
    ['X-Forwarded-Uri', TARGET],
    ['X-Forwarded-Host', HOST],
  ];
  const url: readonly Field[] = [
    ['X-Original-Method', 'POST'],
    ['X-Original-URL', `https://${HOST}${TARGET}`],
  ];
  const byHeaders = (name: string, question: readonly Field[]): Entry => ({
    name: `/auth/${name}`,
    ask: (more) => overHttp(`/auth/${name}`, 'GET', [...question, ...more]),
  });
  const entries: readonly Entry[] = [
    byHeaders('nginx', original),
    byHeaders('haproxy', original),
    byHeaders('traefik', forwarded),
    byHeaders('caddy', forwarded),
    byHeaders('ingress-nginx', url),
    { name: '/auth/envoy', ask: (more) => overHttp(`/auth/envoy${TARGET}`, 'POST', more) },
    { name: 'ext_authz, joined headers', ask: (more) => overGrpc(lowered(more), 'headers') },
    { name: 'ext_authz, raw headers', ask: (more) => overGrpc(lowered(more), 'headerMap') },
  ];

  const names = [...OVERRIDE_HEADERS.method, ...OVERRIDE_HEADERS.target];
  for (const entry of entries) {
    describe(`at ${entry.name}`, () => {
      it('allows the request without them', async () => {
        expect(await entry.ask([])).to.equal('200 scope_held');
      });

      for (const name of names) {
        it(`denies ${name} in each spelling that some server reads alike`, async () => {
          for (const spelling of spellingsOf(name)) {
            const answer = await entry.ask([[spelling, name.includes('method') ? 'DELETE' : '/internal']]);
            // The gateway's own header, said twice.
            const reasons =
              spelling.toLowerCase() in AGREEING
                ? ['disagreeing_headers', 'duplicate_header']
                : ['disagreeing_headers'];
            expect(
              reasons.map((reason) => `403 ${reason}`),
              spelling,
            ).to.include(answer);
          }
        });
      }

      it('denies an identity header in every spelling but the one that gateways overwrite', async () => {
        for (const spelling of DISGUISES) {
          expect(await entry.ask([[spelling, 'root']]), spelling).to.equal('403 disagreeing_headers');
        }
      });

      it('allows what agrees with the question, and headers that only resemble these', async () => {
        const harmless: readonly Field[] = [
          ...Object.entries(AGREEING).filter(([name]) => !ownNamesOf(entry.name).includes(name)),
          ...['X-Scopegate-Principal', 'X-Scope_Gate', 'X-Method-Overrides', 'Access-Control-Request-Method'].map(
            (name): Field => [name, 'DELETE'],
          ),
        ];
        for (const field of harmless) expect(await entry.ask([field]), field[0]).to.equal('200 scope_held');
      });
    });
  }

  function ownNamesOf(entry: string): string[] {
    const own = entry === '/auth/ingress-nginx' ? url : /nginx|haproxy/.test(entry) ? original : forwarded;
    return entry.includes('envoy') || entry.startsWith('ext_authz') ? [] : own.map(([name]) => name.toLowerCase());
  }
});

/** As Envoy says names. */
function lowered(fields: readonly Field[]): Field[] {
  return fields.map(([name, value]) => [name.toLowerCase(), value]);
}
