import { expect } from 'chai';
import { makeScopeTable } from '../../../src/engine/decision/scope-table.js';

describe('A table of scopes', () => {
  it('gives each name one number, and knows no others', () => {
    const table = makeScopeTable();
    expect([table.size, table.find('a'), table.nameOf(0)]).to.deep.equal([0, -1, '']);
    expect(['a', 'b', 'a', 'A'].map((one) => table.intern(one))).to.deep.equal([0, 1, 0, 2]);
    expect(['a', 'b', 'A', 'c'].map((one) => table.find(one))).to.deep.equal([0, 1, 2, -1]);
    expect([0, 1, 2, 3, -1].map((index) => table.nameOf(index))).to.deep.equal(['a', 'b', 'A', '', '']);
    expect(table.size).to.equal(3);
  });
});
