import { expect } from 'chai';
import fc from 'fast-check';
import { makeRouter } from '../../../src/engine/decision/route.js';
import { disagreement } from '../agreement.js';
import { questions } from '../arbitraries.js';

describe('The engine and its oracle', () => {
  it('agree on 50,000 requests of random policies', function () {
    this.timeout(300_000);
    const router = makeRouter();
    fc.assert(
      fc.property(questions(25), ({ known, requests }) => {
        expect(disagreement(router, known, requests)).to.equal('');
      }),
      { numRuns: 2000 },
    );
  });
});
