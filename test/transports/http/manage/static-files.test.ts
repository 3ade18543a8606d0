import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { fastify } from 'fastify';
import { readStaticFiles } from '../../../../src/transports/http/manage/static-files.js';
import { makeTemporaryFolder } from '../../../support/temporary.js';

const SCRIPT = 'export const answer = 42;\n'.repeat(100);

describe('Files of the admin page', () => {
  const folder = makeTemporaryFolder();
  const app = fastify();
  before(async () => {
    mkdirSync(join(folder.path, 'assets'));
    writeFileSync(join(folder.path, 'index.html'), '<p>the page, nonce __CSP_NONCE__</p>');
    writeFileSync(join(folder.path, 'icon.svg'), '<svg/>');
    writeFileSync(join(folder.path, 'assets', 'page-1a2b.js'), SCRIPT);
    const files = await readStaticFiles(folder.path);
    app.setNotFoundHandler((request, reply) => {
      if (!files.send(reply, request.raw.url ?? '')) void reply.code(404).send('nothing');
      return reply;
    });
  });
  after(async () => {
    await app.close();
    folder.remove();
  });
  const get = (url: string, headers = {}) => app.inject({ method: 'GET', url, headers });

  const paths: { title: string; path: string; isPage: boolean }[] = [
    { title: 'the front', path: '/', isPage: true },
    { title: 'by its own name', path: '/index.html', isPage: true },
    { title: 'a place of it', path: '/keys', isPage: true },
    { title: 'a user whose name has dots', path: '/users/ada@example.com', isPage: true },
    { title: 'an issuer whose name looks like a file', path: '/issuers/login.example.js', isPage: true },
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
        'if-none-match': reply.headers.etag,
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
