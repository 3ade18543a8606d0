import { parseArgs } from 'node:util';
import { STOCK_POSTGRES } from '../support/stock-postgres.js';
import { LONGEST_BEYOND_MS, runChaos } from './run.js';
import type { ChaosReport } from './run.js';

const MAX_RECOVERY_MS = 2000;
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '120' },
    replicas: { type: 'string', default: '3' },
    pace: { type: 'string', default: '1' },
  },
});
const binaries = STOCK_POSTGRES.found;
if (binaries === null) {
  console.error('npm run chaos needs a stock PostgreSQL (Debian: postgresql-15) and /proc.');
  process.exitCode = 2;
} else {
  const lastMs = Number(values.seconds) * 1000;
  // Every step has its limit. Should one hold on to this process all the same, that is a verdict too.
  setTimeout(() => {
    console.log('a promise was broken: the run did not come to its end');
    process.exit(1);
  }, lastMs + LONGEST_BEYOND_MS).unref();
  const { replicas, pace, seed } = {
    replicas: Number(values.replicas),
    pace: Number(values.pace),
    seed: Number(values.seed),
  };
  const say = (line: string): void => console.log(line);
  const isGood = await runChaos({ binaries, seed, lastMs, replicas, pace, say }).then(print, (error: unknown) => {
    console.log(`the run could not be made: ${String(error)}`);
    return false;
  });
  console.log(isGood ? 'every promise was kept' : 'a promise was broken');
  // A client or a link may still wait for something that was killed.
  process.exit(isGood ? 0 : 1);
}

/** Says what was found, and whether every promise was kept. */
function print(report: ChaosReport): boolean {
  const { wrongAllows, wrongUnknowns, otherFaults, troubles, recoveriesMs, ...figures } = report;
  const sorted = [...recoveriesMs].sort((a, b) => a - b);
  console.log(JSON.stringify(figures));
  console.log(`recovery in ms: median ${String(sorted[sorted.length >> 1])}, longest ${String(sorted.at(-1))}`);
  const lists = {
    'wrong allows': wrongAllows,
    'wrong unknown keys': wrongUnknowns,
    'other faults': otherFaults,
    troubles,
  };
  for (const [name, list] of Object.entries(lists)) {
    console.log(`${name}: ${String(list.length)}`);
    for (const line of list.slice(0, 10)) console.log(`  ${line}`);
  }
  const isEmpty = Object.values(lists).every((list) => list.length === 0);
  return isEmpty && sorted.length > 0 && sorted.at(-1)! < MAX_RECOVERY_MS;
}
