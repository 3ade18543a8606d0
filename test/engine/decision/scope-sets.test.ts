import { expect } from 'chai';
import { firstHeld, ScopeSetBuilder } from '../../../src/engine/decision/scope-sets.js';
import { makeScopeTable } from '../../../src/engine/decision/scope-table.js';

/** Scopes 0 to 199, by their number. */
const table = makeScopeTable();
for (let at = 0; at < 200; at++) table.intern(String(at));

const SETS: readonly (readonly number[])[] = [[], [0], [31], [32], [199], [31, 32], [0, 199], [64, 65, 130], [33, 62]];

describe('Scope sets', () => {
  const builder = new ScopeSetBuilder(table);
  const numbers = SETS.map((members) => builder.add(members.map(String)));
  const sets = builder.finish();

  for (const [at, members] of SETS.entries()) {
    it(`hold ${members.join(' and ') || 'nothing'}, and nothing else`, () => {
      for (let scope = 0; scope < 220; scope++) {
        expect(firstHeld(sets, numbers[at]!, [scope]), String(scope)).to.equal(
          members.includes(scope) ? String(scope) : '',
        );
      }
    });
  }

  it('take no room for scopes beside those that they hold', () => {
    expect(sets.words).to.have.length(0 + 1 + 1 + 1 + 1 + 2 + 7 + 3 + 1);
  });

  it('are stored once, in whatever order they are named', () => {
    const twice = new ScopeSetBuilder(table);
    expect([twice.add(['5', '7']), twice.add(['9']), twice.add(['7', '5'])]).to.deep.equal([0, 1, 0]);
    expect(twice.finish().words).to.have.length(2);
  });

  it('answer with the first scope held, and know no scope that is none', () => {
    expect(firstHeld(sets, numbers[7]!, [7, 130, 64])).to.equal('130');
    expect(firstHeld(sets, numbers[7]!, [-1])).to.equal('');
    expect(firstHeld(sets, numbers[7]!, [])).to.equal('');
  });
});
