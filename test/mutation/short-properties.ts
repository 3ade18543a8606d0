import { expect } from 'chai';
import fc from 'fast-check';
import { makeRouter } from '../../src/engine/decision/route.js';
import { disagreement } from '../engine/agreement.js';
import { questions } from '../engine/arbitraries.js';
import { pairsAreThoseOfShortPaths } from '../engine/route-pairs-agreement.js';

// Random tests ask the same each time, so that what survives does not depend on luck.
fc.configureGlobal({ seed: 1 });

/** In place of test/engine/decision/oracle.test.ts while the engine is mutated: the same question, asked 250 times. */
describe('The engine and its oracle, in short', () => {
  it('agree', () => {
    const router = makeRouter();
    fc.assert(
      fc.property(questions(25), ({ known, requests }) => {
        expect(disagreement(router, known, requests)).to.equal('');
      }),
      { numRuns: 10 },
    );
  });
});

/** In place of the property at the end of test/engine/analysis/route-pairs.test.ts, with four pairs of tables. */
describe('Route pairs, in short', () => {
  it('are those of short paths', () => {
    fc.assert(pairsAreThoseOfShortPaths, { numRuns: 4 });
  });
});
