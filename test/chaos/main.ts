import { parseArgs } from 'node:util';
import { findStockBinaries } from '../support/stock-postgres.js';
import { runChaos } from './run.js';
import type { ChaosReport } from './run.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '120' },
    replicas: { type: 'string', default: '3' },
    pace: { type: 'string', default: '1' },
  },
});
const binaries = findStockBinaries();
if (binaries === null) {
  console.error('npm run chaos needs a stock PostgreSQL (Debian: postgresql-15) and /proc.');
  process.exitCode = 2;
} else {
  const report = await runChaos({
    binaries,
    seed: Number(values.seed),
    lastMs: Number(values.seconds) * 1000,
    replicas: Number(values.replicas),
    pace: Number(values.pace),
    say: (line) => console.log(line),
  });
  print(report);
  const { wrongAllows, wrongUnknowns, otherFaults, recoveriesMs } = report;
  const isGood =
    wrongAllows.length + wrongUnknowns.length + otherFaults.length === 0 && Math.max(...recoveriesMs) < 2000;
  console.log(isGood ? 'every promise was kept' : 'a promise was broken');
  // A client or a link may still wait for something that was killed.
  process.exit(isGood ? 0 : 1);
}

function print(report: ChaosReport): void {
  const { wrongAllows, wrongUnknowns, otherFaults, recoveriesMs, ...figures } = report;
  const sorted = [...recoveriesMs].sort((a, b) => a - b);
  console.log(JSON.stringify(figures));
  console.log(`recovery in ms: median ${String(sorted[sorted.length >> 1])}, longest ${String(sorted.at(-1))}`);
  const lists = { 'wrong allows': wrongAllows, 'wrong unknown keys': wrongUnknowns, 'other faults': otherFaults };
  for (const [name, list] of Object.entries(lists)) {
    console.log(`${name}: ${String(list.length)}`);
    for (const line of list.slice(0, 10)) console.log(`  ${line}`);
  }
}
