import { connect } from 'node:http2';
import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2';
import { credentials } from '@grpc/grpc-js';
import { expect } from 'chai';
import { systemClock } from '../../../src/base/clock.js';
import type { Check } from '../../../src/service/decision/answer.js';
import { startGrpcServer } from '../../../src/transports/grpc/server.js';
import type { GrpcServer } from '../../../src/transports/grpc/server.js';
import { loadProto } from '../../../src/wire/load-proto.js';
import type { DecisionPointClient } from '../../../src/wire/scopegate/v1/DecisionPoint.js';
import { askMany, ratioOf } from '../../support/attacks/honest.js';
import type { Heard } from '../../support/attacks/honest.js';
import { makeCheckWorld } from '../../support/check-world.js';
import { until } from '../../support/settle.js';

const QUESTIONS = 100;
const TIMEOUT_MS = 1_000;
const MIB = 1024 * 1024;
const MAX_GROWTH_BYTES = 300 * MIB;
const MEDIAN_MS = 1_000;
const QUESTION = { method: 'GET', path: '/status', host: 'api.example.com' };
const WATCH = '/grpc.health.v1.Health/Watch';
const { service } = loadProto().scopegate.v1.DecisionPoint;

/** A message as gRPC frames it: not compressed, its length, its bytes. */
function framed(message: Buffer, length = message.length): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, message]);
}

const ONE = framed(service.CheckStream.requestSerialize({ check: QUESTION }));
const BATCH = framed(service.CheckBatch.requestSerialize({ items: Array<object>(1_000).fill(QUESTION) }));
const LARGE_BATCH = service.CheckBatch.requestSerialize({
  items: Array.from({ length: 1_000 }, () => ({ ...QUESTION, explain: true })),
});
/** A message of 3 MiB of which the end never comes. */
const UNFINISHED = framed(Buffer.alloc(3 * MIB), 3 * MIB + 1);

interface CallAttack {
  readonly title: string;
  readonly calls: number;
  readonly method: 'Check' | 'CheckBatch' | 'CheckStream' | 'Watch';
  readonly send: (call: ClientHttp2Stream) => void;
  /** The window that the attacker gives each answer. */
  readonly window: number;
  /** At least one of them is passed; on a busy machine a request may also be late. */
  readonly rejections: readonly string[];
}

const ATTACKS: readonly CallAttack[] = [
  {
    ...{ title: 'streams whose answers are never read', calls: 50, method: 'CheckStream', window: 1_000 },
    send: (call) => void call.write(Buffer.concat(Array<Buffer>(2_000).fill(ONE))),
    rejections: ['answer_not_read'],
  },
  {
    ...{ title: 'watches whose answers are never read', calls: 15, method: 'Watch', window: 0 },
    send: (call) => void call.end(framed(Buffer.alloc(0))),
    rejections: ['answer_not_read'],
  },
  {
    ...{ title: 'checks whose answers are never read', calls: 900, method: 'Check', window: 0 },
    send: (call) => void call.end(framed(service.Check.requestSerialize(QUESTION))),
    rejections: ['answer_not_read'],
  },
  {
    ...{ title: 'batches whose answers are never read', calls: 300, method: 'CheckBatch', window: 0 },
    send: (call) => void call.end(BATCH),
    rejections: ['answer_not_read', 'too_much_unread'],
  },
  {
    ...{ title: 'explained batches whose answers are never read', calls: 100, method: 'CheckBatch', window: 0 },
    send: (call) => void call.end(framed(LARGE_BATCH)),
    rejections: ['too_much_unread', 'answer_not_read'],
  },
  {
    ...{ title: 'requests that never end', calls: 900, method: 'Check', window: 65_535 },
    send: (call) => void call.write(ONE.subarray(0, 7)),
    rejections: ['request_timeout'],
  },
  {
    ...{ title: 'large requests that never end', calls: 100, method: 'CheckBatch', window: 65_535 },
    send: (call) => void call.write(UNFINISHED),
    rejections: ['too_much_unfinished', 'request_timeout'],
  },
  {
    ...{ title: 'large messages of streams that never end', calls: 100, method: 'CheckStream', window: 65_535 },
    send: (call) => void call.write(UNFINISHED),
    rejections: ['too_much_unfinished'],
  },
];

describe('An honest client beside calls that are never over', function () {
  this.timeout(20_000);
  let server: GrpcServer;
  let client: DecisionPointClient;
  let check: Check;
  let quiet: Heard;
  let rejected: string[] = [];
  const sessions: ClientHttp2Session[] = [];

  before(async () => {
    const world = await makeCheckWorld();
    check = world.check;
    server = await startGrpcServer({
      ...{ host: '127.0.0.1', port: 0, checkBatch: world.checkBatch, clock: systemClock, trustedHops: 0 },
      ...{ callTimeoutMs: TIMEOUT_MS, check: (request) => check(request) },
      onRejected: ({ rejection }) => rejected.push(rejection),
    });
    client = new (loadProto().scopegate.v1.DecisionPoint)(
      `127.0.0.1:${String(server.port)}`,
      credentials.createInsecure(),
    );
    await askMany(ask, QUESTIONS);
    quiet = await askMany(ask, QUESTIONS);
  });
  after(async () => {
    client.close();
    await server.stop(0);
  });
  beforeEach(() => {
    rejected = [];
  });
  afterEach(() => {
    for (const session of sessions.splice(0)) session.destroy();
  });

  function ask(): Promise<void> {
    return new Promise((resolve, reject) => {
      client.check(QUESTION, { deadline: Date.now() + 10_000 }, (error, response) => {
        if (response?.decision === 'DECISION_ALLOW') resolve();
        else reject(error ?? new Error('denied'));
      });
    });
  }

  /** Calls of one connection; answers with those that are not over. */
  function attack({ calls, method, send, window }: CallAttack): () => number {
    const session = connect(`http://127.0.0.1:${String(server.port)}`, { settings: { initialWindowSize: window } });
    sessions.push(session);
    session.on('error', () => undefined);
    let open = calls;
    for (let n = 0; n < calls; n++) {
      const call = session.request({
        ...{ ':method': 'POST', ':path': method === 'Watch' ? WATCH : `/scopegate.v1.DecisionPoint/${method}` },
        ...{ 'content-type': 'application/grpc', te: 'trailers' },
      });
      call.on('error', () => undefined);
      call.on('close', () => (open -= 1));
      // Begins to read, so that the end is seen; what has no window does not come.
      call.resume();
      if (window < 65_535) call.pause();
      send(call);
    }
    return () => open;
  }

  for (const one of ATTACKS) {
    it(`is answered, and they are ended: ${one.title}`, async () => {
      const before = process.memoryUsage().rss;
      const startedAt = performance.now();
      const open = attack(one);
      const loud = await askMany(ask, QUESTIONS);
      await until(() => rejected.some((name) => one.rejections.includes(name)), 'a bound that was passed', 10_000);
      await until(() => open() === 0 || sessions[0]?.destroyed === true, 'the end of all calls', 10_000);
      console.log(ratioOf(loud, quiet, performance.now() - startedAt));
      expect(loud.medianMs).to.be.below(MEDIAN_MS);
      expect(process.memoryUsage().rss - before).to.be.below(MAX_GROWTH_BYTES);
      await ask();
    });
  }

  it('an answer that takes its time is waited for, and so is a stream that rests', async () => {
    let release = (): void => undefined;
    const slow = new Promise<void>((resolve) => (release = resolve));
    const decide = check;
    check = (request) => (request.target === '/me' ? slow.then(() => decide(request)) : decide(request));
    const answers: string[] = [];
    const stream = client.checkStream();
    stream.on('data', () => answers.push('stream'));
    stream.on('error', ({ message }: Error) => answers.push(message));
    client.check({ ...QUESTION, path: '/me' }, (error, response) =>
      answers.push(error?.message ?? response?.reason ?? ''),
    );
    stream.write({ check: QUESTION });
    await until(() => answers.length === 1, 'the first answer of the stream');
    // Longer than a request or an answer may take.
    const sinceMs = performance.now();
    await until(() => performance.now() - sinceMs > 2 * TIMEOUT_MS, 'time');
    release();
    stream.write({ check: QUESTION });
    await until(() => answers.length === 3, 'both answers');
    stream.cancel();
    expect(answers.slice(0, 3)).to.have.members(['stream', 'stream', 'REASON_NO_CREDENTIAL']);
    expect(rejected).to.deep.equal([]);
  });
});
