import { expect } from 'chai';
import express from 'express';
import fastify from 'fastify';
import { once } from 'node:events';
import { request as send } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { guardExpress, guardFastify, makeClient } from '../../src/client/index.js';
import type { Client, ExpressRequest } from '../../src/client/index.js';
import { startManageWorld } from '../support/manage-world.js';
import type { ManageWorld } from '../support/manage-world.js';
import { forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';

interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
interface Guarded {
  readonly port: number;
  close(): Promise<void>;
}

/** The path goes out exactly as it is given. */
async function call(port: number, path: string, headers: Record<string, string | string[]> = {}): Promise<Reply> {
  const outgoing = send({ port, host: '127.0.0.1', path, headers });
  outgoing.end();
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  let body = '';
  for await (const chunk of incoming) body += String(chunk);
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, body };
}

async function serveExpress(client: Client): Promise<Guarded> {
  const { decideByRoute, requireScopes } = guardExpress({ client });
  const app = express();
  app.get('/sms/special', requireScopes('message:send'), (_, response) => void response.send('scoped'));
  app.use(decideByRoute);
  app.use((request: ExpressRequest, response: express.Response) => void response.send(request.url));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { port: (server.address() as AddressInfo).port, close };
}

async function serveFastify(client: Client): Promise<Guarded> {
  const { decideByRoute, requireScopes, decisionOf } = guardFastify({ client });
  const app = fastify({ forceCloseConnections: true });
  app.get('/sms/special', { onRequest: requireScopes('message:send') }, () => 'scoped');
  app.get('/*', { onRequest: decideByRoute }, (request) => decisionOf(request)?.canonicalPath);
  await app.listen({ port: 0, host: '127.0.0.1' });
  return { port: (app.server.address() as AddressInfo).port, close: () => app.close() };
}

forEachPostgres('The middleware', (server) => {
  let database: TestDatabase;
  let world: ManageWorld;
  let client: Client;
  let dead: Client;
  let sms: { authorization: string };
  let message: { authorization: string };
  let voice: { authorization: string };
  before(async () => {
    database = await server.createDatabase();
    world = await startManageWorld(database);
    client = makeClient({ address: `127.0.0.1:${String(world.replica.app.grpcPort)}`, timeoutMs: 3000 });
    dead = makeClient({ address: '127.0.0.1:1', timeoutMs: 100 });
    sms = { authorization: `App ${(await world.createKey(['sms:send'])).secret}` };
    message = { authorization: `App ${(await world.createKey(['message:send'])).secret}` };
    voice = { authorization: `App ${(await world.createKey(['voice:call'])).secret}` };
  });
  after(async () => {
    client.close();
    dead.close();
    await world.stop();
    await database.drop();
  });

  for (const [name, serve] of Object.entries({ express: serveExpress, fastify: serveFastify })) {
    describe(`of ${name}`, () => {
      let guarded: Guarded;
      let closed: Guarded;
      before(async () => {
        [guarded, closed] = await Promise.all([serve(client), serve(dead)]);
      });
      after(() => Promise.all([guarded.close(), closed.close()]));

      it('lets through what the route allows, with the canonical path', async () => {
        expect(await call(guarded.port, '/sms/%61b', sms)).to.include({ status: 200, body: '/sms/ab' });
      });

      it('refuses with the headers and the bytes of the decision', async () => {
        const forbidden = await call(guarded.port, '/sms/1', voice);
        expect(forbidden.status).to.equal(403);
        expect(JSON.parse(forbidden.body)).to.have.nested.property(
          'requestError.serviceException.messageId',
          'FORBIDDEN',
        );
        const unauthorized = await call(guarded.port, '/sms/1');
        expect(unauthorized.status).to.equal(401);
        expect(unauthorized.headers).to.have.property('www-authenticate');
      });

      it('asks about the path as it came', async () => {
        for (const path of ['/status/../sms/1', '/sms%2F1', '/sms//1']) {
          expect((await call(guarded.port, path, sms)).status, path).to.equal(403);
        }
      });

      it('takes several Authorization fields for no credential', async () => {
        const two = { authorization: [sms.authorization, voice.authorization] };
        expect((await call(guarded.port, '/sms/1', two)).status).to.equal(401);
      });

      it('needs one of the required scopes besides', async () => {
        expect(await call(guarded.port, '/sms/special', message)).to.include({ status: 200, body: 'scoped' });
        const forbidden = await call(guarded.port, '/sms/special', sms);
        expect(forbidden.status).to.equal(403);
        expect(JSON.parse(forbidden.body)).to.have.nested.property(
          'requestError.serviceException.messageId',
          'FORBIDDEN',
        );
        expect(forbidden.headers['www-authenticate']).to.equal(
          'Bearer error="insufficient_scope", scope="message:send"',
        );
        expect((await call(guarded.port, '/sms/special')).status).to.equal(401);
      });

      it('lets nothing through without an answer', async () => {
        for (const path of ['/sms/1', '/sms/special']) {
          const { status, headers } = await call(closed.port, path, sms);
          expect({ status, retryAfter: headers['retry-after'] }).to.deep.equal({ status: 503, retryAfter: '1' });
        }
      });
    });
  }
});
