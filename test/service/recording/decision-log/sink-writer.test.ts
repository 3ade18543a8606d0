import { expect } from 'chai';
import { ScopegateError } from '../../../../src/base/errors.js';
import type { Log } from '../../../../src/base/log.js';
import { silentLog } from '../../../../src/base/log.js';
import { makeEntry } from '../../../../src/service/recording/decision-log/entry.js';
import type { LogEntry } from '../../../../src/service/recording/decision-log/entry.js';
import { makeSinkWriter } from '../../../../src/service/recording/decision-log/sink-writer.js';
import { makeCheckWorld } from '../../../support/check-world.js';
import { eventually } from '../../../support/query.js';

const world = makeCheckWorld();

async function entry(target = '/messages'): Promise<LogEntry> {
  const asked = await world;
  const request = asked.question({ target });
  return makeEntry(request, await asked.check(request), 1, { atMs: 0, latencyUs: 1 });
}

interface Lost {
  readonly lost: number;
  readonly problem: string;
}

/** A sink that does as it is told, and what the writer says of it. */
function makeWorld(options: { maxPending?: number; maxPendingBytes?: number } = {}) {
  const counts = { written: 0, lost: 0 };
  const said: Lost[] = [];
  const sink = {
    lines: [] as string[],
    closed: 0,
    answer: (): Promise<void> => Promise.resolve(),
  };
  const log: Log = { ...silentLog, error: (fields) => said.push(fields as Lost) };
  const writer = makeSinkWriter({
    sink: {
      name: 'file',
      async write(lines) {
        await sink.answer();
        sink.lines.push(...lines);
      },
      close() {
        sink.closed++;
        return Promise.resolve();
      },
    },
    encode: ({ asked }) => {
      if (asked.target === '/defect') throw new Error('defect');
      return asked.target;
    },
    log,
    count: (_sink, outcome, entries) => (counts[outcome] += entries),
    maxPending: options.maxPending ?? 100,
    ...(options.maxPendingBytes === undefined ? {} : { maxPendingBytes: options.maxPendingBytes }),
    gatherMs: 1,
    retryMs: { first: 1, longest: 4 },
  });
  return { writer, sink, counts, said };
}

const until = (isTrue: () => boolean): Promise<void> =>
  eventually(() => (isTrue() ? Promise.resolve() : Promise.reject(new Error('not yet'))), 5000);

describe('What writes the decision log', () => {
  it('writes in order, and all of it before the end', async () => {
    const { writer, sink, counts, said } = makeWorld({ maxPending: 5000 });
    const targets = Array.from({ length: 1234 }, (_each, n) => `/messages/${String(n)}`);
    for (const target of targets) writer.offer(await entry(target));
    await writer.stop(1000);
    expect(sink.lines).to.deep.equal(targets);
    expect({ ...counts, said, closed: sink.closed }).to.deep.equal({ written: 1234, lost: 0, said: [], closed: 1 });
  });

  it('tries again what could not be written, and loses nothing while there is room', async () => {
    const { writer, sink, counts } = makeWorld();
    let failures = 3;
    sink.answer = () => (failures-- > 0 ? Promise.reject(new Error('disk full')) : Promise.resolve());
    writer.offer(await entry('/a'));
    writer.offer(await entry('/b'));
    await until(() => counts.written === 2);
    expect([sink.lines, counts.lost]).to.deep.equal([['/a', '/b'], 0]);
    await writer.stop(1000);
  });

  it('counts what there was no room for, and says why', async () => {
    const { writer, sink, counts, said } = makeWorld({ maxPending: 10 });
    sink.answer = () => Promise.reject(new Error('disk full'));
    for (let n = 0; n < 25; n++) writer.offer(await entry());
    await until(() => counts.lost === 15);
    expect(writer.pending).to.equal(10);
    await until(() => said.length === 1);
    expect(said[0]).to.deep.include({ lost: 15, problem: 'disk full' });
    await writer.stop(20);
    // The end is said too: every entry is accounted for.
    expect(counts).to.deep.equal({ written: 0, lost: 25 });
    expect(said.reduce((sum, { lost }) => sum + lost, 0)).to.equal(25);
  });

  it('counts and says losses while a write hangs', async () => {
    const { writer, sink, counts, said } = makeWorld({ maxPending: 3 });
    sink.answer = () => new Promise(() => undefined);
    for (let n = 0; n < 10; n++) writer.offer(await entry());
    await until(() => counts.lost === 7 && said.length === 1);
    const startedAt = Date.now();
    await writer.stop(50);
    expect(Date.now() - startedAt).to.be.lessThan(1000);
    expect(counts).to.deep.equal({ written: 0, lost: 10 });
  });

  it('has a bound in bytes', async () => {
    const { writer, sink, counts } = makeWorld({ maxPendingBytes: 20_000 });
    sink.answer = () => Promise.reject(new Error('down'));
    for (let n = 0; n < 10; n++) writer.offer(await entry(`/${'x'.repeat(100_000)}`));
    expect(writer.pending).to.equal(2);
    await writer.stop(10);
    expect(counts.lost).to.equal(10);
  });

  it('does not try again what will never be taken', async () => {
    const { writer, sink, counts, said } = makeWorld();
    sink.answer = () => Promise.reject(new ScopegateError('invalid_argument', 'no JSON'));
    writer.offer(await entry());
    await until(() => counts.lost === 1);
    sink.answer = () => Promise.resolve();
    writer.offer(await entry('/next'));
    await until(() => counts.written === 1);
    await writer.stop(100);
    expect([sink.lines, said[0]?.problem]).to.deep.equal([['/next'], 'no JSON']);
  });

  it('loses one record, not the others, to a defect of it', async () => {
    const { writer, sink, counts } = makeWorld();
    for (const target of ['/a', '/defect', '/b']) writer.offer(await entry(target));
    await writer.stop(1000);
    expect([sink.lines, counts]).to.deep.equal([['/a', '/b'], { written: 2, lost: 1 }]);
  });

  it('takes nothing after the end, and counts that', async () => {
    const { writer, counts } = makeWorld();
    await writer.stop(10);
    writer.offer(await entry());
    await until(() => counts.lost === 1);
  });

  it('keeps no more of a request than a record may hold', async () => {
    const big = await entry(`/${'x'.repeat(1_000_000)}`);
    expect(big.asked.target.length).to.equal(8192);
    expect(big.sizeBytes).to.be.lessThan(10_000);
  });
});
