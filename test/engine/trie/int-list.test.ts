import { expect } from 'chai';
import { IntList } from '../../../src/engine/trie/int-list.js';

describe('A list of numbers', () => {
  it('keeps what was put into it, however many there are', () => {
    const list = new IntList();
    const numbers = Array.from({ length: 5_000 }, (_unused, at) => at * 7 - 3);
    for (const number of numbers) list.push(number);
    expect(list.length).to.equal(numbers.length);
    expect(numbers.map((_number, at) => list.get(at))).to.deep.equal(numbers);
  });

  it('gives room for several numbers at once, all 0, after those that are there', () => {
    const list = new IntList();
    list.push(9);
    expect(list.grow(3)).to.equal(1);
    expect(list.grow(2_000)).to.equal(4);
    expect([0, 1, 2, 3, 4, 2_003].map((at) => list.get(at))).to.deep.equal([9, 0, 0, 0, 0, 0]);
    list.set(2_003, -1);
    expect([list.get(2_003), list.length]).to.deep.equal([-1, 2_004]);
  });

  it('comes out as an array of just those numbers, which does not change with it', () => {
    const list = new IntList();
    expect([...list.toArray()]).to.deep.equal([]);
    for (const number of [1, -2, 3]) list.push(number);
    const array = list.toArray();
    list.set(0, 5);
    expect([...array]).to.deep.equal([1, -2, 3]);
  });
});
