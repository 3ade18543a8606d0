import { readFlags } from '../proofs/flags.js';
import { isProven } from '../proofs/verdict.js';
import { STOCK_POSTGRES } from '../support/stock-postgres.js';
import { LONGEST_BEYOND_MS, leastOf, runChaos } from './run.js';
import type { ChaosReport } from './run.js';

/** After a promotion the promoted one has to be found among members of which one is dead. */
const MAX_RECOVERY_MS = { single: 2000, standbys: 4000 };
const values = readFlags('npm run chaos', {
  seed: { what: 'of the random choices', fallback: 1, least: 0 },
  seconds: { what: 'within which faults begin', fallback: 120, least: 1 },
  replicas: { what: 'processes that are asked', fallback: 3, least: 1 },
  pace: { what: 'percent of the length of the faults', fallback: 100, least: 1 },
  topology: { what: 'of the database', fallback: 'single', oneOf: ['single', 'standbys'] },
});
const binaries = STOCK_POSTGRES.found;
if (binaries === null) {
  console.error('npm run chaos needs a stock PostgreSQL (Debian: postgresql-15) and /proc.');
  process.exitCode = 2;
} else {
  const lastMs = values.seconds * 1000;
  // Every step has its limit. Should one hold on to this process all the same, that is a verdict too.
  setTimeout(() => {
    console.log('a promise was broken: the run did not come to its end');
    process.exit(1);
  }, lastMs + LONGEST_BEYOND_MS).unref();
  const { replicas, seed } = values;
  const topology = values.topology === 'standbys' ? 'standbys' : 'single';
  const say = (line: string): void => console.log(line);
  const options = { binaries, seed, lastMs, replicas, pace: values.pace / 100, topology, say } as const;
  const isGood = await runChaos(options).then(
    (report) => print(report, MAX_RECOVERY_MS[topology]),
    (error: unknown) => {
      console.log(`the run could not be made: ${String(error)}`);
      return false;
    },
  );
  // A client or a link may still wait for something that was killed.
  process.exit(isGood ? 0 : 1);
}

/** Says what was found, and whether every promise was kept. */
function print(report: ChaosReport, maxRecoveryMs: number): boolean {
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
  const broken = Object.values(lists).flat();
  const slow = sorted.filter((ms) => ms >= maxRecoveryMs);
  broken.push(...slow.map((ms) => `recovery took ${String(ms)} ms of ${String(maxRecoveryMs)}`));
  return isProven(leastOf(report), broken);
}
