import { expect } from 'chai';
import { suiteWith } from '../support/prerequisites.js';
import { STOCK_POSTGRES } from '../support/stock-postgres.js';
import { isProven } from '../proofs/verdict.js';
import { leastOf, runChaos } from './run.js';

const TITLES = { single: 'one database', standbys: 'a primary with two standbys' };

suiteWith(STOCK_POSTGRES, 'A short chaos run', function (binaries) {
  this.timeout(180_000);

  for (const topology of ['single', 'standbys'] as const) {
    it(`finds no promise broken, and every replica back after each fault: ${TITLES[topology]}`, async () => {
      const told: string[] = [];
      const say = (line: string): void => void told.push(line);
      const report = await runChaos({ binaries, seed: 11, lastMs: 12_000, replicas: 2, pace: 0.3, topology, say });
      const { wrongAllows, wrongUnknowns, otherFaults, troubles } = report;
      const found = { wrongAllows, wrongUnknowns, otherFaults, troubles };
      expect(found, told.join('\n')).to.deep.equal({
        wrongAllows: [],
        wrongUnknowns: [],
        otherFaults: [],
        troubles: [],
      });
      expect(isProven(leastOf(report), [], say), told.join('\n')).to.equal(true);
      // On a machine that has other work to do too. The figure itself is that of `npm run chaos`.
      expect(Math.max(...report.recoveriesMs), told.join('\n')).to.be.below(10_000);
    });
  }
});
