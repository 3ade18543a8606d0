import { expect } from 'chai';
import fc from 'fast-check';
import { makeRouter } from '../../../src/engine/decision/route.js';
import { disagreement } from '../agreement.js';
import { propertyTest } from '../../support/properties.js';
import { questions } from '../arbitraries.js';

const REQUESTS = 25;
/** One request of so many may be refused although the oracle has no reason for it. */
const CAUTIOUS_SHARE = 2_000;

describe('The engine and its oracle', () => {
  propertyTest(
    `agree on the requests of random policies, ${String(REQUESTS)} of each`,
    { usual: 200, long: 2000 },
    (runs) => {
      const router = makeRouter();
      const cautions: string[] = [];
      fc.assert(
        fc.property(questions(REQUESTS), ({ known, requests }) => {
          expect(disagreement(router, known, requests, (text) => cautions.push(text))).to.equal('');
        }),
        runs,
      );
      expect(cautions.length, cautions.join('\n')).to.be.at.most((runs.numRuns * REQUESTS) / CAUTIOUS_SHARE);
    },
  );
});
