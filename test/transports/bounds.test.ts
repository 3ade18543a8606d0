import { Metadata, credentials, status } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import { expect } from 'chai';
import type { RejectedRequest } from '../../src/service/decision/rejected-request.js';
import { startGrpcServer } from '../../src/transports/grpc/server.js';
import type { GrpcServer } from '../../src/transports/grpc/server.js';
import type { HttpServer } from '../../src/transports/http/server.js';
import { makeDialects } from '../../src/transports/http/forward-auth/dialects.js';
import { loadExtAuthzProto, loadProto } from '../../src/wire/load-proto.js';
import { NOW_MS, makeCheckWorld } from '../support/check-world.js';
import { openEntryPoints } from '../support/entry-points.js';
import type { Asked, EntryPoints } from '../support/entry-points.js';
import { startWholeListener } from '../support/whole-listener.js';

const MIB = 1024 * 1024;
const HOST = 'api.example.com';
const many = (count: number): string[] => Array.from({ length: count }, (_, at) => `X-Many-${String(at)}: x`);
/** A path of so many bytes that an endpoint takes. */
const pathOf = (bytes: number): string => `/messages/${'a'.repeat(bytes - '/messages/'.length)}`;
/** Segments in all. */
const deep = (segments: number): string => '/a'.repeat(segments);
/** A name of so many characters, in labels of 63. */
const hostOf = (length: number): string =>
  Array.from({ length: Math.ceil(length / 64) }, () => 'a'.repeat(63))
    .join('.')
    .slice(0, length);

/** Who reads what: gRPC questions have no headers of a client; a method is a request line in Envoy's HTTP mode. */
type Reader = 'all' | 'headers' | 'not envoy';

interface Row {
  readonly title: string;
  readonly by: Reader;
  readonly asked: (key: string) => Partial<Asked>;
  readonly decision: string;
}

const ROWS: readonly Row[] = [
  { title: 'a path just below', by: 'all', asked: () => ({ target: pathOf(8191) }), decision: 'allow scope_held' },
  { title: 'a path at its bound', by: 'all', asked: () => ({ target: pathOf(8192) }), decision: 'allow scope_held' },
  { title: 'a path just above', by: 'all', asked: () => ({ target: pathOf(8193) }), decision: 'deny unsafe_path' },
  { title: 'a path far above', by: 'all', asked: () => ({ target: pathOf(40_000) }), decision: 'deny unsafe_path' },
  {
    title: 'a path beyond the headers that Node takes by itself',
    by: 'all',
    asked: () => ({ target: pathOf(20_000) }),
    decision: 'deny unsafe_path',
  },
  { title: 'segments at their bound', by: 'all', asked: () => ({ target: deep(64) }), decision: 'deny no_route' },
  { title: 'segments just above', by: 'all', asked: () => ({ target: deep(65) }), decision: 'deny unsafe_path' },
  {
    title: 'a query, which has no bound of its own',
    by: 'all',
    asked: () => ({ target: `/messages/1?${'q'.repeat(50_000)}` }),
    decision: 'allow scope_held',
  },
  {
    title: 'a method at its bound',
    by: 'not envoy',
    asked: () => ({ method: 'M'.repeat(32) }),
    decision: 'deny no_route',
  },
  {
    title: 'a method just above',
    by: 'not envoy',
    asked: () => ({ method: 'M'.repeat(33) }),
    decision: 'deny unsafe_path',
  },
  {
    title: 'a method far above',
    by: 'not envoy',
    asked: () => ({ method: 'M'.repeat(30_000) }),
    decision: 'deny unsafe_path',
  },
  { title: 'a host at its bound', by: 'all', asked: () => ({ host: hostOf(253) }), decision: 'deny no_route' },
  { title: 'a host just above', by: 'all', asked: () => ({ host: hostOf(254) }), decision: 'deny unsafe_path' },
  { title: 'a host far above', by: 'all', asked: () => ({ host: hostOf(20_000) }), decision: 'deny unsafe_path' },
  {
    title: 'a credential at its bound',
    by: 'all',
    asked: () => ({ authorization: [`App ${'x'.repeat(8188)}`] }),
    decision: 'deny malformed_credential',
  },
  {
    title: 'a credential just above, a good key at its end',
    by: 'all',
    asked: (key) => ({ authorization: [`App ${' '.repeat(8193 - key.length)}${key.slice('App '.length)}`] }),
    decision: 'deny malformed_credential',
  },
  {
    title: 'a credential far above',
    by: 'all',
    asked: () => ({ authorization: [`App ${'x'.repeat(50_000)}`] }),
    decision: 'deny malformed_credential',
  },
  { title: 'headers at their bound', by: 'headers', asked: () => ({ extra: many(490) }), decision: 'allow scope_held' },
  { title: 'headers above it', by: 'headers', asked: () => ({ extra: many(501) }), decision: 'deny too_many_headers' },
  {
    title: 'headers far above it, the second credential behind them',
    by: 'headers',
    asked: () => ({ extra: [...many(3_000), 'Authorization: App other'] }),
    decision: 'deny too_many_headers',
  },
  {
    title: 'headers far above it, another method behind them',
    by: 'headers',
    asked: () => ({ extra: [...many(3_000), 'X-HTTP-Method-Override: DELETE'] }),
    decision: 'deny too_many_headers',
  },
  {
    title: 'the size of headers below its bound',
    by: 'headers',
    asked: () => ({ extra: [`X-Large: ${'x'.repeat(60_000)}`] }),
    decision: 'allow scope_held',
  },
  {
    title: 'the size of headers above it',
    by: 'headers',
    asked: () => ({ extra: [`X-Large: ${'x'.repeat(65_536)}`] }),
    decision: 'deny headers_too_large',
  },
  {
    title: 'the size of headers far above it',
    by: 'headers',
    asked: () => ({ extra: [`X-Large: ${'x'.repeat(500_000)}`] }),
    decision: 'deny headers_too_large',
  },
];

const GRPC = ['Check', 'CheckBatch', 'CheckStream'];

describe('One answer for too much', () => {
  let http: HttpServer;
  let grpc: GrpcServer;
  let entryPoints: EntryPoints;
  let key: string;
  const rejected: RejectedRequest[] = [];
  const refused: string[] = [];

  before(async () => {
    const world = await makeCheckWorld();
    const { check, checkBatch } = world;
    key = world.addKey({ scopes: ['message:read'] });
    http = await startWholeListener({
      ...{ check, management: 'not yet open' },
      onRefused: ({ fault, entryPoint }) => void refused.push(`${fault} ${entryPoint}`),
      onRejected: (one) => void rejected.push(one),
    });
    grpc = await startGrpcServer({
      ...{ host: '127.0.0.1', port: 0, check, checkBatch, clock: () => NOW_MS, trustedHops: 0 },
      onRejected: (one) => void rejected.push(one),
    });
    entryPoints = openEntryPoints({ http: http.port, grpc: grpc.port });
  });
  after(async () => {
    entryPoints.close();
    await Promise.all([http.stop(0), grpc.stop(0)]);
  });
  beforeEach(() => {
    rejected.length = 0;
    refused.length = 0;
  });

  it('is asked of every entry point that there is', () => {
    const names = entryPoints.all.map(({ name }) => name);
    expect(names).to.include.members([...GRPC, 'ext_authz', 'AuthZEN', ...makeDialects().map(({ name }) => name)]);
  });

  for (const { title, by, asked, decision } of ROWS) {
    it(`${title}: ${decision}`, async () => {
      let compared = 0;
      for (const entryPoint of entryPoints.all) {
        if (by === 'headers' && (GRPC.includes(entryPoint.name) || entryPoint.name === 'AuthZEN')) continue;
        if (by === 'not envoy' && entryPoint.name === 'envoy') continue;
        const question = { method: 'GET', target: '/messages/1', host: HOST, authorization: [key], sourceIp: '' };
        const outcome = await entryPoint.ask({ ...question, ...asked(key) });
        expect(outcome.decision, entryPoint.name).to.equal(decision);
        if (!decision.startsWith('allow')) expect(outcome.status, entryPoint.name).to.be.within(400, 499);
        compared += 1;
      }
      expect(compared).to.be.at.least(10);
      // What a listener ends by itself is heard of once for each entry point over HTTP.
      if (decision === 'deny headers_too_large') {
        expect(rejected.map(({ rejection }) => rejection)).to.deep.equal(Array(compared - 1).fill('headers_too_large'));
        for (const { detail } of rejected) expect(detail).to.include('65536 bytes').and.include('send less');
      }
      if (decision === 'deny too_many_headers') expect(refused).to.have.length(compared - 1);
    });
  }

  describe('over gRPC', () => {
    const secure = credentials.createInsecure();
    const options = { 'grpc.max_send_message_length': -1 };
    type Outcome = { code: status; details: string };

    function ask(name: string, bytes: number, metadata = new Metadata()): Promise<Outcome> {
      const address = `127.0.0.1:${String(grpc.port)}`;
      const client = new (loadProto().scopegate.v1.DecisionPoint)(address, secure, options);
      const envoy = new (loadExtAuthzProto().envoy.service.auth.v3.Authorization)(address, secure, options);
      const question = { method: 'GET', path: `/messages/${'a'.repeat(bytes)}`, host: HOST };
      const deadline = { deadline: Date.now() + 10_000 };
      return new Promise<Outcome>((resolve) => {
        const settle = (error: ServiceError | null): void =>
          resolve({ code: error?.code ?? status.OK, details: error?.details ?? '' });
        if (name === 'Check') client.check(question, metadata, deadline, settle);
        else if (name === 'CheckBatch') client.checkBatch({ items: [question] }, metadata, deadline, settle);
        else if (name === 'ext_authz') {
          const http = { method: 'GET', path: question.path };
          envoy.check(
            { attributes: { request: { http }, contextExtensions: { api_host: HOST } } },
            metadata,
            deadline,
            settle,
          );
        } else {
          const stream = client.checkStream(metadata, deadline);
          stream.on('error', settle);
          stream.on('data', () => settle(null));
          stream.write({ check: question });
        }
      }).finally(() => {
        client.close();
        envoy.close();
      });
    }

    for (const name of [...GRPC, 'ext_authz']) {
      it(`a message to ${name} is decided up to 4 MiB, and RESOURCE_EXHAUSTED above it`, async () => {
        expect(await ask(name, 4 * MIB - 200)).to.deep.equal({ code: status.OK, details: '' });
        const { code, details } = await ask(name, 4 * MIB);
        expect(code).to.equal(status.RESOURCE_EXHAUSTED);
        expect(details).to.include(String(4 * MIB));
        expect((await ask(name, 1)).code).to.equal(status.OK);
      });

      it(`metadata of a call to ${name} is taken up to 100 fields and 60 KB, and no answer comes far above`, async () => {
        const metadata = (fields: number, bytes: number): Metadata => {
          const large = new Metadata();
          for (let at = 0; at < fields; at++) large.set(`x-${String(at)}`, '|'.repeat(bytes));
          return large;
        };
        expect((await ask(name, 1, metadata(1, 60_000))).code).to.equal(status.OK);
        expect((await ask(name, 1, metadata(100, 1))).code).to.equal(status.OK);
        expect((await ask(name, 1, metadata(1, 70_000))).code).to.equal(status.INTERNAL);
        expect((await ask(name, 1, metadata(130, 1))).code).to.equal(status.RESOURCE_EXHAUSTED);
        expect((await ask(name, 1)).code).to.equal(status.OK);
      });
    }

    it('a batch is decided up to 1,000 items, and INVALID_ARGUMENT above', async () => {
      const address = `127.0.0.1:${String(grpc.port)}`;
      const client = new (loadProto().scopegate.v1.DecisionPoint)(address, secure);
      const codes: status[] = [];
      for (const count of [1_000, 1_001]) {
        const items = Array.from({ length: count }, () => ({ method: 'GET', path: '/status', host: HOST }));
        codes.push(
          await new Promise<status>((resolve) => {
            client.checkBatch({ items }, (error: ServiceError | null) => resolve(error?.code ?? status.OK));
          }),
        );
      }
      client.close();
      expect(codes).to.deep.equal([status.OK, status.INVALID_ARGUMENT]);
    });
  });

  describe('of AuthZEN', () => {
    const evaluation = (id: string) => ({
      ...{ subject: { type: 'key', id: 'x' }, action: { name: 'GET' } },
      resource: { type: 'route', id, properties: { host: HOST } },
    });
    const post = async (path: string, body: object, headers: Record<string, string> = {}) => {
      const answer = await fetch(`http://127.0.0.1:${String(http.port)}/access/v1/${path}`, {
        ...{ method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
        body: JSON.stringify(body),
      });
      return { status: answer.status, text: await answer.text() };
    };

    it('a body is read up to 1 MiB, and 413 above it', async () => {
      const empty = JSON.stringify(evaluation('/')).length - 1;
      const at = await post('evaluation', evaluation(`/${'a'.repeat(MIB - empty - 1)}`));
      expect([at.status, at.text])
        .to.deep.equal([200, at.text])
        .and.satisfy(() => at.text.includes('unsafe_path'));
      const above = await post('evaluation', evaluation(`/${'a'.repeat(MIB - empty)}`));
      expect(above.status).to.equal(413);
      expect(above.text).to.include('1 MiB').and.include('send fewer');
    });

    it('evaluations are decided up to 1,000, and 400 above', async () => {
      const evaluations = (count: number) => ({ evaluations: Array.from({ length: count }, () => evaluation('/me')) });
      expect((await post('evaluations', evaluations(1_000))).status).to.equal(200);
      const above = await post('evaluations', evaluations(1_001));
      expect([above.status, above.text.trim()]).to.deep.equal([400, 'evaluations are more than 1000']);
    });

    it('more than 500 headers are 431, and counted', async () => {
      const headers = Object.fromEntries(many(501).map((line) => line.split(': ') as [string, string]));
      const { status: code, text } = await post('evaluation', evaluation('/me'), headers);
      expect(code).to.equal(431);
      expect(text).to.include('500 headers');
      expect(rejected.map(({ rejection }) => rejection)).to.deep.equal(['too_many_headers']);
    });
  });
});
