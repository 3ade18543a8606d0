import { expect } from 'chai';
import fc from 'fast-check';
import { makeRouter } from '../../../src/engine/decision/route.js';
import { disagreement } from '../agreement.js';
import { propertyTest } from '../../support/properties.js';
import { questions } from '../arbitraries.js';

describe('The engine and its oracle', () => {
  propertyTest('agree on the requests of random policies, 25 of each', { usual: 200, long: 2000 }, (runs) => {
    const router = makeRouter();
    fc.assert(
      fc.property(questions(25), ({ known, requests }) => {
        expect(disagreement(router, known, requests)).to.equal('');
      }),
      runs,
    );
  });
});
