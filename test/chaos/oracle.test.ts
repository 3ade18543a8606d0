import { expect } from 'chai';
import { makeKeyHistory } from './history.js';
import type { KeyHistory } from './history.js';
import { judge } from './oracle.js';
import type { Observation, Verdict } from './oracle.js';

describe('The oracle of the chaos run', () => {
  let now: number;
  let key: KeyHistory;

  /** Made from 1000 to 1010, its scope taken from 2000 to 2010. */
  beforeEach(() => {
    key = makeKeyHistory('App x', () => now);
    for (const [state, atMs] of [
      ['granted', 1000],
      ['bare', 2000],
    ] as const) {
      now = atMs;
      const acknowledge = key.begin(state);
      now = atMs + 10;
      acknowledge();
    }
  });

  const cases: [title: string, seen: Partial<Observation>, broken: keyof Verdict | null][] = [
    ['an allow while the scope is held', { sentAtMs: 1500 }, null],
    ['an allow while the revocation is being committed', { sentAtMs: 2005 }, null],
    ['an allow that rests on state from before the revocation', { sentAtMs: 2500, stateAgeMs: 495 }, null],
    ['an allow that rests on state from after the revocation', { sentAtMs: 2500, stateAgeMs: 480 }, 'wrongAllows'],
    ['an allow before the key was made', { sentAtMs: 900 }, 'wrongAllows'],
    ['an unknown before the key was made', { sentAtMs: 900, outcome: 'unknown_credential' }, null],
    ['an unknown of a key that is there', { sentAtMs: 1500, outcome: 'unknown_credential' }, 'wrongUnknowns'],
    ['a deny while the scope is held', { sentAtMs: 1500, outcome: 'missing_scope' }, 'otherFaults'],
    ['no answer while something is harmed', { sentAtMs: 3000, outcome: 'unavailable', stateAgeMs: null }, null],
    [
      'no answer to a question that was asked just before',
      { sentAtMs: 2900, answeredAtMs: 2950, outcome: 'unavailable', stateAgeMs: null },
      null,
    ],
    ['no answer in quiet times', { outcome: 'unavailable', stateAgeMs: null }, 'otherFaults'],
    [
      'more than one in a hundred out of time in quiet times',
      { outcome: 'deadline_exceeded', stateAgeMs: null },
      'otherFaults',
    ],
    ['an error that it may not be', { outcome: 'internal', stateAgeMs: null }, 'otherFaults'],
    ['an answer on state too old', { sentAtMs: 1500, stateAgeMs: 6000, isDegraded: true }, 'otherFaults'],
    ['an answer on old state without a flag', { sentAtMs: 1500, stateAgeMs: 1200 }, 'otherFaults'],
  ];
  for (const [title, seen, broken] of cases) {
    it(`${broken === null ? 'accepts' : 'objects to'} ${title}`, () => {
      const sentAtMs = seen.sentAtMs ?? 1500;
      const usual = { replica: 0, answeredAtMs: sentAtMs + 1, outcome: 'scope_held', stateAgeMs: 0, isDegraded: false };
      const verdict = judge([{ ...usual, sentAtMs, key, ...seen }], { maxStalenessMs: 5000, degradedAfterMs: 1000 }, [
        { fromMs: 2920, toMs: 4000 },
      ]);
      const { wrongAllows, wrongUnknowns, otherFaults } = verdict;
      const found = Object.entries({ wrongAllows, wrongUnknowns, otherFaults }).filter(([, list]) => list.length > 0);
      expect(found.map(([name]) => name)).to.deep.equal(broken === null ? [] : [broken]);
    });
  }
});
