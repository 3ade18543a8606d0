import { expect } from 'chai';
import { makeBatchLoader } from '../../../src/service/identity/batch-loader.js';
import { makeMissBudget } from '../../../src/service/identity/miss-budget.js';

describe('The budget of lookups that find nothing', () => {
  it('lets nothing wait that finds what it looks for', () => {
    const budget = makeMissBudget(1000, () => 0);
    for (let read = 0; read < 1000; read++) budget.charge(0);
    expect(budget.waitMs()).to.equal(0);
  });

  it('puts reads off once half a second of it is spent, for as long as the overdraft lasts', () => {
    let nowMs = 0;
    const budget = makeMissBudget(1000, () => nowMs);
    budget.charge(500);
    expect(budget.waitMs()).to.equal(0);
    budget.charge(200);
    expect(budget.waitMs()).to.equal(200);
    nowMs = 150;
    expect(budget.waitMs()).to.equal(50);
    nowMs = 200;
    expect(budget.waitMs()).to.equal(0);
  });

  it('counts a read with a single miss as a hundredth of a second', () => {
    const budget = makeMissBudget(1000, () => 0);
    for (let read = 0; read < 51; read++) budget.charge(1);
    expect(budget.waitMs()).to.equal(10);
  });

  it('joins what is asked for meanwhile into the next read', async () => {
    const reads: (readonly string[])[] = [];
    const waits = [0, 20, 0];
    const loader = makeBatchLoader<string>({
      read: (keys) => {
        reads.push(keys);
        return Promise.resolve(new Map(keys.map((key) => [key, key])));
      },
      maxKeysPerRead: 10,
      maxReadsInFlight: 2,
      maxWaiting: 10,
      waitMs: () => waits.shift() ?? 0,
    });
    await loader.load('a');
    const second = loader.load('b');
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await Promise.all([second, loader.load('c')])).to.deep.equal(['b', 'c']);
    expect(reads).to.deep.equal([['a'], ['b', 'c']]);
  });
});
