import { CANCEL, CONTINUATION, DATA, END_HEADERS, END_STREAM, HEADERS, HELLO, PING, PREFACE } from './frames.js';
import { RST_STREAM, SETTINGS, WINDOW_UPDATE, callHeaders, frame } from './frames.js';

/** What one connection does to a server, until it is closed. */
export interface Attack {
  readonly title: string;
  /** Sent at once. */
  readonly opening: Buffer;
  /** Sent again and again while the connection takes it; null: nothing more. */
  readonly piece: ((round: number) => Buffer) | null;
  /** Between two pieces; default: none. */
  readonly pauseMs?: number;
  /** Reads no answer. */
  readonly isDeaf?: boolean;
}

const CHECK = '/scopegate.v1.DecisionPoint/Check';
const EACH = 200;

function many(make: (at: number) => Buffer, each = EACH): (round: number) => Buffer {
  return (round) => Buffer.concat(Array.from({ length: each }, (_, at) => make(round * each + at)));
}

function open(at: number, path: string, flags = END_HEADERS): Buffer {
  return frame(HEADERS, flags, 2 * at + 1, callHeaders(path));
}

const number = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

/** Connections that say too little: each is to be closed in a few seconds. */
export const SILENT: readonly Attack[] = [
  { title: 'a connection that says nothing', opening: Buffer.alloc(0), piece: null },
  { title: 'half of a preface', opening: PREFACE.subarray(0, 10), piece: null },
  { title: 'a preface without its SETTINGS', opening: PREFACE, piece: null },
  {
    title: 'SETTINGS that never end',
    opening: Buffer.concat([PREFACE, frame(SETTINGS, 0, 0, Buffer.alloc(600)).subarray(0, 50)]),
    piece: null,
  },
  {
    title: 'a preface byte by byte',
    opening: PREFACE.subarray(0, 1),
    piece: (round) => PREFACE.subarray(1 + (round % 22), 2 + (round % 22)),
    pauseMs: 400,
  },
  { title: 'HTTP/1', opening: Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'), piece: null },
  {
    title: 'another frame in place of SETTINGS',
    opening: Buffer.concat([PREFACE, frame(PING, 0, 0, Buffer.alloc(8))]),
    piece: null,
  },
];

/** Connections that say too much: each is to be closed. */
export const FLOODS: readonly Attack[] = [
  ...[CHECK, '/'].map((path): Attack => ({
    title: `rapid reset of ${path}`,
    opening: HELLO,
    piece: many((at) => Buffer.concat([open(at, path), frame(RST_STREAM, 0, 2 * at + 1, CANCEL)])),
  })),
  {
    title: 'calls that the server is made to reset',
    opening: HELLO,
    piece: many((at) => Buffer.concat([open(at, CHECK), frame(WINDOW_UPDATE, 0, 2 * at + 1, number(0))])),
  },
  {
    title: 'headers without end',
    opening: Buffer.concat([HELLO, frame(HEADERS, 0, 1, callHeaders(CHECK))]),
    piece: () => frame(CONTINUATION, 0, 1, Buffer.alloc(15_000, 0x82)),
  },
  {
    title: 'pings, and no answer read',
    opening: HELLO,
    piece: many(() => frame(PING, 0, 0, Buffer.alloc(8))),
    isDeaf: true,
  },
  { title: 'settings, and no answer read', opening: HELLO, piece: many(() => frame(SETTINGS, 0, 0)), isDeaf: true },
];

/** Connections that cost a little for ever: others are to be answered beside them. */
export const NUISANCES: readonly Attack[] = [
  {
    title: 'empty pieces of one message',
    opening: Buffer.concat([HELLO, open(0, CHECK)]),
    piece: many(() => frame(DATA, 0, 1)),
  },
  { title: 'windows opened by one byte', opening: HELLO, piece: many(() => frame(WINDOW_UPDATE, 0, 0, number(1))) },
  {
    title: 'a thousand calls whose answers are not read',
    opening: Buffer.concat([
      PREFACE,
      // INITIAL_WINDOW_SIZE 0 (RFC 9113, section 6.5.2).
      frame(SETTINGS, 0, 0, Buffer.from([0, 4, 0, 0, 0, 0])),
      ...Array.from({ length: 1_000 }, (_, at) => open(at, CHECK, END_HEADERS | END_STREAM)),
    ]),
    piece: null,
    isDeaf: true,
  },
  {
    title: 'a thousand messages that never end',
    opening: Buffer.concat([HELLO, ...Array.from({ length: 1_000 }, (_, at) => open(at, CHECK))]),
    piece: (round) => frame(DATA, 0, 2 * (round % 1_000) + 1, Buffer.alloc(1)),
    pauseMs: 1,
  },
];
