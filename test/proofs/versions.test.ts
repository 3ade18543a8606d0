import { expect } from 'chai';
import { judgeAnswers } from './versions.js';
import type { SeenVersion } from './versions.js';

const HISTORY = [
  { revision: 20, name: 'second', outcome: 'REASON_MISSING_SCOPE' },
  { revision: 10, name: 'first', outcome: 'REASON_SCOPE_HELD' },
  { revision: 30, name: 'third', outcome: 'REASON_SCOPE_HELD' },
];

describe('The judge of the proof that no change is lost', () => {
  const cases: [title: string, seen: Partial<SeenVersion>, fault: RegExp | null][] = [
    ['an answer by the version of its revision', {}, null],
    ['an answer by a later version than that of its revision', { name: 'third', outcome: 'REASON_SCOPE_HELD' }, null],
    ['an answer by an earlier version', { name: 'first', outcome: 'REASON_SCOPE_HELD' }, /lost that of 20/],
    ['an answer by what was never committed', { name: 'aborted' }, /never committed/],
    ['a reason that the version does not have', { outcome: 'REASON_SCOPE_HELD' }, /which means REASON_MISSING_SCOPE/],
    ['an answer that names no key', { name: '' }, /never committed/],
  ];
  for (const [title, seen, fault] of cases) {
    it(`${fault === null ? 'accepts' : 'objects to'} ${title}`, () => {
      const usual = { replica: 0, revision: 25, name: 'second', outcome: 'REASON_MISSING_SCOPE' };
      const found = judgeAnswers(HISTORY, [{ ...usual, ...seen }]);
      expect(found).to.have.length(fault === null ? 0 : 1);
      if (fault !== null) expect(found[0]).to.match(fault);
    });
  }
});
