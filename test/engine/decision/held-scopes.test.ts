import { expect } from 'chai';
import { compileApi } from '../../../src/engine/decision/compile.js';
import { firstHeld } from '../../../src/engine/decision/scope-sets.js';
import { makeScopeTable } from '../../../src/engine/decision/scope-table.js';
import { apiSource, endpoint } from '../policies.js';

const name = (index: number): string => `s${String(index).padStart(3, '0')}`;

/** An API whose endpoints require these scopes, of a table of 200, each under its number. */
function setsOf(required: readonly (readonly number[])[]) {
  const table = makeScopeTable();
  for (let index = 0; index < 200; index++) table.intern(name(index));
  const rows = required.map((scopes, id) => endpoint({ id, template: `/r${id}`, scopes: scopes.map(name) }));
  const { endpoints, scopeSets } = compileApi(apiSource(rows), table);
  const sets = required.map((_scopes, index) => endpoints.requirements[endpoints.requirementOf[index]!]!.acceptedSet);
  return { sets, scopeSets };
}

interface Held {
  readonly title: string;
  readonly required: readonly (readonly number[])[];
  readonly set: number;
  readonly holds: readonly number[];
  readonly is: string;
}

const held: readonly Held[] = [
  { title: 'a scope of the first word', required: [[0], [3]], set: 1, holds: [3], is: 's003' },
  { title: 'the last scope of a word', required: [[0], [31]], set: 1, holds: [31], is: 's031' },
  { title: 'the first scope of the next word', required: [[0], [32]], set: 1, holds: [32], is: 's032' },
  { title: 'a scope of a later word', required: [[0], [70], [99, 100]], set: 2, holds: [7, 100], is: 's100' },
  { title: 'the highest of a set over many words', required: [[0], [5, 170]], set: 1, holds: [170], is: 's170' },
  { title: 'the lowest of a set over many words', required: [[0], [5, 170]], set: 1, holds: [5], is: 's005' },
  { title: 'the first that is held, not the first of the set', required: [[1, 2]], set: 0, holds: [2, 1], is: 's002' },
  { title: 'what is held after a number of none', required: [[31], [1]], set: 1, holds: [-1, 1], is: 's001' },
  { title: 'no scope with the same place in a later word', required: [[3], [64]], set: 0, holds: [35, 67], is: '' },
  { title: 'no scope with the same place in an earlier word', required: [[3], [67]], set: 1, holds: [3, 35], is: '' },
  { title: 'no scope of the next set', required: [[0], [1]], set: 0, holds: [33], is: '' },
  { title: 'no scope of the set after the next word', required: [[0], [33], [2]], set: 0, holds: [65], is: '' },
  { title: 'no scope of the set before', required: [[33], [65]], set: 1, holds: [33, 32, 1], is: '' },
  { title: 'no number below all scopes', required: [[31], [1]], set: 1, holds: [-1, -32, -33], is: '' },
  { title: 'no number beyond all scopes', required: [[0], [1]], set: 1, holds: [1_000_000], is: '' },
  { title: 'nothing where nothing is held', required: [[0]], set: 0, holds: [], is: '' },
  { title: 'nothing where the set is empty', required: [[], [0]], set: 0, holds: [0, 32], is: '' },
  { title: 'nothing where all sets are empty', required: [[]], set: 0, holds: [0], is: '' },
  { title: 'nothing in an empty set after others', required: [[40], []], set: 1, holds: [40, 8], is: '' },
];

describe('Held scopes and sets of scopes', () => {
  for (const { title, required, set, holds, is } of held) {
    it(`find ${title}`, () => {
      const { sets, scopeSets } = setsOf(required);
      expect(firstHeld(scopeSets, sets[set]!, holds)).to.equal(is);
    });
  }

  it('hold what they were made of and nothing else, whatever words it stands in', () => {
    const required = [[100, 0, 31], [32], [], [63, 64, 65, 95, 96], [199]];
    const { sets, scopeSets } = setsOf(required);
    for (const [at, scopes] of required.entries()) {
      const found = Array.from({ length: 200 }, (_unused, index) => firstHeld(scopeSets, sets[at]!, [index]));
      expect(found.filter((one) => one !== '')).to.deep.equal([...scopes].sort((a, b) => a - b).map(name));
    }
  });

  it('are one where they hold the same in another order', () => {
    expect(setsOf([[5, 40], [40, 5], [5], [40], [], [40, 40, 5]]).sets).to.deep.equal([0, 0, 1, 2, 3, 0]);
  });

  it('take no room where none holds a scope', () => {
    expect(setsOf([[]]).scopeSets.words).to.have.length(0);
    expect(setsOf([[31]]).scopeSets.words).to.have.length(1);
    expect(setsOf([[0], [1], [0, 31]]).scopeSets.words).to.have.length(3);
  });
});
