import { expect } from 'chai';
import { readCorpus, TARGETS } from './guided/targets.js';

describe('Inputs that reached something new once', () => {
  for (const target of TARGETS) {
    it(`hold every property of ${target.name}`, () => {
      const inputs = readCorpus(target);
      expect(inputs.length).to.be.greaterThan(20);
      for (const input of inputs) {
        expect(target.attempt(input).problem, JSON.stringify(input).slice(0, 200)).to.equal('');
      }
    });
  }
});
