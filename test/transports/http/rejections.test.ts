import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { expect } from 'chai';
import type { RejectedRequest } from '../../../src/service/decision/rejected-request.js';
import { startHttpServer } from '../../../src/transports/http/server.js';
import type { HttpServer } from '../../../src/transports/http/server.js';
import type { HttpRoute } from '../../../src/transports/http/route.js';
import { makeCheckWorld } from '../../support/check-world.js';
import { OPEN_LISTENER, PROCESS_ROUTES } from '../../support/listener.js';
import { until } from '../../support/settle.js';
import { startWholeListener } from '../../support/whole-listener.js';

const REQUEST_TIMEOUT_MS = 600;
const ASKED = 'X-Original-Method: GET\r\nX-Original-Uri: /status\r\nX-Original-Host: api.example.com\r\n';
const QUESTION = `GET /auth/nginx HTTP/1.1\r\nHost: localhost\r\n${ASKED}\r\n`;

interface Case {
  readonly title: string;
  readonly sent: string;
  readonly status: number;
  readonly rejection: RejectedRequest['rejection'];
  /** What the text says: the bound, or what to do. */
  readonly says: string;
}

const CASES: readonly Case[] = [
  {
    title: 'headers above 64 KiB at an entry point',
    sent: `GET /auth/nginx HTTP/1.1\r\nHost: localhost\r\n${ASKED}X-Large: ${'x'.repeat(66_000)}\r\n\r\n`,
    ...{ status: 431, rejection: 'headers_too_large', says: '65536 bytes' },
  },
  {
    title: 'a request line above 64 KiB',
    sent: `GET /auth/envoy/${'a'.repeat(66_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    ...{ status: 431, rejection: 'headers_too_large', says: 'send less' },
  },
  {
    title: 'megabytes of headers, which are still on their way when it answers',
    sent: `GET / HTTP/1.1\r\nHost: localhost\r\n${`X-A: ${'x'.repeat(1_000)}\r\n`.repeat(4_000)}\r\n`,
    ...{ status: 431, rejection: 'headers_too_large', says: '65536 bytes' },
  },
  {
    title: 'thousands of headers',
    sent: `GET / HTTP/1.1\r\nHost: localhost\r\n${'a: b\r\n'.repeat(5_000)}\r\n`,
    ...{ status: 431, rejection: 'too_many_headers', says: '500 headers' },
  },
  {
    title: 'no HTTP at all',
    sent: 'hello\r\n\r\n',
    ...{ status: 400, rejection: 'malformed_request', says: 'RFC 9112' },
  },
  {
    title: 'a method that HTTP does not have, in the request line',
    sent: `G(T /auth/envoy/me HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    ...{ status: 400, rejection: 'malformed_request', says: 'HPE_INVALID_METHOD' },
  },
  {
    title: 'the beginning of HTTP/2',
    sent: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    ...{ status: 400, rejection: 'malformed_request', says: 'HTTP/1.1' },
  },
  {
    title: 'two lengths of one body',
    sent: 'POST /access/v1/evaluation HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
    ...{ status: 400, rejection: 'malformed_request', says: 'HPE_' },
  },
  {
    title: 'chunks that are none',
    sent:
      'POST /access/v1/evaluation HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n' +
      'Transfer-Encoding: chunked\r\n\r\nzz\r\n',
    ...{ status: 400, rejection: 'malformed_request', says: 'HPE_' },
  },
  {
    title: 'no Host',
    sent: `GET /auth/nginx HTTP/1.1\r\n${ASKED}\r\n`,
    ...{ status: 400, rejection: 'malformed_request', says: 'the Host header is missing' },
  },
  {
    title: 'a tunnel',
    sent: 'CONNECT api.example.com:443 HTTP/1.1\r\nHost: api.example.com:443\r\n\r\n',
    ...{ status: 405, rejection: 'malformed_request', says: 'CONNECT' },
  },
  {
    title: 'headers that never end',
    sent: `GET /auth/nginx HTTP/1.1\r\nHost: localhost\r\n${ASKED}`,
    ...{ status: 408, rejection: 'request_timeout', says: '0.6 s' },
  },
  {
    title: 'a body of AuthZEN that never ends',
    sent:
      'POST /access/v1/evaluation HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n' +
      'Content-Length: 100\r\n\r\n{',
    ...{ status: 408, rejection: 'request_timeout', says: '0.6 s' },
  },
];

describe('What the HTTP listener ends by itself', () => {
  let server: HttpServer;
  let rejected: RejectedRequest[];
  const sockets: Socket[] = [];

  before(async () => {
    const { check } = await makeCheckWorld();
    server = await startWholeListener({
      ...{ check, management: 'says yes to everything', requestTimeoutMs: REQUEST_TIMEOUT_MS },
      onRefused: () => undefined,
      onRejected: (one) => void rejected.push(one),
    });
  });
  after(() => server.stop(0));
  beforeEach(() => {
    rejected = [];
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
  });

  /** What came back until the server closed the connection. */
  function send(port: number, text: string): Promise<string> {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => socket.write(text));
    sockets.push(socket);
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('end', () => socket.end());
    return new Promise((resolve) => {
      socket.on('close', () => {
        resolve(answer);
      });
    });
  }

  for (const { title, sent, status, rejection, says } of CASES) {
    it(`${title}: ${String(status)}, with a reason, counted once, and the connection closed`, async () => {
      const answer = await send(server.port, sent);
      expect(answer).to.match(new RegExp(`^HTTP/1\\.1 ${String(status)} `));
      expect(answer.match(/HTTP\/1\.1 \d{3} /g)).to.have.length(1);
      const [head = '', body = ''] = answer.split('\r\n\r\n');
      expect(head)
        .to.match(/\r\nConnection: close/i)
        .and.match(/\r\nCache-Control: no-store/i);
      expect(head).to.match(new RegExp(`\r\nX-Scopegate-Reason: ${rejection}`, 'i'));
      expect(body).to.include(says);
      expect(rejected).to.have.length(1);
      expect(rejected[0]).to.include({ listener: 'http', rejection, peer: '127.0.0.1' });
      expect(rejected[0]?.detail).to.include(says);
      // Others are answered as ever.
      expect(await send(server.port, QUESTION.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'))).to.match(
        /^HTTP\/1\.1 200 /,
      );
    });
  }

  it('answers the first 64 of thousands of requests in one piece in their order, and ends the rest with 429', async () => {
    const answer = await send(server.port, QUESTION.replace(/\r\n/, '\r\nX-N: 1\r\n').repeat(3_000));
    const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status);
    expect(statuses).to.deep.equal([...Array<string>(64).fill('200'), '429']);
    expect(answer).to.include('more than 64 requests came before their answers');
    expect(rejected.map(({ rejection }) => rejection)).to.deep.equal(['too_many_pipelined']);
  });

  it('lets a client send one request after the other on a connection for as long as it likes', async () => {
    const socket = connect(server.port, '127.0.0.1');
    sockets.push(socket);
    let answered = 0;
    socket.on('data', (chunk) => (answered += chunk.toString('latin1').split('HTTP/1.1 200').length - 1));
    for (let asked = 1; asked <= 200; asked++) {
      socket.write(QUESTION);
      await until(() => answered === asked, `answer ${String(asked)}`);
    }
    expect(rejected).to.deep.equal([]);
  });

  it('writes nothing into an answer that is under way', async () => {
    let finish = (): void => undefined;
    const slow: HttpRoute = {
      ...{ audience: 'visitor', entryPoint: null },
      matches: (target) => target === '/slow',
      handle(_request, response) {
        response.writeHead(200, { 'Content-Length': 10 }).write('12345');
        finish = () => response.end('67890');
      },
    };
    const other = await startHttpServer({
      ...{ host: '127.0.0.1', port: 0, routes: [slow, ...PROCESS_ROUTES] },
      ...OPEN_LISTENER,
    });
    let answer = '';
    const socket = connect(other.port, '127.0.0.1', () =>
      socket.write('GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n'),
    );
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
    await until(() => answer.endsWith('12345'), 'the first half of the answer');
    socket.write('nonsense\r\n\r\n');
    await until(() => socket.closed, 'the end of the connection');
    finish();
    await other.stop(0);
    // Too short for its length, so whoever reads it knows that it is no answer.
    expect(answer.split('\r\n\r\n')[1]).to.equal('12345');
  });
});
