import { request } from 'node:http';
import { connect } from 'node:net';
import { expect } from 'chai';
import { parseConfig } from '../../../src/config.js';
import { makeHostRule } from '../../../src/transports/http/host-rule.js';
import { forEachPostgres } from '../../support/postgres.js';
import type { TestDatabase } from '../../support/postgres.js';
import { startManageWorld } from '../../support/manage-world.js';
import type { ManageWorld } from '../../support/manage-world.js';

const LOOPBACK = [
  'localhost',
  'LOCALHOST',
  'localhost:8080',
  '127.0.0.1',
  '127.0.0.1:1',
  '127.255.1.2',
  '[::1]',
  '[::1]:80',
];
/** Names that a web page can have, or that somebody could take for loopback. */
const FOREIGN = [
  ...[
    'evil.example',
    'evil.example:8080',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'localhost.',
    'x.localhost',
  ],
  ...[
    '127.1',
    '2130706433',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '127.0.0.01',
    '128.0.0.1',
    '0.0.0.0',
    '10.0.0.1',
    '::1',
    '[::]',
  ],
  ...[
    '[::ffff:127.0.0.1]',
    '[0:0:0:0:0:0:0:1]',
    '',
    ' ',
    'localhost, evil.example',
    'localhost@evil.example',
    'localhost:x',
  ],
  ...[
    'evil.example@localhost',
    'localhost/',
    'localhost#',
    'localhost\\',
    'scopegate',
    '127.0.0.1:99999',
    'l\u00f6calhost',
  ],
];

describe('The names of the HTTP listener', () => {
  const rule = (reach: 'loopback' | 'network', ...names: string[]) => makeHostRule({ reach, names });

  it('on loopback are those of loopback', () => {
    const { problem } = rule('loopback');
    for (const host of LOOPBACK) expect(problem(['Host', host]), host).to.equal(null);
    for (const host of FOREIGN) expect(problem(['Host', host]), host).to.be.a('string');
  });

  it('on loopback are also those that are configured, in any case and with any port', () => {
    const { problem } = rule('loopback', 'pdp.example.com');
    for (const host of [...LOOPBACK, 'pdp.example.com', 'PDP.Example.com:8443']) {
      expect(problem(['Host', host]), host).to.equal(null);
    }
    for (const host of [...FOREIGN, 'x.pdp.example.com', 'pdp.example.com.evil.example', 'pdp.example.com.']) {
      expect(problem(['Host', host]), host).to.be.a('string');
    }
  });

  it('on a network are all, until one is configured; then these, loopback and addresses', () => {
    for (const host of [...LOOPBACK, ...FOREIGN]) expect(rule('network').problem(['Host', host]), host).to.equal(null);
    const { problem } = rule('network', 'pdp.example.com');
    for (const host of [...LOOPBACK, 'pdp.example.com', '10.1.2.3:8080', '[2001:db8::1]']) {
      expect(problem(['Host', host]), host).to.equal(null);
    }
    for (const host of ['evil.example', '10.1.2.3.evil.example', '2130706433', '']) {
      expect(problem(['Host', host]), host).to.be.a('string');
    }
  });

  it('are said once', () => {
    const { problem } = rule('loopback');
    expect(problem([])).to.include('missing');
    expect(problem(['Host', 'localhost', 'host', 'localhost'])).to.be.a('string');
    expect(problem(['Host', 'localhost', 'HOST', 'evil.example'])).to.be.a('string');
    expect(problem(['Host', 'evil.example'])).to.include('SCOPEGATE_HTTP_HOSTS');
  });

  const configured: [text: string, names: readonly string[] | 'invalid'][] = [
    ['', []],
    ['pdp.example.com', ['pdp.example.com']],
    [' PDP.example.com , other.internal', ['pdp.example.com', 'other.internal']],
    ['pdp.example.com:8080', 'invalid'],
    ['https://pdp.example.com', 'invalid'],
    ['pdp.example.com,,x', 'invalid'],
    ['*.example.com', 'invalid'],
  ];
  for (const [text, names] of configured) {
    it(`are ${names === 'invalid' ? 'rejected' : 'read'} when SCOPEGATE_HTTP_HOSTS is "${text}"`, () => {
      const parse = () => parseConfig({ DATABASE_URL: 'postgresql://h/d', SCOPEGATE_HTTP_HOSTS: text });
      if (names === 'invalid') expect(parse).to.throw('SCOPEGATE_HTTP_HOSTS');
      else expect(parse().httpHosts).to.deep.equal(names);
    });
  }
});

/** What a page of another name may read: nothing, whichever headers it sends. */
const HEADERS = {
  page: ['Accept', 'text/html'],
  nginx: ['X-Original-Method', 'GET', 'X-Original-URI', '/status', 'X-Original-Host', 'api.example.com'],
  hostless: ['X-Original-Method', 'GET', 'X-Original-URI', '/status'],
  traefik: ['X-Forwarded-Method', 'GET', 'X-Forwarded-Uri', '/status', 'X-Forwarded-Host', 'api.example.com'],
  url: ['X-Original-Method', 'GET', 'X-Original-URL', 'https://api.example.com/status'],
  itself: ['X-Forwarded-Method', 'GET', 'X-Forwarded-Uri', '/status', 'X-Forwarded-Host', 'evil.example'],
} as const;

forEachPostgres('A web page whose name leads to the listener (DNS rebinding)', (server) => {
  let database: TestDatabase;
  let world: ManageWorld;
  before(async () => {
    database = await server.createDatabase();
    world = await startManageWorld(database, { SCOPEGATE_HTTP_HOSTS: 'pdp.example.com' });
  });
  after(async () => {
    await world.stop();
    await database.drop();
  });

  function ask(host: string, path: string, headers: readonly string[] = [], method = 'GET'): Promise<string> {
    const port = world.replica.app.httpPort;
    return new Promise((resolve, reject) => {
      const sent = { host: '127.0.0.1', port, path, method, headers: ['Host', host, ...headers], agent: false };
      request(sent, (reply) => {
        let body = '';
        reply.on('data', (chunk: Buffer) => (body += chunk.toString()));
        reply.on('end', () => {
          const reason = reply.headers['x-scopegate-reason'];
          const status = String(reply.statusCode);
          resolve(
            `${status}${reason === undefined ? '' : ` ${String(reason)}`}${body.includes('evil') ? ' evil' : ''}`,
          );
        });
      })
        .on('error', reject)
        .end();
    });
  }

  const ADDRESSES: [method: string, path: string, headers: readonly string[], own: RegExp, foreign: string][] = [
    ['GET', '/metrics', [], /^200/, '421 foreign_host'],
    ['GET', '/healthz', [], /^200/, '421 foreign_host'],
    ['GET', '/readyz', [], /^200/, '421 foreign_host'],
    ['GET', '/', HEADERS.page, /^200/, '421 foreign_host'],
    ['GET', '/users/x', HEADERS.page, /^200/, '421 foreign_host'],
    ['GET', '/docs', HEADERS.page, /^200/, '421 foreign_host'],
    ['GET', '/openapi.json', [], /^200/, '421 foreign_host'],
    ['GET', '/v1/session', [], /^401/, '421 foreign_host'],
    ['DELETE', '/v1/session', [], /^204/, '421 foreign_host'],
    ['GET', '/v1/nothing', [], /^404/, '421 foreign_host'],
    ['GET', '/.well-known/authzen-configuration', [], /^200/, '421 foreign_host'],
    ['POST', '/access/v1/evaluation', [], /^400/, '421 foreign_host'],
    ['POST', '/access/v1/search/subject', [], /^400/, '421 foreign_host'],
    ['GET', '/auth/nginx', HEADERS.nginx, /^403 no_route/, '403 foreign_host'],
    ['GET', '/auth/nginx', HEADERS.hostless, /^200 public_endpoint/, '403 foreign_host'],
    ['GET', '/auth/haproxy', HEADERS.nginx, /^403 no_route/, '403 foreign_host'],
    ['GET', '/auth/kong', HEADERS.nginx, /^403 no_route/, '403 foreign_host'],
    ['GET', '/auth/generic', HEADERS.nginx, /^403 no_route/, '403 foreign_host'],
    ['GET', '/auth/traefik', HEADERS.traefik, /^403 no_route/, '403 foreign_host'],
    ['GET', '/auth/caddy', HEADERS.traefik, /^403 no_route/, '403 foreign_host'],
    ['GET', '/auth/apisix', HEADERS.traefik, /^403 no_route/, '403 foreign_host'],
    ['GET', '/auth/ingress-nginx', HEADERS.url, /^403 no_route/, '403 foreign_host'],
    // Where Host is what is asked about, a page asks about itself, and policy does not know it.
    ['GET', '/auth/caddy', HEADERS.itself, /^403 foreign_host|^403 no_route/, '403 no_route'],
    ['GET', '/auth/envoy/status', [], /^403 no_route/, '403 no_route'],
    ['GET', '/auth/envoy/', [], /^403 no_route/, '403 no_route'],
  ];
  for (const [method, path, headers, own, foreign] of ADDRESSES) {
    it(`reads nothing at ${method} ${path}${headers.length > 2 ? ` with ${headers[0] ?? ''}` : ''}`, async () => {
      expect(await ask('evil.example', path, headers, method)).to.equal(foreign);
      for (const host of ['localhost', '127.0.0.1:9', 'pdp.example.com', 'PDP.example.com:8443']) {
        expect(await ask(host, path, headers, method), host).to.match(own);
      }
    });
  }

  it('gets nothing that it can read from the gRPC listener, which speaks no HTTP/1.1', async () => {
    const answer = await new Promise<string>((resolve) => {
      let received = '';
      const socket = connect(world.replica.app.grpcPort, '127.0.0.1', () => {
        socket.write(
          'POST /scopegate.v1.DecisionPoint/Check HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\n\r\n',
        );
      });
      socket.on('data', (chunk) => (received += chunk.toString('latin1')));
      socket.on('close', () => resolve(received)).on('error', () => undefined);
    });
    expect(answer).not.to.match(/HTTP\/1\.[01] [123]/);
  });

  it('is never named by the metadata of AuthZEN', async () => {
    const base = async (host: string): Promise<unknown> => {
      const port = world.replica.app.httpPort;
      return new Promise((resolve, reject) => {
        const sent = { host: '127.0.0.1', port, path: '/.well-known/authzen-configuration', headers: { host } };
        request(sent, (reply) => {
          let body = '';
          reply.on('data', (chunk: Buffer) => (body += chunk.toString()));
          reply.on('end', () => resolve((JSON.parse(body) as Record<string, unknown>)['policy_decision_point']));
        })
          .on('error', reject)
          .end();
      });
    };
    expect(await base('pdp.example.com')).to.equal('http://pdp.example.com');
    expect(await base('localhost:8080')).to.equal('http://localhost:8080');
  });
});
