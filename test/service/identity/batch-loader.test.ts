import { expect } from 'chai';
import { ScopegateError } from '../../../src/base/errors.js';
import { makeBatchLoader } from '../../../src/service/identity/batch-loader.js';

/** A read that ends when told to. */
function makeManualRead() {
  const reads: { keys: readonly string[]; finish(): void; fail(error: Error): void }[] = [];
  const read = (keys: readonly string[]): Promise<Map<string, string>> =>
    new Promise((resolve, reject) => {
      reads.push({
        keys,
        finish: () => {
          resolve(new Map(keys.map((key) => [key, key.toUpperCase()])));
        },
        fail: reject,
      });
    });
  return { reads, read };
}

const turn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
const LIMITS = { maxKeysPerRead: 3, maxReadsInFlight: 1, maxWaiting: 6 };

describe('Batch loader', () => {
  it('reads one key once for all who ask in one turn', async () => {
    const { reads, read } = makeManualRead();
    const loader = makeBatchLoader({ ...LIMITS, read });
    const answers = Promise.all([loader.load('a'), loader.load('a'), loader.load('b')]);
    await turn();
    expect(reads.map(({ keys }) => keys)).to.deep.equal([['a', 'b']]);
    reads[0]?.finish();
    expect(await answers).to.deep.equal(['A', 'A', 'B']);
  });

  it('has at most the stated reads in flight, each with at most the stated keys', async () => {
    const { reads, read } = makeManualRead();
    const loader = makeBatchLoader({ ...LIMITS, read });
    const answers = Promise.all(['a', 'b', 'c', 'd', 'e'].map((key) => loader.load(key)));
    await turn();
    expect(reads.map(({ keys }) => keys)).to.deep.equal([['a', 'b', 'c']]);
    reads[0]?.finish();
    await turn();
    expect(reads.map(({ keys }) => keys)).to.deep.equal([
      ['a', 'b', 'c'],
      ['d', 'e'],
    ]);
    reads[1]?.finish();
    expect(await answers).to.deep.equal(['A', 'B', 'C', 'D', 'E']);
  });

  it('reads one key once for all who ask while its read is under way, and anew after it', async () => {
    const { reads, read } = makeManualRead();
    const loader = makeBatchLoader({ ...LIMITS, maxReadsInFlight: 2, read });
    const first = loader.load('a');
    await turn();
    const second = loader.load('a');
    await turn();
    expect(reads).to.have.length(1);
    reads[0]?.finish();
    expect(await Promise.all([first, second])).to.deep.equal(['A', 'A']);
    const third = loader.load('a');
    await turn();
    expect(reads).to.have.length(2);
    reads[1]?.finish();
    expect(await third).to.equal('A');
  });

  it('lets no more wait for one read than may wait at all', async () => {
    const { reads, read } = makeManualRead();
    const loader = makeBatchLoader({ ...LIMITS, read });
    const first = loader.load('a');
    await turn();
    const others = Promise.all([1, 2, 3, 4, 5].map(() => loader.load('a')));
    const refused = await loader.load('a').catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(ScopegateError).with.property('code', 'resource_exhausted');
    reads[0]?.finish();
    await Promise.all([first, others]);
  });

  it('refuses when the queue is full, and recovers', async () => {
    const { reads, read } = makeManualRead();
    const loader = makeBatchLoader({ ...LIMITS, read });
    const held = Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((key) => loader.load(key)));
    const refused = await loader.load('g').catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(ScopegateError).with.property('code', 'resource_exhausted');
    await turn();
    reads[0]?.finish();
    await turn();
    reads[1]?.finish();
    await held;
    expect(loader.waiting).to.equal(0);
  });

  it('lets fewer wait from when reads were put off, until all are read', async () => {
    const { reads, read } = makeManualRead();
    let waitMs = 0;
    const loader = makeBatchLoader({ ...LIMITS, read, waitMs: () => waitMs, maxWaitingPutOff: 2 });
    const first = Promise.all(['a', 'b', 'c'].map((key) => loader.load(key)));
    await turn();
    waitMs = 5;
    const held = Promise.all(['d', 'e'].map((key) => loader.load(key)));
    reads[0]?.finish();
    await first;
    await turn();
    const refused = await loader.load('f').catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(ScopegateError).with.property('code', 'resource_exhausted');
    waitMs = 0;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(reads).to.have.length(2);
    reads[1]?.finish();
    expect(await held).to.deep.equal(['D', 'E']);
    const next = ['f', 'g', 'h'].map((key) => loader.load(key));
    await turn();
    reads[2]?.finish();
    expect(await Promise.all(next)).to.deep.equal(['F', 'G', 'H']);
  });

  it('fails all who waited for a failed read, and serves the next', async () => {
    const { reads, read } = makeManualRead();
    const loader = makeBatchLoader({ ...LIMITS, read });
    const failed = Promise.allSettled([loader.load('a'), loader.load('b')]);
    await turn();
    reads[0]?.fail(new Error('down'));
    expect((await failed).map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    expect(reads).to.have.length(1);
    const next = loader.load('a');
    await turn();
    reads[1]?.finish();
    expect(await next).to.equal('A');
  });
});
