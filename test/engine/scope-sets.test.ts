import { expect } from 'chai';
import { firstHeld, namesOf, ScopeSetBuilder } from '../../src/engine/scope-sets.js';
import { makeScopeTable } from '../../src/engine/scope-table.js';

const name = (index: number): string => `s${String(index).padStart(3, '0')}`;

function setsOf(...sets: readonly (readonly number[])[]) {
  const table = makeScopeTable();
  for (let index = 0; index < 200; index++) table.intern(name(index));
  const builder = new ScopeSetBuilder(table);
  const numbers = sets.map((set) => builder.add(new Set(set.map(name))));
  return { numbers, sets: builder.finish() };
}

describe('Sets of scopes', () => {
  const held: readonly {
    title: string;
    of: readonly (readonly number[])[];
    set: number;
    holds: number[];
    is: string;
  }[] = [
    { title: 'a scope of the first word', of: [[0], [3]], set: 1, holds: [3], is: 's003' },
    { title: 'the last scope of a word', of: [[0], [31]], set: 1, holds: [31], is: 's031' },
    { title: 'the first scope of the next word', of: [[0], [32]], set: 1, holds: [32], is: 's032' },
    { title: 'a scope of a later word', of: [[0], [70], [99, 100]], set: 2, holds: [7, 100], is: 's100' },
    { title: 'the first that is held, not the first of the set', of: [[1, 2]], set: 0, holds: [2, 1], is: 's002' },
    { title: 'no scope with the same place in another word', of: [[3], [64]], set: 0, holds: [35, 67], is: '' },
    { title: 'no scope of the next set', of: [[0], [1]], set: 0, holds: [33], is: '' },
    { title: 'no scope of the set after the next word', of: [[0], [33], [2]], set: 0, holds: [65], is: '' },
    { title: 'no scope of the set before', of: [[31], [1]], set: 1, holds: [-1], is: '' },
    { title: 'what is held after a number that is no scope', of: [[31], [1]], set: 1, holds: [-1, 1], is: 's001' },
    { title: 'no number beyond all scopes', of: [[0], [1]], set: 1, holds: [1_000_000], is: '' },
    { title: 'nothing where nothing is held', of: [[0]], set: 0, holds: [], is: '' },
    { title: 'nothing where the set is empty', of: [[], [0]], set: 0, holds: [0], is: '' },
  ];
  for (const { title, of, set, holds, is } of held) {
    it(`find ${title}`, () => {
      const { numbers, sets } = setsOf(...of);
      expect(firstHeld(sets, numbers[set]!, holds)).to.equal(is);
    });
  }

  it('name their members in order, whatever words they stand in', () => {
    const members = [[100, 0, 31], [32], [], [63, 64, 65, 95, 96]];
    const { numbers, sets } = setsOf(...members);
    expect(numbers.map((set) => namesOf(sets, set))).to.deep.equal(
      members.map((set) => set.map(name).sort((a, b) => (a < b ? -1 : 1))),
    );
  });

  it('are one where they hold the same in another order', () => {
    const { numbers, sets } = setsOf([5, 40], [40, 5], [5], [40], []);
    expect(numbers).to.deep.equal([0, 0, 1, 2, 3]);
    expect(sets.words).to.have.length(4 * 2);
  });

  it('take no room where none holds a scope', () => {
    expect(setsOf([]).sets).to.deep.include({ wordsPerSet: 0, words: new Int32Array() });
    expect(setsOf([0]).sets.wordsPerSet).to.equal(1);
    expect(setsOf([31]).sets.wordsPerSet).to.equal(1);
    expect(setsOf([32], [1]).sets.wordsPerSet).to.equal(2);
  });
});

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
