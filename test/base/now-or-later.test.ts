import { expect } from 'chai';
import { chain, recover, settle } from '../../src/base/now-or-later.js';

const FAULT = new Error('no value');
const throwFault = (): never => {
  throw FAULT;
};

describe('a value now or later', () => {
  it('chain stays synchronous for a value, and waits for a promise', async () => {
    expect(chain(2, (value) => value + 1)).to.equal(3);
    expect(await chain(Promise.resolve(2), (value) => value + 1)).to.equal(3);
  });

  const settled: [
    title: string,
    work: () => number | Promise<number>,
    onValue: 'takes' | 'throws',
    outcome: unknown,
  ][] = [
    ['a value', () => 2, 'takes', 2],
    ['a promise of a value', () => Promise.resolve(2), 'takes', 2],
    ['an error that is thrown', throwFault, 'takes', FAULT],
    ['a promise that rejects', () => Promise.reject(FAULT), 'takes', FAULT],
    ['a value whose taker throws', () => 2, 'throws', FAULT],
    ['a promise of a value whose taker throws', () => Promise.resolve(2), 'throws', FAULT],
  ];
  for (const [title, work, onValue, outcome] of settled) {
    it(`settle: ${title}`, async () => {
      const seen = await new Promise((resolve) => {
        settle(work, onValue === 'takes' ? resolve : throwFault, resolve);
      });
      expect(seen).to.equal(outcome);
    });
  }

  it('settle calls at once when the value is there', () => {
    let seen = 0;
    settle(
      () => 2,
      (value) => (seen = value),
      throwFault,
    );
    expect(seen).to.equal(2);
  });

  it('recover turns both kinds of error into a value', async () => {
    const onError = (error: unknown): unknown => [error];
    expect(recover(throwFault, onError)).to.deep.equal([FAULT]);
    expect(await recover(() => Promise.reject(FAULT), onError)).to.deep.equal([FAULT]);
    expect(recover(() => 2, onError)).to.equal(2);
    expect(await recover(() => Promise.resolve(2), onError)).to.equal(2);
  });
});
