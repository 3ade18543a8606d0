import { expect } from 'chai';
import { ScopegateError } from '../../../src/base/errors.js';
import { startHttpServer } from '../../../src/transports/http/server.js';
import { makeProcessRoutes } from '../../../src/transports/http/process-routes.js';
import type { HttpServer } from '../../../src/transports/http/server.js';
import { OPEN_LISTENER } from '../../support/listener.js';

describe('HTTP server', () => {
  let server: HttpServer;
  let missing: string | null;

  beforeEach(async () => {
    missing = null;
    server = await startHttpServer({
      host: '127.0.0.1',
      port: 0,
      ...OPEN_LISTENER,
      routes: makeProcessRoutes({
        metrics: () => Promise.resolve({ contentType: 'text/plain; version=0.0.4', body: 'up 1\n' }),
        notReadyBecause: () => missing,
      }),
    });
  });

  afterEach(() => server.stop(0));

  const get = (path: string, method = 'GET'): Promise<Response> =>
    fetch(`http://127.0.0.1:${String(server.port)}${path}`, { method });

  it('serves the metrics page with its content type', async () => {
    const response = await get('/metrics');
    expect(response.headers.get('content-type')).to.equal('text/plain; version=0.0.4');
    expect(await response.text()).to.equal('up 1\n');
  });

  it('lives whether ready or not, and says what is missing', async () => {
    missing = 'the policy is not loaded yet';
    expect((await get('/healthz')).status).to.equal(200);
    const response = await get('/readyz');
    expect(response.status).to.equal(503);
    expect(await response.text()).to.equal('the policy is not loaded yet\n');
    missing = null;
    expect((await get('/readyz')).status).to.equal(200);
  });

  it('tells what there is when asked for something else, and allows only reading', async () => {
    expect(await (await get('/')).text()).to.include('/metrics');
    const response = await get('/metrics', 'POST');
    expect(response.status).to.equal(405);
    expect(response.headers.get('allow')).to.equal('GET, HEAD');
  });

  it('says which port is taken and what to do', async () => {
    const options = {
      host: '127.0.0.1',
      port: server.port,
      routes: [],
      ...OPEN_LISTENER,
    };
    const error = await startHttpServer(options).catch((problem: unknown) => problem);
    expect(error).to.be.instanceOf(ScopegateError).with.property('code', 'config');
    expect((error as ScopegateError).message).to.include(String(server.port));
    expect((error as ScopegateError).hint).to.include('SCOPEGATE_HTTP_LISTEN');
  });
});
