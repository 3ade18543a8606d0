import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { expect } from 'chai';
import { readStaticFiles } from '../../../../src/transports/http/manage/static-files.js';
import { makePageRoute } from '../../../../src/transports/http/manage/page-route.js';
import { PAGE_PLACES } from '../../../../src/transports/http/manage/page-places.js';
import { startHttpServer } from '../../../../src/transports/http/server.js';
import type { HttpServer } from '../../../../src/transports/http/server.js';
import { OPEN_LISTENER } from '../../../support/listener.js';
import { makeTemporaryFolder } from '../../../support/temporary.js';

const SCRIPT = 'export const answer = 42;\n'.repeat(100);

interface Reply {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  readonly rawPayload: Buffer;
  readonly body: string;
}

describe('Files of the admin page', () => {
  const folder = makeTemporaryFolder();
  let server: HttpServer;
  before(async () => {
    mkdirSync(join(folder.path, 'assets'));
    writeFileSync(join(folder.path, 'index.html'), '<p>the page, nonce __CSP_NONCE__</p>');
    writeFileSync(join(folder.path, 'icon.svg'), '<svg/>');
    writeFileSync(join(folder.path, 'assets', 'page-1a2b.js'), SCRIPT);
    const routes = [makePageRoute(await readStaticFiles(folder.path), 'loopback')];
    server = await startHttpServer({ host: '127.0.0.1', port: 0, routes, ...OPEN_LISTENER });
  });
  after(async () => {
    await server.stop(0);
    folder.remove();
  });
  function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Reply> {
    const options = { host: '127.0.0.1', port: server.port, path, method, agent: false };
    return new Promise((resolve, reject) => {
      const outgoing = request({ ...options, headers: { accept: 'text/html', ...headers } }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () => {
          const rawPayload = Buffer.concat(chunks);
          const { statusCode = 0 } = incoming;
          resolve({ statusCode, headers: incoming.headers, rawPayload, body: rawPayload.toString() });
        });
      });
      outgoing.on('error', reject).end();
    });
  }

  const paths: { title: string; path: string; isPage: boolean }[] = [
    { title: 'the front', path: '/', isPage: true },
    { title: 'by the name of its file', path: '/index.html', isPage: false },
    { title: 'a place of it', path: '/keys', isPage: true },
    { title: 'a user whose name has dots', path: '/users/ada@example.com', isPage: true },
    { title: 'an issuer whose name looks like a file', path: '/issuers/login.example.js', isPage: true },
    { title: 'a place with a query', path: '/users?new', isPage: true },
    { title: 'nothing below a place', path: '/audit/x', isPage: false },
    { title: 'a trailing slash', path: '/keys/', isPage: false },
    { title: 'another case', path: '/Keys', isPage: false },
    { title: 'an encoded letter', path: '/%6beys', isPage: false },
    { title: 'a dot segment for a name', path: '/users/%2E%2e', isPage: false },
    { title: 'a file that is not there', path: '/favicon.ico', isPage: false },
    { title: 'an asset that is not there', path: '/assets/page-old.js', isPage: false },
    { title: 'a file above', path: '/assets/../../secret.txt', isPage: false },
  ];
  for (const { title, path, isPage } of paths) {
    it(`${path} is ${isPage ? 'the page' : 'nothing'}: ${title}`, async () => {
      const reply = await get(path);
      expect(reply.statusCode).to.equal(isPage ? 200 : 404);
      if (isPage) expect(reply.body).to.match(/^<p>the page, nonce [\w+/=]{24}<\/p>$/);
    });
  }

  it('is served at each of its places, to GET and HEAD of clients that accept HTML, and never else', async () => {
    for (const place of PAGE_PLACES) {
      const path = place.replaceAll('{id}', 'a.b@c');
      expect((await get(path)).statusCode, path).to.equal(200);
      expect(await get(path, {}, 'HEAD'), path).to.include({ statusCode: 200, body: '' });
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND']) {
        expect((await get(path, {}, method)).statusCode, `${method} ${path}`).to.equal(404);
      }
    }
  });

  const accepted: { accept: string; isHtml: boolean }[] = [
    { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', isHtml: true },
    { accept: 'application/json;q=0.9, Text/HTML;q=0.1', isHtml: true },
    { accept: '*/*', isHtml: false },
    { accept: 'text/*', isHtml: false },
    { accept: 'application/json', isHtml: false },
    { accept: 'text/html;q=0', isHtml: false },
    { accept: 'text/html;level=1;q=0.000, */*', isHtml: false },
    { accept: 'text/html-not', isHtml: false },
    { accept: '', isHtml: false },
  ];
  for (const { accept, isHtml } of accepted) {
    it(`is ${isHtml ? '' : 'not '}the page for a client that accepts "${accept}"`, async () => {
      const reply = await get('/keys', { accept });
      expect(reply.statusCode).to.equal(isHtml ? 200 : 404);
      if (!isHtml) expect(reply.headers['content-type']).to.equal('text/plain; charset=utf-8');
    });
  }

  const codings: { accepted: string; isPacked: boolean }[] = [
    { accepted: 'gzip, deflate, br', isPacked: true },
    { accepted: 'br;q=1.0, gzip;q=0.8', isPacked: true },
    { accepted: 'gzip;q=0', isPacked: false },
    { accepted: 'gzip;q=0.000, br', isPacked: false },
    { accepted: 'x-gzip-not, br', isPacked: false },
    { accepted: '', isPacked: false },
  ];
  for (const { accepted, isPacked } of codings) {
    it(`are ${isPacked ? '' : 'not '}packed for whoever accepts "${accepted}"`, async () => {
      const reply = await get('/assets/page-1a2b.js', { 'accept-encoding': accepted });
      expect(reply.headers['content-encoding']).to.equal(isPacked ? 'gzip' : undefined);
      expect(reply.headers['vary']).to.equal('Accept-Encoding');
      const body = isPacked ? gunzipSync(reply.rawPayload) : reply.rawPayload;
      expect(body.toString()).to.equal(SCRIPT);
      const again = await get('/assets/page-1a2b.js', {
        'accept-encoding': accepted,
        'if-none-match': reply.headers.etag ?? '',
      });
      expect(again.statusCode).to.equal(304);
    });
  }

  it('packed and unpacked are two entities, and the page with its nonce is neither kept nor packed', async () => {
    const [one, other] = [
      await get('/assets/page-1a2b.js', { 'accept-encoding': 'gzip' }),
      await get('/assets/page-1a2b.js'),
    ];
    expect(one.headers.etag).not.to.equal(other.headers.etag);
    const [page, next] = [await get('/', { 'accept-encoding': 'gzip' }), await get('/')];
    expect(page.headers['content-encoding']).to.equal(undefined);
    expect(page.headers['cache-control']).to.equal('no-store');
    expect(page.body).not.to.equal(next.body);
  });
});
