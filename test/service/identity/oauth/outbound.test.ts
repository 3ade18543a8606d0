import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { makeFetchJson } from '../../../../src/service/identity/oauth/fetch-json.js';
import { makeOutbound, parseInternalTargets } from '../../../../src/service/identity/oauth/outbound.js';
import { rejection } from '../../../support/rejection.js';

const outbound = (...listed: string[]) => makeOutbound(parseInternalTargets(listed));
const LIMITS = { timeoutMs: 1_000, maxBytes: 1_000 };

/** Every way to write a place that only this server could reach. */
const INTERNAL = [
  ...['127.0.0.1', '127.1', '2130706433', '0x7f.1', '017700000001', '127.255.255.254', 'localhost', 'a.localhost'],
  ...['LOCALHOST', 'localhost.', '0.0.0.0', '0', '[::]', '[::1]', '[0:0:0:0:0:0:0:1]', '[::ffff:127.0.0.1]'],
  ...['[::ffff:7f00:1]', '[::127.0.0.1]', '[64:ff9b::7f00:1]', '[64:ff9b:1::1]', '[2002:7f00:1::]', '[2001::7f00:1]'],
  ...['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', '100.100.100.200', '169.254.169.254'],
  ...['[fd00:ec2::254]', '[fe80::1]', '[fec0::1]', '[ff02::1]', '224.0.0.1', '239.255.255.250', '240.0.0.1'],
  ...['255.255.255.255', '192.0.0.192', '198.18.0.1', '192.0.2.1', '198.51.100.1', '203.0.113.1', '192.88.99.1'],
  ...['168.63.129.16', '[2001:db8::1]', '[3fff::1]', '[100::1]'],
];
const PUBLIC = ['login.example.com', '8.8.8.8', '1.1.1.1', '[2606:4700:4700::1111]', '172.32.0.1', '11.0.0.1'];

describe('Where an issuer may be', () => {
  for (const host of INTERNAL) {
    it(`not at ${host}`, () => {
      expect(() => outbound().refuseUrl(`https://${host}/jwks`))
        .to.throw()
        .with.property('code', 'invalid_argument');
    });
  }
  for (const host of PUBLIC) {
    it(`at ${host}`, () => {
      for (const port of ['', ':443', ':8443']) outbound().refuseUrl(`https://${host}${port}/jwks`);
    });
  }

  const OTHERS: readonly [title: string, url: string][] = [
    ['plain http', 'http://login.example.com/jwks'],
    ['another scheme', 'file:///etc/passwd'],
    ['a user', 'https://user@login.example.com/'],
    ['a password', 'https://:password@login.example.com/'],
    ['a port of ssh', 'https://login.example.com:22/'],
    ['a port of PostgreSQL', 'https://login.example.com:5432/'],
    ['no URL', 'login'],
  ];
  for (const [title, url] of OTHERS) {
    it(`not with ${title}`, () => {
      expect(() => outbound().refuseUrl(url))
        .to.throw()
        .with.property('code', 'invalid_argument');
    });
  }

  const LISTED: readonly [listed: string, url: string, isAllowed: boolean][] = [
    ['https://login.internal:9443', 'https://login.internal:9443/jwks', true],
    ['https://login.internal:9443', 'https://login.internal:9444/jwks', false],
    ['https://login.internal:9443', 'http://login.internal:9443/jwks', false],
    ['https://10.0.0.5', 'https://10.0.0.5/jwks', true],
    ['https://10.0.0.5', 'https://10.0.0.6/jwks', false],
    ['http://127.0.0.1:9000', 'http://127.0.0.1:9000/', true],
    ['http://127.0.0.1:9000', 'http://127.0.0.1:9001/', false],
    ['http://127.0.0.1:*', 'http://127.0.0.1:1/', true],
    ['http://127.0.0.1:*', 'https://127.0.0.1/', false],
    ['http://127.0.0.1:*', 'http://127.0.0.2:1/', false],
    ['10.0.0.0/8', 'https://10.1.2.3/jwks', true],
    ['10.0.0.0/8', 'https://11.1.2.3:22/jwks', false],
    ['10.0.0.0/8', 'http://10.1.2.3/jwks', false],
    ['10.0.0.0/8', 'https://192.168.0.1/', false],
    ['fd00::/8', 'https://[fd00::5]/', true],
  ];
  for (const [listed, url, isAllowed] of LISTED) {
    it(`${isAllowed ? '' : 'not '}at ${url} where ${listed} is listed`, () => {
      const refused = expect(() => outbound(listed).refuseUrl(url));
      if (isAllowed) refused.not.to.throw();
      else refused.to.throw().with.property('code', 'invalid_argument');
    });
  }

  for (const entry of [
    'http://login.internal',
    'https://a/b',
    'https://a?x',
    'https://u@a',
    'login',
    '10.0.0.0/33',
    'ftp://a',
    'https://a:1:*',
  ]) {
    it(`is not listed as ${entry}`, () => {
      expect(() => parseInternalTargets([entry]))
        .to.throw()
        .with.property('code', 'invalid_argument');
    });
  }
});

describe('Asking an issuer', () => {
  let server: Server;
  let port: number;
  let asked = 0;
  before(async () => {
    server = createServer((request, response) => {
      asked++;
      if (request.url === '/moved') response.writeHead(302, { location: '/' }).end();
      else response.end('{"a":1}');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    ({ port } = server.address() as AddressInfo);
  });
  after(() => server.close());
  beforeEach(() => {
    asked = 0;
  });

  /** The host `login.example.com`, of which nothing but its addresses decides. */
  const askNamed = (addresses: string[], listed: string[]): Promise<unknown> =>
    makeFetchJson({
      outbound: outbound(...listed),
      resolve: () => Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))),
    })('https://login.example.com:8443/', LIMITS);

  const NAMES: readonly [title: string, addresses: string[]][] = [
    ['loopback', ['127.0.0.1']],
    ['loopback of IPv6', ['::1']],
    ['mapped loopback', ['::ffff:127.0.0.1']],
    ['the metadata of a cloud', ['169.254.169.254']],
    ['a private address beside a public one', ['8.8.8.8', '10.0.0.1']],
    ['no address', []],
  ];
  for (const [title, addresses] of NAMES) {
    it(`does not connect to a name that has ${title}`, async () => {
      const error = await rejection(askNamed(addresses, []));
      expect(error).to.have.property('code', 'unavailable');
      const reasons = [error, (error as { cause?: unknown }).cause].map(String).join(' ');
      expect(reasons).to.include('has an internal address');
    });
  }

  it('connects to the address that was checked, whatever the name has a moment later', async () => {
    const answers = [['127.0.0.1'], ['10.0.0.1']];
    let looked = 0;
    const fetchJson = makeFetchJson({
      outbound: {
        refuseUrl: (url) => new URL(url),
        allowsAddress: (_url, address) => address === '127.0.0.1',
      },
      resolve: () => Promise.resolve((answers[looked++] ?? []).map((address) => ({ address, family: 4 }))),
    });
    expect(await fetchJson(`http://rebinding.example:${String(port)}/`, LIMITS)).to.deep.equal({ a: 1 });
    expect([looked, asked]).to.deep.equal([1, 1]);
  });

  it('asks no address inside that is not listed, and follows no redirect', async () => {
    const url = `http://127.0.0.1:${String(port)}`;
    const unlisted = makeFetchJson({ outbound: outbound() });
    expect(await rejection(unlisted(url, LIMITS))).to.have.property('code', 'unavailable');
    expect(asked).to.equal(0);
    const listed = makeFetchJson({ outbound: outbound(url) });
    expect(await listed(url, LIMITS)).to.deep.equal({ a: 1 });
    expect(await rejection(listed(`${url}/moved`, LIMITS))).to.have.property('code', 'unavailable');
    expect(asked).to.equal(2);
  });
});
