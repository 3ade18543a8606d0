import type { Attack } from './http2.js';

const HEAD = 'Host: localhost\r\n';
const get = (target: string): string => `GET ${target} HTTP/1.1\r\n${HEAD}\r\n`;
const post = (target: string, more: string): string =>
  `POST ${target} HTTP/1.1\r\n${HEAD}Content-Type: application/json\r\n${more}\r\n`;
const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

/** What a listener over HTTP/1 hears of an attacker: the bound that ended it. */
export interface HttpAttack extends Attack {
  readonly rejection: string | null;
}

/** Connections over HTTP/1 that say too little; each is to be closed within the time for a request. */
export const SLOW: readonly HttpAttack[] = [
  { title: 'a connection that says nothing', opening: Buffer.alloc(0), piece: null, rejection: 'request_timeout' },
  {
    title: 'headers one by one',
    opening: bytes(`GET /auth/nginx HTTP/1.1\r\n${HEAD}`),
    ...{ piece: (round: number) => bytes(`X-${String(round)}: a\r\n`), pauseMs: 50, rejection: 'request_timeout' },
  },
  {
    title: 'a body of AuthZEN byte by byte',
    opening: bytes(post('/access/v1/evaluation', 'Content-Length: 1000000\r\n')),
    ...{ piece: () => bytes(' '), pauseMs: 50, rejection: 'request_timeout' },
  },
  {
    title: 'a body in chunks, byte by byte, that nobody reads',
    opening: bytes(post('/auth/nginx', 'Transfer-Encoding: chunked\r\n')),
    ...{ piece: () => bytes('1\r\n \r\n'), pauseMs: 50, rejection: null },
  },
];

const CHUNK = bytes(`ffff\r\n${'x'.repeat(0xffff)}\r\n`);

/** Connections over HTTP/1 that say too much, or read too little; each is to be closed. */
export const LOUD: readonly HttpAttack[] = [
  {
    title: 'thousands of requests in a row',
    opening: bytes(get('/large').repeat(5_000)),
    ...{ piece: () => bytes(get('/large').repeat(500)), rejection: 'too_many_pipelined' },
  },
  {
    title: 'thousands of requests that wait, in a row',
    opening: bytes(get('/waiting').repeat(5_000)),
    ...{ piece: () => bytes(get('/waiting').repeat(500)), rejection: 'too_many_pipelined' },
  },
  {
    title: 'large answers, and none read',
    opening: bytes(get('/large').repeat(60)),
    ...{ piece: null, isDeaf: true, rejection: 'answer_not_read' },
  },
  {
    title: 'a body of AuthZEN without end',
    opening: bytes(post('/access/v1/evaluation', 'Transfer-Encoding: chunked\r\n')),
    ...{ piece: () => CHUNK, rejection: null },
  },
  {
    title: 'a body without end that nobody reads',
    opening: bytes(post('/healthz', 'Transfer-Encoding: chunked\r\n')),
    ...{ piece: () => CHUNK, rejection: null },
  },
  {
    title: 'headers without end',
    opening: bytes(`GET / HTTP/1.1\r\n${HEAD}`),
    ...{ piece: (round: number) => bytes(`X-${String(round)}: a\r\n`.repeat(200)), rejection: 'headers_too_large' },
  },
  {
    title: 'garbage',
    opening: bytes('\x00\x01\x02'),
    ...{ piece: () => Buffer.alloc(10_000, 0xff), rejection: 'malformed_request' },
  },
];
