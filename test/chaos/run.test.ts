import { expect } from 'chai';
import { suiteWith } from '../support/prerequisites.js';
import { STOCK_POSTGRES } from '../support/stock-postgres.js';
import { runChaos } from './run.js';

suiteWith(STOCK_POSTGRES, 'A short chaos run', function (binaries) {
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
