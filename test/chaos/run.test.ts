import { expect } from 'chai';
import { findStockBinaries } from '../support/stock-postgres.js';
import { runChaos } from './run.js';

const binaries = findStockBinaries();

if (binaries === null) console.log('No stock PostgreSQL here: left out the short chaos run.');
else
  describe('A short chaos run', function () {
    this.timeout(180_000);

    it('finds no promise broken, and every replica back after each fault', async () => {
      const told: string[] = [];
      const say = (line: string): void => void told.push(line);
      const report = await runChaos({ binaries, seed: 11, lastMs: 12_000, replicas: 2, pace: 0.3, say });
      const { wrongAllows, wrongUnknowns, otherFaults, troubles } = report;
      const found = { wrongAllows, wrongUnknowns, otherFaults, troubles };
      expect(found, told.join('\n')).to.deep.equal({
        wrongAllows: [],
        wrongUnknowns: [],
        otherFaults: [],
        troubles: [],
      });
      expect(report.faults).to.be.above(1);
      expect(report.allows).to.be.above(100);
      expect(report.denies).to.be.above(100);
      // On a machine that has other work to do too. The figure itself is that of `npm run chaos`.
      expect(Math.max(...report.recoveriesMs), told.join('\n')).to.be.below(10_000);
    });
  });
