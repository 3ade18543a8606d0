import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IncomingMessage } from 'node:http';
import { expect } from 'chai';
import { parseConfig } from '../../../../src/config.js';
import { metadataOf } from '../../../../src/transports/http/authzen/metadata.js';
import type { AuthzenProblem } from '../../../../src/transports/http/authzen/problem.js';
import { makeHostRule } from '../../../../src/transports/http/host-rule.js';
import { makeAuthzenWorld } from '../../../support/authzen-world.js';
import type { AuthzenWorld } from '../../../support/authzen-world.js';
import { forEachPostgres } from '../../../support/postgres.js';
import { makeTemporaryFolder } from '../../../support/temporary.js';

const WELL_KNOWN = '/.well-known/authzen-configuration';
const TOKEN = 'p'.repeat(40);
const evaluation = {
  subject: { type: 'user', id: 'alice' },
  action: { name: 'GET' },
  resource: { type: 'route', id: '/me' },
};

function endpoints(base: string): object {
  return {
    access_evaluation_endpoint: `${base}/access/v1/evaluation`,
    access_evaluations_endpoint: `${base}/access/v1/evaluations`,
    search_subject_endpoint: `${base}/access/v1/search/subject`,
    search_resource_endpoint: `${base}/access/v1/search/resource`,
    search_action_endpoint: `${base}/access/v1/search/action`,
  };
}

forEachPostgres('AuthZEN metadata and callers', (server) => {
  let world: AuthzenWorld;
  const folder = makeTemporaryFolder();
  after(() => {
    folder.remove();
  });
  afterEach(() => world.close());
  const get = (path: string, headers: string[] = []) => world.send({ method: 'GET', path, headers });

  it('9.2: say where everything is, as the client addressed it', async () => {
    world = await makeAuthzenWorld(server);
    const base = `http://127.0.0.1:${String(world.replica.app.httpPort)}`;
    const reply = await get(WELL_KNOWN, ['X-Request-ID', '7']);
    expect(reply.status).to.equal(200);
    expect(reply.headers).to.include({ 'content-type': 'application/json', 'x-request-id': '7' });
    // 9.2.2: nothing that has no value.
    expect(reply.json).to.deep.equal({ policy_decision_point: base, ...endpoints(base) });
    expect(await world.send({ method: 'HEAD', path: WELL_KNOWN })).to.include({ status: 200, text: '' });
    const posted = await world.send({ path: WELL_KNOWN });
    expect([posted.status, posted.headers.allow]).to.deep.equal([405, 'GET, HEAD']);
  });

  const identifiers: [url: string, path: string][] = [
    ['https://pdp.example.com', WELL_KNOWN],
    ['https://pdp.example.com/tenant1', `${WELL_KNOWN}/tenant1`],
    ['https://pdp.example.com:8443/a/b/', `${WELL_KNOWN}/a/b`],
  ];
  for (const [url, path] of identifiers) {
    it(`9.2: stand where the identifier ${url} says, and name it as it is`, async () => {
      world = await makeAuthzenWorld(server, { SCOPEGATE_AUTHZEN_URL: url });
      const { json } = await get(path);
      expect(json).to.deep.equal({ policy_decision_point: url, ...endpoints(url.replace(/\/$/, '')) });
      // 9.2.3: another identifier is not answered for.
      if (path !== WELL_KNOWN) expect((await get(WELL_KNOWN)).text).not.to.include('policy_decision_point');
    });
  }

  it('11.3: answer 401 with a challenge to a PEP without its token, however it is sent', async () => {
    writeFileSync(join(folder.path, 'tokens'), `${TOKEN}\n`);
    world = await makeAuthzenWorld(server, { SCOPEGATE_CALLER_TOKENS_FILE: join(folder.path, 'tokens') });
    const status = async (...headers: string[]) =>
      (await world.post('/access/v1/evaluation', evaluation, [...headers])).status;
    expect(await status('X-Scopegate-Caller-Token', TOKEN)).to.equal(200);
    expect(await status('Authorization', `Bearer ${TOKEN}`)).to.equal(200);
    expect(await status('Authorization', `bearer ${TOKEN}`)).to.equal(200);
    expect(await status()).to.equal(401);
    expect(await status('Authorization', `Bearer ${TOKEN}x`)).to.equal(401);
    expect(await status('Authorization', `Basic ${TOKEN}`)).to.equal(401);
    expect(await status('Authorization', `Bearer ${TOKEN}`, 'Authorization', `Bearer ${TOKEN}`)).to.equal(401);
    expect(await status('Authorization', `Bearer ${TOKEN}`, 'X-Scopegate-Caller-Token', 'x')).to.equal(401);
    for (const path of ['evaluation', 'evaluations', 'search/subject', 'search/resource', 'search/action']) {
      const reply = await world.post(`/access/v1/${path}`, {}, ['X-Request-ID', 'r']);
      expect(reply.status, path).to.equal(401);
      expect(reply.headers).to.include({ 'www-authenticate': 'Bearer realm="scopegate"', 'x-request-id': 'r' });
    }
  });

  it('10.1.2: answer 403 to whoever asks from elsewhere', async () => {
    world = await makeAuthzenWorld(server, { SCOPEGATE_TRUSTED_GATEWAYS: '192.0.2.0/24' });
    expect((await world.post('/access/v1/evaluation', evaluation)).status).to.equal(403);
  });
});

describe('The identifier of the decision point (AuthZEN 9.1.1)', () => {
  const set = (url: string) => () => parseConfig({ SCOPEGATE_AUTHZEN_URL: url }).authzenUrl;
  for (const url of [
    'http://pdp.example.com',
    'https://pdp.example.com?x=1',
    'https://pdp.example.com#x',
    'pdp',
    'https://',
  ]) {
    it(`is not ${url}`, () => {
      expect(set(url)).to.throw('SCOPEGATE_AUTHZEN_URL');
    });
  }
});

describe('The identifier of a decision point without SCOPEGATE_AUTHZEN_URL', () => {
  const base = (host: string, localAddress: string, names: readonly string[] = []): unknown => {
    const rawHeaders = host === '' ? [] : ['Host', host];
    const request = { rawHeaders, socket: { localAddress } } as unknown as IncomingMessage;
    const hosts = makeHostRule({ reach: 'network', names });
    try {
      const answer = metadataOf(request, { identifier: { url: null, scheme: 'http' }, hosts });
      return (answer as Record<string, unknown>)['policy_decision_point'];
    } catch (error) {
      return (error as AuthzenProblem).status;
    }
  };
  const cases: [title: string, host: string, localAddress: string, names: string[], expected: unknown][] = [
    ['is the address that was connected to', '10.0.0.5:8080', '10.0.0.5', [], 'http://10.0.0.5:8080'],
    ['is that address also on a dual-stack socket', '10.0.0.5', '::ffff:10.0.0.5', [], 'http://10.0.0.5'],
    ['is that address also in IPv6', '[2001:db8::1]:8080', '2001:db8::1', [], 'http://[2001:db8::1]:8080'],
    ['is a configured name', 'pdp.internal', '10.0.0.5', ['pdp.internal'], 'http://pdp.internal'],
    ['is loopback', 'localhost:8080', '127.0.0.1', [], 'http://localhost:8080'],
    ['is never a foreign name', 'evil.example', '10.0.0.5', [], 421],
    ['is never a name that only begins well', 'pdp.internal.evil.example', '10.0.0.5', ['pdp.internal'], 421],
    ['is never another address', '203.0.113.9', '10.0.0.5', [], 421],
    ['is never a malformed host', 'pdp internal', '10.0.0.5', ['pdp internal'], 400],
    ['needs a host', '', '10.0.0.5', [], 400],
  ];
  for (const [title, host, localAddress, names, expected] of cases) {
    it(title, () => {
      expect(base(host, localAddress, names)).to.equal(expected);
    });
  }
});
